"""Commands that wait for their result, across reconnects: bounded, in order, each sent until answered."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

from backend.domain.errors import Unavailable
from backend.wire.messages import Command, Result

PENDING_MAX: Final = 256
NEVER_S: Final = float("-inf")
OUTCOME_UNKNOWN: Final = (
    "the center was restored from a backup before an answer came; "
    "whether it was done is not known, so look before doing it again"
)


@dataclass(slots=True)
class _Entry:
    """One waiting command; `sent_s` by the steady clock."""

    command: Command
    future: Future[Result] = field(default_factory=Future)
    sent_s: float = NEVER_S
    inc: int = -1  # incarnation of the center that it was last sent to; -1: never sent


class Pending:
    """Thread-safe: any thread adds, the client's thread sends and settles."""

    def __init__(self, limit: int = PENDING_MAX) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}
        self._closed = ""

    def add(self, command: Command) -> Future[Result]:
        """Let a command wait; one with the same `client_id` that waits already shares its future.

        Raises:
            Unavailable: `limit` commands wait already, or the client is closed.
        """
        with self._lock:
            if self._closed:
                raise Unavailable(self._closed)
            entry = self._entries.get(command.client_id)
            if entry is None:
                if len(self._entries) >= self._limit:
                    words = f"{self._limit} commands wait for the center already; wait for the link"
                    raise Unavailable(words)
                entry = self._entries[command.client_id] = _Entry(command)
                # From here on only the center decides: cancelling could not call a sent command back.
                entry.future.set_running_or_notify_cancel()
            return entry.future

    def due(self, before_s: float) -> list[Command]:
        """Commands never sent, or last sent before `before_s`, oldest first."""
        with self._lock:
            return [entry.command for entry in self._entries.values() if entry.sent_s < before_s]

    def sent(self, client_id: str, now_s: float, inc: int = 0) -> None:
        """Note that a command went out, to a center of this incarnation."""
        with self._lock:
            if entry := self._entries.get(client_id):
                entry.sent_s, entry.inc = now_s, inc

    def welcomed(self, inc: int) -> None:
        """A center of this incarnation took us: what was sent to another one is not sent again.

        Its database was put back meanwhile: it may have done the command and forgotten its result, so
        sending again might do it twice. Those futures fail with Unavailable.
        """
        with self._lock:
            lost = [key for key, entry in self._entries.items() if entry.inc not in {-1, inc}]
            entries = [self._entries.pop(key) for key in lost]
        for entry in entries:
            entry.future.set_exception(Unavailable(OUTCOME_UNKNOWN))

    def resend_all(self) -> None:
        """The link broke: whether anything arrived is unknown, so everything is due again."""
        with self._lock:
            for entry in self._entries.values():
                entry.sent_s = NEVER_S

    def settle(self, result: Result) -> bool:
        """Hand a result to whoever waits for it; False when nobody does (a repeated answer)."""
        with self._lock:
            entry = self._entries.pop(result.client_id, None)
        if entry is None:
            return False
        entry.future.set_result(result)
        return True

    def fail_all(self, words: str) -> None:
        """Nothing will be answered any more: every waiting future fails with Unavailable."""
        with self._lock:
            left, self._entries = list(self._entries.values()), {}
            self._closed = words
        for entry in left:
            entry.future.set_exception(Unavailable(words))

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)
