"""Files that only their owner may read: written whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from backend.domain.errors import Refused

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def create_private(path: Path, text: str) -> None:
    """Write a new file with mode 0600; its folder is made when missing.

    Raises:
        Refused: `file_exists`; an existing file is never overwritten.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as fault:
        raise Refused("file_exists", f"{path} exists already; give another name or delete it") from fault
    _write(handle, text)


def replace_private(path: Path, text: str) -> None:
    """Put `text` in place of the file in one step, mode 0600; readers see the old or the new, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    _write(handle, text)
    Path(name).replace(path)


def check_private(path: Path) -> None:
    """Refuse a file that others on this machine may read. Windows has no such mode bits: no check there.

    Raises:
        Refused: `key_file_open`, with the command that mends it.
    """
    if os.name == "posix" and path.stat().st_mode & OTHERS:
        raise Refused("key_file_open", f"{path} can be read by others; run: chmod 600 {path}")


def _write(handle: int, text: str) -> None:
    """Write and force to disk, then close."""
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
