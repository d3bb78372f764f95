"""A clock that stands still until a test moves it."""

from __future__ import annotations


class ManualClock:
    """Wall and steady time under the test's hand; `advance` moves both, `set_wall` only the wall."""

    def __init__(self, now_ms: int = 1_700_000_000_000, monotonic_s: float = 1_000.0) -> None:
        self._now_ms = now_ms
        self._monotonic_s = monotonic_s

    def now_ms(self) -> int:
        """UTC wall time in ms."""
        return self._now_ms

    def monotonic_s(self) -> float:
        """Steady seconds."""
        return self._monotonic_s

    def advance(self, ms: int) -> None:
        """Let `ms` (≥ 0) pass on both clocks."""
        if ms < 0:
            raise ValueError("steady time never goes back; use set_wall to move the wall clock")
        self._now_ms += ms
        self._monotonic_s += ms / 1000

    def set_wall(self, now_ms: int) -> None:
        """Set the wall clock as an administrator would; steady time does not notice."""
        self._now_ms = now_ms
