"""Deadlines the slow way: look at every single minute. For comparison with the arithmetic."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from backend.calendars import load_calendars
from backend.domain.worktime import Pause, WorkCalendar

SHANGHAI = timezone(timedelta(hours=8))
MINUTE_MS = 60_000
STEPS_MAX = 60_000  # some six weeks of minutes
YEARS_FROM = datetime(2019, 1, 1, tzinfo=SHANGHAI)
YEARS_MINUTES = 8 * 365 * 1440


def is_worked(calendar: WorkCalendar, at_ms: int, pauses: list[Pause]) -> bool:
    """Whether the minute that begins at `at_ms` is worked, said as a person would."""
    local = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(SHANGHAI)
    day, second = local.date(), local.hour * 3600 + local.minute * 60
    if calendar.every_day:
        works = True
    elif day.year in calendar.published:
        works = day in calendar.makeup_days or not (day.weekday() >= 5 or day in calendar.holidays)
    else:
        works = day.weekday() < 5 and not (day.day == 1 and day.month == 1)
    in_shift = any(start <= second < end for start, end in calendar.shifts)
    return works and in_shift and not any(begin <= at_ms < end for begin, end in pauses)


def step(
    calendar: WorkCalendar, start_ms: int, budget_min: int, pauses: list[Pause]
) -> tuple[int, bool] | None:
    """(deadline, provisional) by walking minute by minute; None when it would take too long."""
    left, at_ms, provisional = budget_min, start_ms, False
    for _ in range(STEPS_MAX):
        local = datetime.fromtimestamp(at_ms / 1000, SHANGHAI)
        provisional |= not calendar.every_day and local.year not in calendar.published
        left -= is_worked(calendar, at_ms, pauses)
        at_ms += MINUTE_MS
        if left == 0:
            return at_ms, provisional
    return None


@dataclass(frozen=True)
class Case:
    """One budget, started somewhere in 2019 to 2026."""

    calendar: WorkCalendar
    start_ms: int
    budget_min: int
    pauses: list[Pause]


def random_case(chance: random.Random) -> Case:
    """A shipped calendar or one with made-up shifts and holidays; up to four pauses that may overlap."""
    start_ms = int(YEARS_FROM.timestamp() * 1000) + chance.randrange(YEARS_MINUTES) * MINUTE_MS
    pauses = []
    for _ in range(chance.randrange(5)):
        begin_ms = start_ms + chance.randrange(-2000, 8000) * MINUTE_MS
        pauses.append((begin_ms, begin_ms + chance.randrange(4000) * MINUTE_MS))
    shipped = list(load_calendars().values())
    calendar = chance.choice([*shipped, made_up(chance)])
    return Case(calendar, start_ms, chance.randrange(1, 2500), pauses)


def made_up(chance: random.Random) -> WorkCalendar:
    """One to four shifts, some holidays and make-up days, and years that nobody has published."""
    bounds = sorted(chance.sample(range(1441), 2 * chance.randrange(1, 5)))
    shifts = tuple((a * 60, b * 60) for a, b in zip(bounds[::2], bounds[1::2], strict=True))
    days = [date(2019, 1, 1) + timedelta(days=chance.randrange(8 * 365)) for _ in range(200)]
    return WorkCalendar(
        "made up",
        shifts,
        every_day=chance.random() < 0.2,
        holidays=frozenset(days[:120]),
        makeup_days=frozenset(days[120:]),
        published=frozenset(chance.sample(range(2019, 2027), 6)),
    )


def stepped(case: Case) -> tuple[int, bool] | None:
    """The slow answer to a case; None when it would take too long."""
    return step(case.calendar, case.start_ms, case.budget_min, case.pauses)
