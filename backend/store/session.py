"""The one connection that writes to a database: opened, used, and opened again when a server went away."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from backend.domain.errors import Corrupt, Unavailable
from backend.store.door import Door
from backend.store.faults import faults_in_words
from backend.store.rows import Row
from backend.store.schema import migrate
from resources.words import _

ROWS_AT_ONCE: Final = 1_000


class Session:
    """Holds a database for this process. Not thread-safe."""

    def __init__(self, door: Door) -> None:
        """Take the database and bring its schema up to date.

        Raises:
            Unavailable: it cannot be reached or written, or another center holds it.
            Corrupt: it is no database of ours, it is damaged, or a newer version made it.
        """
        self.door = door
        self._closing = contextlib.ExitStack()
        self._connection: Connection | None = None
        self._driver: Any = None
        self._closed = False
        self._damaged = False
        with contextlib.ExitStack() as opening:
            door.hold(opening)
            opening.callback(self._hang_up)
            with faults_in_words(door.where, door.folder), self.connection().begin():
                migrate(self.connection())
            self._closing = opening.pop_all()

    def close(self) -> None:
        """Let everything go; safe to call twice."""
        self._closed = True
        self._closing.close()

    def connection(self) -> Connection:
        """The connection, opened anew if it was lost.

        Raises:
            Unavailable: it cannot be opened now.
        """
        if self._closed:
            raise Unavailable(f"{self.door.where}: {_('the database was closed')}")
        if self._connection is not None and self._connection.invalidated:
            self._hang_up()
        if self._connection is None:
            with faults_in_words(self.door.where, self.door.folder):
                self._connection = self.door.connect()
                # Asked for again, SQLAlchemy might give a new one, which nobody locked.
                self._driver = self._connection.connection.dbapi_connection
        return self._connection

    def driver(self) -> Any:
        """The driver's own connection, for the hot path."""
        self.connection()
        return self._driver

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Rows of one SELECT, outside a transaction of ours."""
        with self._minding(), contextlib.closing(self.door.cursor(self.driver())) as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The same rows some at a time, so that many need no room; nothing else may be done meanwhile."""
        with self._minding(), contextlib.closing(self.door.cursor(self.driver())) as cursor:
            cursor.execute(sql, values)
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                yield from rows

    def write(self, work: Iterable[tuple[str, Sequence[Row]]]) -> None:
        """Every statement with its rows, in one transaction that survives a power cut, or none of them."""
        with self._minding(), self.connection().begin():
            driver = self.driver()
            with contextlib.closing(self.door.cursor(driver)) as cursor, self.door.together(driver):
                for sql, rows in work:
                    cursor.executemany(sql, rows)

    @contextlib.contextmanager
    def _minding(self) -> Iterator[None]:
        """Faults in words; a connection that is gone is let go, so that the next use opens a new one."""
        try:
            with faults_in_words(self.door.where, self.door.folder):
                yield
        except Unavailable:
            if self._connection is not None and self.door.is_lost(self._driver):
                self._hang_up()
            raise
        except Corrupt:
            self._damaged = True
            raise

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # The server may be gone, so that even saying goodbye fails.
            with contextlib.suppress(Unavailable, Corrupt), faults_in_words(self.door.where):
                if self.door.is_lost(self._driver):
                    connection.invalidate()
                with self.door.untouched() if self._damaged else contextlib.nullcontext():
                    connection.close()
