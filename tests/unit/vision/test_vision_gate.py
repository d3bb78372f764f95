"""When the detector looks, and that what it and movement find is covered in pictures that are kept."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes.vision_frames import boxes
from tests.fakes.vision_networks import CountingDetector
from videowall.analytics.detection import Detections
from videowall.analytics.gate import Gate, GateSettings
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import FieldRule, RuleSet
from videowall.feeds.frame import Frame, Picture

FPS = 10.0
SETTINGS = GateSettings(linger_s=1.0, follow_s=0.5, follow_until_s=20.0, keep_alive_s=5.0)
PERSON = Detections(boxes([100, 60, 130, 140]), np.array([0.9], np.float32))
RULES = RuleSet(FPS, (320, 240), (FieldRule("all", ((0, 0), (320, 0), (320, 240), (0, 240))),))


def empty(index: int) -> Picture:
    rng = np.random.default_rng(index)
    return np.clip(rng.normal(110, 1.5, (240, 320, 3)), 0, 255).astype(np.uint8)


def crossed(index: int) -> Picture:
    image = empty(index)
    left = 20 + 6 * (index % 40)
    image[80:150, left : left + 24] = 230
    return image


def looks(
    gate: Gate, detector: CountingDetector, pictures: list[Picture], *, following: bool, at_s: float
) -> int:
    before = detector.looks
    for index, picture in enumerate(pictures):
        gate.find(picture, at_s + index / FPS, following=following)
    return detector.looks - before


@pytest.fixture
def settled() -> tuple[Gate, CountingDetector]:
    """A gate that has seen ten seconds of an empty place."""
    detector = CountingDetector()
    gate = Gate(detector, settings=SETTINGS)
    looks(gate, detector, [empty(i) for i in range(100)], following=False, at_s=0.0)
    return gate, detector


def test_that_an_idle_camera_is_looked_at_only_at_the_keep_alive_rate(
    settled: tuple[Gate, CountingDetector],
) -> None:
    assert looks(*settled, [empty(i) for i in range(200)], following=False, at_s=10.0) == 4


def test_that_movement_opens_the_gate_and_it_lingers(settled: tuple[Gate, CountingDetector]) -> None:
    gate, detector = settled
    assert looks(gate, detector, [crossed(i) for i in range(20)], following=False, at_s=10.0) >= 19
    after = looks(gate, detector, [empty(i) for i in range(40)], following=False, at_s=12.0)
    assert 8 <= after <= 14, "one second more, while what was uncovered is learnt"


def test_that_somebody_who_stands_still_is_followed_but_not_for_ever(
    settled: tuple[Gate, CountingDetector],
) -> None:
    gate, detector = settled
    looks(gate, detector, [crossed(i) for i in range(20)], following=True, at_s=10.0)
    looks(gate, detector, [empty(i) for i in range(30)], following=True, at_s=12.0)
    assert looks(gate, detector, [empty(i) for i in range(100)], following=True, at_s=15.0) == 20
    looks(gate, detector, [empty(i) for i in range(100)], following=True, at_s=25.0)
    assert looks(gate, detector, [empty(i) for i in range(100)], following=True, at_s=35.0) == 2


def test_that_the_detector_looks_while_movement_cannot_be_told() -> None:
    detector = CountingDetector()
    gate = Gate(detector, settings=SETTINGS)
    assert gate.find(empty(0), 0.0, following=False).blind
    assert detector.looks == 1


def test_that_what_is_found_and_what_moves_are_both_covered() -> None:
    pipeline = Pipeline(RULES, detector=CountingDetector(PERSON))
    for index in range(30):
        step = pipeline.step(Frame("c", index, index / FPS, empty(index)))
    step = pipeline.step(Frame("c", 30, 3.0, crossed(30)))
    assert len(step.moving) == 2, "the person who stands, and the one who walks"


def test_that_a_picture_in_which_movement_cannot_be_told_is_covered_as_a_whole() -> None:
    pipeline = Pipeline(RULES)
    noise = np.random.default_rng(1).integers(0, 255, (240, 320, 3), dtype=np.uint8)
    frame = Frame("c", 0, 0.0, noise)
    masked, _count = pipeline.masked(frame, pipeline.step(frame))
    assert len(np.unique(masked.reshape(-1, 3), axis=0)) <= 24 * 18


def test_that_without_a_detector_the_moving_blobs_are_what_is_found() -> None:
    gate = Gate()
    for index in range(30):
        gate.find(empty(index), index / FPS, following=False)
    seen = gate.find(crossed(30), 3.0, following=False)
    assert len(seen.things) == 1
    assert not seen.looked
    assert seen.cover is seen.things.boxes


def test_that_what_is_found_where_nothing_ever_moved_is_not_followed() -> None:
    detector = CountingDetector(PERSON)
    gate = Gate(detector, settings=SETTINGS)
    looks(gate, detector, [empty(i) for i in range(100)], following=True, at_s=0.0)
    assert looks(gate, detector, [empty(i) for i in range(100)], following=True, at_s=10.0) == 2
