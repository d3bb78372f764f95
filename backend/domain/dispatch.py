"""Which officers go: the nearest on duty, a team that covers what is needed, everybody to be woken.

Everything is a suggestion with its reasons, worked out from what is given: roster, time, positions, load.
Numbers (speed, what a task in hand costs) are data. Ties are settled by id, so the answer never depends
on the order in which things are given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from backend.domain.org import Organisation, Point
from backend.domain.roster import Duty, OnDuty, Post, Roster, leader_on_duty
from backend.domain.routing import Reason
from backend.domain.worktime import WorkCalendar

EARTH_M = 6_371_000


@dataclass(frozen=True, slots=True)
class Position:
    """Where somebody was at `at_ms` (UTC)."""

    point: Point
    at_ms: int


@dataclass(frozen=True, slots=True)
class DispatchRules:
    """What a suggestion is worked out with; all of it data of the organisation.

    `detour_percent` makes a way out of the straight line. An older position than `fresh_s` counts as none.
    """

    speed_kmh: int = 12
    detour_percent: int = 140
    load_min: int = 15  # minutes that a task in hand delays
    load_max: int = 4  # with so many tasks in hand nobody is suggested
    other_grid_min: int = 3  # minutes that not knowing the grid costs
    fresh_s: int = 600


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when somebody is needed: the unit of the place, and the exact `point` if it is known."""

    unit: str
    now_ms: int
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the people: where they are and how many tasks each has in hand, by post id."""

    organisation: Organisation
    roster: Roster
    calendars: Mapping[str, WorkCalendar]
    positions: Mapping[str, Position] = field(default_factory=dict)
    load: Mapping[str, int] = field(default_factory=dict)
    rules: DispatchRules = field(default_factory=DispatchRules)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One post that may go; `cost_s` is what it is ranked by: the way plus what delays it, in seconds."""

    post: Post
    cost_s: int
    distance_m: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who may go, the best first, and who may not and why (in the order of their ids)."""

    ranked: tuple[Suggestion, ...]
    left_out: tuple[tuple[Post, Reason], ...]


def distance_m(one: Point, other: Point) -> int:
    """Metres between two places along the great circle."""
    lat_one, lat_other = math.radians(one.lat), math.radians(other.lat)
    half_lat, half_lon = (lat_other - lat_one) / 2, math.radians(other.lon - one.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_one) * math.cos(lat_other) * math.sin(half_lon) ** 2
    return round(2 * EARTH_M * math.asin(math.sqrt(min(1.0, chord))))


def nearest(
    scene: Scene, known: Known, duty: Duty = Duty.GRID_OFFICER, units: Iterable[str] | None = None
) -> Ranking:
    """Rank the posts of a duty for a place: those in the place's own center, or at the given `units`.

    On duty, within the load and with a known place are conditions; way, load and knowing the grid rank.
    """
    center = known.organisation.center_of(scene.unit)
    asked = (center, *known.organisation.below(center)) if units is None else tuple(units)
    ranked: list[Suggestion] = []
    left_out: list[tuple[Post, Reason]] = []
    for unit in dict.fromkeys(asked):
        on_duty = {
            one.post.id: one for one in known.roster.on_duty(unit, scene.now_ms, known.calendars, duty)
        }
        for post in known.roster.posts(unit):
            if post.duty is duty:
                judged = _judge(post, on_duty.get(post.id), scene, known)
                if isinstance(judged, Reason):
                    left_out.append((post, judged))
                else:
                    ranked.append(judged)
    return Ranking(
        tuple(sorted(ranked, key=lambda one: (one.cost_s, one.distance_m, one.post.id))),
        tuple(sorted(left_out, key=lambda one: one[0].id)),
    )


def _judge(post: Post, shift: OnDuty | None, scene: Scene, known: Known) -> Suggestion | Reason:
    rules, load = known.rules, known.load.get(post.id, 0)
    if shift is None:
        return Reason("off_duty", f"{post.id} is not on duty now")
    if load >= rules.load_max:
        return Reason("busy", f"{post.id} has {load} tasks in hand", {"tasks": str(load)})
    target = scene.point or known.organisation.point(scene.unit)
    where, told = _whereabouts(post, scene, known)
    if target is None or where is None:
        return Reason("no_place", f"nobody knows where {post.id if target else scene.unit} is")
    metres = distance_m(where, target)
    way_s = metres * rules.detour_percent * 36 // (rules.speed_kmh * 1000)
    own = known.organisation.within(scene.unit, post.unit)
    cost_s = way_s + load * rules.load_min * 60 + (0 if own else rules.other_grid_min * 60)
    reasons = [
        Reason("on_duty", f"on duty in shift {shift.shift}", {"shift": shift.shift}),
        Reason("distance", f"{metres} m away, about {way_s // 60} min", {
            "metres": str(metres), "minutes": str(way_s // 60),
        }),
        told,
        Reason("load", f"{load} tasks in hand", {"tasks": str(load)}),
    ]  # fmt: skip
    if own:
        reasons.append(Reason("own_grid", f"{post.unit} is their own", {"unit": post.unit}))
    return Suggestion(post, cost_s, metres, tuple(reasons))


def _whereabouts(post: Post, scene: Scene, known: Known) -> tuple[Point | None, Reason]:
    """The last position if it is fresh, else the middle of the post's own unit, said to be assumed."""
    seen = known.positions.get(post.id)
    if seen is not None:
        age_s = max(0, scene.now_ms - seen.at_ms) // 1000
        if age_s <= known.rules.fresh_s:
            return seen.point, Reason("position", f"position is {age_s} s old", {"age_s": str(age_s)})
    return known.organisation.point(post.unit), Reason(
        "assumed_position", f"no fresh position: taken to be in {post.unit}", {"unit": post.unit}
    )


@dataclass(frozen=True, slots=True)
class Team:
    """Who should go together, and what for. `missing` is how many of each skill nobody is left for."""

    members: tuple[tuple[str, Suggestion], ...]
    missing: Mapping[str, int]
    left_out: tuple[tuple[Post, Reason], ...]


def team(scene: Scene, known: Known, need: Mapping[str, int], units: Iterable[str]) -> Team:
    """Choose responders of some departments so that every skill is there as often as `need` says.

    Everybody counts once. As many needs are met as can be met, by those who are there soonest in sum:
    taking the soonest first and moving them between needs gives just that.
    """
    ranking = nearest(scene, known, Duty.RESPONDER, units)
    slots = [skill for skill in sorted(need) for _ in range(need[skill])]
    chosen: dict[int, Suggestion] = {}
    for one in ranking.ranked:
        _fit_in(one, slots, chosen, set())
    members = tuple((slots[n], chosen[n]) for n in sorted(chosen))
    filled = [skill for skill, _ in members]
    lacks = {skill: need[skill] - filled.count(skill) for skill in sorted(need)}
    return Team(members, {skill: n for skill, n in lacks.items() if n}, ranking.left_out)


def _fit_in(one: Suggestion, slots: list[str], chosen: dict[int, Suggestion], tried: set[int]) -> bool:
    """Give somebody a need to meet, moving others to needs that they can meet too."""
    for n, skill in enumerate(slots):
        if skill in one.post.skills and n not in tried:
            tried.add(n)
            if n not in chosen or _fit_in(chosen[n], slots, chosen, tried):
                chosen[n] = one
                return True
    return False


@dataclass(frozen=True, slots=True)
class Summons:
    """One post that is woken (一键唤醒), and why it is."""

    post: Post
    why: Reason


def wake(
    scene: Scene, known: Known, departments: Iterable[str], officers: int = 2
) -> tuple[tuple[Summons, ...], tuple[Reason, ...]]:
    """Everybody to be summoned at once, and what could not be had.

    That is the liaison of every department (the lead first), the duty leader of the place, and the
    `officers` grid officers who are there soonest. Each post is named once, for its first reason.
    """
    found: dict[str, Summons] = {}
    lacking: list[Reason] = []
    for department in departments:
        contact = known.roster.on_duty(department, scene.now_ms, known.calendars, Duty.LIAISON)
        for one in contact:
            why = Reason("liaison", f"liaison of {department}", {"department": department})
            found.setdefault(one.post.id, Summons(one.post, why))
        if not contact:
            words = f"no liaison of {department} is on duty"
            lacking.append(Reason("no_liaison", words, {"department": department}))
    leader = leader_on_duty(known.organisation, known.roster, scene.unit, scene.now_ms, known.calendars)
    if leader is not None:
        why = Reason("duty_leader", f"duty leader of {leader.post.unit}", {"unit": leader.post.unit})
        found.setdefault(leader.post.id, Summons(leader.post, why))
    else:
        lacking.append(Reason("no_duty_leader", f"no duty leader is on duty for {scene.unit}"))
    near = nearest(scene, known).ranked[:officers]
    for officer in near:
        found.setdefault(officer.post.id, Summons(officer.post, officer.reasons[1]))
    if len(near) < officers:
        words = f"{len(near)} of {officers} grid officers can be had"
        lacking.append(Reason("few_officers", words, {"found": str(len(near))}))
    return tuple(found.values()), tuple(lacking)
