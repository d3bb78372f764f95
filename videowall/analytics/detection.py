"""What was found in one picture, in columns, and the protocol of everything that finds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from videowall.feeds.frame import Picture

Boxes = NDArray[np.float32]
"""N × 4: left, top, right, bottom in pixels; right and bottom are exclusive edges."""

NO_BOXES: Boxes = np.zeros((0, 4), np.float32)


@dataclass(frozen=True, slots=True)
class Detections:
    """Boxes with confidences. Columns are checked once, here; whoever holds one may rely on it.

    Boxes are finite, with positive width and height, and may reach beyond the picture.
    """

    boxes: Boxes
    confidence: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))

    def __post_init__(self) -> None:
        boxes = np.asarray(self.boxes, np.float32)
        confidence = np.asarray(self.confidence, np.float32)
        if boxes.ndim != 2 or boxes.shape[1] != 4:
            raise ValueError(f"boxes must be N × 4, not {boxes.shape}")
        if confidence.shape != (len(boxes),):
            raise ValueError(f"{len(boxes)} boxes need as many confidences, not {confidence.shape}")
        if not (np.isfinite(boxes).all() and np.isfinite(confidence).all()):
            raise ValueError("boxes and confidences must be finite numbers")
        if len(boxes) and not ((boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])).all():
            raise ValueError("boxes must have positive width and height")
        object.__setattr__(self, "boxes", boxes)
        object.__setattr__(self, "confidence", confidence)

    def __len__(self) -> int:
        return len(self.boxes)

    def where(self, keep: NDArray[np.bool_]) -> Detections:
        """The rows for which `keep` is true."""
        return Detections(self.boxes[keep], self.confidence[keep])


NOTHING = Detections(NO_BOXES)
"""No detections."""


class Detector(Protocol):
    """Finds things in the pictures of one camera, fed in order of time."""

    def detect(self, image: Picture) -> Detections:
        """What is in this picture; boxes in its pixels."""
