"""Too many at once in a place, for too long: ONVIF's counting of objects inside a field with a threshold.

A number that trembles around the threshold says nothing twice: the alarm needs the number to hold for
its time, ends only when no more than `object_release` are left for the while that fences forgive absences,
and is never told three times in a minute. Who they are does not matter, so renumbered tracks change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from videowall.analytics.events import replay_of
from videowall.analytics.fence_judges import admits
from videowall.analytics.geometry import depth_in_polygon
from videowall.analytics.judging import UNTOLD, Depths, LatchState, Ledger, Level, Row, Said, latch
from videowall.analytics.looks import NO_TRACK, FenceEvent, FenceSettings, Look
from videowall.analytics.rows import track_row
from videowall.analytics.rule_kinds import ANYTHING, OccupancyRule


class OccupancyJudge:
    """Decides from how many are there and how many of them are seen. Implements Judge[LatchState].

    People hide each other in crowds, so those who are only predicted keep a place full; the alarm itself
    needs that many who are seen.
    """

    columns = ("time_s", "armed_since_s", "count", "seen")

    def __init__(self, rule: OccupancyRule, settings: FenceSettings) -> None:
        self._rule = rule
        self._gap_s = settings.gap_s
        least = rule.object_threshold
        self._release = least - 1 if rule.object_release is None else rule.object_release

    def begin(self, values: Sequence[Any] = ()) -> LatchState:
        """Untold, or what a trace tells."""
        return LatchState(*values) if values else UNTOLD

    def is_idle(self, state: LatchState) -> bool:
        """Whether the place is not full."""
        return state.since_s is None

    def going_s(self, state: LatchState) -> float | None:
        """Since when the place has been full, once that was told."""
        return state.since_s if state.told else None

    def prepare(self, rows: Sequence[Row]) -> Sequence[Depths]:
        """Counting has been done."""
        return [()] * len(rows)

    def advance(self, state: LatchState, row: Row, depth: Depths) -> tuple[LatchState, Said]:  # noqa: ARG002
        """One more count."""
        count, seen = float(row[2] or 0), float(row[3] or 0)
        least = self._rule.object_threshold
        sign = 1 if count >= least else 0 if count > self._release else -1
        after, told = latch(
            state,
            (float(row[0] or 0), row[1]),
            Level(sign, sure=seen >= least),
            on_delay_s=self._rule.time_threshold_s,
            off_delay_s=self._gap_s,
        )
        return after, (("crowding", ""),) if told else ()


class OccupancyFence:
    """An occupancy rule at work on one camera."""

    def __init__(self, rule: OccupancyRule, settings: FenceSettings) -> None:
        self.rule = rule
        self._set = settings
        self._ledger = Ledger(OccupancyJudge(rule, settings))
        self._polygon = np.asarray(rule.polygon, np.float64)
        self._area_m2 = None if rule.ground is None else rule.ground.area_m2(rule.polygon)
        self.count = 0
        """How many were there in the last frame."""

    def look(self, look: Look) -> list[FenceEvent]:
        """The alarm that this frame completes; one for each time that the place fills."""
        inside = depth_in_polygon(look.anchor, self._polygon) >= 0.0
        if self.rule.who != ANYTHING:
            for place in np.flatnonzero(inside):
                inside[place] = admits(self.rule.who, track_row(look, int(place), None))
        self.count = int(inside.sum())
        seen = int((inside & look.tracks.seen).sum())
        row: Row = (look.time_s, look.armed(self.rule.id), self.count, seen)
        said = self._ledger.take(NO_TRACK, row, ())
        return [self._event(look, inside, one) for one in said]

    def going_s(self) -> float | None:
        """Since when the place has been full, once that was told."""
        return self._ledger.going_s()

    @property
    def density(self) -> float | None:
        """People per square metre in the last frame; None without a scale of the ground."""
        return None if self._area_m2 is None else self.count / self._area_m2

    def _event(self, look: Look, inside: NDArray[np.bool_], said: tuple[str, str]) -> FenceEvent:
        boxes = look.tracks.boxes[inside]
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        trace: dict[str, Any] = {
            "count": self.count,
            "object_threshold": self.rule.object_threshold,
            "full_since_s": self._ledger.known(NO_TRACK).since_s,
            "needed_s": self.rule.time_threshold_s,
        }
        if self._area_m2 is not None:
            trace |= {"area_m2": round(self._area_m2, 1), "per_m2": round(self.density or 0.0, 2)}
        trace |= {"replay": replay_of(self.rule, self._set, look, said, self._ledger, NO_TRACK)}
        box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        return FenceEvent(
            self.rule.id, said[0], look.frame, look.time_s, "", NO_TRACK, box, trace, self.rule.priority
        )

    def forget(self, alive: set[int]) -> None:
        """Nothing is kept of single tracks."""
