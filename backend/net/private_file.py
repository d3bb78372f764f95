"""Files that only their owner may read: written whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from backend.domain.errors import Corrupt, Refused

T = TypeVar("T")

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


class WatchedFile(Generic[T]):
    """A private file that is read again whenever it has changed; a missing one is empty.

    `otherwise` says in words what follows when it cannot be read; `read` decodes its bytes.
    """

    def __init__(self, path: Path, otherwise: str, read: Callable[[bytes], dict[str, T]]) -> None:
        self.path = path
        self._otherwise, self._decode = otherwise, read
        self._stamp: tuple[int, int, int, int] | None = None
        self._held: dict[str, T] = {}
        self._edition = 0

    def current(self) -> dict[str, T]:
        """What the file says now.

        Raises:
            Corrupt: it cannot be read, or others on this machine may read or change it.
        """
        try:
            found = self.path.stat()
        except FileNotFoundError:
            if self._stamp is not None:
                self._stamp, self._held = None, {}
                self._edition += 1
            return self._held
        except OSError as fault:
            raise Corrupt(f"{self.path} cannot be looked at, so {self._otherwise}: {fault}") from fault
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode)
        if stamp != self._stamp:
            self._held = self._read()
            self._stamp = stamp
            self._edition += 1
        return self._held

    def edition(self) -> int:
        """A number that changes when the content has changed; -1 while it cannot be read."""
        try:
            self.current()
        except Corrupt:
            return -1
        return self._edition

    def _read(self) -> dict[str, T]:
        try:
            check_private(self.path)
            return self._decode(self.path.read_bytes())
        except Refused as open_to_others:
            raise Corrupt(f"{open_to_others.words}; until then {self._otherwise}") from open_to_others
        except (msgspec.MsgspecError, ValueError, OSError) as fault:
            raise Corrupt(f"{self.path} cannot be read, so {self._otherwise}: {fault}") from fault


def _write(handle: int, text: str) -> None:
    """Write and force to disk, then close."""
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
