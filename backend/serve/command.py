"""`onegrid center`: checks what was given, opens everything, prints one ready line, serves until stopped."""

from __future__ import annotations

import contextlib
import gc
import json
import re
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import click

from backend.blobs.depot import Depot, beside
from backend.blobs.transfer import Site
from backend.calendars import load_calendars
from backend.center.core import Core
from backend.center.place import Place
from backend.clock import Clock, SystemClock
from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.domain.limits import LimitTable
from backend.limits import load_limits
from backend.modules import load_catalogue
from backend.net.keyring import Keyring
from backend.net.keys import KeyPair, check_public, load_keys, new_keys
from backend.net.sockets import Dialer, Listener
from backend.profile import CenterProfile, load_profile
from backend.serve.backups import Backups, Plan
from backend.serve.keeping import backup, restore, status
from backend.serve.listing import tickets
from backend.serve.local import KEY_FILE, local_principal, told_where
from backend.serve.loop import Loop
from backend.serve.telling import way_back
from backend.serve.upkeep import Upkeep
from backend.store.archive import Retention
from backend.store.backup import FOLDER
from backend.store.unit import SqlStore
from backend.vault import FileVault
from resources import leash
from resources.commandline import BadInput, Failure
from resources.logs import log_to_stderr
from resources.words import _

NEEDED = {"profile": "--profile", "center": "--id", "data": "--data", "listen": "--listen"}

_ID = re.compile(r"[^\s:/+@\x00-\x1f]{1,64}")


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asked for."""

    profile: str
    center: str
    data: Path
    listen: str
    feed_listen: str = ""
    blob_listen: str = ""
    parent: str = ""
    parent_key: str = ""
    limits: str = ""
    database: str = ""


@click.group(
    invoke_without_command=True,
    help=_(
        "Run a center. It keeps everything in the folder given with --data, prints one JSON line "
        "when it can be reached, and stops when told (SIGTERM, Ctrl-C). Whoever may talk to it is "
        "named with `onegrid keys authorise`. --profile, --id, --data and --listen are needed for that; "
        "the commands below look after a center, running or not."
    ),
    short_help=_("Run a center, back it up, put a backup back, say how it is."),
)
@click.option("--profile", help=_("district, town, community, or a profile file"))
@click.option("--id", "center", help=_("id of the center in the organisation, for example tl-bc"))
@click.option("--data", type=click.Path(path_type=Path), help=_("folder of database and keys"))
@click.option("--listen", help=_("tcp://ADDRESS:PORT to listen at; port 0 takes a free one"))
@click.option(
    "--feed-listen", default="", help=_("where the feed listens; a free port of that address if not given")
)
@click.option(
    "--blob-listen", default="", help=_("where evidence is fetched; a free port of that address if not given")
)
@click.option("--parent", default="", help=_("tcp://ADDRESS:PORT of the center above"))
@click.option("--parent-key", default="", help=_("public key of the center above"))
@click.option("--limits", default="", help=_("table of time limits: a name or a file; else the profile's"))
@click.option(
    "--database",
    default="",
    envvar="ONEGRID_DATABASE",
    help=_("URL of a PostgreSQL database instead of a file in --data; else the profile's"),
)
@click.pass_context
def center(context: click.Context, /, **asked: Any) -> None:
    """Serve; exit 2 with one line on bad input, 1 when the center cannot work."""
    if context.invoked_subcommand is not None:
        return
    missing = [option for name, option in NEEDED.items() if asked[name] is None]
    if missing:
        raise BadInput(_("missing: {options}; see onegrid center --help").format(options=", ".join(missing)))
    log_to_stderr()
    order = Order(**asked)
    try:
        serve(order, SystemClock())
    except Refused as no:
        raise BadInput(no.words) from no
    except Unavailable as fault:
        raise Failure(str(fault)) from fault
    except Corrupt as fault:
        way = way_back(order.data, _backup_folder(order, load_profile(order.profile)), order.center)
        raise Failure(f"{fault}; {way}") from fault


for command in (backup, restore, status, tickets):
    center.add_command(command)


def serve(order: Order, clock: Clock) -> None:
    """Open everything, say that it is ready, serve, close everything.

    Raises:
        Refused: something that was given cannot be used.
        Unavailable: the folder or the port is taken or cannot be written.
        Corrupt: the database is not what it must be.
    """
    profile, limits = _checked(order)
    order.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = own_keys(order.data)
    with contextlib.ExitStack() as closing:
        stopping, wake = closing.enter_context(_stop_signals())
        leash.hold_on()
        gc.disable()  # until the loop runs: what is loaded stays
        store = SqlStore(order.data, order.database or profile.keeping.database)
        closing.callback(store.close)
        ring = Keyring(order.data, {keys.public: local_principal(order.center)})
        listener = Listener(order.listen, keys, ring, order.feed_listen, quota=profile.quota, clock=clock)
        closing.callback(listener.close)
        place = _place(order, profile, limits, listener.feed_endpoint, clock.now_ms())
        above = Site(order.parent, order.parent_key, keys, order.center)
        depot = Depot(order.data, order.blob_listen or beside(order.listen), above, clock)
        closing.callback(depot.close)
        core = Core(place, store, FileVault(order.data), depot)
        dialer = Dialer(order.parent, order.parent_key, keys) if order.parent else None
        if dialer is not None:
            closing.callback(dialer.close)
        upkeep = _upkeep(order, profile, core, store, place.boot_ms)
        closing.callback(upkeep.close)
        loop = Loop(core, store, listener, dialer, clock, upkeep)
        loop.turn()
        depot.start()
        closing.enter_context(told_where(order.data, order.center, listener.endpoint, keys))
        ready = {"ready": True, "endpoint": listener.endpoint, "public_key": keys.public}
        click.echo(json.dumps(ready))
        loop.run(lambda: bool(stopping), wake)
        loop.end()


def _backup_folder(order: Order, profile: CenterProfile) -> Path:
    return Path(profile.keeping.backup_dir) if profile.keeping.backup_dir else order.data / FOLDER


def _upkeep(order: Order, profile: CenterProfile, core: Core, store: SqlStore, boot_ms: int) -> Upkeep:
    keeping = profile.keeping
    plan = Plan(_backup_folder(order, profile), keeping.backup_every_s, keeping.backups_kept)
    backups = Backups(order.center, order.data, order.database or keeping.database, plan)
    retention = Retention(keeping.ticket_days, keeping.result_days)
    return Upkeep(core, store, backups, retention, level=profile.level, boot_ms=boot_ms)


def own_keys(data: Path) -> KeyPair:
    """The center's key pair, made at the first start."""
    path = data / KEY_FILE
    return load_keys(path) if path.exists() else new_keys(path)


def _checked(order: Order) -> tuple[CenterProfile, LimitTable]:
    """Everything that can be judged before anything is made."""
    if not _ID.fullmatch(order.center):
        raise Refused("bad_id", _("--id is a word without spaces or : / + @, for example tl-bc"))
    if bool(order.parent) != bool(order.parent_key):
        raise Refused(
            "no_parent_key", _("--parent and --parent-key go together: `onegrid keys show` prints the key")
        )
    if order.parent_key:
        check_public(order.parent_key)
    if order.data.exists() and not order.data.is_dir():
        raise Refused("no_folder", _("--data {path} is not a folder").format(path=order.data))
    profile = load_profile(order.profile)
    unit = profile.unit(order.center)
    if unit is not None and unit.kind.value != profile.level:
        words = _("{id} is a {kind} in the organisation, the profile is for a {level}")
        raise Refused("wrong_level", words.format(id=unit.id, kind=unit.kind.value, level=profile.level))
    return profile, load_limits(order.limits or profile.limits)


def _place(
    order: Order, profile: CenterProfile, limits: LimitTable, feed_endpoint: str, boot_ms: int
) -> Place:
    return Place(
        center=order.center,
        level=profile.level,
        boot_ms=boot_ms,
        limits=limits,
        calendars=load_calendars(),
        # Without an address nobody above can be reached, so the organisation's word is not enough.
        parent=profile.parent_of(order.center) if order.parent else "",
        dials_parent=bool(order.parent),
        feed_endpoint=feed_endpoint,
        departments=profile.departments_of(order.center),
        modules=profile.modules,
        org=profile.org,
        catalogue=load_catalogue(),
        organisation=profile.organisation,
        roster=profile.file.roster,
        rules=profile.file.rules,
    )


@contextlib.contextmanager
def _stop_signals() -> Iterator[tuple[list[int], int]]:
    """Signals that ask to stop are put into the list; the descriptor wakes a sleeping loop then."""
    caught: list[int] = []
    reader, writer = socket.socketpair()
    writer.settimeout(0)

    def note(number: int, _frame: FrameType | None) -> None:
        caught.append(number)

    numbers = [signal.SIGTERM, signal.SIGINT]
    before = {number: signal.signal(number, note) for number in numbers}
    old_wake = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield caught, reader.fileno()
    finally:
        signal.set_wakeup_fd(old_wake)
        for number, handler in before.items():
            signal.signal(number, handler)
        reader.close()
        writer.close()
