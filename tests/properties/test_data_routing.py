"""Over all that comes with the program, and over random lists: suggestions explain themselves."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.calendars import load_calendars
from backend.domain.limits import ANY, Urgency
from backend.domain.modules import Assignment, Catalogue, Category
from backend.domain.org import LEVELS, Organisation, UnitKind
from backend.domain.routing import Matter, resolve, route
from backend.limits import CLOCKS, MORE_CLOCKS, load_limits
from backend.modules import load_catalogue
from backend.organisation import load_organisation
from tests.fakes.domain_district import UNITS, district

CODES = tuple(load_catalogue().categories)


@cache
def sample() -> tuple[Catalogue, Organisation]:
    organisation = load_organisation("sample").organisation
    return load_catalogue(organisation=organisation), organisation


def centers(organisation: Organisation) -> list[str]:
    return [unit.id for unit in organisation.units.values() if unit.kind in LEVELS]


@pytest.mark.parametrize("code", CODES)
def test_that_every_class_finds_a_lead_at_every_center_or_says_why(code: str) -> None:
    catalogue, organisation = sample()
    for center in centers(organisation):
        found = route(Matter(code, center), catalogue, organisation)
        assert found.reasons
        if not found.hits:
            assert {"no_lead_here", "lead_elsewhere"} & {reason.code for reason in found.reasons}
        for hit in found.hits:
            assert {hit.lead, *hit.assists} <= set(organisation.departments_of(center))
            assert hit.lead not in hit.assists
            assert hit.reasons
        assert not found.automatic


@pytest.mark.parametrize("code", CODES)
def test_that_every_class_finds_a_lead_in_every_grid(code: str) -> None:
    """Where matters begin nobody is left without a department."""
    catalogue, organisation = sample()
    for unit in organisation.units.values():
        if unit.kind is UnitKind.GRID:
            found = route(Matter(code, unit.parent, unit.id), catalogue, organisation)
            assert len(found.hits) == 1, (unit.id, found.reasons)


def test_that_every_department_is_reached_by_some_class() -> None:
    catalogue, organisation = sample()
    named = {
        resolve(name, place, organisation)
        for category in catalogue.categories.values()
        for row in category.assignments
        for name in (row.lead, *row.assists)
        for place in centers(organisation)
    }
    assert set(organisation.departments_of("")) - named == set()


@pytest.mark.parametrize("table", ["standard", "demo"])
@pytest.mark.parametrize("code", CODES)
def test_that_every_budget_of_every_class_is_positive(table: str, code: str) -> None:
    limits, calendars = load_limits(table), load_calendars()
    for clock in (*CLOCKS, *MORE_CLOCKS):
        if not limits.has(clock):
            continue
        for urgency in Urgency:
            budget = limits.budget(clock, code, urgency)
            assert budget.calendar in calendars
            assert (budget.seconds > 0) is not (budget.days > 0)


@pytest.mark.parametrize("code", CODES)
def test_that_the_steps_of_every_class_fit_into_its_whole(code: str) -> None:
    limits, calendars = load_limits("standard"), load_calendars()
    monday = 1_762_736_400_000  # 2025-11-10 09:00 in Shanghai, no holiday in the weeks after it

    def due_ms(clock: str, urgency: str, start_ms: int) -> int:
        budget = limits.budget(clock, code, urgency)
        calendar = calendars[budget.calendar]
        if budget.days:
            return calendar.close_of_day(start_ms, budget.days).at_ms
        return calendar.add_working(start_ms, budget.seconds * 1000).at_ms

    for urgency in Urgency:
        at_ms = monday
        for clock in ("accept", "dispatch", "dispose", "check", "callback"):
            at_ms = due_ms(clock, urgency, at_ms)
        assert at_ms <= due_ms("total", urgency, monday), (code, urgency)


def test_that_limits_are_set_for_known_classes_only() -> None:
    named = {category for _, category, _ in load_limits("standard").rows if category != ANY}
    assert {name for name in named if not any(f"{code}.".startswith(f"{name}.") for code in CODES)} == set()


DEPARTMENTS = [unit.id for unit in UNITS if unit.kind is UnitKind.DEPARTMENT]
NAMES = st.sampled_from([*DEPARTMENTS, "office:enforcement", "office:nothing", "nobody"])
ROWS = st.builds(
    Assignment,
    lead=NAMES,
    assists=st.lists(NAMES, max_size=3, unique=True).map(tuple),
    within=st.sampled_from(["", "t1", "t2", "c1-g1"]),
    words=st.sampled_from([(), ("a",), ("a", "b"), ("c",)]),
    urgencies=st.sampled_from([frozenset(), frozenset({Urgency.URGENT})]),
    confidence_percent=st.integers(1, 100),
)
MATTERS = st.builds(
    Matter,
    category=st.sampled_from(["a.b", "a.b.c", "a", "x.y", ""]),
    center=st.sampled_from([*[u.id for u in UNITS if u.kind in LEVELS], "elsewhere", ""]),
    place=st.sampled_from(["", "c1-g1-b", "c2", "t1", "elsewhere"]),
    text=st.sampled_from(["", "a", "a b", "c"]),
    urgency=st.sampled_from(["", "urgent", "normal"]),
    certainty_percent=st.integers(-10, 110),
)


def catalogue_of(rows: list[Assignment], level: UnitKind, percent: int) -> Catalogue:
    category = Category("a.b", "a", "类", "Class", Urgency.NORMAL, level, tuple(rows))
    return Catalogue({}, {"a.b": category}, percent)


@given(st.lists(ROWS, min_size=1, max_size=5), MATTERS, st.sampled_from(LEVELS), st.integers(1, 101))
@example([Assignment("police", confidence_percent=100)], Matter("a.b", "d"), LEVELS[0], 100)
def test_that_a_suggestion_is_the_same_however_the_list_is_ordered(
    rows: list[Assignment], matter: Matter, level: UnitKind, percent: int
) -> None:
    organisation = district()
    catalogue = catalogue_of(rows, level, percent)
    found = route(matter, catalogue, organisation)
    assert found == route(matter, catalogue, organisation)
    turned = route(matter, catalogue_of(rows[::-1], level, percent), organisation)
    assert [(hit.lead, hit.assists, hit.confidence_percent) for hit in found.hits] == [
        (hit.lead, hit.assists, hit.confidence_percent) for hit in turned.hits
    ]
    assert (found.center, found.automatic) == (turned.center, turned.automatic)


@given(st.lists(ROWS, min_size=1, max_size=5), MATTERS, st.sampled_from(LEVELS), st.integers(1, 101))
def test_that_only_one_sure_hit_goes_without_a_person(
    rows: list[Assignment], matter: Matter, level: UnitKind, percent: int
) -> None:
    found = route(matter, catalogue_of(rows, level, percent), district())
    assert found.reasons
    assert sum(hit.confidence_percent for hit in found.hits) <= 100
    if found.automatic:
        (hit,) = found.hits
        assert hit.confidence_percent >= percent
        assert found.center == matter.center
        assert matter.category == "a.b"
