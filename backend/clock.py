"""The one place that reads a clock. Everyone else is given the time as an argument.

Source: design 3-federation.md rule 5 (deadlines in district time, timers monotonic).
"""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Tells wall time and steady time. Tests use `tests.fakes.clock.ManualClock`."""

    def now_ms(self) -> int:
        """UTC wall time in ms since 1970; may jump when the machine's clock is set."""
        ...

    def monotonic_s(self) -> float:
        """Steady seconds from an arbitrary start; never goes back. For timers and intervals."""
        ...


class SystemClock:
    """The machine's own clocks."""

    __slots__ = ()

    def now_ms(self) -> int:
        """UTC wall time in ms since 1970."""
        return time.time_ns() // 1_000_000

    def monotonic_s(self) -> float:
        """Steady seconds from an arbitrary start."""
        return time.monotonic()
