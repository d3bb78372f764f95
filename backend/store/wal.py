"""A write-ahead log that lost its end: SQLite would take what is left without a word, so we look first.

The index beside a WAL (`-shm`) says how many frames were committed, and is written after they are on disk. If
both carry the same salts and the WAL is shorter than that, acknowledged commits are gone. The index is not
synced: after a power cut it may be old or empty and then tells too little, never too much.
Source: https://sqlite.org/walformat.html, "The WAL-Index File Format".
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

from backend.domain.errors import Corrupt
from resources.words import _

_INDEX: Final = struct.Struct("=12xBBHI12x8s56xI")
"""Initialised, order of checksums, page size, frames committed, salts; frames copied to the database."""

_WAL_HEADER_BYTES: Final = 32
_FRAME_HEADER_BYTES: Final = 24
_SALTS: Final = slice(16, 24)


def check_wal(file: Path) -> None:
    """Look at the WAL of a database that nobody has open.

    Raises:
        Corrupt: committed frames that are not in the database file are missing from its WAL.
    """
    index, wal = file.with_name(file.name + "-shm"), file.with_name(file.name + "-wal")
    if not index.is_file():
        return
    with index.open("rb") as stream:
        raw = stream.read(_INDEX.size)
    if len(raw) < _INDEX.size:
        return
    ready, _order, page_bytes, frames, salts, copied = _INDEX.unpack(raw)
    if not ready or copied >= frames:
        return
    header, length = b"", 0
    if wal.is_file():
        with wal.open("rb") as stream:
            header = stream.read(_WAL_HEADER_BYTES)
        length = wal.stat().st_size
    if header and header[_SALTS] != salts:
        return
    needed = _WAL_HEADER_BYTES + frames * (_FRAME_HEADER_BYTES + (65536 if page_bytes == 1 else page_bytes))
    if length < needed:
        words = _(
            "{wal} has {length} bytes of {needed}: what was acknowledged is missing; "
            "nothing is written to it any more, keep the files and restore a backup"
        )
        raise Corrupt(words.format(wal=wal, length=length, needed=needed))
