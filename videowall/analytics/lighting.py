"""Light that is not an object: the exposure of the whole picture, its sudden change, and soft pools of light.

Background subtraction takes every change of a pixel for something that moves. Three measurements tell
light from things: how bright the middle of the picture's pixels is (a camera that turns itself brighter,
the sun behind a cloud), whether that jumps (lights on, day to night), and how sharp the edge of a blob
is: people and cars end within a few pixels, the light of headlamps and what flies at the lens does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2

_SQUARE = np.ones((3, 3), np.uint8)
CELLS = (12, 8)
"""Columns and rows of cells in which levels are compared."""


@dataclass(frozen=True, slots=True)
class LightSettings:
    """When a change is one of light."""

    slack: float = 0.015  # levels this near the reference need no correction
    gain_most: float = 2.0
    alike: float = 0.06  # spread of the change over the picture up to which it is the exposure's
    learn: float = 1 / 300
    jump: float = 0.25  # a level that changes by so much from picture to picture is a switch
    soft_area: float = 0.008  # blobs above this share of the picture are looked at for their edges
    soft_edge: float = 0.06  # grey levels per pixel, as a share of the blob's own brightness


class Exposure:
    """Follows the level of one camera's pictures and takes out of them what changes everywhere alike.

    A cloud's shadow on half of the picture is no exposure: correcting it would darken the other half.
    """

    def __init__(self, settings: LightSettings | None = None) -> None:
        self._set = settings or LightSettings()
        self._reference: NDArray[np.float32] | None = None
        self._gain = 1.0
        self._last = 0.0

    def take(self, small: Picture) -> tuple[Picture, bool]:
        """The picture at the level of the first one, and whether the light was switched since the last."""
        cells = cv2.resize(small, CELLS, interpolation=cv2.INTER_AREA)[:, :, 1].astype(np.float32) + 1.0
        level = float(np.median(cells))
        before, self._last = self._last, level
        if self._reference is None or abs(level - before) > self._set.jump * max(before, 16.0):
            switched = self._reference is not None
            self._reference, self._gain = cells, 1.0
            return small, switched
        ratio = self._reference / cells
        low, middle, high = np.percentile(ratio, (25, 50, 75))
        if high - low <= self._set.alike * middle:
            self._gain = min(max(float(middle), 1.0 / self._set.gain_most), self._set.gain_most)
        # What changes for good in a part of the picture becomes the reference there, slowly.
        self._reference += self._set.learn * (cells * self._gain - self._reference)
        if abs(self._gain - 1.0) <= self._set.slack:
            return small, False
        corrected: Picture = cv2.convertScaleAbs(small, alpha=self._gain)
        return corrected, False


def is_soft(change: Picture, mask: Picture, settings: LightSettings) -> bool:
    """Whether what changed in one blob has no edges.

    Args:
        change: grey difference to the background, within the blob's box (and lightly blurred).
        mask: the blob in that box, not zero where it is.
        settings: how soft is soft.
    """
    inside = change[mask > 0]
    if not inside.size:
        return False
    bright = float(np.percentile(inside, 80))
    across: Any = cv2.Sobel(change, cv2.CV_32F, 1, 0, scale=1 / 8)
    down: Any = cv2.Sobel(change, cv2.CV_32F, 0, 1, scale=1 / 8)
    solid = (mask > 0).astype(np.uint8)
    inner = cv2.erode(solid, _SQUARE, iterations=2, borderType=cv2.BORDER_CONSTANT, borderValue=1)
    rim = cv2.magnitude(across, down)[(cv2.dilate(solid, _SQUARE) - inner) > 0]
    # Most of the rim, not all of it: blobs touch other things, and light falls on painted lines.
    return bool(rim.size) and float(np.percentile(rim, 70)) < settings.soft_edge * bright
