"""Every armed camera at exactly one living analyst, as far as there is room; nothing moves without need."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.assignment import LEVEL_SHARE, Analyst, Wanted, assign

NAMES = [f"n{n}" for n in range(6)]
SCHEMES = ["rtsp", "http", "file"]


@st.composite
def fleets(draw: st.DrawFn) -> list[Analyst]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=5))
    return [Analyst(name, draw(st.integers(1, 12))) for name in names]


@st.composite
def mixed_fleets(draw: st.DrawFn) -> list[Analyst]:
    schemes = st.frozensets(st.sampled_from(SCHEMES))
    return [replace(one, schemes=draw(schemes)) for one in draw(fleets())]


@st.composite
def sites(draw: st.DrawFn) -> list[Wanted]:
    count = draw(st.integers(0, 30))
    return [
        Wanted(
            f"c{n:02}",
            draw(st.sampled_from(SCHEMES)),
            draw(st.booleans()),
            draw(st.sampled_from(["", *NAMES])),
        )
        for n in range(count)
    ]


def loads(plan: dict[str, str], fleet: list[Analyst]) -> dict[str, int]:
    return {one.name: sum(held == one.name for held in plan.values()) for one in fleet}


def most_possible(site: list[Wanted], fleet: list[Analyst]) -> int:
    """The size of the largest assignment, by augmenting paths over single places."""
    places = [one for one in fleet for _ in range(one.capacity)]
    taken: dict[int, int] = {}

    def settle(camera: int, tried: set[int]) -> bool:
        for n, place in enumerate(places):
            if n not in tried and (not place.schemes or site[camera].scheme in place.schemes):
                tried.add(n)
                if n not in taken or settle(taken[n], tried):
                    taken[n] = camera
                    return True
        return False

    return sum(settle(camera, set()) for camera in range(len(site)))


@given(site=sites(), fleet=fleets(), level=st.booleans())
def test_that_every_camera_has_one_living_analyst_if_there_is_room(
    site: list[Wanted], fleet: list[Analyst], *, level: bool
) -> None:
    plan = dict(assign(site, fleet, level=level))
    room = sum(one.capacity for one in fleet)
    load = loads(plan, fleet)
    assert set(plan) == {one.camera for one in site}
    assert set(plan.values()) <= {"", *load}
    assert sum(load.values()) == min(room, len(site))
    assert all(load[one.name] <= one.capacity for one in fleet)


@given(sites(), mixed_fleets())
def test_that_mixed_analysts_get_as_many_as_can_be_and_only_what_they_open(
    site: list[Wanted], fleet: list[Analyst]
) -> None:
    plan = dict(assign(site, fleet))
    able = {one.name: one for one in fleet}
    for one in site:
        held = plan[one.camera]
        assert not held or not able[held].schemes or one.scheme in able[held].schemes
    assert sum(map(bool, plan.values())) == most_possible(site, fleet)
    assert all(load <= able[name].capacity for name, load in loads(plan, fleet).items())


@given(sites(), fleets())
def test_that_a_camera_whose_analyst_lives_and_has_room_stays(
    site: list[Wanted], fleet: list[Analyst]
) -> None:
    ordinary = [replace(one, key_area=False) for one in site]
    plan = assign(ordinary, fleet)
    for one in fleet:
        had = [wanted.camera for wanted in ordinary if wanted.analyst == one.name]
        stayed = [name for name in had if plan[name] == one.name]
        assert len(stayed) == min(len(had), one.capacity)


@given(sites(), fleets())
def test_that_key_areas_are_watched_first(site: list[Wanted], fleet: list[Analyst]) -> None:
    plan = assign(site, fleet)
    left_out = [one for one in site if not plan[one.camera]]
    if any(one.key_area for one in left_out):
        assert not any(plan[one.camera] for one in site if not one.key_area)


@given(sites(), fleets())
def test_that_the_order_of_what_is_known_changes_nothing(site: list[Wanted], fleet: list[Analyst]) -> None:
    assert dict(assign(reversed(site), reversed(fleet))) == dict(assign(site, fleet))


@given(sites(), fleets())
def test_that_an_assignment_once_made_is_kept(site: list[Wanted], fleet: list[Analyst]) -> None:
    plan = assign(site, fleet)
    again = [replace(one, analyst=plan[one.camera]) for one in site]
    assert dict(assign(again, fleet)) == dict(plan)


@given(st.integers(1, 60), fleets())
def test_that_fresh_cameras_are_spread_by_room(count: int, fleet: list[Analyst]) -> None:
    plan = dict(assign([Wanted(f"c{n:02}") for n in range(count)], fleet))
    load = loads(plan, fleet)
    for one in fleet:
        for other in fleet:
            if load[other.name] < other.capacity:
                after = (load[other.name] + 1) / other.capacity
                assert load[one.name] / one.capacity <= after + 1e-9


@settings(max_examples=200)
@given(sites(), fleets())
def test_that_levelling_leaves_nobody_much_fuller_than_another(
    site: list[Wanted], fleet: list[Analyst]
) -> None:
    plan = dict(assign(site, fleet, level=True))
    load = loads(plan, fleet)
    shares = {one.name: load[one.name] / one.capacity for one in fleet}
    for one in fleet:
        for other in fleet:
            after = (load[other.name] + 1) / other.capacity
            assert after > 1 or shares[one.name] - after <= LEVEL_SHARE + 1e-9
