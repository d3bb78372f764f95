"""What the store needs of a database: SQLite's is in database.py, PostgreSQL's in postgres.py."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine


class Door(Protocol):
    """One database that one process writes, over one connection at a time."""

    where: str
    """Names the database to people, never with a password."""

    folder: Path | None
    """The folder of this machine that the database fills; None when it lies elsewhere."""

    engine: Engine

    def hold(self, held: ExitStack) -> None:
        """Keep other writers out for as long as `held` is open.

        Raises:
            Unavailable: another center holds it, or it cannot be written.
        """
        ...

    def connect(self) -> Connection:
        """Open the connection that writes; on PostgreSQL the right to write is bound to it.

        Raises:
            Unavailable: it cannot be reached, or another center holds it.
            Corrupt: it is damaged, or no database of ours.
        """
        ...

    def cursor(self, driver: Any) -> Any:
        """A cursor of the driver; bytes come back as bytes."""
        ...

    def together(self, driver: Any) -> AbstractContextManager[object]:
        """Statements inside go to the database together, without waiting for each answer."""
        ...

    def is_lost(self, driver: Any) -> bool:
        """Whether the connection is gone for good, so that a new one is needed."""
        ...

    def untouched(self) -> AbstractContextManager[object]:
        """Closing the connection inside of this writes nothing any more, not even what is left in a log."""
        ...

    def spoken(self, sql: str) -> str:
        """A statement written with ? as this driver wants it."""
        ...
