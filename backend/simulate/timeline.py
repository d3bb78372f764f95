"""True time: what happens when, in one fixed order."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable

from backend.simulate.verdict import Trace


class Timeline:
    """A queue of what is to come. `now_ms` is true time since the start of the history."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.now_ms = 0
        self.trace = Trace()
        self._queue: list[tuple[int, int, Callable[[], None]]] = []
        self._count = itertools.count()

    def after(self, delay_ms: int, work: Callable[[], None]) -> None:
        """Do `work` in so many ms."""
        heapq.heappush(self._queue, (self.now_ms + max(0, delay_ms), next(self._count), work))

    def run(self, ms: int) -> None:
        """Let so much time pass."""
        until_ms = self.now_ms + ms
        while self._queue and self._queue[0][0] <= until_ms:
            self.now_ms, _, work = heapq.heappop(self._queue)
            work()
        self.now_ms = until_ms

    def note(self, where: str, what: str, detail: str = "") -> None:
        """One line of the trace, now."""
        self.trace.add(self.now_ms, where, what, detail)
