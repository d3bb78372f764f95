"""Moving blobs by background subtraction: detection where no model is at hand, and the gate before one.

MOG2 (Zivkovic 2004, in OpenCV) keeps a mixture of colours per pixel and drops shadows by their
chromaticity. It runs on a picture of at most 384 pixels width; boxes come back in full-size pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from videowall.analytics.detection import NOTHING, Detections
from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2

SETTLE_FRAMES = 3
"""Frames after which the background is known well enough to report motion at all."""


@dataclass(frozen=True, slots=True)
class MotionSettings:
    """How motion is found. Lengths are shares of the analysed picture's height unless they say otherwise."""

    width_px: int = 384
    history_frames: int = 300
    variance_threshold: float = 16.0
    min_area: float = 0.0011  # share of the picture's area
    min_height: float = 0.045
    flood: float = 0.6  # more than this share of the picture moving is a change of light, not a crowd


class MotionDetector:
    """Blobs that move against a learnt background. One per camera, fed in order of time. A Detector."""

    def __init__(self, settings: MotionSettings | None = None) -> None:
        self._settings = settings or MotionSettings()
        self._subtractor: Any = cv2.createBackgroundSubtractorMOG2(
            self._settings.history_frames,
            self._settings.variance_threshold,
            True,  # noqa: FBT003 (cv2 is positional)
        )
        self._open = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
        self._close = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 11))
        self._seen = 0
        self.blind = True
        """Whether the last picture does not tell: its background is not known, or all of it changed."""
        self.small: Picture = np.zeros((1, 1, 3), np.uint8)
        """The last picture as it was looked at. Do not change it."""
        self.stirred = 0.0
        """Share of the last picture that moved, specks that make no blob included."""

    def detect(self, image: Picture) -> Detections:
        """Moving blobs; none during the first frames, and none while the whole picture changes."""
        height, width = image.shape[:2]
        scale = max(1.0, width / self._settings.width_px)
        small = image
        if scale > 1.0:
            size = (round(width / scale), round(height / scale))
            small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        self.small = small
        mask = self._subtractor.apply(small)
        self._seen += 1
        self.blind, self.stirred = True, 1.0
        if self._seen <= SETTLE_FRAMES:
            return NOTHING
        mask = cv2.threshold(mask, 200, 255, cv2.THRESH_BINARY)[1]
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, self._open)
        self.stirred = cv2.countNonZero(mask) / mask.size
        self.blind = False
        if not self.stirred:
            return NOTHING  # an idle camera ends here
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, self._close)
        if cv2.countNonZero(mask) > self._settings.flood * mask.size:
            self.blind = True
            return NOTHING
        return self._blobs(mask, width / small.shape[1], height / small.shape[0])

    def _blobs(self, mask: Picture, scale_x: float, scale_y: float) -> Detections:
        _count, _labels, stats, _centers = cv2.connectedComponentsWithStats(mask, connectivity=8)
        stats = stats[1:]
        area, tall = stats[:, cv2.CC_STAT_AREA], stats[:, cv2.CC_STAT_HEIGHT]
        keep = (area >= self._settings.min_area * mask.size) & (
            tall >= self._settings.min_height * mask.shape[0]
        )
        stats = stats[keep].astype(np.float32)
        if not len(stats):
            return NOTHING
        x, y, w, h, filled = stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3], stats[:, 4]
        boxes = np.stack([x * scale_x, y * scale_y, (x + w) * scale_x, (y + h) * scale_y], axis=1)
        # A solid blob is surer than a lacy one: leaves and reflections fill little of their box.
        return Detections(boxes, np.clip(0.4 + filled / (w * h) * 0.6, 0.0, 1.0))
