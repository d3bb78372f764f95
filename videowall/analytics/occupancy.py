"""Too many at once in a place, for too long: ONVIF's counting of objects inside a field with a threshold.

A number that trembles around the threshold says nothing twice: the alarm needs the number to hold for
its time, and ends only when the place has held fewer for the same while that fences forgive absences.
Who they are does not matter, so renumbered tracks change nothing.
"""

from __future__ import annotations

import numpy as np

from videowall.analytics.geometry import depth_in_polygon
from videowall.analytics.looks import FenceEvent, FenceSettings, Look
from videowall.analytics.rules import OccupancyRule


class OccupancyFence:
    """An occupancy rule at work on one camera.

    People hide each other in crowds, so those who are only predicted keep a place full; the alarm itself
    needs that many who are seen.
    """

    def __init__(self, rule: OccupancyRule, settings: FenceSettings) -> None:
        self._rule = rule
        self._set = settings
        self._polygon = np.asarray(rule.polygon, np.float64)
        self._since_s: float | None = None  # full since, None when it is not
        self._full_s = -np.inf  # last moment at which it was full
        self._told = False

    def look(self, look: Look) -> list[FenceEvent]:
        """The alarm that this frame completes; one for each time that the place fills."""
        inside = depth_in_polygon(look.anchor, self._polygon) >= 0.0
        count = int(inside.sum())
        if count >= self._rule.object_threshold:
            if self._since_s is None:
                self._since_s = look.time_s
            self._full_s = look.time_s
        elif look.time_s - self._full_s > self._set.gap_s:
            self._since_s, self._told = None, False
        seen = int((inside & look.tracks.seen).sum())
        if self._told or self._since_s is None or seen < self._rule.object_threshold:
            return []
        if look.time_s - self._since_s < self._rule.time_threshold_s - 1e-6:
            return []
        self._told = True
        return [self._event(look, inside, count, self._since_s)]

    def _event(
        self, look: Look, inside: np.ndarray[tuple[int], np.dtype[np.bool_]], count: int, since_s: float
    ) -> FenceEvent:
        boxes = look.tracks.boxes[inside]
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        trace = {
            "count": count,
            "object_threshold": self._rule.object_threshold,
            "full_since_s": since_s,
            "needed_s": self._rule.time_threshold_s,
            "gap_s": self._set.gap_s,
            "polygon": [list(point) for point in self._rule.polygon],
        }
        box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        return FenceEvent(self._rule.id, "crowding", look.frame, look.time_s, "", NO_TRACK, box, trace)

    def forget(self, alive: set[int]) -> None:
        """Nothing is kept of single tracks."""


NO_TRACK = 0
"""Track of an event that is about many; tracks are numbered from 1."""
