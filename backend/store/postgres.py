"""A center's database on a PostgreSQL server (15 or newer), named by a URL.

The right to write is an advisory lock held by the very connection that writes: if the connection goes, so
does the right, and a new connection must ask for it again before it writes anything. Passwords belong into
the server's own places (PGPASSFILE) or the profile; they are in no message of ours.
Source: https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.types.string import StrDumper, TextBinaryLoader, TextLoader
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from backend.domain.errors import Refused, Unavailable
from backend.store.database import hold_folder
from backend.store.faults import faults_in_words
from resources.words import _

DRIVER: Final = "postgresql+psycopg"
VERSION_MIN: Final = 150_000
LOCK_ID: Final = int.from_bytes(b"onegrid", "big")
LOCK_WAIT: Final = "2s"
CONNECT_S: Final = 5

_ARGUMENTS: Final = {
    "application_name": "onegrid",
    "connect_timeout": CONNECT_S,
    # A server that fell silent is given up after some 15 s instead of hours.
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}

_ESCAPE: Final = "\ue000"  # of the private use area; nobody types it, and if so it is escaped too
_NUL, _SELF = _ESCAPE + "0", _ESCAPE + "1"


def parse_url(text: str) -> URL:
    """A database URL, `postgresql://[user@]host/name`.

    Raises:
        Refused: `bad_database`; the words never repeat the text, which may hold a password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = URL.create("none")
    if url.drivername not in {"postgresql", "postgres", DRIVER} or not url.database:
        words = _(
            "the database is a URL like postgresql://user@host/name (SQLite is the default without one)"
        )
        raise Refused("bad_database", words)
    return url.set(drivername=DRIVER)


class PostgresDoor:
    """`backend.store.door.Door` of a PostgreSQL database; the folder holds keys and is locked as well."""

    def __init__(self, folder: Path, url: str, *, durable: bool = True) -> None:
        parsed = parse_url(url)
        self.folder: Path | None = None
        self._data = folder
        self.where = parsed.render_as_string(hide_password=True)
        self.engine = make_engine(parsed)
        self._commit = "on" if durable else "off"

    def hold(self, held: ExitStack) -> None:
        """Lock the folder of the keys; the database is locked by `connect` (see `Door.hold`)."""
        hold_folder(self._data, held)
        held.callback(self.engine.dispose)

    def connect(self) -> Connection:
        """Connect, check the server, take the right to write (see `Door.connect`)."""
        with faults_in_words(self.where):
            connection = self.engine.connect()
        try:
            with faults_in_words(self.where):
                driver: Any = connection.connection.dbapi_connection
                _check_server(driver, self.where)
                driver.execute("SELECT set_config('synchronous_commit', %s, false)", (self._commit,))
                self._take(driver)
        except BaseException:
            connection.close()
            raise
        return connection

    def _take(self, driver: psycopg.Connection[Any]) -> None:
        """Become the one writer."""
        driver.execute("SELECT set_config('lock_timeout', %s, false)", (LOCK_WAIT,))
        try:
            driver.execute("SELECT pg_advisory_lock(%s)", (LOCK_ID,))
        except psycopg.errors.LockNotAvailable as fault:
            words = _("another center writes to this database; stop it first")
            raise Unavailable(f"{self.where}: {words}") from fault

    def cursor(self, driver: Any) -> Any:
        """A cursor that gets values as bytes, not as text (see `Door.cursor`)."""
        return driver.cursor(binary=True)

    def together(self, driver: Any) -> AbstractContextManager[object]:
        """The driver's pipeline (see `Door.together`)."""
        pipeline: AbstractContextManager[object] = driver.pipeline()
        return pipeline

    def is_lost(self, driver: Any) -> bool:
        """Whether the driver gave the connection up (see `Door.is_lost`)."""
        return driver is None or bool(driver.closed)

    def untouched(self) -> AbstractContextManager[object]:
        """Nothing to do: the server looks after its files (see `Door.untouched`)."""
        return nullcontext()

    def spoken(self, sql: str) -> str:
        """With the driver's own place holders."""
        return sql.replace("?", "%s")


def make_engine(url: URL) -> Engine:
    """An engine for one database; transactions are begun by us, as with SQLite."""
    engine = create_engine(url, poolclass=NullPool, connect_args=dict(_ARGUMENTS))
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _keep)
    return engine


def _configure(driver: psycopg.Connection[Any], _record: object) -> None:
    driver.autocommit = True
    driver.adapters.register_dumper(str, _NulDumper)
    for name in ("text", "varchar"):
        driver.adapters.register_loader(name, _NulLoader)
        driver.adapters.register_loader(name, _NulBinaryLoader)


def _keep(context: ExceptionContext) -> None:
    # SQLAlchemy would connect again by itself, and write without the lock.
    context.is_disconnect = False


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _check_server(driver: psycopg.Connection[Any], where: str) -> None:
    """Whether what the server acknowledges survives a power cut, and whether it can keep our words."""
    settings = {name: _setting(driver, name) for name in ("fsync", "server_encoding")}
    if driver.info.server_version < VERSION_MIN:
        words = _("PostgreSQL 15 or newer is needed, this is {version}")
        words = words.format(version=driver.info.server_version // 10_000)
    elif settings["server_encoding"] != "UTF8":
        words = _("the database must be made with the encoding UTF8, this one has {encoding}")
        words = words.format(encoding=settings["server_encoding"])
    elif settings["fsync"] != "on":
        words = _("the server runs with fsync=off and would lose what was acknowledged; switch it on")
    else:
        return
    raise Unavailable(f"{where}: {words}")


def _setting(driver: psycopg.Connection[Any], name: str) -> str:
    row = driver.execute("SELECT current_setting(%s)", (name,)).fetchone()
    return str(row[0]) if row else ""


class _NulDumper(StrDumper):
    """PostgreSQL keeps no NUL in a text, but strangers send them: they are escaped on the way in."""

    def dump(self, obj: str) -> Any:
        """The bytes of a text."""
        if "\0" in obj or _ESCAPE in obj:
            obj = obj.replace(_ESCAPE, _SELF).replace("\0", _NUL)
        return super().dump(obj)


def _plain(text: object) -> Any:
    if isinstance(text, str) and _ESCAPE in text:
        return text.replace(_NUL, "\0").replace(_SELF, _ESCAPE)
    return text


class _NulLoader(TextLoader):
    """And given back as they were."""

    def load(self, data: Any) -> Any:
        """The text."""
        return _plain(super().load(data))


class _NulBinaryLoader(TextBinaryLoader):
    """The same in binary form."""

    def load(self, data: Any) -> Any:
        """The text."""
        return _plain(super().load(data))
