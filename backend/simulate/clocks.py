"""A center's own clock: off by some time, running too fast or too slow, now and then set by somebody."""

from __future__ import annotations

import random
from dataclasses import dataclass

from backend.center.ports import Moment

OFFSET_MAX_MS = 20_000
DRIFT_MAX_PPM = 100
PPM = 1_000_000


@dataclass(slots=True)
class Clock:
    """Reads true ms as the center believes them to be. Steady time drifts, but is never set."""

    offset_ms: int = 0
    drift_ppm: int = 0
    boot_ms: int = 0  # true ms at which steady time is zero
    set_at_ms: int = 0  # true ms of the last setting

    def read(self, true_ms: int) -> Moment:
        """Now, twice."""
        steady_ms = (true_ms - self.boot_ms) * (PPM + self.drift_ppm) // PPM
        return Moment(self.boot_ms + steady_ms + self.offset_ms, steady_ms + PPM)

    def set_by(self, rng: random.Random, true_ms: int) -> None:
        """Somebody sets it, rightly or wrongly."""
        self.offset_ms = rng.choice((0, rng.randint(-OFFSET_MAX_MS, OFFSET_MAX_MS)))
        self.set_at_ms = true_ms


def drawn(rng: random.Random, true_ms: int) -> Clock:
    """The clock of one machine."""
    offset_ms = rng.choice((0, rng.randint(-OFFSET_MAX_MS, OFFSET_MAX_MS)))
    return Clock(offset_ms, rng.randint(-DRIFT_MAX_PPM, DRIFT_MAX_PPM), true_ms, true_ms)
