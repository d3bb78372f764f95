"""How far a center's clock is from ours, and how wrong that may be.

A reply that took `rtt` and says "it is t" was written somewhere inside that time: so the center's clock is
t + rtt/2 at our receipt, wrong by at most rtt/2, whichever way was slow. Kept against our steady
clock, so that setting our wall clock does not disturb it. Source: design 3-federation.md rule 5.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import Final

SAMPLES_MAX: Final = 16
DRIFT_PPM: Final = 200
"""How fast two ordinary quartz clocks may run apart; an old sample's bound grows by it."""

ROUNDING_MS: Final = 1.0
"""The center tells whole ms, and so do we."""


@dataclass(frozen=True, slots=True)
class Offset:
    """The center's clock minus ours, in ms; the truth is within `error_ms` of it."""

    offset_ms: int
    error_ms: int


@dataclass(frozen=True, slots=True)
class _Sample:
    """The center's ms minus our steady ms, within `error_ms`, as of `at_s`."""

    apart_ms: float
    error_ms: float
    at_s: float

    def error_at(self, now_s: float) -> float:
        """The bound after some drifting."""
        return self.error_ms + (now_s - self.at_s) * 1000 * DRIFT_PPM / 1e6


class OffsetEstimate:
    """Keeps the best of recent probes."""

    def __init__(self) -> None:
        self._samples: deque[_Sample] = deque(maxlen=SAMPLES_MAX)
        self._best: _Sample | None = None

    def add(self, *, sent_s: float, received_s: float, told_ms: int) -> None:
        """Take one probe: sent and received by our steady clock, answered with the center's `told_ms`."""
        half_ms = (received_s - sent_s) * 500
        sample = _Sample(told_ms - sent_s * 1000 - half_ms, half_ms + ROUNDING_MS, received_s)
        best = self._best
        if best is not None:
            apart_ms = abs(best.apart_ms - sample.apart_ms)
            if apart_ms > best.error_at(received_s) + sample.error_ms:
                self._samples.clear()  # both cannot be right: the center's clock was set
        self._samples.append(sample)
        # All bounds grow alike, so which one is the smallest does not depend on when one asks.
        self._best = min(self._samples, key=lambda one: one.error_at(received_s))

    def read(self, *, now_ms: int, now_s: float) -> Offset | None:
        """The offset to our wall clock now; None before the first probe."""
        best = self._best
        if best is None:
            return None
        offset_ms = best.apart_ms + now_s * 1000 - now_ms
        return Offset(round(offset_ms), math.ceil(best.error_at(now_s) + ROUNDING_MS))
