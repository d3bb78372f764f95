"""Looking at a center's database without writing to it, while the center may be running: one state, held."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from backend.store.database import FILE_NAME, read_only
from backend.store.faults import faults_in_words

ROWS_AT_ONCE = 500
"""Rows fetched from a server at once."""


class Look:
    """One state of a database: what is committed later is not seen. For one thread at a time."""

    def __init__(self, where: str, driver: Any, *, is_file: bool) -> None:
        self.where = where
        self._driver = driver
        self._is_file = is_file
        self._count = 0

    @property
    def file(self) -> sqlite3.Connection | None:
        """SQLite's own connection; None for a server."""
        return self._driver if self._is_file else None

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """Rows of one SELECT, written with ? for the values; never all of them in memory at once.

        Raises:
            Unavailable: the server went away. Corrupt: the database is damaged.
        """
        with faults_in_words(self.where):
            if self._is_file:
                yield from self._driver.execute(sql, values)
                return
            self._count += 1
            with self._driver.cursor(name=f"look_{self._count}", binary=True) as cursor:
                cursor.itersize = ROWS_AT_ONCE
                cursor.execute(sql.replace("?", "%s"), values)
                yield from cursor


@contextlib.contextmanager
def look(folder: Path, url: str = "") -> Iterator[Look]:
    """Look at the database of the center in `folder`, or at the PostgreSQL one at `url`.

    Raises:
        Refused: `bad_database`. Unavailable: there is none, or it cannot be reached. Corrupt: it is damaged.
    """
    with look_at_server(url) if url else look_at_file(folder / FILE_NAME) as found:
        yield found


@contextlib.contextmanager
def look_at_file(file: Path) -> Iterator[Look]:
    """Look at one SQLite file (see `look`)."""
    with contextlib.closing(read_only(file)) as connection:
        with faults_in_words(str(file)):
            connection.execute("BEGIN")
            connection.execute(
                "SELECT count(*) FROM sqlite_master"
            ).fetchone()  # the state is fixed by reading
        yield Look(str(file), connection, is_file=True)


@contextlib.contextmanager
def look_at_server(url: str) -> Iterator[Look]:
    """Look at a PostgreSQL database (see `look`)."""
    from backend.store.postgres import make_engine, parse_url  # noqa: PLC0415 (a large driver)

    parsed = parse_url(url)
    where = parsed.render_as_string(hide_password=True)
    engine = make_engine(parsed)
    try:
        with faults_in_words(where):
            connection = engine.connect()
        with contextlib.closing(connection):
            driver: Any = connection.connection.dbapi_connection
            with faults_in_words(where):
                driver.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield Look(where, driver, is_file=False)
    finally:
        engine.dispose()
