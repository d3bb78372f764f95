"""What every fence sees of one frame, what it may say, and how hard it is to convince."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from videowall.analytics.geometry import Floats
from videowall.analytics.tracks import Tracks


@dataclass(frozen=True, slots=True)
class FenceSettings:
    """How hard it is to convince a fence. Lengths are shares of the box height."""

    edge_s: float = 0.4  # looks farther apart than this do not tell when an edge between them was crossed
    gap_s: float = 1.0  # absences up to this do not end a visit
    leave_margin: float = 0.04
    line_margin: float = 0.08


@dataclass(frozen=True, slots=True)
class FenceEvent:
    """One thing a rule noticed."""

    rule: str
    kind: str  # zone_entry, line_cross, loiter, crowding
    frame: int
    time_s: float
    direction: str  # L2R or R2L for line_cross, else empty
    track: int
    box: tuple[float, float, float, float]  # left, top, right, bottom in pixels
    trace: dict[str, Any]  # JSON: why, in numbers


@dataclass(frozen=True, slots=True)
class Look:
    """What every fence sees of one frame."""

    frame: int
    time_s: float
    tracks: Tracks
    anchor: Floats  # N × 2, clipped to the picture
    heirs: tuple[tuple[int, int], ...]  # (new track, lost track it goes on from)
