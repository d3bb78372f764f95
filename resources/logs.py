"""Log lines of every process: one JSON document per line on stderr. Never secrets, never message bodies."""

from __future__ import annotations

import sys
from typing import TextIO

import structlog


class Lines:
    """A structlog logger that survives a full disk: stderr is often a file on the very same disk."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.lost = 0

    def msg(self, message: str) -> None:
        """Write one line; a line that cannot be written is counted and dropped, for serving goes on."""
        try:
            self._stream.write(message + "\n")
            self._stream.flush()
        except OSError:
            self.lost += 1

    debug = info = warning = error = exception = critical = msg


def log_to_stderr() -> None:
    """Make every logger of this process write JSON lines to stderr."""
    lines = Lines(sys.stderr)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: lines,
    )
