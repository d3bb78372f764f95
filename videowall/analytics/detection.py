"""What was found in one picture, in columns, and the protocol of everything that finds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from videowall.analytics.kinds import KINDS, MOVING, Codes
from videowall.feeds.frame import Picture

Boxes = NDArray[np.float32]
"""N × 4: left, top, right, bottom in pixels; right and bottom are exclusive edges."""

NO_BOXES: Boxes = np.zeros((0, 4), np.float32)
NO_KINDS: Codes = np.zeros(0, np.int8)


@dataclass(frozen=True, slots=True)
class Detections:
    """Boxes with confidences and classes. Columns are checked once, here; whoever holds one may rely on it.

    Boxes are finite, with positive width and height, and may reach beyond the picture. Without `kinds`
    everything is `moving`: found, and nothing more is known.
    """

    boxes: Boxes
    confidence: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    kinds: Codes | None = None  # N codes of kinds.KINDS; never None once it is built

    def __post_init__(self) -> None:
        boxes = np.asarray(self.boxes, np.float32)
        confidence = np.asarray(self.confidence, np.float32)
        kinds = np.full(len(boxes), MOVING, np.int8) if self.kinds is None else np.asarray(self.kinds)
        if boxes.ndim != 2 or boxes.shape[1] != 4:
            raise ValueError(f"boxes must be N × 4, not {boxes.shape}")
        if confidence.shape != (len(boxes),):
            raise ValueError(f"{len(boxes)} boxes need as many confidences, not {confidence.shape}")
        if not (np.isfinite(boxes).all() and np.isfinite(confidence).all()):
            raise ValueError("boxes and confidences must be finite numbers")
        if len(boxes) and not ((boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])).all():
            raise ValueError("boxes must have positive width and height")
        _check_kinds(kinds, len(boxes))
        object.__setattr__(self, "boxes", boxes)
        object.__setattr__(self, "confidence", confidence)
        object.__setattr__(self, "kinds", kinds.astype(np.int8, copy=False))

    def __len__(self) -> int:
        return len(self.boxes)

    @property
    def codes(self) -> Codes:
        """The classes, one code of kinds.KINDS per row."""
        return NO_KINDS if self.kinds is None else self.kinds

    def where(self, keep: NDArray[np.bool_]) -> Detections:
        """The rows for which `keep` is true."""
        return Detections(self.boxes[keep], self.confidence[keep], self.codes[keep])

    def scaled(self, across: float, down: float) -> Detections:
        """The same on a picture that is wider and higher by these factors."""
        scale = np.array([across, down, across, down], np.float32)
        return Detections(self.boxes * scale, self.confidence, self.codes)


def _check_kinds(kinds: NDArray[np.integer[Any]], count: int) -> None:
    if kinds.shape != (count,):
        raise ValueError(f"{count} boxes need as many classes, not {kinds.shape}")
    if kinds.dtype.kind not in "iu" or (count and not ((kinds >= 0) & (kinds < len(KINDS))).all()):
        raise ValueError(f"classes must be codes from 0 to {len(KINDS) - 1}")


NOTHING = Detections(NO_BOXES)
"""No detections."""


class Detector(Protocol):
    """Finds things in the pictures of one camera, fed in order of time."""

    def detect(self, image: Picture) -> Detections:
        """What is in this picture; boxes in its pixels."""
