"""Hiding faces on a wall: what to cover in each picture, at a cost that leaves room for decoding.

Movement is looked for in every picture; a face model, where there is one, at a declared cadence. Between
two looks of the model its faces are held where they were, and whatever moves that it has not seen yet
is covered whole. A head whose movement stops stays covered for a while: people stand still.
Source: design 4-wall.md (Masks on the wall).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from videowall.analytics.detection import NO_BOXES, Boxes
from videowall.analytics.motion import MotionDetector
from videowall.analytics.privacy import SMALL_BODY_PX, Masker, coarse, cover, heads
from videowall.feeds.frame import Picture
from videowall.models import FACES, find
from videowall.workers.facts import MaskMode

CHECK_S = 0.4
"""How often the face model looks at each tile."""
HOLD_S = 30.0
"""How long a head stays covered after its movement stopped: people stand still."""
BRIEF_HOLD_S = 0.5
"""The same for a head that was last seen on its way, or only once: it is elsewhere now."""
STILL_SHARE = 0.25
"""A head that moved less than this share of its width since the last picture is about to stand."""
FACE_HOLD_S = 1.2
"""Three looks of the model: one or two of them may miss a face that turns."""
LEARN_S = 1.0
LEARN_PICTURES = 12
"""The background is unknown for so long and so many pictures after a (re)start: everything is covered."""
SAME_SHARE = 0.1
"""Regions overlapping by this share (of their union) are the same head one picture later."""


class Veil(Protocol):
    """Makes a picture fit to be shown."""

    def hide(self, image: Picture, time_s: float) -> tuple[Picture, int, MaskMode]:
        """The picture to show, how many places in it are covered, and by which means."""


class PlainView:
    """For cameras declared free of people: nothing is covered, and the tile says so."""

    def hide(self, image: Picture, time_s: float) -> tuple[Picture, int, MaskMode]:  # noqa: ARG002 - the protocol's
        """The picture as it is."""
        return image, 0, MaskMode.OFF


@dataclass(slots=True)
class _Held:
    """A covered region and until when (seconds of the source) it stays."""

    box: Boxes  # 1 x 4
    until_s: float


class FaceHider:
    """Covers faces in the pictures of one camera, in order of time."""

    def __init__(
        self, models: str = "", masker: Masker | None = None, motion: MotionDetector | None = None
    ) -> None:
        self._masker = masker or Masker(face_model(models), side_px=320)
        self._motion = motion or MotionDetector()
        self._has_model = self._masker.mode.value == "faces"
        self._started_s: float | None = None
        self._last_s = 0.0
        self._seen = 0
        self._checked_s = -CHECK_S
        self._checked_bodies: Boxes = NO_BOXES
        self._heads: list[_Held] = []
        self._faces: list[_Held] = []

    def hide(self, image: Picture, time_s: float) -> tuple[Picture, int, MaskMode]:
        """The picture with every region covered that may show a face."""
        if self._started_s is None or time_s < self._last_s:
            self._started_s, self._seen = time_s, 0  # first picture, or the source was opened again
            self._checked_s = time_s - CHECK_S
            self._heads, self._faces = [], []
        self._last_s = time_s
        self._seen += 1
        bodies = self._motion.detect(image).boxes
        if time_s - self._started_s < LEARN_S or self._seen <= LEARN_PICTURES:
            return coarse(image), 0, MaskMode.LEARNING
        regions = self._regions(image, bodies, time_s)
        masked, count = cover(image, regions)
        return masked, count, MaskMode.FACES if self._has_model else MaskMode.MOVING

    def _regions(self, image: Picture, bodies: Boxes, time_s: float) -> Boxes:
        if not self._has_model:
            self._heads = held(self._heads, heads(bodies), time_s)
            return _boxes(self._heads)
        if time_s - self._checked_s >= CHECK_S:
            faces = [face for face in self._faces if face.until_s > time_s]
            found = self._masker.faces(image)
            kept = [old for old in faces if not overlaps(old.box[0], found).any()]
            self._faces = [_Held(box.reshape(1, 4), time_s + FACE_HOLD_S) for box in found] + kept
            self._checked_s, self._checked_bodies = time_s, bodies
        small = bodies[(bodies[:, 3] - bodies[:, 1]) < SMALL_BODY_PX]
        self._heads = held(self._heads, heads(small), time_s)
        faces = [face for face in self._faces if face.until_s > time_s]
        return np.concatenate([_boxes(faces), _boxes(self._heads), self._unseen(bodies)])

    def _unseen(self, bodies: Boxes) -> Boxes:
        """Bodies that were not there when the model last looked: covered whole until it has."""
        return (
            bodies[[not overlaps(body, self._checked_bodies).any() for body in bodies]]
            if len(bodies)
            else bodies
        )


def held(before: list[_Held], now: Boxes, time_s: float) -> list[_Held]:
    """Regions of this picture, and earlier ones that none of them follows and that are not too old."""
    fresh: list[_Held] = []
    for box in now:
        was_still = _is_still(box, before)
        fresh.append(_Held(box.reshape(1, 4), time_s + (HOLD_S if was_still else BRIEF_HOLD_S)))
    kept = [old for old in before if old.until_s > time_s and not overlaps(old.box[0], now).any()]
    return fresh + kept


def _is_still(box: Boxes, before: list[_Held]) -> bool:
    """Whether a region of an earlier picture lies almost where this one does."""
    width = max(1.0, float(box[2] - box[0]))
    middle = (box[0] + box[2]) / 2
    shifts = [
        abs((old.box[0, 0] + old.box[0, 2]) / 2 - middle)
        for old in before
        if overlaps(old.box[0], box[None]).any()
    ]
    return bool(shifts) and min(shifts) < STILL_SHARE * width


def overlaps(box: Boxes, others: Boxes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the others share at least SAME_SHARE of the union with the box."""
    left = np.maximum(box[0], others[:, 0])
    top = np.maximum(box[1], others[:, 1])
    right = np.minimum(box[2], others[:, 2])
    bottom = np.minimum(box[3], others[:, 3])
    shared = np.clip(right - left, 0, None) * np.clip(bottom - top, 0, None)
    area = (others[:, 2] - others[:, 0]) * (others[:, 3] - others[:, 1])
    union = area + (box[2] - box[0]) * (box[3] - box[1]) - shared
    return np.asarray(shared >= SAME_SHARE * np.maximum(union, 1e-6), np.bool_)


def face_model(folder: str) -> Path | None:
    """The pinned face model in this folder, or where models are kept; None when it is not there."""
    return find(FACES, Path(folder) if folder else None)


def _boxes(regions: list[_Held]) -> Boxes:
    return np.concatenate([region.box for region in regions]) if regions else NO_BOXES
