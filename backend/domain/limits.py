"""Time limits as data: budgets, the table they come from, and the ladder of escalation.

No number of a limit is code: tables live in resources/limits and are versioned; the version is frozen
on a ticket when it is filed. Source: design 2-ticket.md, Clocks and Lights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from backend.domain.errors import Refused

ANY = "*"
"""Stands for every category or urgency in a row of a table."""


class Urgency(StrEnum):
    """How soon a matter must be handled (紧急程度)."""

    EMERGENCY = "emergency"  # 特急; the order is from the strictest to the least strict
    URGENT = "urgent"  # 紧急
    NORMAL = "normal"  # 一般
    COMPLEX = "complex"  # 疑难


@dataclass(frozen=True, slots=True)
class Budget:
    """A time limit frozen on a ticket: `seconds` of the named calendar's working time.

    With `days` above zero `seconds` is not used: the clock is due at the close of the Nth working day
    after the day it started on. `yellow_percent` of the budget turns the light yellow.
    """

    clock: str  # accept, verify, dispatch, sign, dispose, arbitrate, review, check, callback, total
    calendar: str
    seconds: int
    days: int = 0
    yellow_percent: int = 75

    def share(self, percent: int) -> Budget:
        """A part of it, never nothing: whole working days are rounded up."""
        return replace(
            self, seconds=max(1, self.seconds * percent // 100), days=-(-self.days * percent // 100)
        )


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
    ask_max_s: int = 86_400  # how long asking for more may pause the accept clock
    return_percent: int = 25  # share of the dispose budget within which a department may return
    returns_max: int = 2  # rounds of returning
    review_days_max: int = 90  # natural days until a hung matter must be looked at again
    reopen_days: int = 15  # natural days in which a closed ticket may be reopened
    extensions_duty: int = 1  # so many extensions a duty leader may grant; further ones a center leader
    reserve_percent: int = 10  # share of the total budget kept for checking when handing down
    frequent_count: int = 3  # this many tickets on one object and class ...
    frequent_days: int = 3  # ... within so many days are a high frequency

    def has(self, clock: str) -> bool:
        """Whether the table says anything about a clock."""
        return any(row[0] == clock for row in self.rows)

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


def strictest(urgencies: Iterable[str]) -> str:
    """The most urgent of several; an unknown one counts least.

    Raises:
        ValueError: there is none.
    """
    order = [urgency.value for urgency in Urgency]
    return min(urgencies, key=lambda urgency: order.index(urgency) if urgency in order else len(order))


@lru_cache(maxsize=1024)
def _coarser(category: str) -> tuple[str, ...]:
    """`a.b.c` → (`a.b.c`, `a.b`, `a`, ANY)."""
    parts = category.split(".") if category else []
    return (*(".".join(parts[:n]) for n in range(len(parts), 0, -1)), ANY)
