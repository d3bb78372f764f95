from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.dispatch import (
    DispatchRules,
    Known,
    Position,
    Ranking,
    Scene,
    distance_m,
    nearest,
    team,
    wake,
)
from backend.domain.org import Point
from backend.domain.roster import Duty
from tests.fakes.domain_cast import CALENDARS, T0
from tests.fakes.domain_district import district, roster

NIGHT = T0 + 13 * 3_600_000
SCENE = Scene("c1-g1-b", T0)


def known(**changes: object) -> Known:
    plain = Known(district(), roster(), CALENDARS)
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names fields by keyword


def officers(found: Ranking) -> list[str]:
    return [one.post.unit for one in found.ranked]


def left_out(found: Ranking) -> dict[str, str]:
    return {post.id: reason.code for post, reason in found.left_out}


def test_that_a_degree_of_latitude_is_111_km() -> None:
    assert distance_m(Point(106, 29), Point(106, 30)) == pytest.approx(111_195, abs=5)
    assert distance_m(Point(0, 0), Point(180, 0)) == pytest.approx(20_015_087, abs=5)
    assert distance_m(Point(106, 29), Point(106, 29)) == 0


def test_that_the_officer_of_the_grid_goes_first_and_it_says_why() -> None:
    found = nearest(SCENE, known())
    assert officers(found) == ["c1-g1", "c1-g2"]
    first, second = found.ranked
    assert (first.distance_m, first.cost_s) == (0, 0)
    assert [reason.code for reason in first.reasons] == [
        "on_duty", "distance", "assumed_position", "load", "own_grid",
    ]  # fmt: skip
    # 965 m x 1.4 at 12 km/h is 405 s; not knowing the grid costs 180 s.
    assert (second.distance_m, second.cost_s) == (965, 585)
    assert set(left_out(found).values()) == {"off_duty"}


def test_that_who_is_nearer_by_position_goes_first() -> None:
    far, near = (one.post.id for one in nearest(SCENE, known()).ranked)
    seen = {
        far: Position(Point(106.05, 29.8), T0 - 1000),
        near: Position(Point(106.0001, 29.8), T0 - 5000),
    }
    found = nearest(SCENE, known(positions=seen))
    assert [one.post.id for one in found.ranked] == [near, far]
    assert found.ranked[0].reasons[2].values == {"age_s": "5"}
    stale = {name: replace(one, at_ms=T0 - 601_000) for name, one in seen.items()}
    assert [one.post.id for one in nearest(SCENE, known(positions=stale)).ranked] == [far, near]


def test_that_tasks_in_hand_delay_and_too_many_exclude() -> None:
    first, second = (one.post.id for one in nearest(SCENE, known()).ranked)
    assert [one.post.id for one in nearest(SCENE, known(load={first: 1})).ranked] == [second, first]
    found = nearest(SCENE, known(load={first: 4}))
    assert [one.post.id for one in found.ranked] == [second]
    assert left_out(found)[first] == "busy"


def test_that_nobody_is_suggested_who_is_off_duty() -> None:
    found = nearest(replace(SCENE, now_ms=NIGHT), known())
    assert found.ranked == ()
    assert set(left_out(found).values()) == {"off_duty"}
    assert len(found.left_out) == 4


def test_that_an_unknown_place_is_said() -> None:
    bare = replace(district(), points={})
    found = nearest(SCENE, known(organisation=bare))
    assert found.ranked == ()
    assert "no_place" in left_out(found).values()
    exact = Scene("c1-g1-b", T0, Point(106.0, 29.8))
    assert nearest(exact, known(organisation=bare)).ranked == ()
    assert officers(nearest(exact, known())) == ["c1-g1", "c1-g2"]


def test_that_speed_and_detour_are_data() -> None:
    rules = DispatchRules(speed_kmh=24, detour_percent=100, other_grid_min=1)
    # 965 m straight at 24 km/h is 144 s, and a minute for another grid.
    assert nearest(SCENE, known(rules=rules)).ranked[1].cost_s == 204


def test_that_a_team_covers_every_need_by_those_who_are_there_soonest() -> None:
    found = team(SCENE, known(), {"police": 1, "traffic": 2}, ("police", "works"))
    assert found.missing == {}
    assert [skill for skill, _ in found.members] == ["police", "traffic", "traffic"]
    assert len({one.post.id for _, one in found.members}) == 3
    assert found.members[0][1].post.unit == "police"
    assert {post.duty for post, _ in found.left_out} == {Duty.RESPONDER}


def test_that_somebody_who_can_do_more_is_not_spent_on_what_others_can_do() -> None:
    """The police are nearer and could direct traffic, but only they can be police."""
    found = team(SCENE, known(), {"police": 2, "traffic": 2}, ("police", "works"))
    assert found.missing == {}
    assert [one.post.unit for _, one in found.members] == ["police", "police", "works", "works"]


def test_that_a_team_says_what_is_missing() -> None:
    found = team(SCENE, known(), {"police": 3, "fire": 1}, ("police", "works"))
    assert found.missing == {"fire": 1, "police": 1}
    assert len(found.members) == 2


def test_that_waking_names_everybody_once_with_the_reason() -> None:
    at_ten = replace(SCENE, now_ms=T0 + 2 * 3_600_000)
    summons, lacking = wake(at_ten, known(), ("police", "works", "police"))
    assert lacking == ()
    assert [(one.why.code, one.post.unit) for one in summons] == [
        ("liaison", "police"), ("liaison", "works"), ("duty_leader", "t1"),
        ("distance", "c1-g1"), ("distance", "c1-g2"),
    ]  # fmt: skip


def test_that_waking_says_whom_it_could_not_find() -> None:
    summons, lacking = wake(replace(SCENE, unit="c2", now_ms=NIGHT), known(), ("police", "works"))
    assert [one.post.unit for one in summons] == ["police"]
    assert [reason.code for reason in lacking] == ["no_liaison", "no_duty_leader", "few_officers"]
