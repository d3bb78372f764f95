"""Looking at a center's database without writing to it, while the center may be running."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from backend.center.journal import Walk
from backend.center.ports import JournalEntry
from backend.store.database import FILE_NAME, read_only
from backend.store.faults import faults_in_words

FAULTS_MAX = 100
"""Further faults are counted, not listed: one broken page can spoil thousands of lines."""

_LINES = "SELECT n, at_ms, actor, act, subject, outcome, detail, hash FROM journal ORDER BY n"
_BODIES = "SELECT ticket, rev, body FROM event ORDER BY ticket, rev"


@dataclass(frozen=True, slots=True)
class Audit:
    """What a look at the journal found. `head` is the hash of its last line."""

    center: str
    lines: int
    events: int
    head: str
    faults: tuple[str, ...]
    faults_more: int = 0

    @property
    def passed(self) -> bool:
        """Whether every line fits the one before, and every event of a log is what the journal covers."""
        return not self.faults


def verify(folder: Path) -> Audit:
    """Walk the journal of the center in `folder`, and compare every stored event with it.

    Raises:
        Unavailable: there is no database.
        Corrupt: it cannot be read at all.
    """
    file = folder / FILE_NAME
    with contextlib.closing(read_only(file)) as connection, faults_in_words(str(file)):
        # One transaction: a running center may write between two statements.
        connection.execute("BEGIN")
        center = connection.execute("SELECT value FROM meta WHERE key = 'center'").fetchone()
        walk, found, events = Walk(), _Found(), 0
        for row in connection.execute(_LINES):
            found.add(walk.line(JournalEntry(*row)))
        lines, head = walk.n, walk.head
        for ticket, rev, body in connection.execute(_BODIES):
            found.add(walk.event(ticket, rev, body))
            events += 1
        found.add(walk.gone())
    return Audit(center[0] if center else "", lines, events, head, tuple(found.listed), found.more)


@dataclass(slots=True)
class _Found:
    """Faults as they come, the first FAULTS_MAX of them listed."""

    listed: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, faults: Iterable[str]) -> None:
        for fault in faults:
            if len(self.listed) < FAULTS_MAX:
                self.listed.append(fault)
            else:
                self.more += 1
