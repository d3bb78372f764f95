"""Backups of a running center: one at a time, on a thread that can only read, asked for or by the clock."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.store.backup import Backup, backups_in, make_backup, parse_name, prune
from backend.store.look import look
from backend.wire.status import BackupStatus

RETRY_MS: Final = 600_000
"""After a backup that failed, the clock asks for the next one so much later."""

SETTLE_MS: Final = 60_000
"""After its start a center works in peace for so long, before the clock may ask for a backup."""

JOIN_S: Final = 30.0

log = structlog.get_logger("onegrid.center")


@dataclass(frozen=True, slots=True)
class Plan:
    """Where backups go, how often the clock asks for one (0: never), and how many are kept."""

    folder: Path
    every_s: int
    kept: int


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no backup; why."""

    code: str
    words: str


class Backups:
    """The backups of one center. All methods are for the loop's thread; none of them waits but `close`."""

    def __init__(self, center: str, data: Path, url: str, plan: Plan) -> None:
        self._center, self._data, self._url, self._plan = center, data, url, plan
        self._thread: threading.Thread | None = None
        self._done: queue.SimpleQueue[Backup | Failed] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._words = ""
        self._size_bytes = 0
        self._next_ms = 0  # not before this; 0: not asked yet

    @property
    def running(self) -> bool:
        """Whether one is being made."""
        return self._thread is not None

    def due(self, now_ms: int) -> bool:
        """Whether the clock asks for one now."""
        if not self._plan.every_s or self.running or now_ms < self._next_ms:
            return False
        newest = self._newest()
        wait_ms = self._plan.every_s * 1000
        # The newest may be dated in the future, if the clock was put back.
        wanted_ms = min(newest[1], now_ms) + wait_ms if newest else 0
        if not self._next_ms:
            self._next_ms = max(now_ms + SETTLE_MS, wanted_ms)
            return False
        self._next_ms = max(now_ms + SETTLE_MS, wanted_ms)
        return now_ms >= wanted_ms

    def begin(self, now_ms: int, out: Path | None = None) -> None:
        """Start one, into `out` or the plan's folder."""
        work = threading.Thread(target=self._work, args=(now_ms, out), name="onegrid-backup", daemon=True)
        self._thread = work
        work.start()

    def finished(self, now_ms: int) -> Backup | Failed | None:
        """The outcome of the one that was running, once; None before."""
        try:
            done = self._done.get_nowait()
        except queue.Empty:
            return None
        if self._thread is not None:
            self._thread.join(JOIN_S)
        self._thread = None
        if isinstance(done, Failed):
            self._words = done.words
            self._next_ms = now_ms + RETRY_MS
            log.error("backup_failed", code=done.code, words=done.words)
        else:
            self._words, self._size_bytes = "", done.size_bytes
            log.info("backup_made", file=str(done.file), size_bytes=done.size_bytes)
        return done

    def status(self) -> BackupStatus:
        """The newest one in the plan's folder, and what went wrong last."""
        newest = self._newest()
        if newest is None:
            return BackupStatus(running=self.running, words=self._words)
        file, at_ms = newest
        try:
            size_bytes = file.stat().st_size
        except OSError:
            size_bytes = 0
        return BackupStatus(file.name, at_ms, size_bytes, self.running, self._words)

    def close(self) -> None:
        """Break off the one that is running and wait for its end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(JOIN_S)

    def _newest(self) -> tuple[Path, int] | None:
        files = backups_in(self._plan.folder, self._center)
        named = parse_name(files[-1].name) if files else None
        return (files[-1], named[2]) if named else None

    def _work(self, now_ms: int, out: Path | None) -> None:
        """On the thread: whatever becomes of it, the loop hears of it."""
        try:
            self._done.put(self._make(now_ms, out))
        except Refused as no:
            self._done.put(Failed(no.code, no.words))
        except (Unavailable, Corrupt) as fault:
            code = "unavailable" if isinstance(fault, Unavailable) else "corrupt"
            self._done.put(Failed(code, str(fault)))
        except Exception as fault:  # the loop must not wait for ever; it is told, and logged there
            log.exception("backup_tripped")
            self._done.put(Failed("unavailable", repr(fault)))

    def _make(self, now_ms: int, out: Path | None) -> Backup:
        go_on: Callable[[], bool] = lambda: not self._stopping.is_set()  # noqa: E731
        try:
            self._plan.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as fault:
            raise Unavailable(f"{self._plan.folder}: {fault}") from fault
        with look(self._data, self._url) as source:
            made = make_backup(source, out or self._plan.folder, now_ms, go_on=go_on)
        if out is None:
            prune(self._plan.folder, made.center, self._plan.kept)
        return made
