"""How a center is: what `onegrid center status` shows. Values only; who asks needs no other message."""

from __future__ import annotations

import msgspec


class LinkStatus(msgspec.Struct, frozen=True, array_like=True):
    """One neighbour in figures."""

    center: str
    up: bool
    since_ms: int  # UTC, when `up` last changed
    queued: int = 0  # durable messages not yet acknowledged
    kept: int = 0  # acknowledged ones, kept because no backup there covers them
    lag_ms: int = 0  # for how long nothing has moved although something is queued
    credit: int = 0  # durable messages it is willing to take now
    offset_ms: int = 0  # its clock minus ours
    error_ms: int = 0  # how wrong that may be; 0: not measured
    recovering: bool = False  # we were restored, and it has not told us everything yet
    words: str = ""


class BackupStatus(msgspec.Struct, frozen=True, array_like=True):
    """The newest backup by its name, and whether one is being made; `words` say what went wrong last."""

    name: str = ""
    at_ms: int = 0
    size_bytes: int = 0
    running: bool = False
    words: str = ""


class DiskStatus(msgspec.Struct, frozen=True, array_like=True):
    """The database and the room around it. `free_bytes` is -1 where it lies on a server."""

    where: str
    size_bytes: int
    free_bytes: int
    words: str = ""  # why nothing can be written now


class Status(msgspec.Struct, frozen=True, array_like=True):
    """One center at one moment (`now_ms`, its own clock, UTC)."""

    center: str
    level: str
    incarnation: int
    recovering: bool
    now_ms: int
    started_ms: int  # 0: it does not run
    offset_ms: int  # district time minus its own clock
    error_ms: int
    commits_per_s: float  # over the last 10 s
    journal_n: int
    journal_head: str
    parked: int  # messages that contradicted what is known
    open_tickets: int
    links: tuple[LinkStatus, ...]
    backup: BackupStatus
    disk: DiskStatus
