"""The yardsticks of `bench.wire`: the same rows by the bare driver, and the disk's own fsync."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

TABLES = ("ticket", "event", "command", "journal")
GROUP = 256
BLOCK = 4096

Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class Batch:
    """What a center wrote for some commands: rows per table, in the order of writing."""

    rows: dict[str, Rows]
    commands: int


def written(database: Path, after: dict[str, int]) -> tuple[Batch, dict[str, int]]:
    """The rows a center has written since `after` (rowid per table), and where they end."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reader:
        rows: dict[str, Rows] = {}
        until = dict(after)
        for table in TABLES:
            found = reader.execute(
                f"SELECT rowid, * FROM {table} WHERE rowid > ? ORDER BY rowid",  # noqa: S608 (names above)
                (after.get(table, 0),),
            ).fetchall()
            rows[table] = [row[1:] for row in found]
            until[table] = max((row[0] for row in found), default=until.get(table, 0))
    return Batch(rows, len(rows["command"])), until


class Raw:
    """A database with the same tables and indexes, written by sqlite3 alone, WAL and FULL."""

    def __init__(self, like: Path, folder: Path) -> None:
        with closing(sqlite3.connect(f"file:{like}?mode=ro", uri=True)) as reader:
            schema = [sql for (sql,) in reader.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
        self._connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("PRAGMA foreign_keys=ON")
        for sql in schema:
            self._connection.execute(sql)
        self._insert = {table: self._insert_into(table) for table in TABLES}

    def _insert_into(self, table: str) -> str:
        columns = self._connection.execute(f"PRAGMA table_info({table})").fetchall()
        return f"INSERT INTO {table} VALUES ({','.join('?' * len(columns))})"  # noqa: S608 (names above)

    def write(self, batch: Batch) -> float:
        """Put a batch on disk, command by command, in commits of 256; gives the seconds it took."""
        began_s = time.monotonic()
        for first in range(0, batch.commands, GROUP):
            self._connection.execute("BEGIN IMMEDIATE")
            for number in range(first, min(first + GROUP, batch.commands)):
                for table, rows in batch.rows.items():
                    for row in _share(rows, number, batch.commands):
                        self._connection.execute(self._insert[table], row)
            self._connection.execute("COMMIT")
        return time.monotonic() - began_s

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _share(rows: Rows, number: int, commands: int) -> Rows:
    """The rows of one of `commands` commands, given that all of them wrote alike."""
    return rows[number * len(rows) // commands : (number + 1) * len(rows) // commands]


def fsyncs(folder: Path, count: int) -> list[float]:
    """Seconds of `count` appends of one block, each with its fsync, in the folder of the databases."""
    taken: list[float] = []
    path = folder / "fsync.probe"
    with path.open("wb", buffering=0) as file:
        for _ in range(count):
            began_s = time.monotonic()
            file.write(bytes(BLOCK))
            os.fsync(file.fileno())
            taken.append(time.monotonic() - began_s)
    path.unlink()
    return taken
