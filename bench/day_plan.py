"""How the replayed day is composed: places, their weather through 24 hours, who is planted where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from videowall.feeds.scenes.span import Weathered
from videowall.feeds.scenes.stages import STAGES, planted
from videowall.feeds.scenes.weather import (
    Clouds,
    Dusk,
    Effect,
    Foliage,
    Grain,
    Headlights,
    Insects,
    Night,
    Rain,
    Shaking,
)

FPS = 7.0
INTRUDERS = 3
UNSEEN = {"hill": ("night", "insects", "headlights", "dusk", "storm")}
"""No lamp reaches the hill: nobody is planted there in the dark, when no camera of this kind sees anybody."""
PASSING = {"yard": 1, "hill": 1, "road": 3}
"""Who only passes in each sample: a person beside the fence, or cars on the road, once or thrice a minute."""
SWITCH_S = 20.0


@dataclass(frozen=True)
class Weather:
    """A stretch of the day. `minutes` is how long it lasts in the day, of which a sample is drawn."""

    name: str
    minutes: float
    effects: Callable[[int], tuple[Effect, ...]]
    repeats: bool = True  # False: what is drawn happens once (the switch of dusk), it is not a sample


DAY: tuple[Weather, ...] = (
    Weather("night", 270, lambda seed: (Night(), Grain(7, seed))),
    Weather("insects", 120, lambda seed: (Night(), Insects(seed=seed), Grain(6, seed))),
    Weather("headlights", 60, lambda seed: (Night(), Headlights(seed=seed), Grain(6, seed))),
    Weather("dawn", 20, lambda seed: (Dusk(SWITCH_S, back=True), Grain(4, seed)), repeats=False),
    Weather("calm", 350, lambda _seed: ()),
    Weather("clouds", 240, lambda seed: (Clouds(seed=seed),)),
    Weather("wind", 120, lambda seed: (Foliage(seed=seed), Shaking(seed=seed))),
    Weather("rain", 140, lambda seed: (Rain(seed=seed), Grain(4, seed))),
    Weather("downpour", 40, lambda seed: (Rain(450, seed, 60.0), Grain(5, seed))),
    Weather("dusk", 20, lambda seed: (Dusk(SWITCH_S), Grain(4, seed)), repeats=False),
    Weather("storm", 60, lambda seed: (Night(), Rain(350, seed), Shaking(5.0, seed), Grain(7, seed))),
)
"""1,440 minutes, from midnight."""


LEAD_S = 15.0
"""The weather of a stretch begins once in it: what happens in its first seconds is not repeated."""


@dataclass(frozen=True)
class Stretch:
    """One weather at one camera: a sample in which nobody intrudes, then planted intruders.

    `sample_s` counts from LEAD_S on; the intruders come after it.
    """

    camera: str
    weather: Weather
    begins_s: float  # of the day
    sample_s: float
    scene: Weathered


def stretches(stage: str, seed: int, sample_s: float) -> list[Stretch]:
    """The day of one camera. Passers-by are in every sample; every stretch ends with INTRUDERS intruders."""
    found, begins_s = [], 0.0
    for number, weather in enumerate(DAY):
        lot = seed * 100 + number
        intruders = 0 if weather.name in UNSEEN.get(stage, ()) else INTRUDERS
        scene = planted(stage, LEAD_S + sample_s, lot, intruders=intruders, passing=PASSING[stage])
        found.append(Stretch(stage, weather, begins_s, sample_s, Weathered(scene, weather.effects(lot))))
        begins_s += weather.minutes * 60
    return found


CAMERAS = tuple(STAGES)
