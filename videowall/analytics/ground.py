"""How large a piece of ground in the picture is, from lengths that somebody measured there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
STEPS = 16
"""Each side of a polygon is looked at in so many pieces, so that one beyond the horizon is noticed."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Two measured lengths, one across the picture and one along it; right for a small or steeply seen place.

    Raises ValueError when they do not tell two directions apart.
    """

    first: tuple[Point, Point, float]  # two ends in pixels, metres between them
    second: tuple[Point, Point, float]

    def area_m2(self, polygon: tuple[Point, ...]) -> float:
        """Square metres of a polygon in pixels."""
        squares, lengths = [], []
        for a, b, metres in (self.first, self.second):
            squares.append([(b[0] - a[0]) ** 2, (b[1] - a[1]) ** 2])
            lengths.append(metres**2)
        table = np.array(squares)
        if abs(np.linalg.det(table)) < 1e-6 * float(np.abs(table).max()) ** 2:
            raise ValueError("nearly parallel")
        across, along = np.linalg.solve(table, np.array(lengths))
        if across <= 0 or along <= 0:
            raise ValueError("contradict each other")
        return _shoelace(np.array(polygon)) * math.sqrt(across * along)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle on the ground as it is seen: corners in order, and its two sides in metres.

    The first side is from the first corner to the second. Right for any flat ground in perspective.
    """

    corners: tuple[Point, Point, Point, Point]
    metres: tuple[float, float]

    def area_m2(self, polygon: tuple[Point, ...]) -> float:
        """Square metres of a polygon in pixels; raises ValueError when it reaches beyond the horizon."""
        wide, deep = self.metres
        there = np.array([(0, 0), (wide, 0), (wide, deep), (0, deep)], np.float64)
        way = _homography(np.array(self.corners, np.float64), there)
        ends = np.array(polygon, np.float64)
        share = np.linspace(0, 1, STEPS, endpoint=False)[None, :, None]
        edge = (ends[:, None] * (1 - share) + np.roll(ends, -1, axis=0)[:, None] * share).reshape(-1, 2)
        seen = np.column_stack([edge, np.ones(len(edge))]) @ way.T
        middle = np.append(np.mean(self.corners, axis=0), 1.0) @ way.T
        if (seen[:, 2] * middle[2] <= 1e-9 * middle[2] ** 2).any():
            raise ValueError("beyond the horizon")
        return _shoelace(seen[:, :2] / seen[:, 2:])


Ground = Lengths | Rectangle


def _homography(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """The projective map of four points onto four, 3 × 3; raises ValueError when three lie on one line."""
    rows = []
    for (x, y), (u, v) in zip(here, there, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    try:
        found = np.linalg.solve(np.array(rows), there.ravel())
    except np.linalg.LinAlgError as error:
        raise ValueError("on one line") from error
    return np.append(found, 1.0).reshape(3, 3)


def _shoelace(polygon: NDArray[np.float64]) -> float:
    x, y = polygon.T
    return float(abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))) / 2
