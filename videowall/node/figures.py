"""How a node fares, in numbers: for its log, its status line, and its center."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from videowall.workers.facts import StreamState


@dataclass(frozen=True, slots=True)
class CameraFigures:
    """One camera, since it was taken on."""

    camera: str
    state: str  # opening, live, lost, recovering, refused, ended
    words: str  # why it is not live
    urgency: str
    looked: int  # pictures that were analysed
    dropped: int  # pictures that waited too long, or found the belt full
    alarms: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How one camera stands now, for the center."""

    camera: str
    state: StreamState
    words: str  # why it is not live
    epoch: int
    occupied: tuple[tuple[str, int], ...] = ()  # rules, and since when (UTC ms) what was told goes on


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over cameras, those that were given up included."""

    looked: int = 0
    dropped: int = 0
    alarms: int = 0

    def plus(self, *cameras: CameraFigures) -> Totals:
        """With these cameras added."""
        return Totals(
            self.looked + sum(camera.looked for camera in cameras),
            self.dropped + sum(camera.dropped for camera in cameras),
            self.alarms + sum(camera.alarms for camera in cameras),
        )


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """The whole node."""

    cameras: tuple[CameraFigures, ...]
    detector: str  # what looks at the pictures, and on which hardware
    busy: float  # share of the time, since the last report, in which the analyst worked
    per_s: float  # pictures analysed per second, since the last report
    looked: int
    dropped: int
    network: int  # looks of the network
    alarms: int
    lost: int  # alarms that could not be kept
    waiting: int  # alarms that the center has not answered yet
    decoder_deaths: int
    latency_p50_ms: int  # of the newest alarms: from capture to sending; 0 when there was none
    latency_p99_ms: int

    def record(self) -> dict[str, Any]:
        """As one JSON value."""
        return asdict(self)


def quantile(values: Sequence[int], share: float) -> int:
    """The smallest value that at least this share of them does not exceed; 0 when there are none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0
