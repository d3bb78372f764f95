"""Names of our shared memory, and removal of what a killed program left behind.

A name says who owns it: onegrid-<pid>-<start of that process>-<count>. Where the system shows shared
memory as files (Linux), those whose owner no longer runs are removed at start. Windows frees memory with
its last handle and has nothing to clean; elsewhere Python's own resource tracker does it.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import psutil

PREFIX = "onegrid"
SHOWN_AS_FILES = Path("/dev/shm")  # noqa: S108 - where Linux shows shared memory; nothing is made here
_START_TOLERANCE_S = 2  # the start of a process is computed from the boot time, which is adjusted at times
_counter = itertools.count(1)


def new_name() -> str:
    """A name for shared memory of this process that no other process and no earlier one has."""
    own = psutil.Process()
    return f"{PREFIX}-{own.pid:x}-{int(own.create_time()):x}-{next(_counter):x}"


def remove_orphans(folder: Path = SHOWN_AS_FILES) -> tuple[str, ...]:
    """Remove shared memory of ours whose owner is gone; says which. A name of another form is left alone."""
    if not folder.is_dir():
        return ()
    removed: list[str] = []
    for path in sorted(folder.glob(f"{PREFIX}-*")):
        owner = _owner(path.name)
        if owner is not None and not _runs(*owner):
            path.unlink(missing_ok=True)  # another program may be cleaning as well
            removed.append(path.name)
    return tuple(removed)


def _owner(name: str) -> tuple[int, int] | None:
    parts = name.split("-")
    if len(parts) != 4:
        return None
    try:
        return int(parts[1], 16), int(parts[2], 16)
    except ValueError:
        return None


def _runs(pid: int, started_s: int) -> bool:
    if pid == os.getpid():
        return True
    try:
        found = psutil.Process(pid)
        return abs(int(found.create_time()) - started_s) <= _START_TOLERANCE_S
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
