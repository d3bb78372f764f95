"""Zones and lines decided for one track at a time, from numbers alone (judging.py says how)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from videowall.analytics.geometry import crosses_segment, depth_in_polygon, depth_right_of_line
from videowall.analytics.judging import Depths, Row, Said
from videowall.analytics.kinds import MOVING, codes_of
from videowall.analytics.looks import LONG_AGO_S, FenceSettings
from videowall.analytics.rule_kinds import Admission, FieldRule, LineRule

COLUMNS = ("time_s", "armed_since_s", "x", "y", "height", "size", "confidence", "class", "vx", "vy")


def admits(who: Admission, row: Row) -> bool:
    """Whether a rule looks at this thing. What is only known to move counts as any class."""
    size, confidence, kind = float(row[5] or 0), float(row[6] or 0), int(row[7] or 0)
    if not who.min_size <= size <= who.max_size or confidence < who.confidence_level:
        return False
    return not who.class_filter or kind == MOVING or kind in codes_of(who.class_filter)


class Visit(NamedTuple):
    """What a zone knows of one track."""

    since_s: float | None  # inside since, None when outside
    inside_s: float  # last moment inside
    x: float  # where it came in
    y: float
    told: bool
    loitered: bool
    out_s: float  # last moment outside, and how far outside that was, in heights
    out_depth: float
    appeared: bool = False  # in the open middle of the zone, never seen outside


NOWHERE = Visit(None, LONG_AGO_S, 0.0, 0.0, told=False, loitered=False, out_s=LONG_AGO_S, out_depth=0.0)


class ZoneJudge:
    """A FieldDetector, with a LoiteringDetector where the rule says `loiter_s`. Implements Judge[Visit]."""

    columns = COLUMNS

    def __init__(self, rule: FieldRule, settings: FenceSettings) -> None:
        self._rule = rule
        self._set = settings
        self._polygon = np.asarray(rule.polygon, np.float64)

    def begin(self, values: Sequence[Any] = ()) -> Visit:
        """Nowhere, or the visit that a trace tells."""
        return Visit(*values) if values else NOWHERE

    def is_idle(self, state: Visit) -> bool:
        """Whether it is outside."""
        return state.since_s is None

    def going_s(self, state: Visit) -> float | None:
        """Since when it has been inside, once that was told."""
        return state.since_s if state.told or state.loitered else None

    def prepare(self, rows: Sequence[Row]) -> Sequence[Depths]:
        """How far inside each is, and how far it will be when it goes on; in heights, negative outside."""
        if not rows:
            return ()
        table = np.array(rows, np.float64)[:, 2:]
        places = np.concatenate([table[:, :2], table[:, :2] + self._set.ahead_s * table[:, 6:8]])
        found = depth_in_polygon(places, self._polygon).reshape(2, -1) / np.maximum(table[:, 2], 1.0)
        return [(float(here), float(ahead)) for here, ahead in found.T]

    def advance(self, state: Visit, row: Row, depth: Depths) -> tuple[Visit, Said]:
        """One more look at the track."""
        now_s, armed_s = float(row[0] or 0), row[1]
        here, ahead = depth
        if not admits(self._rule.who, row):
            here = -np.inf
        visit = state
        if visit.since_s is not None and now_s - visit.inside_s > self._set.gap_s and here < 0:
            visit = visit._replace(since_s=None, told=False, loitered=False)
        if armed_s is None:
            visit = visit._replace(told=False, loitered=False)
        if here < 0.0:
            return self._outside(visit, now_s, here), ()
        if visit.since_s is None:
            since_s = self._edge_s(visit, here, now_s)
            # People come in over the edge; what is suddenly there is more often a light or an insect.
            appeared = visit.out_s == LONG_AGO_S and here >= self._set.appear_depth
            x, y = float(row[2] or 0), float(row[3] or 0)
            visit = visit._replace(since_s=since_s, x=x, y=y, appeared=appeared)
        visit = visit._replace(inside_s=now_s)
        return (visit, ()) if armed_s is None else self._told(visit, now_s, armed_s, ahead)

    def _outside(self, visit: Visit, now_s: float, depth: float) -> Visit:
        if depth == -np.inf:
            return visit
        visit = visit._replace(out_s=now_s, out_depth=depth)
        # Within the margin a visit goes on, but what is spent there is not time inside.
        if visit.since_s is not None and depth >= -self._set.leave_margin:
            late_s = max(0.0, now_s - visit.inside_s)
            visit = visit._replace(since_s=visit.since_s + late_s, inside_s=now_s)
        return visit

    def _told(self, visit: Visit, now_s: float, armed_s: float, ahead: float) -> tuple[Visit, Said]:
        stay_s = now_s - max(visit.since_s or 0.0, armed_s)
        early_s = self._set.ahead_s if ahead >= self._set.ahead_depth else 0.0
        said = []
        dwell_s = max(self._rule.dwell_s, self._set.appear_s) if visit.appeared else self._rule.dwell_s
        if not visit.told and stay_s + early_s >= dwell_s - 1e-6:
            visit = visit._replace(told=True)
            said.append(("zone_entry", ""))
        loiter_s = self._rule.loiter_s
        if loiter_s is not None and not visit.loitered and stay_s >= loiter_s - 1e-6:
            visit = visit._replace(loitered=True)
            said.append(("loiter", ""))
        return visit, tuple(said)

    def _edge_s(self, visit: Visit, depth: float, now_s: float) -> float:
        """When the edge was crossed: between the last look outside and this one inside, not at this one."""
        apart_s = now_s - visit.out_s
        if apart_s > self._set.edge_s:
            return now_s
        return now_s - apart_s * depth / max(depth - visit.out_depth, 1e-9)


class Side(NamedTuple):
    """What a line knows of one track: the side it was last clear of, and where and when that was."""

    right: bool | None
    x: float
    y: float
    time_s: float


class LineJudge:
    """A LineDetector. Implements Judge[Side]."""

    columns = COLUMNS

    def __init__(self, rule: LineRule, settings: FenceSettings) -> None:
        self._rule = rule
        self._set = settings

    def begin(self, values: Sequence[Any] = ()) -> Side:
        """No side yet, or the one that a trace tells."""
        return Side(*values) if values else Side(None, 0.0, 0.0, LONG_AGO_S)

    def is_idle(self, state: Side) -> bool:  # noqa: ARG002 (every state says all there is)
        """The last clear place is all that a crossing needs."""
        return True

    def going_s(self, state: Side) -> float | None:  # noqa: ARG002
        """A crossing has no length."""
        return None

    def prepare(self, rows: Sequence[Row]) -> Sequence[Depths]:
        """How far right of the line each is, in pixels; negative left."""
        if not rows:
            return ()
        table = np.array([row[2:4] for row in rows], np.float64)
        return [(float(depth),) for depth in depth_right_of_line(table, self._rule.a, self._rule.b)]

    def advance(self, state: Side, row: Row, depth: Depths) -> tuple[Side, Said]:
        """One more look at the track."""
        (right_px,) = depth
        x, y, height = (float(value or 0) for value in row[2:5])
        if abs(right_px) < self._set.line_margin * height or not admits(self._rule.who, row):
            return state, ()
        right = right_px > 0
        after = Side(right, x, y, float(row[0] or 0))
        if state.right is None or state.right == right or row[1] is None:
            return after, ()
        if not crosses_segment((state.x, state.y), (x, y), self._rule.a, self._rule.b):
            return after, ()
        direction = "L2R" if right else "R2L"
        if self._rule.direction not in {"any", direction}:
            return after, ()
        return after, (("line_cross", direction),)
