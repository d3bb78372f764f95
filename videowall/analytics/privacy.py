"""Masking of faces before any pixel is painted, saved or sent. On by default; unmasking is not built.

With a face model (YuNet, MIT licence) found faces are covered, and so are the heads of moving blobs
too small for the model. Without one the head part of every moving blob is covered, and `mode` says so.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import numpy as np

from backend.domain.errors import Unavailable
from videowall.analytics.detection import NO_BOXES, Boxes
from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2

FACE_SCORE_MIN = 0.3
"""Low on purpose: a needless mask costs little, a leaked face much (measured in docs/measurements.md)."""
FACE_GROW = 0.6
"""The model boxes eyes to chin; hair and ears are grown into. Also covers faces it places a little wrong."""
SMALL_BODY_PX = 240
"""Blobs lower than this have faces below about 30 pixels, which the model misses too often."""
GROUP_RATIO = 0.62
"""Width by height above which a blob is more than one walking person (a stride reaches about 0.5)."""
GROUP_SHARE = 0.6
"""How much of a group's box, from its top, is covered."""
MASK_CELLS = 4
"""A mask keeps at most this many cells along its short side, too few to recognise anyone."""
CELL_PX_MIN = 6
WHOLE_CELLS = 24
"""Cells along the longer side of a picture that is covered as a whole."""


class MaskMode(StrEnum):
    """What a masker can promise."""

    FACES = "faces"  # a face model, plus heads of small moving blobs
    HEADS = "heads"  # no model: the head part of every moving blob


class Masker:
    """Covers faces in pictures of one camera. Not shared between threads.

    `model` is the YuNet file or None; `side_px` is the length to which the longer side of a picture is
    scaled (up or down) for finding faces: 320 for wall tiles, 1280 for evidence.
    """

    def __init__(self, model: Path | None = None, *, side_px: int = 1280) -> None:
        self._side_px = side_px
        self._finder: Any = None
        self._finder_size = (0, 0)
        if model is not None:
            if not model.is_file():
                raise Unavailable(f"there is no face model at {model}; fetch it with `onegrid models fetch`")
            try:
                self._finder = cv2.FaceDetectorYN.create(str(model), "", (320, 320), FACE_SCORE_MIN, 0.3, 500)
            except cv2.error as error:
                raise Unavailable(
                    f"{model.name} is not a usable face model; check it with `onegrid models check`"
                ) from error

    @property
    def mode(self) -> MaskMode:
        """Which of the two ways of masking is at work."""
        return MaskMode.HEADS if self._finder is None else MaskMode.FACES

    def faces(self, image: Picture) -> Boxes:
        """Faces that the model finds, grown by 30 % on every side, in pixels; none without a model."""
        if self._finder is None:
            return NO_BOXES
        height, width = image.shape[:2]
        scale = self._side_px / max(width, height)
        size = (max(32, round(width * scale / 32) * 32), max(32, round(height * scale / 32) * 32))
        if size != self._finder_size:
            self._finder.setInputSize(size)
            self._finder_size = size
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        _status, rows = self._finder.detect(cv2.resize(image, size, interpolation=way))
        if rows is None or not len(rows):
            return NO_BOXES
        ratio = np.array([width / size[0], height / size[1]], np.float32)
        corner, span = rows[:, 0:2] * ratio, rows[:, 2:4] * ratio
        margin = span * (FACE_GROW / 2)
        return np.concatenate([corner - margin, corner + span + margin], axis=1).astype(np.float32)

    def regions(self, image: Picture, boxes: Boxes) -> Boxes:
        """What must be covered in this picture, given the moving blobs or people in it."""
        return np.concatenate([self.faces(image), self.bodies(boxes)])

    def bodies(self, boxes: Boxes) -> Boxes:
        """What of moving blobs or people must be covered without looking for their faces."""
        people = np.asarray(boxes, np.float32).reshape(-1, 4)
        if self._finder is not None:
            people = people[(people[:, 3] - people[:, 1]) < SMALL_BODY_PX]
        return heads(people)

    def mask(self, image: Picture, boxes: Boxes) -> tuple[Picture, int]:
        """A copy of the picture with faces covered, and how many regions were; `image` stays as it is.

        `boxes` are the moving blobs or people of this very picture, N × 4 in its pixels.
        """
        return cover(image, self.regions(image, boxes))


def heads(boxes: Boxes) -> Boxes:
    """The part of each box in which a head may be: its top third, and more of a box too wide for one person.

    A wide blob is a group (with heads at several heights) or a car (with people behind its windows): when
    one person stands before another, the nearer head is near the middle of the blob of both.
    """
    left, top, right, bottom = boxes.T
    wide, tall = right - left, bottom - top
    share = np.where(wide > GROUP_RATIO * tall, GROUP_SHARE, 1 / 3)
    return np.stack(
        [left - 0.05 * wide, top - 0.06 * tall, right + 0.05 * wide, top + share * tall], axis=1
    ).astype(np.float32)


def cover(image: Picture, regions: Boxes) -> tuple[Picture, int]:
    """A copy of the picture with each region pixelated beyond recognition, and how many lie in it."""
    masked = image.copy()
    height, width = image.shape[:2]
    count = 0
    for left, top, right, bottom in np.asarray(regions, np.float32).reshape(-1, 4):
        x0, y0 = max(0, int(np.floor(left))), max(0, int(np.floor(top)))
        x1, y1 = min(width, int(np.ceil(right))), min(height, int(np.ceil(bottom)))
        if x1 <= x0 or y1 <= y0:
            continue
        part = masked[y0:y1, x0:x1]
        cell = max(CELL_PX_MIN, min(x1 - x0, y1 - y0) / MASK_CELLS)
        cells = (max(1, round((x1 - x0) / cell)), max(1, round((y1 - y0) / cell)))
        small = cv2.resize(part, cells, interpolation=cv2.INTER_AREA)
        np.copyto(part, cv2.resize(small, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST))
        count += 1
    return masked, count


def coarse(image: Picture) -> Picture:
    """The whole picture in cells too large to recognise anyone in."""
    height, width = image.shape[:2]
    step = max(width, height) / WHOLE_CELLS
    size = (max(1, round(width / step)), max(1, round(height / step)))
    cells = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return cast("Picture", cv2.resize(cells, (width, height), interpolation=cv2.INTER_NEAREST))
