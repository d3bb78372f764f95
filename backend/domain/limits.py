"""Time limits as data: budgets, the table they come from, and the ladder of escalation.

No number of a limit is code: tables live in resources/limits and are versioned; the version is frozen
on a ticket when it is filed. Source: design 2-ticket.md, Clocks and Lights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.errors import Refused

ANY = "*"
"""Stands for every category or urgency in a row of a table."""


class Urgency(StrEnum):
    """How soon a matter must be handled (紧急程度)."""

    EMERGENCY = "emergency"  # 特急
    URGENT = "urgent"  # 紧急
    NORMAL = "normal"  # 一般
    COMPLEX = "complex"  # 疑难


@dataclass(frozen=True, slots=True)
class Budget:
    """A time limit frozen on a ticket: `seconds` of the named calendar's working time.

    With `days` above zero `seconds` is not used: the clock is due at the close of the Nth working day
    after the day it started on. `yellow_percent` of the budget turns the light yellow.
    """

    clock: str  # accept, verify, dispatch, sign, dispose, arbitrate, check, callback, total
    calendar: str
    seconds: int
    days: int = 0
    yellow_percent: int = 75


@dataclass(frozen=True, slots=True)
class RungRule:
    """One rung of the ladder: due at `percent` of the budget, or `working_days` after the deadline.

    Zero switches a condition off; with both, the earlier counts. `calendar` says whose working days.
    """

    name: str
    percent: int = 0
    working_days: int = 0
    calendar: str = "office"
    summons: tuple[str, ...] = ()  # roles that are told


LADDER = (
    RungRule("urge", percent=75, summons=("department",)),
    RungRule("supervise", percent=100, summons=("department", "duty_leader")),
    RungRule("center_leader", percent=150, working_days=1, summons=("center_leader",)),
    RungRule("written_notice", working_days=5, summons=("center_leader", "department")),
)
"""The ladder of the design, for callers that hold no table."""


@dataclass(frozen=True, slots=True)
class LimitTable:
    """A versioned table of time limits. `rows` is keyed by (clock, category, urgency); ANY matches all.

    A category is dotted from coarse to fine (`city.waste`): the finest row that fits wins, and at the
    same depth a row for the urgency wins over a row for any.
    """

    name: str = ""
    version: str = ""
    rows: Mapping[tuple[str, str, str], Budget] = field(default_factory=dict)
    rework_percent: int = 50  # share of the dispose budget that a rework gets
    join_window_s: int = 60  # repeats of an alarm within this are one alarm
    ladder: tuple[RungRule, ...] = LADDER

    def budget(self, clock: str, category: str, urgency: str) -> Budget:
        """The limit of `clock` for a matter of this class and urgency.

        Raises:
            Refused: `no_limit`, the table does not say; nothing is guessed.
        """
        for prefix in _coarser(category):
            for row_urgency in (urgency, ANY):
                found = self.rows.get((clock, prefix, row_urgency))
                if found is not None:
                    return found
        raise Refused(
            "no_limit",
            f"table {self.name!r} has no limit for {clock}, category {category!r}, urgency {urgency!r}",
            rule="limits",
        )


def _coarser(category: str) -> tuple[str, ...]:
    """`a.b.c` → (`a.b.c`, `a.b`, `a`, ANY)."""
    parts = category.split(".") if category else []
    return (*(".".join(parts[:n]) for n in range(len(parts), 0, -1)), ANY)
