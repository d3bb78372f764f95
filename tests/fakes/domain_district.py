"""A small organisation for tests: one district, two towns, three communities, grids, a few departments."""

from __future__ import annotations

from backend.domain.org import Organisation, OrgUnit, Point, UnitKind, organise
from backend.domain.roster import Duty, Roster, Shift, Staff

DISTRICT, TOWN, COMMUNITY = UnitKind.DISTRICT, UnitKind.TOWN, UnitKind.COMMUNITY
GRID, BUILDING, DEPARTMENT = UnitKind.GRID, UnitKind.BUILDING, UnitKind.DEPARTMENT

UNITS = (
    OrgUnit("d", DISTRICT, "区", "District"),
    OrgUnit("police", DEPARTMENT, "公安", "Police", "d"),
    OrgUnit("works", DEPARTMENT, "城建", "Works", "d"),
    OrgUnit("t1", TOWN, "甲镇", "Town 1", "d"),
    OrgUnit("t1-law", DEPARTMENT, "甲镇执法", "Law 1", "t1", office="enforcement"),
    OrgUnit("t2", TOWN, "乙镇", "Town 2", "d"),
    OrgUnit("t2-law", DEPARTMENT, "乙镇执法", "Law 2", "t2", office="enforcement"),
    OrgUnit("t3", TOWN, "丙镇", "Town 3", "d"),
    OrgUnit("c1", COMMUNITY, "一社区", "Community 1", "t1"),
    OrgUnit("c1-g1", GRID, "一网格", "Grid 1", "c1"),
    OrgUnit("c1-g1-b", BUILDING, "一号楼", "Building", "c1-g1"),
    OrgUnit("c1-g2", GRID, "二网格", "Grid 2", "c1"),
    OrgUnit("c2", COMMUNITY, "二社区", "Community 2", "t2"),
)
POINTS = {
    "d": Point(106.0, 29.8),
    "c1-g1": Point(106.000, 29.800),
    "c1-g2": Point(106.010, 29.800),
    "police": Point(106.02, 29.8),
    "works": Point(106.0, 29.82),
}


def district() -> Organisation:
    """The organisation above."""
    return organise(UNITS, POINTS)


def shifts() -> dict[str, Shift]:
    """Day, night, and office hours on workdays."""
    return {
        "day": Shift("day", 8 * 3600, 20 * 3600),
        "night": Shift("night", 20 * 3600, 32 * 3600),
        "office": Shift("office", 9 * 3600, 18 * 3600, "office"),
    }


def roster() -> Roster:
    """Officers by day in both grids, leaders day and night in the town, responders, liaisons."""
    dn = ("day", "night")
    rows = (
        Staff("t1", Duty.DUTY_LEADER, 4, dn),
        Staff("c1-g1", Duty.GRID_OFFICER, 2, ("day",)),
        Staff("c1-g2", Duty.GRID_OFFICER, 2, ("day",)),
        Staff("police", Duty.LIAISON, 2, dn),
        Staff("police", Duty.RESPONDER, 4, dn, on=2, skills=("police", "traffic")),
        Staff("works", Duty.RESPONDER, 4, dn, on=2, skills=("traffic",)),
        Staff("works", Duty.LIAISON, 2, ("office",)),
    )
    by_unit: dict[str, tuple[Staff, ...]] = {}
    for row in rows:
        by_unit[row.unit] = (*by_unit.get(row.unit, ()), row)
    return Roster(shifts(), by_unit)
