"""Keeps Python's search for garbage in circles from holding everybody up.

Reference counts free almost everything here; the search is for objects that hold each other. Left alone it
walks, again and again, through every ticket that a center has in memory: 200 ms at 10,000 tickets. So what
has survived two short searches is put out of its sight, and looked through once an hour, when nobody talks.
"""

from __future__ import annotations

import gc
from types import TracebackType
from typing import Final, Self

YOUNG: Final = 5_000
"""New objects until the first, shortest search (about 1 ms)."""

PASSES: Final = 2
"""Short searches until one through what survived them (about 3 ms); the rest is put out of sight then."""

NEVER: Final = 1_000_000
WHOLE_EVERY_MS: Final = 3_600_000


class Litter:
    """While it is open, long searches are made by `between_turns` only."""

    def __init__(self) -> None:
        self._before = gc.get_threshold()
        self._whole_mono: int | None = None

    def __enter__(self) -> Self:
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG, PASSES, NEVER)
        gc.enable()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        gc.set_threshold(*self._before)
        gc.unfreeze()

    def between_turns(self, mono_ms: int, *, quiet: bool) -> None:
        """Put out of sight what has survived; look through everything if it is time and `quiet`."""
        if self._whole_mono is None:
            self._whole_mono = mono_ms
        if quiet and mono_ms - self._whole_mono >= WHOLE_EVERY_MS:
            self._whole_mono = mono_ms
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        elif gc.get_count()[2]:
            gc.freeze()
