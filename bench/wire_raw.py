"""The yardsticks of `bench.wire`: the same rows by the bare drivers, and the disk's own fsync."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psycopg

from backend.store.unit import SqlStore

TABLES = ("ticket", "event", "command", "journal")
GROUP = 256
BLOCK = 4096

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Batch:
    """What a center wrote for some commands: rows per table, in the order of writing."""

    rows: dict[str, Rows]
    commands: int


class Bare(Protocol):
    """One kind of database: read what a center has written, and write the like without a center."""

    def all_rows(self, table: str) -> Rows:
        """Every row of the center's table."""
        ...

    def write(self, batch: Batch) -> float:
        """Put a batch on disk, command by command, in commits of 256; gives the seconds it took."""
        ...


def _number(text: str) -> int:
    """The counter at the end of an id or of a client's id."""
    return int("".join(filter(str.isdigit, text.replace("-", "/").rsplit("/", 1)[-1])) or 0)


ORDER: dict[str, Callable[[tuple[Any, ...]], Any]] = {
    "ticket": lambda row: _number(row[0]),
    "event": lambda row: (_number(row[0]), row[1]),
    "command": lambda row: _number(row[1]),
    "journal": lambda row: row[0],
}


@dataclass
class Reader:
    """Hands out what is new in a center's tables since it was asked last."""

    bare: Bare
    seen: set[tuple[str, Any, Any]] = field(default_factory=set)

    def fresh(self) -> Batch:
        """Rows that were not there the last time."""
        rows: dict[str, Rows] = {}
        for table in TABLES:
            found = [row for row in self.bare.all_rows(table) if (table, row[0], row[1]) not in self.seen]
            self.seen.update((table, row[0], row[1]) for row in found)
            rows[table] = sorted(found, key=ORDER[table])
        return Batch(rows, len(rows["command"]))


def _by_command(batch: Batch) -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """The rows of each command in turn, given that all of them wrote alike."""
    for number in range(batch.commands):
        yield [
            (table, row)
            for table, rows in batch.rows.items()
            for row in rows[number * len(rows) // batch.commands : (number + 1) * len(rows) // batch.commands]
        ]


def _groups(batch: Batch) -> Iterator[list[list[tuple[str, tuple[Any, ...]]]]]:
    group: list[list[tuple[str, tuple[Any, ...]]]] = []
    for rows in _by_command(batch):
        group.append(rows)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


class BareSqlite:
    """sqlite3 alone on a file with the same tables and indexes, WAL and FULL."""

    def __init__(self, like: Path, folder: Path) -> None:
        self._like = like
        with closing(sqlite3.connect(f"file:{like}?mode=ro", uri=True)) as reader:
            schema = [sql for (sql,) in reader.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
        self._connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
        for sql in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", *schema):
            self._connection.execute(sql)

    def all_rows(self, table: str) -> Rows:
        """Every row of the center's table."""
        with closing(sqlite3.connect(f"file:{self._like}?mode=ro", uri=True)) as reader:
            return reader.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 (names above)

    def write(self, batch: Batch) -> float:
        """Put a batch on disk, command by command, in commits of 256; gives the seconds it took."""
        began_s = time.monotonic()
        for group in _groups(batch):
            self._connection.execute("BEGIN IMMEDIATE")
            for rows in group:
                for table, row in rows:
                    marks = ",".join("?" * len(row))
                    self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608
            self._connection.execute("COMMIT")
        return time.monotonic() - began_s

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class BarePostgres:
    """psycopg alone on a database of the same server with the same tables and indexes."""

    def __init__(self, like: str, own: str, folder: Path) -> None:
        self._like = like
        (schema := folder / "schema").mkdir()
        SqlStore(schema, own).close()
        self._connection = psycopg.connect(own)

    def all_rows(self, table: str) -> Rows:
        """Every row of the center's table."""
        with psycopg.connect(self._like) as reader:
            return reader.execute(f"SELECT * FROM {table}".encode()).fetchall()  # noqa: S608 (names above)

    def write(self, batch: Batch) -> float:
        """Put a batch on disk, command by command, pipelined, in commits of 256; gives the seconds."""
        began_s = time.monotonic()
        for group in _groups(batch):
            with self._connection.transaction(), self._connection.pipeline():
                for rows in group:
                    for table, row in rows:
                        marks = ",".join(["%s"] * len(row))
                        sql = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 (names above)
                        self._connection.execute(sql.encode(), row)
        return time.monotonic() - began_s

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def closed_after(bare: BareSqlite | BarePostgres) -> Iterator[BareSqlite | BarePostgres]:
    """Close it in the end."""
    try:
        yield bare
    finally:
        bare.close()


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
