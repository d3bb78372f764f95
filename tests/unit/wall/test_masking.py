from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pytest

from videowall.analytics.detection import NOTHING, Boxes, Detections
from videowall.analytics.motion import MotionDetector
from videowall.analytics.privacy import WHOLE_CELLS, Masker, coarse
from videowall.analytics.privacy import MaskMode as Means
from videowall.feeds.frame import Picture
from videowall.workers.facts import MaskMode
from videowall.workers.masking import (
    BRIEF_HOLD_S,
    CHECK_S,
    HOLD_S,
    LEARN_PICTURES,
    LEARN_S,
    FaceHider,
    PlainView,
    face_model,
)

GREY: Picture = np.tile(np.arange(200, dtype=np.uint8)[None, :, None], (120, 1, 3))
BODY = np.array([[50, 20, 70, 80]], np.float32)


class Motion:
    """Says what the test tells it to."""

    def __init__(self) -> None:
        self.boxes: Boxes = NOTHING.boxes

    def detect(self, image: Picture) -> Detections:
        return Detections(self.boxes, np.ones(len(self.boxes), np.float32))


class Faces:
    """A masker with a model that finds what the test tells it to, and counts its looks."""

    mode = Means.FACES

    def __init__(self) -> None:
        self.found: Boxes = NOTHING.boxes
        self.looks = 0

    def faces(self, image: Picture) -> Boxes:
        self.looks += 1
        return self.found


def hider(motion: Motion, faces: Faces | None = None) -> FaceHider:
    masker = cast("Masker", faces) if faces else Masker()
    made = FaceHider("", masker, cast("MotionDetector", motion))
    learn(made)
    return made


def learn(made: FaceHider, image: Picture = GREY) -> None:
    """Show it an empty place for as long as it takes to know it, from time 0 on."""
    for number in range(LEARN_PICTURES):
        made.hide(image, number * 0.01)


def covered(picture: Picture, x: int, y: int) -> bool:
    return bool((picture[y - 3 : y + 3, x - 3 : x + 3] != GREY[y - 3 : y + 3, x - 3 : x + 3]).any())


def test_that_a_camera_free_of_people_is_shown_as_it_is() -> None:
    picture, count, mode = PlainView().hide(GREY, 0.0)
    assert picture is GREY
    assert (count, mode) == (0, MaskMode.OFF)


def test_that_everything_is_covered_until_the_background_is_known() -> None:
    motion = Motion()
    made = hider(motion)
    picture, _, mode = made.hide(GREY, LEARN_S - 0.01)
    assert mode is MaskMode.LEARNING
    assert all(covered(picture, x, 60) for x in range(10, 190, 20))
    picture, count, mode = made.hide(GREY, LEARN_S)
    assert (count, mode) == (0, MaskMode.MOVING)
    assert np.array_equal(picture, GREY)


def test_that_a_source_that_starts_again_is_learnt_again() -> None:
    made = hider(Motion())
    assert made.hide(GREY, 30.0)[2] is MaskMode.MOVING
    assert made.hide(GREY, 0.1)[2] is MaskMode.LEARNING


def test_that_a_slow_source_is_learnt_by_pictures_not_by_time() -> None:
    made = FaceHider("", Masker(), cast("MotionDetector", Motion()))
    modes = [made.hide(GREY, number * 0.5)[2] for number in range(LEARN_PICTURES + 1)]
    assert modes == [MaskMode.LEARNING] * LEARN_PICTURES + [MaskMode.MOVING]


def test_that_the_head_of_what_moves_is_covered_and_its_feet_are_not() -> None:
    motion = Motion()
    made = hider(motion)
    motion.boxes = BODY
    picture, count, mode = made.hide(GREY, 2.0)
    assert (count, mode) == (1, MaskMode.MOVING)
    assert covered(picture, 60, 26)
    assert not covered(picture, 60, 70)
    assert np.array_equal(GREY[0, :5, 0], np.arange(5)), "the source picture must stay as it was"


def test_that_a_head_stays_covered_for_a_while_after_it_stood_still() -> None:
    motion = Motion()
    made = hider(motion)
    motion.boxes = BODY
    made.hide(GREY, 1.9)
    made.hide(GREY, 2.0)
    motion.boxes = NOTHING.boxes
    assert covered(made.hide(GREY, 2.0 + HOLD_S - 0.1)[0], 60, 26)
    assert not covered(made.hide(GREY, 2.0 + HOLD_S + 0.1)[0], 60, 26)


def test_that_a_walker_leaves_no_trail_of_masks() -> None:
    motion = Motion()
    made = hider(motion)
    for step in range(10):
        motion.boxes = BODY + np.array([step * 6, 0, step * 6, 0], np.float32)
        _, count, _ = made.hide(GREY, 2.0 + step / 7)
    assert count == 1


def test_that_the_mask_of_something_that_passed_quickly_goes_soon() -> None:
    motion = Motion()
    made = hider(motion)
    for step in range(3):
        motion.boxes = BODY + np.array([step * 40, 0, step * 40, 0], np.float32)
        made.hide(GREY, 2.0 + step / 10)
    motion.boxes = NOTHING.boxes
    assert made.hide(GREY, 2.3)[1] > 0
    assert made.hide(GREY, 2.3 + BRIEF_HOLD_S)[1] == 0


def test_that_the_face_model_looks_at_its_cadence_and_faces_are_held_between() -> None:
    motion, faces = Motion(), Faces()
    made = hider(motion, faces)
    faces.found = np.array([[100, 40, 120, 60]], np.float32)
    times = [2.0 + step / 25 for step in range(25)]
    shown = [made.hide(GREY, time_s) for time_s in times]
    assert faces.looks == pytest.approx(1.0 / CHECK_S, abs=1)
    assert all(covered(picture, 110, 50) for picture, _, _ in shown)
    assert {mode for _, _, mode in shown} == {MaskMode.FACES}


def test_that_a_large_mover_the_model_has_not_seen_is_covered_whole() -> None:
    motion, faces = Motion(), Faces()
    made = FaceHider("", cast("Masker", faces), cast("MotionDetector", motion))
    tall: Picture = np.tile(np.arange(200, dtype=np.uint8)[None, :, None], (400, 1, 3))
    learn(made, tall)
    made.hide(tall, 2.0)
    motion.boxes = np.array([[40, 50, 120, 350]], np.float32)
    picture, count, _ = made.hide(tall, 2.1)
    assert count == 1
    assert not np.array_equal(picture[320:340, 60:100], tall[320:340, 60:100])
    picture, count, _ = made.hide(tall, 2.01 + CHECK_S)
    assert count == 0, "the model has looked and found no face"


def test_that_a_coarse_picture_keeps_its_size_and_loses_its_detail() -> None:
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 255, (90, 160, 3), dtype=np.uint8)
    seen = coarse(noise)
    assert seen.shape == noise.shape
    assert len(np.unique(seen.reshape(-1, 3), axis=0)) <= WHOLE_CELLS**2


def test_that_a_folder_without_the_pinned_model_means_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEGRID_MODELS", str(tmp_path))
    assert face_model("") is None
    (tmp_path / "face_detection_yunet_2026may.onnx").write_bytes(b"not the pinned one")
    assert face_model(str(tmp_path)) is None


def test_that_the_pinned_model_is_found_and_masks(shared: Path) -> None:
    models = shared / "data" / "models"
    assert face_model(str(models)) is not None
    made = FaceHider(str(models))
    learn(made)
    assert made.hide(GREY, 2.0)[2] is MaskMode.FACES
