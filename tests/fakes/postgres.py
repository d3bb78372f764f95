"""A PostgreSQL cluster of the tests' own: a new folder, a Unix socket, fsync on; gone at the end."""

from __future__ import annotations

import getpass
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from tests.fakes.waiting import until

START_S = 60.0
SERVANTS = ("postgres: checkpointer", "postgres: background writer", "postgres: walwriter")
SETTINGS = {
    "listen_addresses": "",
    "autovacuum": "off",  # its workers come and go, which would look like something left behind
    "fsync": "on",
    "max_logical_replication_workers": "0",
    "max_connections": "20",
    "shared_buffers": "16MB",
}


class NoPostgres(Exception):  # noqa: N818 (a reason to skip, not a fault)
    """There is no PostgreSQL here; the words say what is missing."""


@dataclass
class Cluster:
    """One running server; every database in it is new."""

    folder: Path
    process: subprocess.Popen[bytes]
    binaries: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        """How the program names a database of this cluster."""
        return f"postgresql://onegrid@/{database}?host={self.folder}"

    def sql(self, *statements: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run statements as the superuser, outside a transaction; rows of the last."""
        rows: list[tuple[object, ...]] = []
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
                rows = cursor.fetchall() if cursor.description else []
        return rows

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"d{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name}")
        return self.url(name)

    def cut(self) -> None:
        """End every connection but this one, as a restarting server would."""
        self.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def stop(self) -> None:
        """End the server at once."""
        self.process.send_signal(3)  # SIGQUIT: immediate
        self.process.wait(START_S)


def binaries() -> Path:
    """Where `initdb` and `postgres` are.

    Raises:
        NoPostgres: nowhere.
    """
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    found = next((place for place in places if (place / "initdb").exists()), None)
    named = shutil.which("initdb")
    if found is None and named is None:
        raise NoPostgres("PostgreSQL is not installed here (Debian: apt-get install postgresql)")
    return found or Path(named or "").resolve().parent


def _user() -> list[str]:
    """How to run a program as somebody who is not root: PostgreSQL refuses to run as root."""
    if sys.platform == "win32" or os.geteuid():
        return []
    import pwd

    name = next((n for n in ("postgres", "nobody") if any(u.pw_name == n for u in pwd.getpwall())), "")
    if not name or shutil.which("setpriv") is None:
        raise NoPostgres("run as root, and there is no user or no setpriv to run PostgreSQL as")
    who = pwd.getpwnam(name)
    ids = ["--reuid", str(who.pw_uid), "--regid", str(who.pw_gid), "--clear-groups"]
    return ["setpriv", *ids, "--pdeathsig", "QUIT", "--"]


def start(folder: Path) -> Cluster:
    """Make a cluster in the empty `folder` and start it.

    Raises:
        NoPostgres: it cannot be had here.
    """
    where, prefix = binaries(), _user()
    if prefix:
        shutil.chown(folder, int(prefix[2]), int(prefix[4]))
    data = folder / "data"
    # A collation that does not sort by bytes, so that a query which needs that must say so.
    collation = ["--locale-provider=icu", "--icu-locale=zh-CN", "--locale=C", "--encoding=UTF8"]
    made = subprocess.run(
        [*prefix, str(where / "initdb"), "-D", str(data), "-U", "onegrid", "-A", "trust", *collation],
        capture_output=True, text=True, cwd=folder, check=False,
    )  # fmt: skip
    if made.returncode:
        raise NoPostgres(f"initdb failed as {getpass.getuser()}: {made.stderr.strip()[-300:]}")
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*prefix, str(where / "postgres"), "-D", str(data), "-k", str(folder), *settings],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
    cluster = Cluster(folder, process, where)
    until(lambda: _answers(cluster), START_S, saying="PostgreSQL answers")
    # Its own processes get their names a moment after they begin; the look for leaks goes by names.
    until(lambda: _are_named(process), START_S, saying="the processes of PostgreSQL are named")
    return cluster


def _are_named(process: subprocess.Popen[bytes]) -> bool:
    try:
        names = [" ".join(child.cmdline()) for child in psutil.Process(process.pid).children()]
    except psutil.NoSuchProcess:
        return False
    return len(names) == len(SERVANTS) and all(any(s in name for name in names) for s in SERVANTS)


def _answers(cluster: Cluster) -> bool:
    if cluster.process.poll() is not None:
        raise NoPostgres(f"the server ended: {(cluster.folder / 'log').read_text()[-300:]}")
    try:
        cluster.sql("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def running() -> Iterator[Cluster]:
    """A cluster for as long as it is needed."""
    folder = Path(tempfile.mkdtemp(prefix="onegrid-pg-"))
    try:
        cluster = start(folder)
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
