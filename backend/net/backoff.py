"""How long to wait before dialling again: longer each time, never in step with the other consoles."""

from __future__ import annotations

from collections.abc import Callable
from secrets import SystemRandom
from typing import Final

FIRST_S: Final = 0.2
LONGEST_S: Final = 5.0

_DICE: Final = SystemRandom()


class Backoff:
    """Doubles from FIRST_S to LONGEST_S; each wait is drawn from the upper half of its span.

    `uniform(low, high)` draws; after a center's restart hundreds of consoles must not come back at once.
    """

    def __init__(self, uniform: Callable[[float, float], float] = _DICE.uniform) -> None:
        self._uniform = uniform
        self._span_s = FIRST_S

    def next_s(self) -> float:
        """Seconds to wait now."""
        span_s = self._span_s
        self._span_s = min(LONGEST_S, span_s * 2)
        return self._uniform(span_s / 2, span_s)

    def reset(self) -> None:
        """The link held: begin again with short waits."""
        self._span_s = FIRST_S
