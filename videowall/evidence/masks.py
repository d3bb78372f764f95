"""Masks of a recorded clip: what is known of one moment covers the moments around it too, in both directions.

A live picture can only be masked by what was seen until then. A recording is looked at twice: the first
pass finds faces, and the heads of what moves; the second covers in each picture everything that was found
within `HOLD_MS` before and after it, and for `STILL_MS` the heads of those who stood. What the analyst
itself saw while it happened (with the network and a background learnt for hours) is covered as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from videowall.analytics.detection import NO_BOXES, Boxes
from videowall.analytics.motion import MotionDetector
from videowall.analytics.privacy import Masker, coarse, cover, heads
from videowall.analytics.tracks import overlaps
from videowall.feeds.frame import Picture

HOLD_MS = 600
STILL_MS = 10_000
STILL_OVERLAP = 0.5
STILL_AFTER_MS = 800
"""A head that overlaps so much with one of so long ago stands: a walker is several heads further on."""
FACES_EVERY_MS = 200
LEARN_MS = 1000
LEARN_PICTURES = 12
"""Until the background is known for so long and so many pictures, whole pictures are made coarse."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the analyst saw move, or found, at a moment: boxes as shares of the picture (0..1)."""

    at_ms: int  # UTC
    boxes: Boxes


@dataclass(frozen=True, slots=True)
class _Look:
    at_ms: int
    regions: Boxes
    still: Boxes  # those of `regions` that stood
    blind: bool


class ClipMasks:
    """Masks of one clip. First `look` at every picture in order of time, then `hide` each of them."""

    def __init__(self, masker: Masker, covers: Sequence[Cover] = ()) -> None:
        self._masker = masker
        self._motion = MotionDetector()
        self._looks: list[_Look] = []
        self._times: list[int] = []
        self._faces: Boxes = NO_BOXES
        self._faced_ms = -FACES_EVERY_MS
        self._covers = sorted(covers, key=lambda one: one.at_ms)
        self._size = (1.0, 1.0)

    def look(self, image: Picture, at_ms: int) -> None:
        """First pass: remember what must be covered at this moment."""
        height, width = image.shape[:2]
        self._size = (width, height)
        moving = self._motion.detect(image).boxes
        if at_ms - self._faced_ms >= FACES_EVERY_MS:
            self._faced_ms = at_ms
            self._faces = self._masker.faces(image)
        regions = np.concatenate([self._faces, self._masker.bodies(moving)])
        learning = bool(
            self._motion.blind or len(self._looks) < LEARN_PICTURES or at_ms - self._looks[0].at_ms < LEARN_MS
        )
        self._looks.append(_Look(at_ms, regions, self._still(self._looks, regions, at_ms), learning))
        self._times.append(at_ms)

    def take_covers(self) -> None:
        """Between the passes: add what the analyst saw."""
        scale = np.array([*self._size, *self._size], np.float32)
        seen: list[_Look] = []
        for one in self._covers:
            regions = heads(one.boxes.reshape(-1, 4) * scale)
            still = self._still(seen, regions, one.at_ms)
            seen.append(_Look(one.at_ms, regions, still, blind=False))
        self._looks = sorted(self._looks + seen, key=lambda look: look.at_ms)
        self._times = [look.at_ms for look in self._looks]

    def _still(self, looks: list[_Look], regions: Boxes, at_ms: int) -> Boxes:
        """Those of the regions that were there already STILL_AFTER_MS ago."""
        if not len(regions):
            return NO_BOXES
        before = next((look for look in reversed(looks) if at_ms - look.at_ms >= STILL_AFTER_MS), None)
        if before is None or not len(before.regions) or at_ms - before.at_ms > 2 * STILL_AFTER_MS:
            return NO_BOXES
        stood: Boxes = regions[overlaps(regions, before.regions).max(axis=1) >= STILL_OVERLAP]
        return stood

    def regions(self, at_ms: int) -> Boxes | None:
        """Second pass: everything to cover in the picture of this moment; None: the whole of it."""
        first, last = np.searchsorted(self._times, [at_ms - STILL_MS, at_ms + STILL_MS])
        parts: list[Boxes] = []
        for look in self._looks[first : last + 1]:
            away_ms = abs(look.at_ms - at_ms)
            if away_ms == 0 and look.blind:
                return None
            if away_ms <= HOLD_MS:
                parts.append(look.regions)
            elif len(look.still):
                parts.append(look.still)
        return _thinned(np.concatenate(parts)) if parts else NO_BOXES

    def hide(self, image: Picture, at_ms: int) -> tuple[Picture, int]:
        """The picture with everything covered, and how many regions were."""
        regions = self.regions(at_ms)
        return (coarse(image), 1) if regions is None else cover(image, regions)


def _thinned(regions: Boxes) -> Boxes:
    """The regions without those that lie within a larger one, but for two pixels."""
    area = (regions[:, 2] - regions[:, 0]) * (regions[:, 3] - regions[:, 1])
    order = regions[np.argsort(-area, kind="stable")]
    low = (order[:, None, :2] >= order[None, :, :2] - 2).all(axis=2)
    high = (order[:, None, 2:] <= order[None, :, 2:] + 2).all(axis=2)
    inside = np.tril(low & high, k=-1).any(axis=1)
    return order[~inside]
