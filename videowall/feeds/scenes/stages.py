"""The drawn places with people who are planted in them: who comes when is drawn by lot from a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from videowall.feeds.scenes import hill, road, yard
from videowall.feeds.scenes.brush import Colour, Point, shade
from videowall.feeds.scenes.figures import Looks
from videowall.feeds.scenes.paths import Walk
from videowall.feeds.scenes.scene import Actor, Scene

FIRST_S = 8.0
EVERY_S = 13.0
"""Intruders come one after another: alarms of one place would be joined otherwise, and nothing told."""

_COATS: tuple[Colour, ...] = ((58, 52, 128), (84, 110, 70), (140, 104, 52), (60, 58, 56), (170, 160, 150))


@dataclass(frozen=True, slots=True)
class Stage:
    """A place: how it is drawn, how tall people are there, and the ways of those who may not or may come."""

    name: str
    draw: Callable[[tuple[Actor, ...], float], Scene]
    height: Callable[[float], float]
    intrude: Callable[[np.random.Generator], list[Point]]
    passing: Callable[[np.random.Generator, float], Actor]


def _into_yard(rng: np.random.Generator) -> list[Point]:
    row = float(rng.uniform(196, 246))
    inside = (float(rng.uniform(250, 430)), float(rng.uniform(186, 236)))
    ways: list[Point] = [(-30.0, row), inside, (670.0, float(rng.uniform(200, 250)))]
    return ways if rng.random() < 0.5 else ways[::-1]


def _into_slope(rng: np.random.Generator) -> list[Point]:
    inside = (float(rng.uniform(220, 420)), float(rng.uniform(220, 280)))
    ways: list[Point] = [(-20.0, float(rng.uniform(300, 330))), inside, (660.0, float(rng.uniform(250, 320)))]
    return ways if rng.random() < 0.5 else ways[::-1]


def _along_pavement(rng: np.random.Generator) -> list[Point]:
    row = float(rng.uniform(178, 194))
    ways: list[Point] = [(-20.0, row), (660.0, row + float(rng.uniform(-3, 3)))]
    return ways if rng.random() < 0.5 else ways[::-1]


def _past_yard(rng: np.random.Generator, start_s: float) -> Actor:
    row = float(rng.uniform(304, 324))
    return _walker(rng, [(-30.0, row), (670.0, row)], start_s, yard.person_height)


def _past_slope(rng: np.random.Generator, start_s: float) -> Actor:
    row = float(rng.uniform(336, 350))
    return _walker(rng, [(660.0, row), (-20.0, row)], start_s, hill.person_height)


def _past_road(rng: np.random.Generator, start_s: float) -> Actor:
    right = rng.random() < 0.5
    row = 310.0 if right else 247.0
    ends = (-150.0, 790.0) if right else (790.0, -150.0)
    colour = _COATS[int(rng.integers(len(_COATS)))]
    way = Walk(((start_s, ends[0], row), (start_s + float(rng.uniform(3.5, 6.0)), ends[1], row)))
    return Actor(way, Looks(coat=colour), road.car_length, car=True)


STAGES = {
    "yard": Stage("yard", yard.yard_with, yard.person_height, _into_yard, _past_yard),
    "road": Stage("road", road.road_with, road.person_height, _along_pavement, _past_road),
    "hill": Stage("hill", hill.hill_with, hill.person_height, _into_slope, _past_slope),
}
"""By name. Those who pass in the yard and below the slope, and cars on the road, are no events."""


def planted(stage: str, quiet_s: float, seed: int, *, intruders: int, passing: int) -> Scene:
    """A place where for `quiet_s` so many only pass, and then so many intruders come, one after another."""
    rng = np.random.default_rng([seed, sorted(STAGES).index(stage)])
    place = STAGES[stage]
    actors: list[Actor] = []
    for number in range(intruders):
        start_s = quiet_s + FIRST_S + number * EVERY_S + float(rng.uniform(0, 2))
        actors.append(_walker(rng, place.intrude(rng), start_s, place.height))
    starts_s = np.sort(rng.uniform(2.0, max(3.0, quiet_s - 10.0), passing))
    actors += [place.passing(rng, float(start_s)) for start_s in starts_s]
    length_s = quiet_s + (FIRST_S + 10.0 + EVERY_S * intruders if intruders else 0.0)
    return place.draw(tuple(actors), length_s)


def _walker(
    rng: np.random.Generator, ways: list[Point], start_s: float, height: Callable[[float], float]
) -> Actor:
    """Somebody on foot: 1.1 to 2.2 m/s, sometimes with a stop on the way."""
    pace = float(rng.uniform(0.65, 1.25))  # body heights per second
    stops = [(start_s, *ways[0])]
    time_s = start_s
    for (x0, y0), (x1, y1) in pairwise(ways):
        time_s += float(np.hypot(x1 - x0, y1 - y0)) / (pace * height((y0 + y1) / 2))
        stops.append((time_s, x1, y1))
        if (x1, y1) != ways[-1] and rng.random() < 0.4:
            time_s += float(rng.uniform(0.8, 2.5))
            stops.append((time_s, x1, y1))
    coat = _COATS[int(rng.integers(len(_COATS)))]
    looks = Looks(coat=coat, legs=shade((60, 52, 48), float(rng.uniform(0.7, 1.5))))
    return Actor(Walk(tuple(stops)), looks, height, float(rng.uniform(0, 6)))
