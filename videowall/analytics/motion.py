"""Moving blobs by background subtraction: detection where no model is at hand, and the gate before one.

MOG2 (Zivkovic 2004, in OpenCV) keeps a mixture of colours per pixel and drops shadows by their
chromaticity. It runs on a picture of at most 384 pixels width; boxes come back in full-size pixels.

Before it stands a cheaper look: where nothing was moving and the picture, at half that width again, is the
one that MOG2 saw last but for noise, there is nothing to find, and MOG2 is left out. Slow changes are not
missed, because the comparison is with what MOG2 saw, not with the picture before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from videowall.analytics.detection import NOTHING, Detections
from videowall.analytics.lighting import Exposure, LightSettings, is_grey, is_soft
from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2

SETTLE_FRAMES = 3
"""Frames after which the background is known well enough to report motion at all."""
SHADOW = 127
"""What MOG2 writes into its mask where it takes a change for a shadow."""
FLOOD_FRAMES = 10
"""A picture that goes on changing as a whole for so long is another one: its background is learnt anew."""


@dataclass(frozen=True, slots=True)
class MotionSettings:
    """How motion is found. Lengths are shares of the analysed picture's height unless they say otherwise."""

    width_px: int = 384
    history_frames: int = 300
    variance_threshold: float = 16.0
    min_area: float = 0.0011  # share of the picture's area
    min_height: float = 0.045
    flood: float = 0.6  # more than this share of the picture moving is a change of light, not a crowd
    still_grey: int = 5  # three by three points of a picture of half that width change by more: it moves
    still_after: int = 60  # pictures MOG2 must have seen first: who was there from the start is not ground
    still_most: int = 4  # so many pictures in a row may be left out: the background must go on being learnt


class MotionDetector:
    """Blobs that move against a learnt background. One per camera, fed in order of time. A Detector."""

    def __init__(self, settings: MotionSettings | None = None) -> None:
        self._settings = settings or MotionSettings()
        self._light = LightSettings()
        self._exposure = Exposure(self._light)
        self._subtractor: Any = self._fresh()
        self._flooded = 0
        self._open = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
        self._close = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 11))
        self._square = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
        self._seen = 0
        self._quiet = False  # whether the last picture that MOG2 saw had nothing at all in it
        self._left_out = 0
        self._reference: Picture = np.zeros((1, 1, 3), np.uint8)
        self.blind = True
        """Whether the last picture does not tell: its background is not known, or all of it changed."""
        self.small: Picture = np.zeros((1, 1, 3), np.uint8)
        """The last picture as it was looked at. Do not change it."""
        self.stirred = 0.0
        """Share of the last picture that moved, specks that make no blob included."""

    def _fresh(self) -> Any:
        return cv2.createBackgroundSubtractorMOG2(
            self._settings.history_frames,
            self._settings.variance_threshold,
            True,  # noqa: FBT003 (cv2 is positional)
        )

    def detect(self, image: Picture) -> Detections:
        """Moving blobs; none during the first frames, and none while the whole picture changes."""
        height, width = image.shape[:2]
        self.small = small = shrunk(image, self._settings.width_px)
        if self._is_still(small):
            self.blind, self.stirred = False, 0.0
            return NOTHING
        small, switched = self._exposure.take(small)
        if switched or self._flooded >= FLOOD_FRAMES:
            self._subtractor, self._seen, self._flooded = self._fresh(), 0, 0
        mask = self._subtractor.apply(small)
        self._seen += 1
        self._quiet = False
        self.blind, self.stirred = True, 1.0
        if self._seen <= SETTLE_FRAMES:
            return NOTHING
        # MOG2 tells shadows by their colour, and a grey picture has none: dark clothes would be shadows.
        lowest = SHADOW - 1 if is_grey(small) else SHADOW + 1
        mask = cv2.threshold(mask, lowest, 255, cv2.THRESH_BINARY)[1]
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, self._open)
        self.stirred = cv2.countNonZero(mask) / mask.size
        self.blind = False
        if not self.stirred:
            self._quiet = True
            return NOTHING
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, self._close)
        if cv2.countNonZero(mask) > self._settings.flood * mask.size:
            self.blind = True
            self._flooded += 1
            return NOTHING
        self._flooded = 0
        return self._blobs(small, mask, (width / small.shape[1], height / small.shape[0]))

    def _is_still(self, small: Picture) -> bool:
        """Whether this picture shows what MOG2 has seen already, and nothing moved then."""
        height, width = small.shape[:2]
        tiny = cv2.resize(small, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
        known = self._quiet and self._seen >= self._settings.still_after
        if known and self._left_out < self._settings.still_most and tiny.shape == self._reference.shape:
            change = cv2.absdiff(tiny, self._reference)
            changed = cv2.threshold(change, self._settings.still_grey, 255, cv2.THRESH_BINARY)[1]
            # Noise and the blocks of a codec change single points; no blob is as small as three by three.
            if not cv2.erode(changed, self._square).any():
                self._left_out += 1
                return True
        self._reference, self._left_out = tiny, 0
        return False

    def _blobs(self, small: Picture, mask: Picture, scale: tuple[float, float]) -> Detections:
        _count, labels, stats, _centers = cv2.connectedComponentsWithStats(mask, connectivity=8)
        stats = stats[1:]
        area, tall = stats[:, cv2.CC_STAT_AREA], stats[:, cv2.CC_STAT_HEIGHT]
        keep = (area >= self._settings.min_area * mask.size) & (
            tall >= self._settings.min_height * mask.shape[0]
        )
        keep &= ~self._soft(small, labels, stats, keep)
        stats = stats[keep].astype(np.float32)
        if not len(stats):
            return NOTHING
        x, y, w, h, filled = stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3], stats[:, 4]
        boxes = np.stack([x, y, x + w, y + h], axis=1) * np.array(scale * 2, np.float32)
        # A solid blob is surer than a lacy one: leaves and reflections fill little of their box.
        return Detections(boxes, np.clip(0.4 + filled / (w * h) * 0.6, 0.0, 1.0))

    def _soft(self, small: Picture, labels: Any, stats: Any, keep: Any) -> Any:
        """Which of the blobs are light: large, and without an edge (lighting.py)."""
        soft = np.zeros(len(stats), np.bool_)
        large = keep & (stats[:, cv2.CC_STAT_AREA] >= self._light.soft_area * labels.size)
        if not large.any():
            return soft
        background = self._subtractor.getBackgroundImage()
        change = cv2.absdiff(
            cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), cv2.cvtColor(background, cv2.COLOR_BGR2GRAY)
        )
        change = cv2.GaussianBlur(change, (5, 5), 0)
        for row in np.flatnonzero(large):
            x, y, w, h = stats[row, :4]
            part = labels[y : y + h, x : x + w] == row + 1
            soft[row] = is_soft(change[y : y + h, x : x + w], part.view(np.uint8), self._light)
        return soft


def shrunk(image: Picture, width_px: int) -> Picture:
    """The picture at most `width_px` wide; itself when it is no wider.

    Halved by averaging as long as that suffices, then scaled by the rest: an average over any other
    share of pixels takes OpenCV ten times as long and shows no more.
    """
    height, width = image.shape[:2]
    if width <= width_px:
        return image
    size = (width_px, max(1, round(height * width_px / width)))
    while image.shape[1] >= 2 * width_px:
        half = (max(1, image.shape[1] // 2), max(1, image.shape[0] // 2))
        image = cv2.resize(image, half, interpolation=cv2.INTER_AREA)
    if image.shape[1] == width_px:
        return image
    return cast("Picture", cv2.resize(image, size, interpolation=cv2.INTER_LINEAR))
