"""Opening a center's database: one writer, safe settings, migrations run without an ini file.

SQLite before 3.51.3 can corrupt a WAL that two connections write or checkpoint at once, so exactly one
process may hold a database (a lock beside it says who) and it writes over exactly one connection.
synchronous=FULL because WAL with NORMAL may lose acknowledged commits when the power goes.
Source: design 3-federation.md, traps.
"""

from __future__ import annotations

import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command as alembic_command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from backend.domain.errors import Corrupt, Unavailable
from resources.words import _

FILE_NAME = "center.db"
LOCK_NAME = "center.lock"
MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=2000",
)

# What a failing disk says; everything else that SQLite complains of means that the data or we are wrong.
_PASSING = (
    "SQLITE_FULL",
    "SQLITE_READONLY",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
)


@contextmanager
def faults_in_words(where: str) -> Iterator[None]:
    """Turn the database's errors into Unavailable (try again) or Corrupt (stop), with words for people."""
    try:
        yield
    except (sqlite3.Error, DBAPIError) as fault:
        cause = fault.orig if isinstance(fault, DBAPIError) else fault
        name = str(getattr(cause, "sqlite_errorname", type(cause).__name__))
        if name.startswith(_PASSING):
            hint = _("nothing was saved; make room or give write permission, then try again")
            raise Unavailable(f"{where}: {cause} ({name}); {hint}") from fault
        hint = _("nothing is written to it any more; keep the file and restore a backup")
        raise Corrupt(f"{where}: {cause} ({name}); {hint}") from fault


def _configure(driver: sqlite3.Connection, _record: object) -> None:
    # The driver's own idea of transactions commits behind our back before DDL; we say BEGIN ourselves.
    driver.isolation_level = None
    for pragma in PRAGMAS:
        driver.execute(pragma)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def make_engine(file: Path) -> Engine:
    """An engine for one SQLite file; the caller opens exactly one connection of it."""
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def migrate(connection: Connection) -> None:
    """Bring the schema up to the newest revision; quiet, and from an installed package too.

    Raises:
        Corrupt: the database was made by a newer version of this program.
    """
    config = Config(stdout=io.StringIO(), output_buffer=io.StringIO())
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        alembic_command.upgrade(config, "head")
    except CommandError as fault:
        hint = _("was this database made by a newer version? use that one")
        raise Corrupt(f"{fault}; {hint}") from fault


def lock_folder(folder: Path) -> sqlite3.Connection:
    """Hold the folder for this process; the system lets it go when the process ends, however it ends.

    Raises:
        Unavailable: another process holds it, or the folder cannot be written.
    """
    with faults_in_words(str(folder)):
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
        return sqlite3.connect(address, uri=True)


def describe() -> str:
    """Build a database in memory with every migration; says which SQLite did it. For `onegrid doctor`."""
    engine = create_engine("sqlite://", poolclass=NullPool)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    try:
        with engine.connect() as connection, connection.begin():
            migrate(connection)
    finally:
        engine.dispose()
    return f"SQLite {sqlite3.sqlite_version}"
