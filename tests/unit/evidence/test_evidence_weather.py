"""Drawn weather is a function of time, and no event; planted people are events whatever the weather."""

from __future__ import annotations

import numpy as np
import pytest

from bench.day_plan import DAY, Weather
from tests.fakes.vision_frames import boxes
from videowall.analytics.clutter import Clutter
from videowall.analytics.detection import Detections
from videowall.analytics.lighting import Exposure, LightSettings, is_soft
from videowall.analytics.motion import MotionDetector
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import read_rules
from videowall.analytics.tracks import Tracker
from videowall.feeds.frame import Frame
from videowall.feeds.opencv import cv2
from videowall.feeds.scenes.catalogue import scene_named
from videowall.feeds.scenes.span import Weathered
from videowall.feeds.scenes.stages import STAGES, planted
from videowall.feeds.scenes.weather import Dusk, Effect, Grain, Night, Rain

FPS = 7.0


def events(scene: Weathered, seconds: float) -> list[tuple[str, float]]:
    entry = {"fps": FPS, "size": list(scene.size), "rules": scene.truth().rules()}
    pipeline = Pipeline(read_rules(entry, scene.name))
    found = []
    for index in range(int(seconds * FPS)):
        time_s = index / FPS
        step = pipeline.step(Frame("c1", index, time_s, scene.picture(time_s)))
        found += [(event.rule, event.time_s) for event in step.events]
    return found


@pytest.mark.parametrize("weather", DAY, ids=[weather.name for weather in DAY])
def test_that_weather_depends_on_nothing_but_time(weather: Weather) -> None:
    scene = scene_named("yard")
    first, again = Weathered(scene, weather.effects(3)), Weathered(scene, weather.effects(3))
    later = first.picture(9.0)
    assert np.array_equal(first.picture(4.0), again.picture(4.0))
    assert np.array_equal(later, again.picture(9.0))
    assert later.shape == (360, 640, 3)


def test_that_a_day_has_1440_minutes() -> None:
    assert sum(weather.minutes for weather in DAY) == 1440


@pytest.mark.parametrize("stage", STAGES)
def test_that_planted_intruders_are_events_and_those_who_pass_are_not(stage: str) -> None:
    assert len(planted(stage, 20.0, 5, intruders=2, passing=3).truth().events) == 2
    assert planted(stage, 20.0, 5, intruders=0, passing=3).truth().events == ()


@pytest.mark.parametrize(
    "effects", [(Rain(450, 1, 60.0), Grain(5, 1)), (Dusk(8.0), Grain(4, 1))], ids=["downpour", "dusk"]
)
def test_that_weather_alone_alarms_nobody_and_an_intruder_in_it_does(effects: tuple[Effect, ...]) -> None:
    scene = Weathered(planted("yard", 18.0, 3, intruders=1, passing=0), effects)
    (true,) = scene.truth().events
    found = events(scene, true.time_s + 2.0)
    assert [rule for rule, time_s in found if time_s < 18.0] == []
    assert any(abs(time_s - true.time_s) <= 2.0 for _rule, time_s in found)


def test_that_quiet_pictures_ask_nothing_more_of_new_tracks_and_cluttered_ones_do() -> None:
    quiet, rain = Clutter(), Clutter()
    for _ in range(60):
        quiet.saw(1, 13, 0.14)
        rain.saw(7, 8, 0.14)
    assert quiet.sightings == 0
    assert rain.sightings >= 4


def test_that_boxes_at_random_make_no_tracks_once_they_are_many() -> None:
    rng = np.random.default_rng(5)
    tracker, seen = Tracker(), []
    for index in range(140):
        corner = rng.uniform((0, 0), (600, 300), (9, 2))
        found = boxes(*np.concatenate([corner, corner + np.array([16, 50])], axis=1).tolist())
        seen.append(len(tracker.update(Detections(found, np.full(9, 0.9, np.float32)), index / FPS)))
    assert sum(seen[70:]) <= 3


def test_that_exposure_is_taken_out_and_a_switch_is_told() -> None:
    rng = np.random.default_rng(1)
    picture = rng.integers(60, 140, (90, 160, 3)).astype(np.uint8)
    exposure = Exposure()
    assert exposure.take(picture)[1] is False
    dimmed = (picture * 0.88).astype(np.uint8)
    corrected, switched = exposure.take(dimmed)
    assert not switched
    assert np.abs(corrected.astype(int) - picture).mean() < 2
    assert exposure.take((picture * 0.3).astype(np.uint8))[1] is True


def test_that_a_pool_of_light_is_soft_and_a_thing_is_not() -> None:
    rows, columns = np.ogrid[0:90, 0:140]
    pool = (80 * np.exp(-(((columns - 70) / 45) ** 2) - ((rows - 45) / 28) ** 2)).astype(np.uint8)
    thing = np.zeros((90, 140), np.uint8)
    thing[20:75, 50:85] = 80
    thing = cv2.GaussianBlur(thing, (5, 5), 0)
    settings = LightSettings()
    assert is_soft(pool, (pool > 15).astype(np.uint8), settings)
    assert not is_soft(thing, (thing > 15).astype(np.uint8), settings)


def test_that_a_switch_of_the_light_is_blind_for_a_moment_only() -> None:
    scene = planted("yard", 10.0, 3, intruders=0, passing=0)
    motion, night = MotionDetector(), Night()
    blind = []
    for index in range(40):
        picture = scene.picture(index / FPS)
        motion.detect(night(picture, 0.0) if index >= 20 else picture)
        blind.append(motion.blind)
    assert blind[20:23] == [True] * 3
    assert not any(blind[26:])
