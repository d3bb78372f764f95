"""One writer at a time for the files of a data folder, also between programs: read, change, write, let go."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from backend.domain.errors import Unavailable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_NAME: Final = "access.lock"
WAIT_S: Final = 10.0
LOOK_S: Final = 0.02


@contextmanager
def only_writer(folder: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the folder's lock; the system lets it go however the process ends.

    Raises:
        Unavailable: somebody else has held it for `wait_s`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until_s = time.monotonic() + wait_s
        while not _taken(handle):
            if time.monotonic() >= until_s:
                raise Unavailable(f"another program is changing the keys or users in {folder}; try again")
            time.sleep(LOOK_S)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
