"""`onegrid center backup`, `restore` and `status`: for people who look after a center, running or not."""

from __future__ import annotations

import contextlib
import functools
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import msgspec

from backend.clock import SystemClock
from backend.domain.access import BACKUP
from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.net.keys import load_keys
from backend.net.session import Session, open_session
from backend.serve.local import local_session
from backend.serve.stopped import back_up, status_of
from backend.serve.telling import told
from backend.store.backup import Backup, verify_backup
from backend.store.database import is_held
from backend.store.restore import restore as put_back
from backend.wire.messages import Command
from backend.wire.status import Status
from resources.commandline import BadInput, Failure
from resources.words import _

BACKUP_S = 3_600.0
"""A large backup takes minutes; nobody is kept from anything meanwhile."""

STATUS_S = 10.0
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class Where:
    """Which center: the one of a folder on this machine, or one that is dialled."""

    data: Path | None
    database: str
    endpoint: str
    server_key: str
    key: Path | None

    @property
    def is_stopped(self) -> bool:
        """Whether its folder is here and nobody runs on it.

        Raises:
            BadInput: there is no such folder, or neither folder nor address was given.
        """
        if self.data is None:
            if not (self.endpoint and self.server_key and self.key):
                raise BadInput(_("give --data, or --center, --server-key and --key of a running center"))
            return False
        if not self.data.is_dir():
            raise BadInput(_("--data {path} is not a folder").format(path=self.data))
        return not is_held(self.data)

    @contextlib.contextmanager
    def session(self, timeout_s: float) -> Iterator[Session]:
        """Talk to it."""
        if self.data is not None:
            with local_session(self.data, timeout_s) as session:
                yield session
            return
        assert self.key is not None  # noqa: S101 (asked for in is_stopped)
        with open_session(self.endpoint, self.server_key, load_keys(self.key), timeout_s) as session:
            yield session


def _asks(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """The options that say which center is meant, gathered into `where`; faults end as exit codes."""

    @functools.wraps(command)
    def gathered(
        data: Path | None, database: str, endpoint: str, server_key: str, key: Path | None, **rest: Any
    ) -> int | None:
        with _ended():
            return command(Where(data, database, endpoint, server_key, key), **rest)

    options = (
        click.option("--data", type=FOLDER, help=_("folder of a center on this machine, running or not")),
        _DATABASE,
        click.option("--center", "endpoint", default="", help=_("tcp://ADDRESS:PORT of a running center")),
        click.option("--server-key", default="", help=_("public key of that center")),
        click.option("--key", type=FILE, help=_("your key file, authorised there")),
        _JSON,
    )
    decorated: Callable[..., int | None] = gathered
    for option in reversed(options):
        decorated = option(decorated)
    return decorated


@contextlib.contextmanager
def _ended() -> Iterator[None]:
    try:
        yield
    except Refused as no:
        raise BadInput(no.words) from no
    except (Unavailable, Corrupt) as fault:
        raise Failure(str(fault)) from fault


_JSON = click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
_DATABASE = click.option(
    "--database",
    default="",
    envvar="ONEGRID_DATABASE",
    help=_("URL of the PostgreSQL database, if the center does not use a file"),
)


@click.command(
    help=_(
        "Make a backup, checked and forced to disk, while the center goes on serving or when it is stopped. "
        "It holds the database, not the keys: keep center.key, cameras.key and authorised.json apart."
    ),
    short_help=_("Make a backup of a center, running or not."),
)
@click.option("--out", type=FILE, help=_("file to write, a new one; else one in the folder of backups"))
@_asks
def backup(where: Where, out: Path | None, *, as_json: bool) -> int:
    """Exit 0 with a verified backup, 1 when there is none."""
    if where.is_stopped:
        assert where.data is not None  # noqa: S101 (only a folder is stopped)
        made = back_up(where.data, where.database, out, SystemClock().now_ms(), _say)
    else:
        made = _ask_for_backup(where, out)
    if as_json:
        click.echo(json.dumps({**asdict(made), "file": str(made.file)}, ensure_ascii=False))
    else:
        words = _("{file}: {center}, incarnation {inc}, {size} bytes, journal to line {n}")
        told_of = {"file": made.file, "center": made.center, "inc": made.incarnation}
        click.echo(words.format(**told_of, size=made.size_bytes, n=made.journal_n))
        click.echo(_("the keys are not in it"))
    return 0


def _ask_for_backup(where: Where, out: Path | None) -> Backup:
    _say(_("the center is running and makes the backup itself"))
    args = {"out": str(out.resolve())} if out else {}
    with where.session(BACKUP_S) as session:
        result = session.do(Command(uuid.uuid4().hex, BACKUP, args=args))
    if not result.ok:
        raise Failure(f"{result.words or result.code} ({result.code})")
    if where.data is not None:
        return verify_backup(Path(result.target))
    # The file is on the other machine; what is known of it is what was answered.
    return Backup(Path(result.target), session.welcome.center, 0, 0, 0, "", 0, result.words, {})


@click.command(
    help=_(
        "Put a backup in place of the database of a stopped center. The old database is kept aside. After "
        "that, start the center: it asks its neighbours for what the backup lacks, and until they have "
        "answered its old tickets rest."
    ),
    short_help=_("Put a backup in place of a center's database."),
)
@click.option("--data", required=True, type=FOLDER, help=_("folder of the center"))
@click.option("--from", "source", required=True, type=FILE, help=_("the backup"))
@_DATABASE
@_JSON
def restore(data: Path, source: Path, database: str, *, as_json: bool) -> int:
    """Exit 0 when the center can be started, 1 when nothing was changed because something is wrong."""
    with _ended():
        done = put_back(data, source, database, SystemClock().now_ms(), _say)
    if as_json:
        found = {
            "center": done.backup.center,
            "incarnation": done.incarnation,
            "backup": str(source),
            "backup_ms": done.backup.at_ms,
            "aside": done.aside,
        }
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        words = _("{center} is now in incarnation {inc}")
        click.echo(words.format(center=done.backup.center, inc=done.incarnation))
    return 0


@click.command(
    help=_("Say how a center is: queues and links, backups, disk, journal, clock, recovery."),
    short_help=_("Say how a center is."),
)
@_asks
def status(where: Where, *, as_json: bool) -> int:
    """Exit 0 when it could be looked at."""
    stopped = where.is_stopped
    if stopped:
        assert where.data is not None  # noqa: S101 (only a folder is stopped)
        found: Status | None = status_of(where.data, where.database, SystemClock().now_ms())
    else:
        with where.session(STATUS_S) as session:
            found = session.snapshot("status").status
    if found is None:
        raise Failure(_("the center did not say how it is; it may be older than this program"))
    if as_json:
        # By names: on the wire these are arrays.
        click.echo(json.dumps({"running": not stopped, **_named(found)}, ensure_ascii=False))
    else:
        for line in told(found, running=not stopped):
            click.echo(line)
    return 0


def _named(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return {name: _named(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [_named(item) for item in value]
    return value


def _say(words: str) -> None:
    click.echo(words, err=True)
