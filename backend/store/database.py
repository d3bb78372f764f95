"""Opening a center's SQLite file: one writer, safe settings.

SQLite before 3.51.3 can corrupt a WAL that two connections write or checkpoint at once, so exactly one
process may hold a database (a lock beside it says who) and it writes over exactly one connection.
synchronous=FULL because WAL with NORMAL may lose acknowledged commits when the power goes.
Source: design 3-federation.md, traps.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from backend.domain.errors import Corrupt, Unavailable
from backend.store.faults import faults_in_words
from backend.store.schema import migrate
from backend.store.wal import check_wal
from resources.words import _

FILE_NAME = "center.db"
LOCK_NAME = "center.lock"
RESTORING = "center.restoring"
"""A folder that is there while a restore is under way."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=2000",
)


def _configure(driver: sqlite3.Connection, _record: object) -> None:
    # The driver's own idea of transactions commits behind our back before DDL; we say BEGIN ourselves.
    driver.isolation_level = None
    for pragma in PRAGMAS:
        driver.execute(pragma)


def _never_sync(driver: sqlite3.Connection, _record: object) -> None:
    driver.execute("PRAGMA synchronous=OFF")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def make_engine(file: Path | None) -> Engine:
    """An engine for one SQLite file (None: in memory); the caller opens exactly one connection of it."""
    engine = create_engine(URL.create("sqlite", database=str(file) if file else None), poolclass=NullPool)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


class SqliteDoor:
    """`backend.store.door.Door` of the file in a folder. Not `durable`: for simulations, no fsync at all."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder: Path | None = folder
        self._data = folder
        self.file = folder / FILE_NAME
        self.where = str(self.file)
        self.engine = make_engine(self.file)
        if not durable:
            event.listen(self.engine, "connect", _never_sync)

    def hold(self, held: ExitStack) -> None:
        """Lock the folder (see `Door.hold`)."""
        hold_folder(self._data, held)
        held.callback(self.engine.dispose)

    def connect(self) -> Connection:
        """Open the file (see `Door.connect`)."""
        check_wal(self.file)
        return self.engine.connect()

    def cursor(self, driver: Any) -> Any:
        """A cursor (see `Door.cursor`)."""
        return driver.cursor()

    def together(self, driver: Any) -> AbstractContextManager[object]:
        """Nothing to do: there is no way to the database (see `Door.together`)."""
        return nullcontext(driver)

    def is_lost(self, driver: Any) -> bool:
        """Never: a file does not hang up."""
        return driver is None

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """Only the last connection copies the log into the file: another stays (see `Door.untouched`)."""
        with closing(read_only(self.file)) as watching:
            with suppress(sqlite3.Error):  # the page that it looks at may be the damaged one
                watching.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield

    def spoken(self, sql: str) -> str:
        """As it is."""
        return sql


def hold_folder(folder: Path, held: ExitStack) -> None:
    """Hold the folder for as long as `held` is open; nobody works on a database while it is put back.

    Raises:
        Unavailable: another process holds it, or the folder cannot be written.
        Corrupt: a restore was begun in it and not finished.
    """
    held.callback(lock_folder(folder).close)
    if (folder / RESTORING).exists():
        raise Corrupt(f"{folder}: {_('a restore was broken off here; run `onegrid center restore` again')}")


def lock_folder(folder: Path) -> sqlite3.Connection:
    """Hold the folder for this process; the system lets it go when the process ends, however it ends.

    Raises:
        Unavailable: another process holds it, or the folder cannot be written.
    """
    with faults_in_words(str(folder), folder):
        lock = sqlite3.connect(folder / LOCK_NAME, timeout=0, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as fault:
        lock.close()
        if str(getattr(fault, "sqlite_errorname", "")).startswith("SQLITE_BUSY"):
            raise Unavailable(
                f"{folder}: {_('another center runs on this folder; stop it first')}"
            ) from fault
        raise Unavailable(f"{folder}: {fault}") from fault
    return lock


def is_held(folder: Path) -> bool:
    """Whether a center runs on the folder now. Asking holds it for a moment."""
    try:
        lock_folder(folder).close()
    except Unavailable:
        return True
    return False


def read_only(file: Path) -> sqlite3.Connection:
    """A connection that cannot write, for looking at a database that a center may be using.

    Raises:
        Unavailable: there is no database there.
    """
    if not file.is_file():
        raise Unavailable(
            f"{file}: {_('there is no database; name the folder given to `onegrid center --data`')}"
        )
    address = f"{file.resolve().as_uri()}?mode=ro"
    if not file.with_name(file.name + "-wal").exists() and not os.access(file.parent, os.W_OK):
        # Nobody can be writing here, and SQLite could not make the files that reading a WAL needs.
        address += "&immutable=1"
    with faults_in_words(str(file)):
        # A backup's copying thread uses what another thread opened; never both at once.
        return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)


def describe() -> str:
    """Build a database in memory with every migration; says which SQLite did it. For `onegrid doctor`."""
    engine = make_engine(None)
    try:
        with engine.connect() as connection, connection.begin():
            migrate(connection)
    finally:
        engine.dispose()
    return f"SQLite {sqlite3.sqlite_version}"
