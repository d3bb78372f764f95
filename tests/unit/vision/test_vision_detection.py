"""Columns of detections, and motion blobs."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes.vision_files import moving_square
from tests.fakes.vision_frames import boxes
from videowall.analytics.detection import NOTHING, Detections
from videowall.analytics.motion import SETTLE_FRAMES, MotionDetector, MotionSettings

ONE = np.ones(1, np.float32)


@pytest.mark.parametrize(
    ("rows", "confidence", "words"),
    [
        (np.zeros((1, 3), np.float32), ONE, "N × 4"),
        (boxes([0, 0, 1, 1], [0, 0, 2, 2]), ONE, "as many"),
        (boxes([0, 0, np.nan, 1]), ONE, "finite"),
        (boxes([0, 0, 1, 1]), np.asarray([np.inf], np.float32), "finite"),
        (boxes([5, 0, 5, 1]), ONE, "positive"),
        (boxes([0, 3, 5, 1]), ONE, "positive"),
    ],
)
def test_that_wrong_columns_are_caught_at_once(
    rows: np.ndarray[tuple[int, int], np.dtype[np.float32]],
    confidence: np.ndarray[tuple[int], np.dtype[np.float32]],
    words: str,
) -> None:
    with pytest.raises(ValueError, match=words):
        Detections(rows, confidence)


def test_that_rows_can_be_chosen() -> None:
    found = Detections(boxes([0, 0, 1, 1], [0, 0, 2, 2]), np.asarray([0.2, 0.9], np.float32))
    assert found.where(found.confidence > 0.5).boxes.tolist() == [[0, 0, 2, 2]]
    assert len(NOTHING) == 0


def test_that_a_walking_square_is_found_where_it_is() -> None:
    detector = MotionDetector()
    for index, picture in enumerate(moving_square(30)):
        found = detector.detect(picture)
        if index < SETTLE_FRAMES:
            assert len(found) == 0
    left = 4 + 29 * 2
    assert len(found) == 1
    assert found.boxes[0].tolist() == pytest.approx([left, 40, left + 18, 80], abs=8)
    assert found.confidence[0] > 0.6


def test_that_boxes_come_back_in_pixels_of_the_full_picture() -> None:
    detector = MotionDetector(MotionSettings(width_px=80))
    for picture in moving_square(30):
        found = detector.detect(picture)
    assert found.boxes[0].tolist() == pytest.approx([62, 40, 80, 80], abs=12)


def test_that_a_change_of_light_is_not_a_crowd() -> None:
    detector = MotionDetector()
    for _ in range(20):
        detector.detect(np.full((120, 160, 3), 60, np.uint8))
    assert len(detector.detect(np.full((120, 160, 3), 220, np.uint8))) == 0


def test_that_a_still_picture_moves_nowhere() -> None:
    detector = MotionDetector()
    picture = moving_square(1)[0]
    assert all(len(detector.detect(picture)) == 0 for _ in range(20))
