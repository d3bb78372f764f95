"""A network that answers what a test plants, in YOLOX's own form, and detectors that count their looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from videowall.analytics.detection import NOTHING, Detections
from videowall.analytics.sessions import Session
from videowall.analytics.yolox import grid
from videowall.feeds.frame import Picture

Planted = tuple[float, float, float, float, int, float]
"""Left, top, right, bottom in pixels of the network's input, class by COCO's list, score."""


def rows_for(planted: Sequence[Planted], side: int = 416) -> np.ndarray[Any, np.dtype[np.float32]]:
    """One picture's answer that holds these boxes, each in the cell of 8 pixels its centre falls in."""
    cells, strides = grid(side)
    rows = np.zeros((len(cells), 85), np.float32)
    for left, top, right, bottom, kind, score in planted:
        x, y = (left + right) / 2 / 8, (top + bottom) / 2 / 8
        cell = int(y) * (side // 8) + int(x)
        while rows[cell, 4]:
            cell += 1  # two things in one cell: the next cell tells the second
        rows[cell, :2] = (x, y) - cells[cell]
        rows[cell, 2:4] = np.log(np.array([right - left, bottom - top]) / strides[cell])
        rows[cell, 4], rows[cell, 5 + kind] = 1.0, score
    return rows


@dataclass
class PlantedNetwork:
    """Answers the same rows for every picture, and keeps what it was given."""

    rows: np.ndarray[Any, np.dtype[np.float32]]
    seen: list[np.ndarray[Any, np.dtype[np.float32]]] = field(default_factory=list)

    def run(self, _outputs: None, given: Mapping[str, np.ndarray[Any, np.dtype[np.float32]]]) -> list[Any]:
        """As onnxruntime's session does."""
        self.seen.append(given["images"])
        return [self.rows[None]]

    def session(self, side: int = 416) -> Session:
        """It as a loaded session."""
        return Session(self.run, "images", (1, 3, side, side), "CPU")


class CountingDetector:
    """Finds what it was told to find, and counts how often it was asked."""

    def __init__(self, found: Detections = NOTHING) -> None:
        self.found = found
        self.looks = 0

    def detect(self, image: Picture) -> Detections:
        """What was planted."""
        self.looks += 1
        return self.found
