"""Where figures are at each moment, and what the rules should say about it: the truth of a scene."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from videowall.feeds.opencv import cv2
from videowall.feeds.scenes.brush import Point

DWELL_S = 0.5
GAP_S = 1.0
_STEP_S = 0.02


@dataclass(frozen=True, slots=True)
class Walk:
    """A path as (second, x, y) of the foot point, straight between them; absent before and after."""

    stops: tuple[tuple[float, float, float], ...]

    @property
    def start_s(self) -> float:
        """When the figure appears."""
        return self.stops[0][0]

    @property
    def end_s(self) -> float:
        """When it is gone."""
        return self.stops[-1][0]

    def at(self, time_s: float) -> Point | None:
        """The foot point, or None when it is not in the scene."""
        if not self.start_s <= time_s <= self.end_s:
            return None
        right = min(max(1, bisect.bisect_right([s[0] for s in self.stops], time_s)), len(self.stops) - 1)
        (t0, x0, y0), (t1, x1, y1) = self.stops[right - 1], self.stops[right]
        share = (time_s - t0) / (t1 - t0) if t1 > t0 else 0.0
        return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share

    def velocity(self, time_s: float) -> Point:
        """Pixels per second at a moment."""
        before, after = self.at(max(self.start_s, time_s - 0.05)), self.at(min(self.end_s, time_s + 0.05))
        if before is None or after is None:
            return 0.0, 0.0
        return (after[0] - before[0]) / 0.1, (after[1] - before[1]) / 0.1


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """Something that really happens in a scene."""

    rule: str
    kind: str  # zone_entry or line_cross
    time_s: float  # zone_entry: when it has been inside for DWELL_S; line_cross: the moment on the line
    direction: str = ""  # L2R or R2L as walked a -> b, for line_cross


@dataclass(frozen=True, slots=True)
class SceneTruth:
    """Fences of a scene in its own pixels, and everything that they should notice in one pass."""

    zones: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    lines: dict[str, tuple[Point, Point]] = field(default_factory=dict)
    events: tuple[TrueEvent, ...] = ()

    def rules(self) -> list[dict[str, object]]:
        """The fences as the `rules` list of a rules file."""
        zones: list[dict[str, object]] = [
            {"id": name, "type": "zone", "polygon": [list(p) for p in points]}
            for name, points in self.zones.items()
        ]
        return zones + [
            {"id": name, "type": "line", "a": list(a), "b": list(b)} for name, (a, b) in self.lines.items()
        ]


def zone_entries(walk: Walk, polygon: Sequence[Point]) -> Iterator[float]:
    """Moments at which a walk has been inside for DWELL_S; absences up to GAP_S do not end a visit."""
    outline = np.asarray(polygon, np.float32)
    since_s: float | None = None
    last_inside_s = -GAP_S * 2
    told = False
    for time_s in np.arange(walk.start_s, walk.end_s, _STEP_S):
        point = walk.at(float(time_s))
        inside = point is not None and cv2.pointPolygonTest(outline, point, measureDist=False) >= 0
        if inside:
            if since_s is None or time_s - last_inside_s > GAP_S:
                since_s, told = float(time_s), False
            last_inside_s = float(time_s)
            if not told and time_s - since_s >= DWELL_S:
                told = True
                yield float(time_s)


def line_crossings(walk: Walk, a: Point, b: Point) -> Iterator[tuple[float, str]]:
    """Moments and directions in which a walk crosses the segment a -> b (left and right in the picture)."""
    times = np.arange(walk.start_s, walk.end_s, _STEP_S)
    points = [walk.at(float(t)) for t in times]
    for index in range(1, len(times)):
        p, q = points[index - 1], points[index]
        if p is None or q is None:
            continue
        before, after = _side(a, b, p), _side(a, b, q)
        if (before > 0) != (after > 0) and (_side(p, q, a) > 0) != (_side(p, q, b) > 0):
            yield float(times[index]), "L2R" if after > 0 else "R2L"


def _side(a: Point, b: Point, p: Point) -> float:
    """Positive when p is to the right of a -> b as seen in the picture (y grows downwards)."""
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def truth_of(
    walks: Sequence[Walk], zones: dict[str, tuple[Point, ...]], lines: dict[str, tuple[Point, Point]]
) -> SceneTruth:
    """Everything that the walks do to the fences, in order of time."""
    events = [
        TrueEvent(name, "zone_entry", time_s)
        for name, points in zones.items()
        for walk in walks
        for time_s in zone_entries(walk, points)
    ]
    events += [
        TrueEvent(name, "line_cross", time_s, direction)
        for name, (a, b) in lines.items()
        for walk in walks
        for time_s, direction in line_crossings(walk, a, b)
    ]
    return SceneTruth(zones, lines, tuple(sorted(events, key=lambda e: (e.time_s, e.rule))))
