"""Waits for the real program while Qt keeps running: no sleeps, always a limit, always words."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer

POLL_MS = 15


class StepFailedError(Exception):
    """Something that had to happen did not happen in time; the message says what."""


def until(what: str, happened: Callable[[], bool], timeout_s: float) -> None:
    """Run the event loop until `happened()`.

    Raises:
        StepFailedError: not within `timeout_s`.
    """
    deadline_s = time.monotonic() + timeout_s
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(POLL_MS)
    outcome = happened()

    def look() -> None:
        nonlocal outcome
        outcome = happened()
        if outcome or time.monotonic() > deadline_s:
            loop.quit()

    timer.timeout.connect(look)
    if not outcome:
        timer.start()
        loop.exec()
        timer.stop()
    if not outcome:
        raise StepFailedError(f"{what}: not within {timeout_s:.0f} s")


def for_seconds(seconds: float) -> None:
    """Let the program run on, watched by a person or by nobody."""
    end_s = time.monotonic() + seconds
    until("the time is over", lambda: time.monotonic() >= end_s, seconds + 5)
