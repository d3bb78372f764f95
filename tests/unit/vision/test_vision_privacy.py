"""Masking: what is covered, how well, and that it says by which means."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.domain.errors import Unavailable
from tests.fakes.vision_frames import boxes
from videowall.analytics.detection import NO_BOXES
from videowall.analytics.privacy import MASK_CELLS, SMALL_BODY_PX, Masker, MaskMode, cover, heads
from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2
from videowall.feeds.scenes.catalogue import scene_named

MODEL = "face_detection_yunet_2026may.onnx"


def noise(width: int = 200, height: int = 150) -> Picture:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


def test_that_without_a_model_the_head_third_of_each_blob_is_covered_and_the_mode_says_so() -> None:
    image = noise()
    masker = Masker()
    masked, count = masker.mask(image, boxes([50, 30, 80, 120]))
    assert masker.mode is MaskMode.HEADS
    assert count == 1
    changed = (masked != image).any(axis=2)
    assert changed[30:60, 50:80].mean() > 0.95
    assert not changed[70:, :].any()
    assert not changed[:, 90:].any()


def test_that_masking_leaves_its_input_alone() -> None:
    image = noise()
    before = image.copy()
    Masker().mask(image, boxes([0, 0, 200, 150]))
    assert (image == before).all()


def test_that_a_group_is_covered_beyond_half_its_height() -> None:
    single, group = heads(boxes([0, 0, 30, 90], [0, 0, 90, 90]))
    assert single[3] == pytest.approx(30)
    assert group[3] == pytest.approx(54)


def test_that_a_mask_keeps_too_few_cells_to_recognise_anyone() -> None:
    masked, count = cover(noise(), boxes([20, 20, 100, 100]))
    colours = np.unique(masked[20:100, 20:100].reshape(-1, 3), axis=0)
    assert count == 1
    assert len(colours) <= MASK_CELLS**2


def test_that_regions_beyond_the_picture_are_cut_or_left_out() -> None:
    masked, count = cover(noise(), boxes([-50, -50, 30, 30], [500, 500, 600, 600], [190, 140, 900, 900]))
    assert count == 2
    assert masked.shape == (150, 200, 3)


def test_that_a_missing_or_broken_model_is_not_silently_done_without(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="models fetch"):
        Masker(tmp_path / MODEL)
    (tmp_path / MODEL).write_bytes(b"not a model")
    with pytest.raises(Unavailable, match="models check"):
        Masker(tmp_path / MODEL)


def test_that_with_a_model_faces_are_covered_and_heads_of_small_blobs_too(shared: Path) -> None:
    masker = Masker(shared / "data" / "models" / MODEL)
    assert masker.mode is MaskMode.FACES
    image = scene_named("yard").picture(11.0)
    large = cv2.resize(image[120:330, 200:620], (1260, 630), interpolation=cv2.INTER_CUBIC)
    assert len(masker.faces(large)) >= 1
    tall = boxes([0, 0, 40, SMALL_BODY_PX + 10])
    small = boxes([100, 0, 140, 100])
    empty = np.full((360, 640, 3), 128, np.uint8)
    assert len(masker.regions(empty, NO_BOXES)) == 0
    assert len(masker.regions(empty, tall)) == 0
    assert len(masker.regions(empty, small)) == 1
