"""Fences: when a track has entered a zone, stays too long in it, or has crossed a line.

Three things make these alarms believable (design: most of the accuracy comes from here):
- hysteresis: entering needs `dwell` seconds inside, leaving needs a margin and `gap` seconds outside,
  a line must be cleared by a margin on both sides, so that a trembling box says nothing twice;
- one alarm per visit of a track, reset only when it has left;
- survival of id switches: a track that begins where another was just lost takes over what the fence
  knew about that one, so that a person who is renumbered is not a new intruder.
Time is the frame's, never a count of frames. Pictures are looked at by their tracks' anchors, the
bottom centre of each box, clipped to the picture. What decides is in fence_judges.py.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from videowall.analytics.events import replay_of
from videowall.analytics.fence_judges import LineJudge, Side, Visit, ZoneJudge
from videowall.analytics.judging import Ledger, Row
from videowall.analytics.looks import FenceEvent, FenceSettings, Look
from videowall.analytics.measured import MeasuredFence
from videowall.analytics.occupancy import OccupancyFence
from videowall.analytics.rows import track_row
from videowall.analytics.rule_kinds import FieldRule, LineRule, OccupancyRule, Rule


class Fence(Protocol):
    """A rule at work on one camera."""

    @property
    def rule(self) -> Rule:
        """What it executes."""

    def look(self, look: Look) -> list[FenceEvent]:
        """Events of this frame; frames must come in order of time."""

    def forget(self, alive: set[int]) -> None:
        """Drop what is known of tracks that are gone."""

    def going_s(self) -> float | None:
        """Since when, in s, what was told as an event goes on; None when nothing does."""


class TrackFence:
    """A zone or a line: a rule that is judged for each track by itself."""

    def __init__(self, rule: FieldRule | LineRule, settings: FenceSettings) -> None:
        self.rule = rule
        self._set = settings
        judge = ZoneJudge(rule, settings) if isinstance(rule, FieldRule) else LineJudge(rule, settings)
        self._ledger = Ledger(judge)
        self.crossed = {"L2R": 0, "R2L": 0}
        """How many crossed a line each way while it was armed."""

    def look(self, look: Look) -> list[FenceEvent]:
        """Entries, overlong stays or crossings that this frame completes."""
        self._ledger.inherit(look.heirs)
        places = np.flatnonzero(look.tracks.seen)
        rows = [track_row(look, int(place), look.armed(self.rule.id)) for place in places]
        depths = self._ledger.judge.prepare(rows)
        events = []
        for place, row, depth in zip(places, rows, depths, strict=True):
            track = int(look.tracks.ids[place])
            before = self._ledger.known(track)
            for kind, direction in self._ledger.take(track, row, depth):
                if direction:
                    self.crossed[direction] += 1
                facts = self._facts(kind, before, self._ledger.known(track), row)
                events.append(self._event(look, int(place), (kind, direction), facts))
        return events

    def _facts(self, kind: str, before: Any, after: Any, row: Row) -> dict[str, Any]:
        """The numbers that people want to see first."""
        here = list(row[2:4])
        if isinstance(after, Visit) and isinstance(self.rule, FieldRule):
            return {
                "inside_since_s": after.since_s,
                "needed_s": self.rule.loiter_s if kind == "loiter" else self.rule.dwell_s,
                "entered_at": [after.x, after.y],
                "anchor": here,
            }
        if isinstance(before, Side):
            past = {"from": [before.x, before.y], "from_s": before.time_s}
            return past | {"to": here, "counted": dict(self.crossed)}
        return {}

    def _event(self, look: Look, place: int, said: tuple[str, str], facts: dict[str, Any]) -> FenceEvent:
        left, top, right, bottom = (float(v) for v in look.tracks.boxes[place])
        track = int(look.tracks.ids[place])
        trace = facts | {"replay": replay_of(self.rule, self._set, look, said, self._ledger, track)}
        box = (left, top, right, bottom)
        return FenceEvent(
            self.rule.id, said[0], look.frame, look.time_s, said[1], track, box, trace, self.rule.priority
        )

    def forget(self, alive: set[int]) -> None:
        """Drop what is known of tracks that are gone."""
        self._ledger.keep(alive)

    def going_s(self) -> float | None:
        """Since when the oldest visit that was told goes on."""
        return self._ledger.going_s()


def fence_for(rule: Rule, settings: FenceSettings) -> Fence:
    """The fence that executes a rule."""
    if isinstance(rule, FieldRule | LineRule):
        return TrackFence(rule, settings)
    if isinstance(rule, OccupancyRule):
        return OccupancyFence(rule, settings)
    return MeasuredFence(rule, settings)


__all__ = ["Fence", "FenceEvent", "FenceSettings", "Look", "TrackFence", "fence_for"]
