"""Looking after a center that does not run: its backup under its lock, and how it was left."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from backend.center.ledger import Ledger
from backend.domain.errors import Unavailable
from backend.store.backup import FOLDER, Backup, backups_in, free_bytes, make_backup, parse_name
from backend.store.database import lock_folder
from backend.store.figures import figures_of
from backend.store.look import look
from backend.store.schema import head
from backend.store.unit import SqlStore
from backend.wire.status import BackupStatus, DiskStatus, LinkStatus, Status
from resources.words import _


def back_up(data: Path, url: str, out: Path | None, now_ms: int, say: Callable[[str], None]) -> Backup:
    """Make a backup of a stopped center; its neighbours hear of it when it starts.

    Raises:
        Refused: `file_exists`, `empty`. Unavailable: it runs after all, or something cannot be written.
        Corrupt: the database is damaged.
    """
    target = out or data / FOLDER
    try:
        if out is None:
            target.mkdir(mode=0o700, exist_ok=True)
    except OSError as fault:
        raise Unavailable(f"{target}: {fault}") from fault
    with contextlib.closing(lock_folder(data)), look(data, url) as source:
        say(_("the center is stopped; copying and checking its database"))
        made = make_backup(source, target, now_ms, pause_s=0)
    if made.revision == head():
        # What the backup covers goes into the database, so that neighbours may let go of it.
        with contextlib.closing(SqlStore(data, url)) as store:
            ledger = Ledger(made.center, store.load(0), store)
            ledger.backed_up(made.applied, now_ms)
            store.commit(ledger.take())
    return made


def status_of(data: Path, url: str, now_ms: int) -> Status:
    """How a stopped center was left.

    Raises:
        Unavailable: there is no database, or it cannot be reached. Corrupt: it is damaged.
    """
    with look(data, url) as source:
        found, meta = figures_of(source)
        is_file, where = source.file is not None, source.where
    incarnation = meta.get("incarnation", "1")
    center = meta.get("center", "")
    files = backups_in(data / FOLDER, center)
    named = parse_name(files[-1].name) if files else None
    newest = BackupStatus(files[-1].name, named[2], files[-1].stat().st_size) if named else BackupStatus()
    return Status(
        center=center,
        level="",
        incarnation=int(incarnation),
        recovering=meta.get("recovered", "1") != incarnation,
        now_ms=now_ms,
        started_ms=0,
        offset_ms=0,
        error_ms=0,
        commits_per_s=0.0,
        journal_n=found.journal_n,
        journal_head=found.journal_head,
        parked=found.parked,
        open_tickets=found.open_tickets,
        links=tuple(LinkStatus(peer, up=False, since_ms=0, queued=q, kept=k) for peer, q, k in found.queued),
        backup=newest,
        disk=DiskStatus(where, found.size_bytes, free_bytes(data) if is_file else -1),
    )
