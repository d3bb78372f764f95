from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.org import STANDS_IN, Organisation, OrgFault, OrgUnit, UnitKind, organise
from tests.fakes.domain_district import DEPARTMENT, GRID, TOWN, UNITS, district


def test_that_a_unit_knows_what_it_stands_in() -> None:
    org = district()
    assert org.above("c1-g1-b") == ("c1-g1-b", "c1-g1", "c1", "t1", "d")
    assert org.above("nowhere") == ()
    assert org.within("c1-g1-b", "t1")
    assert not org.within("c1-g1-b", "t2")
    assert list(org.below("c1")) == ["c1-g1", "c1-g1-b", "c1-g2"]


def test_that_the_nearest_center_of_a_place_is_found() -> None:
    org = district()
    assert org.center_of("c1-g1-b") == "c1"
    assert org.center_of("t1-law") == "t1"
    assert org.center_of("nowhere") == ""
    assert org.center_at("c1-g1-b", TOWN) == "t1"
    assert org.center_at("d", TOWN) == ""
    assert org.centers_under("d") == ("t1", "t2", "t3")
    assert org.is_above("t1", "c1")
    assert not org.is_above("c1", "c1")


def test_that_a_center_reaches_its_own_departments_and_those_above_it() -> None:
    org = district()
    assert org.departments_of("c1") == ("police", "works", "t1-law")
    assert org.departments_of("d") == ("police", "works")
    assert set(org.departments_of("unlisted")) == {u.id for u in UNITS if u.kind is DEPARTMENT}


def test_that_an_office_is_the_one_of_where_this_is() -> None:
    org = district()
    assert org.office("enforcement", "c1-g2") == "t1-law"
    assert org.office("enforcement", "c2") == "t2-law"
    assert org.office("enforcement", "d") == ""


def test_that_a_place_without_a_point_takes_that_of_the_unit_above() -> None:
    org = district()
    assert org.point("c1-g1-b") == org.points["c1-g1"]
    assert org.point("c2") == org.points["d"]
    assert org.point("nowhere") is None


def test_that_consoles_are_told_about_all_but_buildings() -> None:
    served = {unit.id for unit in district().served()}
    assert served == {unit.id for unit in UNITS} - {"c1-g1-b"}
    assert district().counts()["building"] == 1


BAD = {
    "twice": (OrgUnit("d", UnitKind.TOWN, "x", "x", "d"), "id", "two units"),
    "no parent": (OrgUnit("x", TOWN, "x", "x"), "", "stands in nothing"),
    "unknown parent": (OrgUnit("x", TOWN, "x", "x", "nowhere"), "parent", "not there"),
    "wrong parent": (OrgUnit("x", GRID, "x", "x", "police"), "parent", "stands in department"),
    "district below": (OrgUnit("x", UnitKind.DISTRICT, "x", "x", "d"), "parent", "stands in district"),
    "itself": (OrgUnit("x", TOWN, "x", "x", "x"), "parent", "stands in town"),
    "office of a grid": (OrgUnit("x", GRID, "x", "x", "c1", office="law"), "office", "has an office"),
    "office twice": (
        OrgUnit("x", DEPARTMENT, "x", "x", "t1", office="enforcement"), "office", "both the office",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_that_units_that_make_no_tree_are_refused(case: str) -> None:
    unit, key, words = BAD[case]
    with pytest.raises(OrgFault, match=words) as caught:
        organise([*UNITS, unit])
    assert (caught.value.index, caught.value.key) == (len(UNITS), key)
    assert caught.value.remedy


def test_that_no_unit_can_stand_above_itself() -> None:
    """Kinds lead up only: following them from any kind ends."""
    for kind in UnitKind:
        seen, edge = set(), {kind}
        while edge:
            edge = {above for one in edge for above in STANDS_IN[one]}
            assert kind not in edge
            seen |= edge
    loop = [replace(UNITS[3], parent="c1"), *UNITS[:3], *UNITS[4:]]
    with pytest.raises(OrgFault):
        organise(loop)


def test_that_an_empty_organisation_answers_with_nothing() -> None:
    org = Organisation()
    assert (org.above("x"), org.center_of("x"), org.departments_of("x"), org.point("x")) == ((), "", (), None)
