"""What a center does for itself beside serving: backups, tidying up, saying how it is.

The loop asks it at fixed places: messages that are for it come here and not to the core; `step` before the
commit, so that what a backup means goes to disk with it; `rest` after everything was sent.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

import structlog

from backend.center.core import Core
from backend.center.intake import caller_key
from backend.center.ports import Caller, Moment, Send
from backend.domain.access import BACKUP, command_refusal, message_refusal
from backend.domain.errors import Refused, Unavailable
from backend.serve.backups import Backups, Failed
from backend.store.archive import Retention
from backend.store.backup import Backup
from backend.store.figures import Figures
from backend.wire.messages import Command, Message, Result, Snap, Snapshot
from backend.wire.status import DiskStatus, LinkStatus, Status

TOPIC: Final = "status"
TIDY_EVERY_MS: Final = 1_000
TIDY_IDLE_MS: Final = 600_000
RATE_MS: Final = 10_000
WAITING_MAX: Final = 64
"""Callers that wait for one backup; more are told to ask again."""

log = structlog.get_logger("onegrid.center")


class Kept(Protocol):
    """What upkeep needs of the store."""

    where: str

    def tidy(self, now_ms: int, retention: Retention) -> int:
        """Archive or remove a little; how many rows."""
        ...

    def figures(self) -> Figures:
        """The database in figures."""
        ...

    def free_bytes(self) -> int:
        """Room around it; -1 where it lies on a server."""
        ...


class Upkeep:
    """For the loop's thread. `local` is the name under which whoever holds the data folder asks."""

    def __init__(
        self, core: Core, store: Kept, backups: Backups, retention: Retention, *, level: str, boot_ms: int
    ) -> None:
        self._core, self._store, self._backups = core, store, backups
        self._retention, self._level, self._boot_ms = retention, level, boot_ms
        self._waiting: list[tuple[bytes, str, str]] = []
        self._commits: deque[int] = deque(maxlen=20_000)
        self._tidy_mono = 0
        self._fault = ""

    def takes(self, body: Message) -> bool:
        """Whether a message is for upkeep."""
        return (isinstance(body, Command) and body.verb == BACKUP) or (
            isinstance(body, Snap) and body.topic == TOPIC
        )

    def hear(self, route: bytes, who: Caller, body: Message, now: Moment) -> Iterator[Send]:
        """Take one of those messages."""
        no = message_refusal(who, type(body).__name__)
        if no is None and isinstance(body, Command):
            no = command_refusal(who, body.verb, ())
        if no is None and isinstance(body, Snap) and not who.may_watch(TOPIC):
            no = Refused("topic_refused", f"{who.name} may not watch {TOPIC}")
        if isinstance(body, Command) and no is None:
            yield from self._asked(route, who, body, now)
        elif no is None:
            snapshot = Snapshot(TOPIC, 0, last=True, status=self.status(now))
            yield Send(route, self._core.envelope(snapshot), "")
        elif isinstance(body, Command):
            yield from self._core.fault(b"", who.name, no.code, no.words, now)
            result = Result(body.client_id, ok=False, code=no.code, who_may=no.who_may, words=no.words)
            yield Send(route, self._core.envelope(result), caller_key(who))
        else:
            yield from self._core.fault(route, who.name, no.code, no.words, now)

    def _asked(self, route: bytes, who: Caller, command: Command, now: Moment) -> Iterator[Send]:
        out = command.args.get("out", "")
        words = ""
        if out and "/" not in who.name:
            words = "only whoever works in the data folder of the center may say where a backup goes"
        elif out and self._backups.running:
            words = "a backup is being made already; ask again when it is done"
        elif len(self._waiting) >= WAITING_MAX:
            words = f"{WAITING_MAX} wait for the backup already; ask again"
        if words:
            result = Result(command.client_id, ok=False, code="unavailable", words=words)
            yield Send(route, self._core.envelope(result), caller_key(who))
            return
        self._waiting.append((route, command.client_id, caller_key(who)))
        if not self._backups.running:
            self._backups.begin(now.utc_ms, Path(out) if out else None)

    def step(self, now: Moment) -> Iterator[Send]:
        """Before the commit: what became of a backup, and whether the clock asks for one."""
        done = self._backups.finished(now.utc_ms)
        if done is not None:
            if isinstance(done, Backup):
                self._core.backed_up(done.applied, now)
            waiting, self._waiting = self._waiting, []
            for route, client_id, caller in waiting:
                yield Send(route, self._core.envelope(_result(client_id, done)), caller)
        elif not self._backups.running and (self._core.backup_due or self._backups.due(now.utc_ms)):
            self._backups.begin(now.utc_ms)

    def committed(self, now: Moment) -> None:
        """Count a commit."""
        self._commits.append(now.mono_ms)
        self._fault = ""

    def failed(self, words: str) -> None:
        """A commit failed; said in the status until one works again."""
        self._fault = words

    def rest(self, now: Moment) -> None:
        """After a turn: a little tidying, if it is time.

        Raises:
            Corrupt: the database is damaged.
        """
        if now.mono_ms < self._tidy_mono or self._fault:
            return
        try:
            count = self._store.tidy(now.utc_ms, self._retention)
        except Unavailable as why:
            log.warning("tidying_failed", words=str(why))
            count = 0
        self._tidy_mono = now.mono_ms + (TIDY_EVERY_MS if count else TIDY_IDLE_MS)

    def status(self, now: Moment) -> Status:
        """How the center is."""
        found = self._store.figures()
        envelope = self._core.envelope(Snap(TOPIC))
        offset = self._core.offset(now)
        recent = sum(1 for at in self._commits if at > now.mono_ms - RATE_MS)
        return Status(
            center=envelope.src,
            level=self._level,
            incarnation=envelope.inc,
            recovering=self._core.recovering,
            now_ms=now.utc_ms,
            started_ms=self._boot_ms,
            offset_ms=offset.offset_ms if offset else 0,
            error_ms=offset.error_ms if offset else 0,
            commits_per_s=recent * 1000 / RATE_MS,
            journal_n=found.journal_n,
            journal_head=found.journal_head,
            parked=found.parked,
            open_tickets=found.open_tickets,
            links=self._links(now),
            backup=self._backups.status(),
            disk=DiskStatus(self._store.where, found.size_bytes, self._store.free_bytes(), self._fault),
        )

    def _links(self, now: Moment) -> tuple[LinkStatus, ...]:
        return tuple(
            LinkStatus(
                r.peer, r.up, r.since_ms, r.queued, r.kept, r.lag_ms, r.credit, r.offset_ms, r.error_ms,
                r.recovering, r.words,
            )
            for r in self._core.links(now)
        )  # fmt: skip

    def close(self) -> None:
        """Break off what is under way."""
        self._backups.close()


def _result(client_id: str, done: Backup | Failed) -> Result:
    if isinstance(done, Failed):
        return Result(client_id, ok=False, code=done.code, words=done.words)
    return Result(client_id, ok=True, target=str(done.file), words=done.journal_head)
