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

from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2

_SQUARE = np.ones((3, 3), np.uint8)
STEP = 8
"""Every eighth pixel in both directions tells the level well enough."""


@dataclass(frozen=True, slots=True)
class LightSettings:
    """When a change is one of light."""

    slack: float = 0.015  # levels this near the reference need no correction
    gain_most: float = 2.0
    jump: float = 0.25  # a level that changes by so much from picture to picture is a switch
    soft_area: float = 0.008  # blobs above this share of the picture are looked at for their edges
    soft_edge: float = 0.06  # grey levels per pixel, as a share of the blob's own brightness


class Exposure:
    """Follows the level of one camera's pictures and takes its slow changes out of them."""

    def __init__(self, settings: LightSettings | None = None) -> None:
        self._set = settings or LightSettings()
        self._reference = 0.0
        self._last = 0.0

    def take(self, small: Picture) -> tuple[Picture, bool]:
        """The picture at the level of the first one, and whether the light was switched since the last."""
        level = max(4.0, float(np.median(small[::STEP, ::STEP, 1])))
        before, self._last = self._last, level
        if not before:
            self._reference = level
            return small, False
        if abs(level - before) > self._set.jump * max(before, 16.0):
            self._reference = level
            return small, True
        gain = self._reference / level
        if abs(gain - 1.0) <= self._set.slack:
            return small, False
        gain = min(max(gain, 1.0 / self._set.gain_most), self._set.gain_most)
        corrected: Picture = cv2.convertScaleAbs(small, alpha=gain)
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
