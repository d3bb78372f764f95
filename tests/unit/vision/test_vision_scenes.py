"""Drawn scenes: the same everywhere, with a truth that the analytics confirm."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from tests.fakes.vision_frames import scene_events
from videowall.analytics.motion import MotionDetector
from videowall.analytics.privacy import Masker
from videowall.feeds.errors import EndOfSource
from videowall.feeds.reader import open_source
from videowall.feeds.scenes.catalogue import SCENES, scene_named
from videowall.feeds.scenes.paths import Walk, line_crossings, truth_of, zone_entries
from videowall.feeds.source import SourceSpec

SQUARE = ((10.0, 10.0), (20.0, 10.0), (20.0, 20.0), (10.0, 20.0))


@pytest.mark.parametrize("name", SCENES)
def test_that_a_moment_of_a_scene_always_looks_the_same(name: str) -> None:
    scene = scene_named(name)
    again = type(scene).picture(scene, 9.0)
    scene.picture(21.0)
    assert (scene.picture(9.0) == again).all()
    assert again.shape == (360, 640, 3)
    assert again.dtype == np.uint8
    assert again.std() > 20, "something is to be seen"


@pytest.mark.parametrize("name", SCENES)
def test_that_a_scene_is_over_after_its_length_unless_it_loops(name: str) -> None:
    fps = 0.1
    length = scene_named(name).length_s
    source = open_source(SourceSpec(f"scene:{name}", fps=fps))
    for _ in range(int(length * fps)):
        source.read()
    with pytest.raises(EndOfSource):
        source.read()
    looping = open_source(SourceSpec(f"scene:{name}", fps=fps, loop=True))
    times = [looping.read().time_s for _ in range(int(length * fps) + 2)]
    assert times[-1] > length


@pytest.mark.parametrize("name", ["yard", "road"])
def test_that_the_analytics_see_exactly_what_happens(name: str) -> None:
    scene = scene_named(name)
    truth = [(e.rule, e.kind, e.direction, e.time_s) for e in scene.truth().events]
    found = [(e.rule, e.kind, e.direction, e.time_s) for e in scene_events(scene)]
    assert [entry[:3] for entry in found] == [entry[:3] for entry in truth]
    assert [entry[3] for entry in found] == pytest.approx([entry[3] for entry in truth], abs=0.6)


def test_that_drifting_clouds_raise_no_alarm() -> None:
    assert scene_events(scene_named("hill"), until_s=15.0) == []


def test_that_every_head_in_the_yard_is_masked_while_it_walks() -> None:
    scene = scene_named("yard")
    motion, masker = MotionDetector(), Masker()
    checked = 0
    for index in range(60, 160):
        image = scene.picture(index / scene.fps)
        masked, _count = masker.mask(image, motion.detect(image).boxes)
        if index < 100:
            continue
        for x, y, w, h in scene.heads(index / scene.fps):
            if 4 <= x <= 600:
                box = (slice(round(y), round(y + h)), slice(round(x), round(x + w)))
                changed = (masked[box] != image[box]).any(axis=2).mean()
                assert changed > 0.7, f"head at {x:.0f},{y:.0f} in frame {index}"
                checked += 1
    assert checked > 50


def test_that_a_walk_is_absent_before_and_after() -> None:
    walk = Walk(((1.0, 0.0, 0.0), (3.0, 20.0, 10.0)))
    assert walk.at(0.9) is None
    assert walk.at(2.0) == (10.0, 5.0)
    assert walk.at(3.1) is None
    assert walk.velocity(2.0) == pytest.approx((10.0, 5.0))
    assert walk.velocity(9.0) == (0.0, 0.0)


def entries(*stops: tuple[float, float, float]) -> Iterator[float]:
    return zone_entries(Walk(stops), SQUARE)


def test_that_a_true_entry_needs_half_a_second_inside() -> None:
    assert list(entries((0, 0, 15), (10, 30, 15))) == pytest.approx([3.83], abs=0.05)
    assert list(entries((0, 0, 15), (1, 40, 15))) == []


def test_that_a_short_absence_does_not_make_a_second_true_entry() -> None:
    out_and_back = (
        (0.0, 15.0, 15.0),
        (2.0, 15.0, 15.0),
        (2.1, 25.0, 15.0),
        (2.6, 25.0, 15.0),
        (2.7, 15.0, 15.0),
        (5.0, 15.0, 15.0),
    )
    assert len(list(entries(*out_and_back))) == 1
    long_absence = (
        (0.0, 15.0, 15.0),
        (2.0, 15.0, 15.0),
        (2.1, 25.0, 15.0),
        (4.6, 25.0, 15.0),
        (4.7, 15.0, 15.0),
        (6.0, 15.0, 15.0),
    )
    assert len(list(entries(*long_absence))) == 2


def test_that_left_and_right_are_those_of_a_walker_along_the_line() -> None:
    down = ((10.0, 0.0), (10.0, 30.0))  # walking down the picture, the right hand is at smaller x
    rightwards = Walk(((0.0, 0.0, 15.0), (2.0, 20.0, 15.0)))
    assert [way for _time, way in line_crossings(rightwards, *down)] == ["R2L"]
    beside = Walk(((0.0, 0.0, 50.0), (2.0, 20.0, 50.0)))
    assert list(line_crossings(beside, *down)) == []


def test_that_a_truth_is_in_order_of_time_and_readable_as_rules() -> None:
    walks = [Walk(((5.0, 0.0, 15.0), (9.0, 30.0, 15.0))), Walk(((0.0, 30.0, 12.0), (4.0, 0.0, 12.0)))]
    truth = truth_of(walks, {"z": SQUARE}, {"l": ((15.0, 0.0), (15.0, 30.0))})
    times = [e.time_s for e in truth.events]
    assert len(times) == 4
    assert times == sorted(times)
    assert [rule["type"] for rule in truth.rules()] == ["zone", "line"]
