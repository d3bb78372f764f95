"""Clocks and lights, derived from a ticket's log; never stored as truth.

Source: design 2-ticket.md, Clocks and Lights.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.errors import Unavailable
from backend.domain.limits import LADDER, Budget, RungRule
from backend.domain.log import ClockSpan, Pauses, Ticket
from backend.domain.worktime import Deadline, WorkCalendar

__all__ = [
    "CENTER_CLOCKS",
    "Budget",
    "ClockReading",
    "Course",
    "Light",
    "Rung",
    "RungTime",
    "clocks",
    "course",
    "light_at",
    "light_history",
    "moment_ms",
    "next_turn_ms",
    "read",
    "rungs_due",
    "worst",
]

CENTER_CLOCKS = frozenset({"accept", "verify", "dispatch", "arbitrate", "review", "check", "callback"})
"""Clocks of steps that a center owes; they show blue where a department's would be green."""

WAITING_CLOCK = "review"
"""The clock of a hung ticket: nothing is owed before its review date draws near, so it shows grey."""


class Light(StrEnum):
    """What a clock shows. Always drawn as colour, shape and words together."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"  # paused
    BLUE = "blue"  # waiting on a center, not on the department


@dataclass(frozen=True, slots=True)
class RungTime:
    """When one rung of the ladder falls due on a clock; UTC ms."""

    rung: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One clock of one round, ready to paint: every time is UTC ms.

    `yellow_ms` is where 75 % of the budget is used, `deadline_ms` where all of it is.
    """

    clock: str
    round: int
    started_ms: int
    yellow_ms: int
    deadline_ms: int
    budget_s: int
    stopped_ms: int = 0  # 0: still running
    paused: bool = False
    blue: bool = False  # a center owes the next step
    provisional: bool = False  # the calendar of a year is not published yet
    department: str = ""  # who owes it, for sign and dispose
    rungs: tuple[RungTime, ...] = ()
    pauses: Pauses = ()  # in which the light is grey; one that is not over yet may still be cut short
    first_deadline_ms: int = 0  # without extensions
    counted: bool = True  # False: left out of the department's statistics


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung that is due and has not fired; `args` are those of the act `escalate`."""

    rung: str
    clock: str
    round: int
    department: str
    due_ms: int

    @property
    def args(self) -> dict[str, str]:
        """Arguments of `Act("escalate", …)` that records this rung."""
        return {
            "rung": self.rung,
            "clock": self.clock,
            "round": str(self.round),
            "department": self.department,
            "due_ms": str(self.due_ms),
        }


def clocks(
    ticket: Ticket,
    calendars: Mapping[str, WorkCalendar],
    now_ms: int,
    ladder: Sequence[RungRule] = LADDER,
) -> tuple[ClockReading, ...]:
    """Every clock the ticket has had, oldest first. Changes only when the log or a calendar changes.

    Raises:
        Unavailable: a calendar named by a budget is not installed here.
    """
    assert now_ms > 0
    return tuple(read(span, calendars, now_ms, ladder) for span in ticket.spans)


def read(
    span: ClockSpan, calendars: Mapping[str, WorkCalendar], now_ms: int, ladder: Sequence[RungRule] = ()
) -> ClockReading:
    """One span against its calendar: the deadline is the start plus what was granted, minus the pauses.

    Raises:
        Unavailable: the calendar of its budget is not installed here.
    """
    budget, start_ms, pauses = span.budget, span.started_ms, span.pauses
    calendar = _calendar(calendars, budget.calendar)
    first = due = _due(span, calendar, granted=False)
    if span.granted_s or span.granted_days:
        due = _due(span, calendar, granted=True)
    whole_ms = (budget.seconds + span.granted_s) * 1000
    if budget.days:
        whole_ms = calendar.working_ms(start_ms, due.at_ms, pauses)
    yellow = calendar.add_working(start_ms, whole_ms * budget.yellow_percent // 100, pauses)

    def rung_ms(rule: RungRule) -> int:
        times = []
        if rule.percent:
            times.append(calendar.add_working(start_ms, whole_ms * rule.percent // 100, pauses).at_ms)
        if rule.working_days:
            office = _calendar(calendars, rule.calendar)
            times.append(office.add_working(due.at_ms, rule.working_days * office.day_ms, pauses).at_ms)
        return min(times)

    return ClockReading(
        clock=span.clock,
        round=span.round,
        started_ms=start_ms,
        yellow_ms=yellow.at_ms,
        deadline_ms=due.at_ms,
        budget_s=whole_ms // 1000,
        stopped_ms=span.stopped_ms,
        paused=not span.stopped_ms and any(begin <= now_ms < end for begin, end in pauses),
        blue=span.clock in CENTER_CLOCKS,
        provisional=due.provisional,
        department=span.department,
        rungs=tuple(RungTime(rule.name, rung_ms(rule)) for rule in ladder),
        pauses=pauses,
        first_deadline_ms=first.at_ms,
        counted=span.counted,
    )


def moment_ms(span: ClockSpan, calendars: Mapping[str, WorkCalendar], percent: int) -> int:
    """When so much of a span's budget, extensions included, is used; UTC ms.

    Raises:
        Unavailable: the calendar of its budget is not installed here.
    """
    calendar = _calendar(calendars, span.budget.calendar)
    due_ms = _due(span, calendar, granted=True).at_ms
    whole_ms = calendar.working_ms(span.started_ms, due_ms, span.pauses)
    return calendar.add_working(span.started_ms, whole_ms * percent // 100, span.pauses).at_ms


def _due(span: ClockSpan, calendar: WorkCalendar, *, granted: bool) -> Deadline:
    budget = span.budget
    if budget.days:
        days = budget.days + (span.granted_days if granted else 0)
        return calendar.close_of_day(span.started_ms, days, span.pauses)
    seconds = budget.seconds + (span.granted_s if granted else 0)
    return calendar.add_working(span.started_ms, seconds * 1000, span.pauses)


def _calendar(calendars: Mapping[str, WorkCalendar], name: str) -> WorkCalendar:
    found = calendars.get(name)
    if found is None:
        raise Unavailable(f"the working calendar {name!r} is not installed at this center")
    return found


def light_at(reading: ClockReading, now_ms: int) -> Light:
    """Colour of one clock at `now_ms`; a stopped clock keeps the light it stopped with.

    A pause never hides a deadline that has passed.
    """
    if not reading.stopped_ms:
        return _lit(reading, now_ms)
    if reading.stopped_ms >= reading.deadline_ms:
        return Light.RED
    return Light.YELLOW if reading.stopped_ms >= reading.yellow_ms else Light.GREEN


def _lit(reading: ClockReading, at_ms: int) -> Light:
    """Colour of a running clock."""
    if reading.paused and not reading.pauses:
        return Light.GREY
    if at_ms >= reading.deadline_ms:
        return Light.RED
    if any(begin <= at_ms < end for begin, end in reading.pauses):
        return Light.GREY
    if at_ms >= reading.yellow_ms:
        return Light.YELLOW
    if reading.clock == WAITING_CLOCK:
        return Light.GREY
    return Light.BLUE if reading.blue else Light.GREEN


def _turns(reading: ClockReading) -> Iterator[int]:
    """Every moment at which the light of a running clock may change."""
    yield reading.started_ms
    yield reading.yellow_ms
    yield reading.deadline_ms
    for begin, end in reading.pauses:
        yield begin
        yield end


_WORSE = {Light.GREY: 0, Light.BLUE: 1, Light.GREEN: 1, Light.YELLOW: 2, Light.RED: 3}


def worst(readings: Iterable[ClockReading], now_ms: int) -> ClockReading | None:
    """The running clock a ticket shows: the worst light, and of equals the one due first."""
    running = [reading for reading in readings if not reading.stopped_ms]
    return max(
        running, key=lambda reading: (_WORSE[light_at(reading, now_ms)], -reading.deadline_ms), default=None
    )


@dataclass(frozen=True, slots=True)
class Course:
    """The light of a whole ticket as a step function of time, fixed until its log or a calendar changes."""

    times: tuple[int, ...]
    lights: tuple[Light | None, ...]  # one more than times: the first counts before them

    def at(self, now_ms: int) -> Light | None:
        """What the ticket shows at `now_ms`; None when no clock runs."""
        return self.lights[bisect_right(self.times, now_ms)]


def course(readings: Iterable[ClockReading]) -> Course:
    """Every turn of a ticket's own light to come: asking it costs a search, however many clocks run."""
    running = [reading for reading in readings if not reading.stopped_ms]
    times = sorted({at_ms for reading in running for at_ms in _turns(reading)})
    lights = [_shown(running, at_ms) for at_ms in (times[0] - 1 if times else 0, *times)]
    kept = [n for n in range(len(times)) if lights[n + 1] is not lights[n]]
    return Course(tuple(times[n] for n in kept), (lights[0], *(lights[n + 1] for n in kept)))


def _shown(running: Iterable[ClockReading], at_ms: int) -> Light | None:
    reading = worst(running, at_ms)
    return None if reading is None else light_at(reading, at_ms)


def light_history(readings: Iterable[ClockReading], now_ms: int) -> tuple[tuple[str, Light, int], ...]:
    """Every turn of every light up to `now_ms` as (clock, light, UTC ms), in the order of time."""
    history: list[tuple[str, Light, int]] = []
    for reading in readings:
        until_ms = reading.stopped_ms or now_ms
        before: Light | None = None
        for at_ms in sorted({at_ms for at_ms in _turns(reading) if reading.started_ms <= at_ms <= until_ms}):
            light = _lit(reading, at_ms)
            if light is not before:
                history.append((reading.clock, light, at_ms))
            before = light
    return tuple(sorted(history, key=lambda turn: turn[2]))


def rungs_due(ticket: Ticket, readings: Iterable[ClockReading], now_ms: int) -> tuple[Rung, ...]:
    """Rungs that fell due by `now_ms` and are not in the log yet, in the order they fell due.

    Ask before every act, with the act's time, and at `next_turn_ms`: then what fires does not depend on
    how often anybody looked. A clock that has stopped still yields what fell due before it stopped.
    """
    due = (
        Rung(rung.rung, reading.clock, reading.round, reading.department, rung.at_ms)
        for reading in readings
        for rung in reading.rungs
        if rung.at_ms <= (min(now_ms, reading.stopped_ms) if reading.stopped_ms else now_ms)
        and (reading.clock, reading.round, reading.department, rung.rung) not in ticket.fired
    )
    return tuple(sorted(due, key=lambda rung: rung.due_ms))


def next_turn_ms(readings: Iterable[ClockReading], now_ms: int) -> int | None:
    """When the next running clock changes its light or a rung falls due; None when nothing will."""
    times = (
        at_ms
        for reading in readings
        if not reading.stopped_ms
        for at_ms in (*_turns(reading), *(rung.at_ms for rung in reading.rungs))
        if at_ms > now_ms
    )
    return min(times, default=None)
