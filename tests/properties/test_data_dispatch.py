"""Random rosters, people and needs: turns are fair, rankings stable, teams as complete as can be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

from hypothesis import assume, given
from hypothesis import strategies as st

from backend.domain.dispatch import Known, Position, Scene, nearest, team
from backend.domain.org import Point
from backend.domain.roster import Duty, Roster, Staff
from tests.fakes.domain_cast import CALENDARS, T0
from tests.fakes.domain_district import district, shifts

SKILLS = ("a", "b", "c")
PLACES = st.builds(Point, st.floats(105.9, 106.1), st.floats(29.7, 29.9))


@given(st.integers(1, 3), st.integers(0, 9), st.integers(1, 2), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_that_turns_are_fair_over_a_whole_round(on: int, more: int, parts: int, start: date) -> None:
    stood = ("day", "night")[:parts]
    row = Staff("t1", Duty.INTAKE, on * parts + more, stood, on)
    roster = Roster(shifts(), {"t1": (row,)})
    counted: Counter[int] = Counter()
    for day in range(row.count):
        today = [
            number
            for name in stood
            for number in roster.numbers_of(row, shifts()[name], start + timedelta(days=day))
        ]
        assert len(set(today)) == len(today) == on * parts
        counted.update(today)
    assert set(counted) == set(range(1, row.count + 1))
    assert set(counted.values()) == {on * parts}


def people(skills: list[tuple[str, ...]]) -> Roster:
    """One responder row per set of skills, each at a department or duty of its own number."""
    units = ("police", "works", "t1-law", "t2-law")
    rows = {
        unit: (Staff(unit, Duty.RESPONDER, 1, ("day",), skills=able),)
        for unit, able in zip(units, skills, strict=False)
    }
    return Roster(shifts(), rows)


TEAMS = st.lists(
    st.lists(st.sampled_from(SKILLS), unique=True, max_size=3).map(tuple), min_size=1, max_size=4
)
NEEDS = st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 2))
WHERE = st.lists(PLACES, min_size=4, max_size=4)


@given(TEAMS, NEEDS, WHERE)
def test_that_a_team_is_as_complete_as_any_and_as_near_as_that_allows(
    skills: list[tuple[str, ...]], need: dict[str, int], where: list[Point]
) -> None:
    roster = people(skills)
    posts = [post for unit in roster.staff for post in roster.posts(unit)]
    positions = {post.id: Position(point, T0) for post, point in zip(posts, where, strict=False)}
    known = Known(district(), roster, CALENDARS, positions)
    scene = Scene("c1-g1", T0)
    found = team(scene, known, need, roster.staff)
    slots = [skill for skill in need for _ in range(need[skill])]
    cost = {one.post.id: one.cost_s for one in nearest(scene, known, Duty.RESPONDER, roster.staff).ranked}

    best = (0, 0)
    spread = slots + [""] * len(posts)  # an empty need: this one stays
    for chosen in set(permutations(spread, len(posts))):
        pairs = [(post, skill) for post, skill in zip(posts, chosen, strict=True) if skill]
        if all(skill in post.skills for post, skill in pairs):
            best = min(best, (-len(pairs), sum(cost[post.id] for post, _ in pairs)))
    mine = (-len(found.members), sum(one.cost_s for _, one in found.members))
    assert mine == best
    assert sum(found.missing.values()) == len(slots) - len(found.members)
    assert all(skill in one.post.skills for skill, one in found.members)


@given(WHERE, st.lists(st.integers(0, 5), min_size=4, max_size=4))
def test_that_a_ranking_does_not_depend_on_the_order_of_what_is_known(
    where: list[Point], loads: list[int]
) -> None:
    roster = people([("a",)] * 4)
    ids = [post.id for unit in roster.staff for post in roster.posts(unit)]
    known = Known(
        district(),
        roster,
        CALENDARS,
        {name: Position(point, T0) for name, point in zip(ids, where, strict=True)},
        dict(zip(ids, loads, strict=True)),
    )
    scene = Scene("c1-g1", T0)
    turned = replace(known, positions=dict(reversed(list(known.positions.items()))))
    forwards = nearest(scene, known, Duty.RESPONDER, roster.staff)
    backwards = nearest(scene, turned, Duty.RESPONDER, list(roster.staff)[::-1])
    assert forwards == backwards
    assert len(forwards.ranked) + len(forwards.left_out) == 4
    costs = [one.cost_s for one in forwards.ranked]
    assert costs == sorted(costs)


@given(WHERE, st.integers(0, 3))
def test_that_coming_nearer_never_lowers_a_rank(where: list[Point], moved: int) -> None:
    roster = people([("a",)] * 4)
    ids = [post.id for unit in roster.staff for post in roster.posts(unit)]
    known = Known(
        district(), roster, CALENDARS, {n: Position(p, T0) for n, p in zip(ids, where, strict=True)}
    )
    scene = Scene("c1-g1", T0)
    target = known.organisation.point("c1-g1")
    assert target is not None
    assume(where[moved] != target)
    nearer = {**known.positions, ids[moved]: Position(target, T0)}

    def rank(known: Known) -> int:
        return [one.post.id for one in nearest(scene, known, Duty.RESPONDER, roster.staff).ranked].index(
            ids[moved]
        )

    assert rank(replace(known, positions=nearer)) <= rank(known)
