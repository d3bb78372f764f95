"""Decoding processes that go wrong, for the parent to survive."""

from __future__ import annotations

import faulthandler
import os
import threading
from multiprocessing.connection import Connection

from videowall.analytics.offline import Job


def crash(_job: Job, _theirs: Connection) -> None:
    """Die as a codec does: by a signal, without a word."""
    faulthandler.disable()
    os.abort()


def hang(_job: Job, _theirs: Connection) -> None:
    """Decode for ever."""
    threading.Event().wait()
