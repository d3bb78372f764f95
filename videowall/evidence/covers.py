"""What the analyst lately saw move or found on one camera: the masks of a clip go by it, too."""

from __future__ import annotations

from collections import deque

import numpy as np

from videowall.analytics.detection import Boxes
from videowall.evidence.masks import Cover

KEPT = 600
"""Moments kept of one camera: 40 s at 15 a second."""
BOXES_MAX = 64


class Covers:
    """The latest moments of one camera in which something had to be covered."""

    def __init__(self) -> None:
        self._kept: deque[Cover] = deque(maxlen=KEPT)

    def saw(self, at_ms: int, boxes: Boxes, size: tuple[int, int]) -> None:
        """Note the boxes (pixels of a picture of `size`) of the picture taken at `at_ms` (UTC)."""
        if len(boxes):
            share = boxes[:BOXES_MAX] / np.array([*size, *size], np.float32)
            self._kept.append(Cover(at_ms, share.astype(np.float32)))

    def latest(self) -> tuple[Cover, ...]:
        """Everything that is kept, oldest first."""
        return tuple(self._kept)
