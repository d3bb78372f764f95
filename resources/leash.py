"""Ends a process that another one started when that one is gone, however it went.

Whoever starts a process with ONEGRID_LEASH=1 keeps a pipe to its standard input and never writes to it.
The operating system closes the pipe when the starter ends, even by SIGKILL; the process then asks itself
to stop, as SIGTERM would. (On Windows that is an end without a word.)
"""

from __future__ import annotations

import os
import signal
import sys
import threading

NAME = "ONEGRID_LEASH"


def hold_on() -> None:
    """Watch standard input if this process was started on a leash; does nothing otherwise."""
    if os.environ.get(NAME) == "1":
        threading.Thread(target=_watch, name="leash", daemon=True).start()


def _watch() -> None:
    # The descriptor itself: the text layer of sys.stdin must not be locked while the interpreter ends.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
