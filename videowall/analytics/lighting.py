"""Light that is not an object: the exposure of the whole picture, its sudden change, and soft pools of light.

Background subtraction takes every change of a pixel for something that moves. Three measurements tell
light from things: whether the levels of all parts of the picture change alike (a camera that turns itself
brighter, dusk), whether half of them jump (lights on, day to night), and how sharp the edge of a blob
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
GREY_LEVELS = 3.0
CELLS = (12, 8)
"""Columns and rows of cells in which levels are compared."""


@dataclass(frozen=True, slots=True)
class LightSettings:
    """When a change is one of light."""

    switch: float = 0.22  # half of all cells change by this share from picture to picture: a switch
    step: float = 0.02  # the exposure is followed in steps of this share
    alike: float = 0.5  # … when the cells differ in their change by at most this share of it
    gain_most: float = 3.0
    soft_area: float = 0.008  # blobs above this share of the picture are looked at for their edges
    soft_edge: float = 0.06  # grey levels per pixel, as a share of the blob's own brightness


class Exposure:
    """Follows the level of one camera's pictures and takes out of them what changes everywhere alike.

    A cloud's shadow on half of the picture is no exposure: correcting it would darken the other half.
    """

    def __init__(self, settings: LightSettings | None = None) -> None:
        self._set = settings or LightSettings()
        self._last: NDArray[np.float32] | None = None  # levels of the cells in the last picture
        self._mark: NDArray[np.float32] = np.zeros(0, np.float32)  # … and where the gain was last set
        self._gain = 1.0

    def take(self, small: Picture) -> tuple[Picture, bool]:
        """The picture at the level of the first one, and whether the light was switched since the last."""
        cells = cv2.resize(small, CELLS, interpolation=cv2.INTER_AREA)[:, :, 1].astype(np.float32) + 2.0
        before, self._last = self._last, cells
        if before is None:
            self._mark = cells
            return small, False
        if float(np.median(np.abs(np.log(cells / before)))) > self._set.switch:
            self._mark, self._gain = cells, 1.0
            return small, True
        low, middle, high = np.percentile(self._mark / cells, (25, 50, 75))
        away = abs(float(middle) - 1.0)
        if away >= self._set.step:
            if high - low <= self._set.alike * away:
                most = self._set.gain_most
                self._gain = min(max(self._gain * float(middle), 1.0 / most), most)
            self._mark = cells
        if self._gain == 1.0:
            return small, False
        corrected: Picture = cv2.convertScaleAbs(small, alpha=self._gain)
        return corrected, False


def is_grey(small: Picture) -> bool:
    """Whether a picture has no colours, as those of cameras at night."""
    sample = small[::8, ::8].astype(np.int16)
    return float((sample.max(axis=2) - sample.min(axis=2)).mean()) < GREY_LEVELS


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
