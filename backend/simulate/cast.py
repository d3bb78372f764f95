"""Who takes part: a district, two towns, three or four communities, their people and time limits."""

from __future__ import annotations

import random
from collections.abc import Mapping

from backend.center.place import Place
from backend.center.ports import Caller
from backend.domain.evidence import EvidenceRef
from backend.domain.limits import ANY, Budget, LimitTable, RungRule
from backend.domain.roles import Role
from backend.domain.worktime import WorkCalendar

T0_MS = 1_764_547_200_000
"""When every history begins: 2025-12-01 08:00 in Shanghai."""

DISTRICT = "d"
TOWNS = ("t1", "t2")
CALENDARS: Mapping[str, WorkCalendar] = {"cal24": WorkCalendar("cal24", ((0, 86_400),), every_day=True)}
DEPARTMENTS = frozenset({"cg", "yj"})
LADDER = (
    RungRule("urge", percent=75, summons=("department",)),
    RungRule("supervise", percent=100, summons=("department", "duty_leader")),
)
_CLOCKS = ("accept", "verify", "dispatch", "sign", "dispose", "arbitrate", "check", "callback")
PHOTO = EvidenceRef("a" * 64, "image/jpeg", masked=True, size_bytes=1000, phase="after")

_STAFF: Mapping[str, tuple[Role, str]] = {
    "intake": (Role.INTAKE, ""),
    "dispatcher": (Role.DISPATCHER, ""),
    "duty": (Role.DUTY_LEADER, ""),
    "leader": (Role.CENTER_LEADER, ""),
    "zhang": (Role.DEPARTMENT, "cg"),
    "wang": (Role.DEPARTMENT, "yj"),
    "checker": (Role.CHECKER, ""),
    "caller": (Role.CALLBACK, ""),
    "officer": (Role.GRID_OFFICER, ""),
    "watch": (Role.OPERATOR, ""),
    "viewer": (Role.VIEWER, ""),
}
PEOPLE: Mapping[str, Caller] = {
    **{name: Caller("operator", name, frozenset({role}), d) for name, (role, d) in _STAFF.items()},
    "cam": Caller("analyst", "cam", frozenset({Role.ANALYST})),
}
"""By name; every center has its own, so the same names serve everywhere."""


def limits(stage_s: int = 12, total_s: int = 45) -> LimitTable:
    """Limits of some ten seconds, so that lights turn within a history."""
    rows = {(clock, ANY, ANY): Budget(clock, "cal24", stage_s) for clock in _CLOCKS}
    rows["total", ANY, ANY] = Budget("total", "cal24", total_s)
    return LimitTable("simulation", "1", rows, ladder=LADDER)


def parents(rng: random.Random) -> dict[str, str]:
    """Every center with the one above it, parents before children."""
    tree = {DISTRICT: "", **dict.fromkeys(TOWNS, DISTRICT)}
    tree |= {"c1": "t1", "c2": "t1", "c3": "t2"}
    if rng.random() < 0.5:
        tree["c4"] = rng.choice(TOWNS)
    return tree


def place(center: str, parent: str, boot_ms: int, table: LimitTable) -> Place:
    """Where a center stands, as its command line would say."""
    level = {"d": "district", "t": "town", "c": "community"}[center[0]]
    return Place(
        center, level, boot_ms, table, CALENDARS, parent, dials_parent=bool(parent), departments=DEPARTMENTS
    )
