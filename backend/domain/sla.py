"""Clocks and lights, derived from a ticket's log; never stored as truth.

Source: design 2-ticket.md, Clocks and Lights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.errors import Unavailable
from backend.domain.limits import LADDER, Budget, RungRule
from backend.domain.log import ClockSpan, Ticket
from backend.domain.worktime import WorkCalendar

__all__ = [
    "CENTER_CLOCKS",
    "Budget",
    "ClockReading",
    "Light",
    "Rung",
    "RungTime",
    "clocks",
    "light_at",
    "light_history",
    "next_turn_ms",
    "rungs_due",
    "worst",
]

CENTER_CLOCKS = frozenset({"accept", "verify", "dispatch", "arbitrate", "check", "callback"})
"""Clocks of steps that a center owes; they show blue where a department's would be green."""


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
    return tuple(_read(span, calendars, ladder) for span in ticket.spans)


def _read(span: ClockSpan, calendars: Mapping[str, WorkCalendar], ladder: Sequence[RungRule]) -> ClockReading:
    budget = span.budget
    calendar = _calendar(calendars, budget.calendar)
    if budget.days:
        due = calendar.close_of_day(span.started_ms, budget.days)
        budget_ms = calendar.working_ms(span.started_ms, due.at_ms)
    else:
        budget_ms = budget.seconds * 1000
        due = calendar.add_working(span.started_ms, budget_ms)
    yellow = calendar.add_working(span.started_ms, budget_ms * budget.yellow_percent // 100)

    def rung_ms(rule: RungRule) -> int:
        times = []
        if rule.percent:
            times.append(calendar.add_working(span.started_ms, budget_ms * rule.percent // 100).at_ms)
        if rule.working_days:
            office = _calendar(calendars, rule.calendar)
            times.append(office.add_working(due.at_ms, rule.working_days * office.day_ms).at_ms)
        return min(times)

    return ClockReading(
        clock=span.clock,
        round=span.round,
        started_ms=span.started_ms,
        yellow_ms=yellow.at_ms,
        deadline_ms=due.at_ms,
        budget_s=budget_ms // 1000,
        stopped_ms=span.stopped_ms,
        blue=span.clock in CENTER_CLOCKS,
        provisional=due.provisional,
        department=span.department,
        rungs=tuple(RungTime(rule.name, rung_ms(rule)) for rule in ladder),
    )


def _calendar(calendars: Mapping[str, WorkCalendar], name: str) -> WorkCalendar:
    found = calendars.get(name)
    if found is None:
        raise Unavailable(f"the working calendar {name!r} is not installed at this center")
    return found


def light_at(reading: ClockReading, now_ms: int) -> Light:
    """Colour of one clock at `now_ms`; a stopped clock keeps the light it stopped with."""
    at_ms = reading.stopped_ms or now_ms
    if reading.paused and not reading.stopped_ms:
        return Light.GREY
    if at_ms >= reading.deadline_ms:
        return Light.RED
    if at_ms >= reading.yellow_ms:
        return Light.YELLOW
    return Light.BLUE if reading.blue and not reading.stopped_ms else Light.GREEN


_WORSE = {Light.GREY: 0, Light.BLUE: 1, Light.GREEN: 1, Light.YELLOW: 2, Light.RED: 3}


def worst(readings: Iterable[ClockReading], now_ms: int) -> ClockReading | None:
    """The running clock a ticket shows: the worst light, and of equals the one due first."""
    running = [reading for reading in readings if not reading.stopped_ms]
    return max(
        running, key=lambda reading: (_WORSE[light_at(reading, now_ms)], -reading.deadline_ms), default=None
    )


def light_history(readings: Iterable[ClockReading], now_ms: int) -> tuple[tuple[str, Light, int], ...]:
    """Every turn of every light up to `now_ms` as (clock, light, UTC ms), in the order of time."""
    turns: list[tuple[str, Light, int]] = []
    for reading in readings:
        until_ms = reading.stopped_ms or now_ms
        first = Light.BLUE if reading.blue else Light.GREEN
        steps = (
            (first, reading.started_ms, reading.yellow_ms),
            (Light.YELLOW, reading.yellow_ms, reading.deadline_ms),
            (Light.RED, reading.deadline_ms, until_ms + 1),
        )
        turns.extend(
            (reading.clock, light, from_ms)
            for light, from_ms, to_ms in steps
            if from_ms <= until_ms and from_ms < to_ms
        )
    return tuple(sorted(turns, key=lambda turn: turn[2]))


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
        for at_ms in (reading.yellow_ms, reading.deadline_ms, *(rung.at_ms for rung in reading.rungs))
        if at_ms > now_ms
    )
    return min(times, default=None)
