"""Playing recorded pictures at the rate at which they were taken, as a camera would give them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SLIP_S = 2.0
"""Further behind than this, a player gives up catching up and goes on from where it is."""


class Pace:
    """Says when a frame is due. `late` frames are for dropping; `wait` sleeps until a frame is due."""

    def __init__(self, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = monotonic_s
        self._start_s: float | None = None
        self._stop = threading.Event()

    def lag_s(self, time_s: float) -> float:
        """How long ago the frame at `time_s` was due (negative: in the future)."""
        now_s = self._now_s()
        if self._start_s is None:
            self._start_s = now_s - time_s
        return now_s - self._start_s - time_s

    def is_late(self, time_s: float, period_s: float) -> bool:
        """Whether the next frame is due already, so that this one need not be shown."""
        lag_s = self.lag_s(time_s)
        if lag_s > SLIP_S:
            self._start_s = None
            return False
        return lag_s > period_s

    def wait(self, time_s: float) -> bool:
        """Sleep until the frame at `time_s` is due; False when `stop` was called meanwhile."""
        ahead_s = -self.lag_s(time_s)
        if ahead_s > 0:
            return not self._stop.wait(ahead_s)
        return not self._stop.is_set()

    def stop(self) -> None:
        """End a waiting `wait` at once."""
        self._stop.set()
