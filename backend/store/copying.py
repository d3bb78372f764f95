"""Rows from one database to another of the same schema, in pieces: from a server into a file, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table

from backend.domain.errors import Corrupt
from backend.store import tables
from backend.store.database import make_engine
from backend.store.door import Door
from backend.store.look import Look
from backend.store.schema import head, migrate
from resources.words import _

ROWS_AT_ONCE: Final = 500


def copy_server(source: Look, file: Path, pause: Callable[[], None]) -> None:
    """Copy a server's database into a new SQLite file. `pause` is called between pieces and may raise.

    Raises:
        Unavailable: the server went away. Corrupt: its schema is not this program's.
    """
    (revision,) = next(source.rows("SELECT version_num FROM alembic_version"))
    if revision != head():
        words = _(
            "the database is at revision {old}, this program at {new}; start the center once, then back up"
        )
        raise Corrupt(f"{source.where}: {words.format(old=revision, new=head())}")
    engine = make_engine(file)
    try:
        with closing(engine.connect()) as connection, connection.begin():
            migrate(connection)
            driver: Any = connection.connection.dbapi_connection
            for table in tables.metadata.sorted_tables:
                for rows in _pieces(source, table):
                    driver.executemany(_insert(table), rows)
                    pause()
    finally:
        engine.dispose()


def copy_file(source: Look, connection: Connection, door: Door) -> None:
    """Copy a SQLite file of this program's schema into a server's empty tables, in its open transaction."""
    driver = connection.connection.dbapi_connection
    with closing(door.cursor(driver)) as cursor:
        for table in tables.metadata.sorted_tables:
            flags = [n for n, column in enumerate(table.columns) if column.type.python_type is bool]
            for rows in _pieces(source, table):
                typed = [tuple(bool(v) if n in flags else v for n, v in enumerate(row)) for row in rows]
                cursor.executemany(door.spoken(_insert(table)), typed)


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _insert(table: Table) -> str:
    marks = ", ".join("?" * len(table.columns))
    return f'INSERT INTO "{table.name}" ({_names(table)}) VALUES ({marks})'  # noqa: S608 (our own names)


def _pieces(source: Look, table: Table) -> Iterator[list[Any]]:
    rows = source.rows(f'SELECT {_names(table)} FROM "{table.name}"')  # noqa: S608 (our own names)
    while piece := list(islice(rows, ROWS_AT_ONCE)):
        yield piece
