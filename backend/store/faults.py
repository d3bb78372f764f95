"""What the databases complain of, in words: try again later (Unavailable), or stop and restore (Corrupt)."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from backend.domain.errors import Corrupt, Unavailable
from resources.words import _

# What a failing disk says; everything else that SQLite complains of means that the data or we are wrong.
_PASSING = (
    "SQLITE_FULL",
    "SQLITE_READONLY",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
)

# The same of PostgreSQL, by SQLSTATE: connection, permission, rolled back, resources, locks, system.
_PASSING_STATES = ("08", "25006", "28", "3D", "40", "42501", "53", "55", "57", "58")
_FULL_STATE = "53100"

ROOM_MIN_BYTES = 1 << 20
"""An I/O error of a disk with less room than this is told as a full disk."""


@contextmanager
def faults_in_words(where: str, folder: Path | None = None) -> Iterator[None]:
    """Turn the database's errors into Unavailable or Corrupt, with words for people.

    `where` names the database, never with a password; `folder` is where it lies on this machine.
    """
    try:
        yield
    except _errors() as fault:
        cause = fault.orig if isinstance(fault, DBAPIError) and fault.orig is not None else fault
        name = name_of(cause)
        told = f"{where}: {str(cause).strip()} ({name})"
        if not is_passing(cause):
            hint = _("nothing is written to it any more; keep the file and restore a backup")
            raise Corrupt(f"{told}; {hint}") from fault
        hint = full_words(name, folder) or (
            _("nothing was saved; make room or give write permission, then try again")
            if isinstance(cause, sqlite3.Error)
            else _("nothing was saved; it is tried again until the server answers")
        )
        raise Unavailable(f"{told}; {hint}") from fault


def _errors() -> tuple[type[Exception], ...]:
    """What databases raise. A server's driver is loaded only where a database lies on one."""
    server = sys.modules.get("psycopg")
    return (sqlite3.Error, DBAPIError, *((server.Error,) if server is not None else ()))


def name_of(cause: BaseException) -> str:
    """The database's own name of a fault: SQLite's error name, or the SQLSTATE."""
    told = getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "")
    return str(told or type(cause).__name__)


def is_passing(cause: BaseException) -> bool:
    """Whether waiting, or making room, may help."""
    if isinstance(cause, sqlite3.Error):
        return name_of(cause).startswith(_PASSING)
    state = getattr(cause, "sqlstate", "")
    if state is None:  # the connection itself
        return name_of(cause) in {"OperationalError", "InterfaceError", "ConnectionTimeout"}
    return str(state).startswith(_PASSING_STATES)


def full_words(name: str, folder: Path | None) -> str:
    """What to do about a full disk; empty when it is not that."""
    if name == _FULL_STATE:
        return _("the disk of the database is full; nothing was saved, and work goes on when there is room")
    if folder is None or not name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return ""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return ""
    if name.startswith("SQLITE_IOERR") and free >= ROOM_MIN_BYTES:
        return ""
    words = _("disk full: {folder} has {free} bytes free; nothing was saved, work goes on when there is room")
    return words.format(folder=folder, free=free)
