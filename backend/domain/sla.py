"""Clocks and lights, derived from a ticket's log; never stored as truth.

Source: design 2-ticket.md, Clocks and Lights.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Light(StrEnum):
    """What a clock shows. Always drawn as colour, shape and words together."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"  # paused
    BLUE = "blue"  # waiting on a center, not on the department


@dataclass(frozen=True, slots=True)
class Budget:
    """A time limit frozen on a ticket: `seconds` of the named calendar's working time."""

    clock: str  # accept, verify, dispatch, sign, dispose, arbitrate, check, callback, total
    calendar: str
    seconds: int


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
