"""Waiting for something real without guessing how long it takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PAUSE_S = 0.01


def until(predicate: Callable[[], object], timeout_s: float = 10.0, *, saying: str = "") -> None:
    """Return as soon as `predicate()` is true.

    Raises:
        AssertionError: it was still false after `timeout_s` seconds; `saying` names what was awaited.
    """
    deadline_s = time.monotonic() + timeout_s
    pause = threading.Event()
    while not predicate():
        if time.monotonic() >= deadline_s:
            raise AssertionError(f"not within {timeout_s} s: {saying or predicate}")
        pause.wait(PAUSE_S)
