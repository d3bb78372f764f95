"""Backups: one SQLite file each, whichever database the center uses, copied while the center goes on serving.

A look that holds one state is copied in small steps by somebody who cannot write to the source, so the one
connection that writes and checkpoints stays the only one. The copy is checked, forced to disk and only then
gets its name. It holds no keys. Source: https://sqlite.org/backup.html; design 3-federation.md rules 1, 4.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from backend.center.journal import GENESIS, hash_of
from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.store.copying import copy_server
from backend.store.faults import faults_in_words
from backend.store.look import Look, look_at_file
from resources.words import _

FOLDER: Final = "backups"
SUFFIX: Final = ".backup"
MADE_AT: Final = "backup_ms"
"""Key in `meta` of a backup: when it was made."""

PAGES_AT_ONCE: Final = 512
PAUSE_S: Final = 0.002
"""A little rest between two steps, so that a copy does not take the disk away from the center."""

ROOM_SHARE: Final = 1.1
HEAD_LINES: Final = 1_000
"""So many of the last lines of the journal are checked in a backup; `audit verify` checks all."""

_NAME: Final = re.compile(r"(?P<center>.+)\.i(?P<inc>\d+)\.(?P<at>\d{8}T\d{6}\.\d{3})Z\.backup")


@dataclass(frozen=True, slots=True)
class Backup:
    """What a verified backup is. `applied`: per neighbour, how much of its stream is in it."""

    file: Path
    center: str
    incarnation: int
    at_ms: int
    size_bytes: int
    revision: str
    journal_n: int
    journal_head: str
    applied: Mapping[str, int]


def name_for(center: str, incarnation: int, at_ms: int) -> str:
    """The file name of a backup: center, incarnation and time (UTC)."""
    at = datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y%m%dT%H%M%S")
    return f"{quote(center, safe='')}.i{incarnation}.{at}.{at_ms % 1000:03d}Z{SUFFIX}"


def parse_name(name: str) -> tuple[str, int, int] | None:
    """Center, incarnation and time in a file name; None when it is not one of ours."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    at = datetime.strptime(found["at"][:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    at_ms = int(at.timestamp()) * 1000 + int(found["at"][16:])
    return unquote(found["center"]), int(found["inc"]), at_ms


def backups_in(folder: Path, center: str = "") -> list[Path]:
    """Backups of a center (empty: of any) in a folder, oldest first; not opened, only looked at by name."""
    if not folder.is_dir():
        return []
    named = ((parse_name(file.name), file) for file in folder.iterdir())
    ours = [(at[2], file) for at, file in named if at is not None and center in {"", at[0]}]
    return [file for _, file in sorted(ours)]


def make_backup(
    source: Look,
    target: Path,
    now_ms: int,
    *,
    go_on: Callable[[], bool] = lambda: True,
    pause_s: float = PAUSE_S,
) -> Backup:
    """Copy, check and name one backup. `target` is a file that is not there yet, or a folder to name it in.

    Raises:
        Refused: `file_exists`. Unavailable: no room, not writable, or `go_on` said no.
        Corrupt: the database, or what was written of it, is damaged; there is no backup then.
    """
    center, incarnation = _whose(source)
    file = target / name_for(center, incarnation, now_ms) if target.is_dir() else target
    if file.exists():
        raise Refused("file_exists", _("{file} exists already; give another name").format(file=file))
    part = file.with_name(file.name + ".part")
    try:
        with faults_in_words(str(part), file.parent):
            _check_room(source, file.parent)
            part.unlink(missing_ok=True)
            # Reports name people: nobody else on this machine may read it.
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            _copy(source, part, now_ms, go_on, pause_s)
            found = verify_backup(part)
            sync(part)
            part.replace(file)
            sync(file.parent)
    except OSError as fault:
        raise Unavailable(f"{file}: {fault}") from fault
    finally:
        _remove(part)
    return Backup(file, *(getattr(found, name) for name in Backup.__slots__[1:]))


def _whose(source: Look) -> tuple[str, int]:
    meta = dict(source.rows("SELECT key, value FROM meta WHERE key IN ('center', 'incarnation')"))
    if "center" not in meta:
        words = _("no center has worked on this database yet, so there is nothing to back up")
        raise Refused("empty", f"{source.where}: {words}")
    return meta["center"], int(meta.get("incarnation", "1"))


def _check_room(source: Look, folder: Path) -> None:
    if source.file is None:
        return  # a server's pages say little about the size of the copy
    (pages,), (size,) = (
        source.file.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
    )
    needed, free = int(pages * size * ROOM_SHARE), free_bytes(folder)
    if free < needed:
        words = _(
            "{folder} has {free} bytes free, the backup needs {needed}; make room or give another --out"
        )
        raise Unavailable(words.format(folder=folder, free=free, needed=needed))


def _copy(source: Look, part: Path, now_ms: int, go_on: Callable[[], bool], pause_s: float) -> None:
    def step(_status: int, _left: int, _total: int) -> None:
        if not go_on():
            raise Unavailable(_("the backup was broken off because the center stops"))
        time.sleep(pause_s)

    if source.file is None:
        copy_server(source, part, lambda: step(0, 0, 0))
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        if source.file is not None:
            source.file.backup(copy, pages=PAGES_AT_ONCE, progress=step)
        # One file, without a log beside it: a backup is carried around.
        copy.execute("PRAGMA journal_mode=DELETE")
        mark = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        copy.execute(mark, (MADE_AT, str(now_ms)))


def verify_backup(file: Path) -> Backup:
    """Read a backup: every page, every index, the last lines of its journal.

    Raises:
        Unavailable: there is none, or it cannot be read. Corrupt: it is damaged, or no backup of ours.
    """
    with look_at_file(file) as found, faults_in_words(str(file)):
        assert found.file is not None  # noqa: S101 (a file)
        (verdict,) = found.file.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise Corrupt(f"{file}: {verdict}")
        (revision,) = next(found.rows("SELECT version_num FROM alembic_version"))
        meta = dict(found.rows("SELECT key, value FROM meta"))
        if "center" not in meta:
            raise Corrupt(f"{file}: {_('this is no backup of a center')}")
        n, head = _check_journal(found)
        applied = dict(found.rows("SELECT peer, applied_seq FROM edge"))
    incarnation, at_ms = int(meta.get("incarnation", "1")), int(meta.get(MADE_AT, "0"))
    return Backup(file, meta["center"], incarnation, at_ms, file.stat().st_size, revision, n, head, applied)


def _check_journal(found: Look) -> tuple[int, str]:
    """The number and hash of the last line, after checking the last lines against each other."""
    fields = "n, at_ms, actor, act, subject, outcome, detail, hash"
    lines = list(found.rows(f"SELECT {fields} FROM journal ORDER BY n DESC LIMIT ?", (HEAD_LINES + 1,)))  # noqa: S608
    lines.reverse()
    if not lines:
        return 0, GENESIS
    previous = GENESIS
    if lines[0][0] != 1:
        previous = lines.pop(0)[-1]
    for line in lines:
        if line[-1] != hash_of(previous, line[0], tuple(line[1:-1])):
            words = _("line {n} of the journal does not match its hash")
            raise Corrupt(f"{found.where}: {words.format(n=line[0])}")
        previous = line[-1]
    return lines[-1][0], previous


def prune(folder: Path, center: str, kept: int) -> list[Path]:
    """Delete all but the newest `kept` backups of a center; gives those that are gone."""
    old = backups_in(folder, center)[: -max(1, kept)]
    for file in old:
        _remove(file)
    return old


def free_bytes(folder: Path) -> int:
    """Room on the disk of a folder."""
    return shutil.disk_usage(folder).free


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, to disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders, and writes names at once
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(file: Path) -> None:
    for name in (file.name, file.name + "-wal", file.name + "-shm", file.name + "-journal"):
        file.with_name(name).unlink(missing_ok=True)
