"""The status of a center, and the way back from a damaged database, for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from backend.store.backup import backups_in
from backend.wire.status import LinkStatus, Status
from resources.words import _

_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB")


def told(status: Status, *, running: bool) -> Iterator[str]:
    """One line about each thing."""
    state = _("running since {at}").format(at=_at(status.started_ms)) if running else _("stopped")
    yield f"{status.center}: {state}, {_('incarnation')} {status.incarnation}"
    if status.recovering:
        yield _("recovering after a restore: old tickets rest until every neighbour has answered")
    yield _("{n} open tickets, {rate:.1f} commits/s, {parked} parked messages").format(
        n=status.open_tickets, rate=status.commits_per_s, parked=status.parked
    )
    if status.error_ms:
        yield _("district time minus own clock: {offset} ms ± {error} ms").format(
            offset=status.offset_ms, error=status.error_ms
        )
    yield from map(_link, status.links)
    yield _("journal: line {n}, head {head}").format(n=status.journal_n, head=status.journal_head[:16])
    disk = status.disk
    free = _("{free} free").format(free=_size(disk.free_bytes)) if disk.free_bytes >= 0 else _("on a server")
    size = _size(disk.size_bytes)
    yield _("database: {where}, {size}, {free}").format(where=disk.where, size=size, free=free)
    if disk.words:
        yield _("NOTHING CAN BE WRITTEN: {words}").format(words=disk.words)
    backup = status.backup
    if backup.name:
        told_of = {"name": backup.name, "size": _size(backup.size_bytes), "at": _at(backup.at_ms)}
        yield _("newest backup: {name}, {size}, {at}").format(**told_of)
    else:
        yield _("there is no backup yet")
    if backup.running:
        yield _("a backup is being made")
    if backup.words:
        yield _("the last backup FAILED: {words}").format(words=backup.words)


def _link(link: LinkStatus) -> str:
    state = _("up") if link.up else _("away")
    line = _("{center}: {state}, {queued} queued, {kept} kept, lag {lag} ms, credit {credit}").format(
        center=link.center,
        state=state,
        queued=link.queued,
        kept=link.kept,
        lag=link.lag_ms,
        credit=link.credit,
    )
    return f"{line} ({link.words})" if link.words else line


def _at(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _size(count: int) -> str:
    size = float(count)
    for unit in _UNITS:
        if size < 1024 or unit == _UNITS[-1]:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return ""


def way_back(data: Path, folder: Path, center: str) -> str:
    """What to do when the database is damaged: the newest backup by name, and the command."""
    files = backups_in(folder, center)
    if not files:
        words = _("there is no backup in {folder}; keep everything as it is and look for one elsewhere")
        return words.format(folder=folder)
    return _("put the newest backup back with: onegrid center restore --data {data} --from {file}").format(
        data=data, file=files[-1]
    )
