"""What every fence sees of one frame, what it may say, and how hard it is to convince."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from videowall.analytics.geometry import Floats
from videowall.analytics.tracks import Tracks

LONG_AGO_S = -1e9
"""A moment before every frame; JSON knows no infinity."""

NO_TRACK = 0
"""Track of an event that is about many or about none; tracks are numbered from 1."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class FenceSettings:
    """How hard it is to convince a fence. Lengths are shares of the box height."""

    edge_s: float = 0.4  # looks farther apart than this do not tell when an edge between them was crossed
    ahead_s: float = 0.15  # an entry may be told so early …
    ahead_depth: float = 0.05  # … when the way, at its speed, is so far inside by then
    appear_s: float = 1.5  # what was never seen outside must stay so long, not only the rule's dwell …
    appear_depth: float = 0.5  # … when it was first seen so far inside
    gap_s: float = 1.0  # absences up to this do not end a visit
    leave_margin: float = 0.04
    line_margin: float = 0.08


@dataclass(frozen=True, slots=True)
class FenceEvent:
    """One thing a rule noticed."""

    rule: str
    kind: str  # a name of resources/alarm_kinds.toml
    frame: int
    time_s: float
    direction: str  # L2R or R2L for line_cross, else empty
    track: int  # NO_TRACK when it is about no single one
    box: Box  # left, top, right, bottom in pixels
    trace: dict[str, Any]  # JSON: why, in numbers; `replay` holds what re-executes to the same verdict
    priority: str = ""  # what the rule says it is worth; empty: what its kind is worth


@dataclass(frozen=True, slots=True)
class Measure:
    """What pixels say about one subject of a rule: numbers in the order of the judge's columns, and where."""

    subject: int  # which of several: a condition of a tamper rule, an object that was left
    values: tuple[float, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Look:
    """What every fence sees of one frame. Nothing else enters a verdict."""

    frame: int
    time_s: float
    tracks: Tracks
    anchor: Floats  # N × 2, clipped to the picture
    heirs: tuple[tuple[int, int], ...]  # (new track, lost track it goes on from)
    size: tuple[int, int] = (1, 1)  # of the picture the rules were drawn on
    armed_since_s: Mapping[str, float | None] = field(default_factory=dict)  # by rule; None: not armed
    measures: Mapping[str, tuple[Measure, ...]] = field(default_factory=dict)  # by rule

    def armed(self, rule: str) -> float | None:
        """Since when a rule is armed, None while it is not; LONG_AGO_S for one without a schedule."""
        return self.armed_since_s.get(rule, LONG_AGO_S)
