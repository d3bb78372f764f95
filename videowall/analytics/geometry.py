"""Distances of points to polygons and lines, for all points of a frame at once. Pixels in, pixels out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Point = tuple[float, float]


def depth_in_polygon(points: Floats, polygon: Floats) -> Floats:
    """How far each point is inside the polygon's edge; negative outside. Even-odd rule for the inside."""
    start, end = polygon, np.roll(polygon, -1, axis=0)
    side = end - start
    offset = points[:, None, :] - start[None, :, :]
    share = np.clip((offset * side).sum(axis=2) / np.maximum((side * side).sum(axis=1), 1e-12), 0.0, 1.0)
    nearest = np.hypot(*np.moveaxis(offset - share[:, :, None] * side[None, :, :], 2, 0)).min(axis=1)
    above = start[None, :, 1] > points[:, 1:2]
    crosses = above != (end[None, :, 1] > points[:, 1:2])
    rise = np.where(np.abs(side[:, 1]) < 1e-12, 1e-12, side[:, 1])
    at_x = start[None, :, 0] + (points[:, 1:2] - start[None, :, 1]) / rise * side[None, :, 0]
    inside = (crosses & (points[:, 0:1] < at_x)).sum(axis=1) % 2 == 1
    return np.asarray(np.where(inside, nearest, -nearest))


def depth_right_of_line(points: Floats, a: Point, b: Point) -> Floats:
    """How far each point lies to the right of a walker from a to b, seen in the picture; negative: left."""
    along = np.array([b[0] - a[0], b[1] - a[1]])
    offset = points - np.array(a)
    return np.asarray(
        (along[0] * offset[:, 1] - along[1] * offset[:, 0]) / max(float(np.hypot(*along)), 1e-12)
    )


def crosses_segment(p: Point, q: Point, a: Point, b: Point) -> bool:
    """Whether the way p → q meets the segment a → b."""
    px, py, qx, qy = *p, *q
    ax, ay, bx, by = *a, *b
    dx, dy = bx - ax, by - ay
    length = max(float(np.hypot(dx, dy)), 1e-12)
    before = dx * (py - ay) - dy * (px - ax)
    after = dx * (qy - ay) - dy * (qx - ax)
    if before == after or (before > 0) == (after > 0):
        return False
    share = before / (before - after)
    x, y = px + (qx - px) * share, py + (qy - py) * share
    along = ((x - ax) * dx + (y - ay) * dy) / length
    return 0.0 <= along <= length
