"""Looking at a center's database without writing to it, while the center may be running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from backend.center.journal import Walk
from backend.center.ports import JournalEntry
from backend.store.archive import has_archive, unpacked
from backend.store.look import Look, look

FAULTS_MAX = 100
"""Further faults are counted, not listed: one broken page can spoil thousands of lines."""

_LINES = "SELECT n, at_ms, actor, act, subject, outcome, detail, hash FROM journal ORDER BY n"
_BODIES = "SELECT ticket, rev, body FROM event ORDER BY ticket, rev"
_ARCHIVED = "SELECT ticket, log FROM archive ORDER BY ticket"


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


def verify(folder: Path, url: str = "") -> Audit:
    """Walk the journal of the center in `folder`, and compare every stored event with it.

    Raises:
        Unavailable: there is no database, or it cannot be reached.
        Corrupt: it cannot be read at all.
    """
    # One state of the database: a running center may write between two statements.
    with look(folder, url) as found:
        return verify_look(found)


def verify_look(look_at: Look) -> Audit:
    """The same for a database that is being looked at."""
    center = next(look_at.rows("SELECT value FROM meta WHERE key = 'center'"), None)
    walk, found, events = Walk(), _Found(), 0
    for row in look_at.rows(_LINES):
        found.add(walk.line(JournalEntry(*row)))
    lines, head = walk.n, walk.head
    for ticket, rev, body in _bodies(look_at):
        found.add(walk.event(ticket, rev, body))
        events += 1
    found.add(walk.gone())
    return Audit(center[0] if center else "", lines, events, head, tuple(found.listed), found.more)


def _bodies(look_at: Look) -> Iterator[tuple[str, int, bytes]]:
    """Every stored event, those in the archive too."""
    yield from look_at.rows(_BODIES)
    if has_archive(look_at):
        for ticket, log in look_at.rows(_ARCHIVED):
            for rev, body in unpacked(log, look_at.where):
                yield ticket, rev, body


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
