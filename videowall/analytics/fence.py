"""Fences: when a track has entered a zone, stays too long in it, or has crossed a line.

Three things make these alarms believable (design: most of the accuracy comes from here):
- hysteresis: entering needs `dwell` seconds inside, leaving needs a margin and `gap` seconds outside,
  a line must be cleared by a margin on both sides, so that a trembling box says nothing twice;
- one alarm per visit of a track, reset only when it has left;
- survival of id switches: a track that begins where another was just lost takes over what the fence
  knew about that one, so that a person who is renumbered is not a new intruder.
Time is the frame's, never a count of frames. Pictures are looked at by their tracks' anchors, the
bottom centre of each box, clipped to the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from videowall.analytics.geometry import Point, crosses_segment, depth_in_polygon, depth_right_of_line
from videowall.analytics.looks import FenceEvent, FenceSettings, Look
from videowall.analytics.occupancy import OccupancyFence
from videowall.analytics.rules import FieldRule, LineRule, OccupancyRule, Rule


class Fence(Protocol):
    """A rule at work on one camera."""

    def look(self, look: Look) -> list[FenceEvent]:
        """Events of this frame; frames must come in order of time."""

    def forget(self, alive: set[int]) -> None:
        """Drop what is known of tracks that are gone."""


@dataclass(slots=True)
class _Visit:
    """What a zone knows of one track."""

    since_s: float | None = None  # inside since, None when outside
    inside_s: float = -1e9  # last moment inside
    at: Point = (0.0, 0.0)  # where it came in
    told: bool = False
    loitered: bool = False
    out_s: float = -1e9  # last moment outside, and how far outside that was, in heights
    out_depth: float = 0.0


class FieldFence:
    """A FieldDetector, with a LoiteringDetector where the rule says `loiter_s`."""

    def __init__(self, rule: FieldRule, settings: FenceSettings) -> None:
        self._rule = rule
        self._set = settings
        self._polygon = np.asarray(rule.polygon, np.float64)
        self._visits: dict[int, _Visit] = {}

    def look(self, look: Look) -> list[FenceEvent]:
        """Entries and overlong stays that this frame completes."""
        for new, lost in look.heirs:
            if lost in self._visits and new not in self._visits:
                self._visits[new] = replace(self._visits[lost])
        depth = depth_in_polygon(look.anchor, self._polygon) / np.maximum(look.tracks.height, 1.0)
        events: list[FenceEvent] = []
        for row in np.flatnonzero(look.tracks.seen):
            events += self._judge(look, int(row), float(depth[row]))
        return events

    def _judge(self, look: Look, row: int, depth: float) -> list[FenceEvent]:
        visit = self._visits.setdefault(int(look.tracks.ids[row]), _Visit())
        now_s = look.time_s
        if visit.since_s is not None and now_s - visit.inside_s > self._set.gap_s and depth < 0:
            visit.since_s, visit.told, visit.loitered = None, False, False
        if depth < 0.0:
            visit.out_s, visit.out_depth = now_s, depth
            # Within the margin a visit goes on, but what is spent there is not time inside.
            if visit.since_s is not None and depth >= -self._set.leave_margin:
                visit.since_s += max(0.0, now_s - visit.inside_s)
                visit.inside_s = now_s
            return []
        if visit.since_s is None:
            visit.since_s = self._edge_s(visit, depth, now_s)
            visit.at = (float(look.anchor[row, 0]), float(look.anchor[row, 1]))
        visit.inside_s = now_s
        stay_s = now_s - visit.since_s
        events = []
        if not visit.told and stay_s >= self._rule.dwell_s - 1e-6:
            visit.told = True
            events.append(self._event(look, row, "zone_entry", visit, self._rule.dwell_s))
        loiter_s = self._rule.loiter_s
        if loiter_s is not None and not visit.loitered and stay_s >= loiter_s - 1e-6:
            visit.loitered = True
            events.append(self._event(look, row, "loiter", visit, loiter_s))
        return events

    def _edge_s(self, visit: _Visit, depth: float, now_s: float) -> float:
        """When the edge was crossed: between the last look outside and this one inside, not at this one."""
        apart_s = now_s - visit.out_s
        if apart_s > self._set.edge_s:
            return now_s
        return now_s - apart_s * depth / max(depth - visit.out_depth, 1e-9)

    def _event(self, look: Look, row: int, kind: str, visit: _Visit, needed_s: float) -> FenceEvent:
        trace = {
            "inside_since_s": visit.since_s,
            "needed_s": needed_s,
            "entered_at": list(visit.at),
            "anchor": look.anchor[row].tolist(),
            "polygon": [list(p) for p in self._rule.polygon],
            "leave_margin": self._set.leave_margin,
            "gap_s": self._set.gap_s,
        }
        return _event(look, row, self._rule.id, kind, "", trace)

    def forget(self, alive: set[int]) -> None:
        """Drop what is known of tracks that are gone."""
        self._visits = {track: visit for track, visit in self._visits.items() if track in alive}


@dataclass(slots=True)
class _Side:
    """What a line knows of one track: the side it was last clear of, and where and when that was."""

    right: bool
    at: Point
    time_s: float = field(default=0.0)


class LineFence:
    """A LineDetector."""

    def __init__(self, rule: LineRule, settings: FenceSettings) -> None:
        self._rule = rule
        self._set = settings
        self._sides: dict[int, _Side] = {}

    def look(self, look: Look) -> list[FenceEvent]:
        """Crossings that this frame completes."""
        for new, lost in look.heirs:
            if lost in self._sides and new not in self._sides:
                self._sides[new] = replace(self._sides[lost])
        depth = depth_right_of_line(look.anchor, self._rule.a, self._rule.b)
        margin = self._set.line_margin * look.tracks.height
        events = []
        for row in np.flatnonzero(look.tracks.seen & (np.abs(depth) >= margin)):
            event = self._judge(look, int(row), right=bool(depth[row] > 0))
            if event is not None:
                events.append(event)
        return events

    def _judge(self, look: Look, row: int, *, right: bool) -> FenceEvent | None:
        track = int(look.tracks.ids[row])
        here = (float(look.anchor[row, 0]), float(look.anchor[row, 1]))
        before = self._sides.get(track)
        self._sides[track] = _Side(right, here, look.time_s)
        if before is None or before.right == right:
            return None
        if not crosses_segment(before.at, here, self._rule.a, self._rule.b):
            return None
        direction = "L2R" if right else "R2L"
        if self._rule.direction not in {"any", direction}:
            return None
        trace = {
            "from": list(before.at),
            "from_s": before.time_s,
            "to": list(here),
            "a": list(self._rule.a),
            "b": list(self._rule.b),
            "margin": self._set.line_margin,
        }
        return _event(look, row, self._rule.id, "line_cross", direction, trace)

    def forget(self, alive: set[int]) -> None:
        """Drop what is known of tracks that are gone."""
        self._sides = {track: side for track, side in self._sides.items() if track in alive}


def _event(look: Look, row: int, rule: str, kind: str, direction: str, trace: dict[str, Any]) -> FenceEvent:
    left, top, right, bottom = (float(v) for v in look.tracks.boxes[row])
    return FenceEvent(
        rule,
        kind,
        look.frame,
        look.time_s,
        direction,
        int(look.tracks.ids[row]),
        (left, top, right, bottom),
        trace,
    )


def fence_for(rule: Rule, settings: FenceSettings) -> Fence:
    """The fence that executes a rule."""
    if isinstance(rule, OccupancyRule):
        return OccupancyFence(rule, settings)
    return FieldFence(rule, settings) if isinstance(rule, FieldRule) else LineFence(rule, settings)


__all__ = ["Fence", "FenceEvent", "FenceSettings", "FieldFence", "LineFence", "Look", "fence_for"]
