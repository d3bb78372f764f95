"""Heat: what burns is told, what is only hot is not (a short version of `./dev bench thermal`)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bench.thermal import events_of, judged
from bench.thermal_scenes import FPS, GAIN, OFFSET, RULE, SCENES, SIZE, Scene, spot
from videowall.analytics.looks import FenceEvent
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import read_rules
from videowall.feeds.frame import Frame

BY_NAME = {scene.name: scene for scene in SCENES}


@pytest.mark.parametrize(
    "name", ["flames flicker", "hot vehicles pass", "sun glints", "car drives in, later burns"]
)
def test_that_fires_are_told_and_hot_things_are_not(name: str) -> None:
    scene = BY_NAME[name]
    tally = judged(scene, events_of(scene, 0, grey=False))
    assert (tally.missed, tally.wrong) == (0, 0)


def test_that_grey_of_8_bits_with_a_scale_serves_too() -> None:
    scene = BY_NAME["smoulders below the alarm"]
    tally = judged(scene, events_of(scene, 0, grey=True))
    assert (tally.right, tally.missed, tally.wrong) == (1, 0, 0)


def played(rule: dict[str, Any], peak: Any, seconds: float) -> list[FenceEvent]:
    """A spot in the middle with a temperature that is a function of time."""
    entry = {"fps": FPS, "size": list(SIZE), "rules": [RULE | {"gain": GAIN, "offset": OFFSET} | rule]}
    pipeline = Pipeline(read_rules(entry, "t"))
    events: list[FenceEvent] = []
    for index in range(int(seconds * FPS)):
        heat = np.full((SIZE[1], SIZE[0]), 20, np.float32)
        spot(heat, (80, 60), 4, peak(index / FPS))
        counts = ((heat - OFFSET) / GAIN).astype(np.uint16)
        image = np.repeat(np.clip(heat, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
        events += pipeline.step(Frame("c", index, index / FPS, image, counts=counts)).events
    return events


def kinds(events: list[FenceEvent]) -> list[str]:
    return [event.kind for event in events]


def test_that_a_temperature_that_trembles_around_the_threshold_is_told_once() -> None:
    trembling = played({}, lambda time_s: 60 + 4 * np.sin(time_s * 0.7) + (6 if 2 < time_s < 10 else 0), 60)
    assert kinds(trembling) == ["heat_warning"]


def test_that_only_what_is_in_the_region_counts() -> None:
    corner = {"polygon": [[0, 0], [40, 0], [40, 40], [0, 40]]}
    assert played(corner, lambda _time_s: 200, 10) == []
    around = {"polygon": [[60, 40], [100, 40], [100, 80], [60, 80]]}
    assert kinds(played(around, lambda _time_s: 200, 10)) == ["heat_warning", "heat_alarm"]


def test_that_a_fast_rise_halves_the_wait_and_never_alarms_alone() -> None:
    aided = {"rise_c_per_min": 100, "duration_s": 8}

    def rising(time_s: float) -> float:
        return 20 + 4 * time_s

    slow = played({"duration_s": 8}, rising, 30)
    fast = played(aided, rising, 30)
    assert kinds(fast) == kinds(slow) == ["heat_warning", "heat_alarm"]
    assert slow[0].time_s - fast[0].time_s == pytest.approx(4.0, abs=0.3)
    assert played(aided, lambda time_s: min(55.0, 20 + 10 * time_s), 20) == []


def test_that_too_small_an_area_is_none() -> None:
    assert played({"min_area": 0.01}, lambda _time_s: 200, 10) == []


def test_that_a_scene_is_the_same_for_the_same_seed() -> None:
    scene: Scene = SCENES[0]
    assert (scene.counts(40, 3) == scene.counts(40, 3)).all()
    assert (scene.counts(40, 3) != scene.counts(40, 4)).any()
