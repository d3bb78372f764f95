"""A folder of bytes named by their SHA-256, written in parts that can be resumed.

`own/` keeps what was handed in at this site: it is never deleted here. `fetched/` keeps copies of other
sites' bytes, up to a bound; the ones not asked for longest go first. Whatever is under its own name is
whole and has been verified; a part in the making ends in `.part` and survives a restart.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Final

from backend.domain.errors import Corrupt, Refused, Unavailable

FETCHED_MAX_BYTES: Final = 4 << 30
READ_BYTES: Final = 1 << 20
NAME: Final = re.compile("[0-9a-f]{64}")


class BlobFolder:
    """Files under `root`. One process writes; any may read.

    Raises:
        Unavailable: the folder cannot be made or written; the words say why.
    """

    def __init__(self, root: Path, fetched_max_bytes: int = FETCHED_MAX_BYTES) -> None:
        self._own, self._fetched = root / "own", root / "fetched"
        self._fetched_max = fetched_max_bytes
        try:
            for folder in (self._own, self._fetched):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as fault:
            raise Unavailable(f"the folder {root} cannot be made ({fault.strerror})") from fault

    def path_of(self, sha256: str) -> Path | None:
        """Where these bytes are, whole; None if they are not here."""
        _check(sha256)
        return next((p for f in (self._own, self._fetched) if (p := f / sha256).is_file()), None)

    def size_of(self, sha256: str) -> int | None:
        """How many bytes they are; None if they are not here."""
        path = self.path_of(sha256)
        return path.stat().st_size if path else None

    def read(self, sha256: str, offset: int, count: int) -> bytes:
        """At most `count` bytes from `offset` on; asked for just now, they are the last to go.

        Raises:
            Unavailable: they are not here (any more), or cannot be read.
        """
        path = self.path_of(sha256)
        if path is None:
            raise Unavailable("these bytes are not here any more; ask again")
        try:
            with path.open("rb") as file:
                file.seek(offset)
                found = file.read(count)
            os.utime(path)
        except OSError as fault:
            raise Unavailable(f"the evidence cannot be read ({fault.strerror})") from fault
        return found

    def have(self, sha256: str, *, own: bool) -> int:
        """How many bytes of a part are here already."""
        part = self._part(sha256, own=own)
        return part.stat().st_size if part.is_file() else 0

    def append(self, sha256: str, offset: int, data: bytes, *, own: bool) -> int:
        """Add bytes that begin at `offset`; gives how many are here. Anything but the next ones is left out.

        Raises:
            Unavailable: they cannot be written, for example because the disk is full; nothing is lost.
        """
        have = self.have(sha256, own=own)
        if offset != have or not data:
            return have
        try:
            with self._part(sha256, own=own).open("ab") as file:
                file.write(data)
        except OSError as fault:
            words = f"the evidence cannot be kept in {self._own.parent} ({fault.strerror}); make room there"
            raise Unavailable(words) from fault
        return have + len(data)

    def finish(self, sha256: str, *, own: bool) -> Path:
        """Take a part for the whole: its digest is looked at, then it gets its name, which is given.

        Raises:
            Corrupt: these are other bytes; the part is gone, so that it can be sent anew.
            Unavailable: it cannot be written.
        """
        part = self._part(sha256, own=own)
        try:
            with part.open("rb+") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
                os.fsync(file.fileno())
            if found != sha256:
                part.unlink()
                raise Corrupt("the bytes that came are not those that were named; send them again")
            whole = part.replace(part.with_suffix(""))
        except OSError as fault:
            raise Unavailable(f"the evidence cannot be kept ({fault.strerror})") from fault
        if not own:
            self._make_room()
        return whole

    def _part(self, sha256: str, *, own: bool) -> Path:
        _check(sha256)
        return (self._own if own else self._fetched) / f"{sha256}.part"

    def _make_room(self) -> None:
        """Delete the copies that nobody asked for longest, until the rest is within the bound."""
        stats = sorted((p.stat().st_mtime, p.stat().st_size, p) for p in self._fetched.iterdir())
        over = sum(size for _, size, _ in stats) - self._fetched_max
        for _, size, path in stats[:-1]:
            if over <= 0:
                return
            path.unlink(missing_ok=True)
            over -= size


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex.

    Raises:
        Unavailable: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise Unavailable(f"{path} cannot be read ({fault.strerror})") from fault


def _check(sha256: str) -> None:
    """Nothing else may become the name of a file."""
    if not NAME.fullmatch(sha256):
        raise Refused("bad_digest", "evidence is named by 64 hexadecimal digits")
