"""Waits for the real program while Qt keeps running: no sleeps, always a limit, always words."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer

POLL_MS = 15

Seen = TypeVar("Seen")


class StepFailedError(Exception):
    """Something that had to happen did not happen in time; the message says what."""


def until(what: str, look: Callable[[], Seen | None], timeout_s: float) -> Seen:
    """Run the event loop until `look` gives something true, and return that.

    Raises:
        StepFailedError: not within `timeout_s`.
    """
    deadline_s = time.monotonic() + timeout_s
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(POLL_MS)
    seen = look()

    def again() -> None:
        nonlocal seen
        seen = look()
        if seen or time.monotonic() > deadline_s:
            loop.quit()

    timer.timeout.connect(again)
    if not seen:
        timer.start()
        loop.exec()
        timer.stop()
    if not seen:
        raise StepFailedError(f"{what}: not within {timeout_s:.0f} s")
    return seen


def for_seconds(seconds: float) -> None:
    """Let the program run on, watched by a person or by nobody."""
    end_s = time.monotonic() + seconds
    until("the time is over", lambda: time.monotonic() >= end_s, seconds + 5)
