"""Recovery after a restore: what is written at the restore, and asking each neighbour what it knows.

A message carries the whole log of its ticket, so what a neighbour has is everything that we ever told it,
also what we lost. The restored side pulls: the neighbour's custody table page by page, and after each page
the logs that it lacks; the other side answers from its disk and keeps nothing in mind. A question that is
lost is asked again. Source: design 3-federation.md rule 4; docs/design/levels.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from backend.center import journal
from backend.center.custody import concerns, told_to
from backend.center.ledger import Ledger
from backend.center.levels import Levels, Parked
from backend.center.ports import Loaded, Moment, PutJournal, PutMeta, Reader, TicketRow, Write
from backend.wire.codec import PART_MAX_BYTES
from backend.wire.messages import Ask, Held, Shadow, Told

PAGE_TICKETS = 500
"""Tickets looked at for one page of a custody table, so that nobody else is kept waiting by it."""

WANTED_MAX = 200
"""Logs asked for at once; the answer holds as many as fit in one part."""

_SIZE = msgspec.msgpack.Encoder().encode


def restored(loaded: Loaded, now_ms: int, incarnation_min: int) -> tuple[Write, ...]:
    """What to write into a database that was put back, before a center starts on it.

    The next incarnation is above the one in the backup and at least `incarnation_min`; ids and streams of
    the lost life can then not be taken for those of the new one.
    """
    before = int(loaded.meta.get("incarnation", "1"))
    incarnation = max(before + 1, incarnation_min)
    center = loaded.meta.get("center", "")
    entry = journal.next_entry(
        loaded.journal_n,
        loaded.journal_hash or journal.GENESIS,
        now_ms,
        actor=center,
        act="restore",
        subject=center,
        outcome="ok",
        detail=f"incarnation {incarnation} after {before}",
    )
    return (PutMeta("incarnation", str(incarnation)), PutJournal(entry))


@dataclass(slots=True)
class Pull:
    """How far one neighbour has told its table. Kept in memory: after a start it is asked anew."""

    n: int  # of the question that is open
    after: str = ""
    upto: str = ""  # where the page ends whose logs are being asked for
    wanted: list[str] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)  # what the neighbour has: ticket, revision
    yours: set[str] = field(default_factory=set)  # of `wanted`: what the neighbour has from us
    done: bool = False

    def question(self) -> Ask:
        """What to ask now, and again until it is answered."""
        return Ask(self.n, self.after, tuple(self.wanted[:WANTED_MAX]))


class Recovery:
    """Both sides of recovery at one center."""

    def __init__(self, ledger: Ledger, levels: Levels, reader: Reader) -> None:
        self._ledger = ledger
        self._levels = levels
        self._reader = reader

    # -- the neighbour's side -----------------------------------------------------------------------

    def answer(self, peer: str, ask: Ask) -> Told:
        """What we know, for a neighbour that was restored."""
        if ask.wanted:
            return Told(ask.n, logs=tuple(self._logs(peer, ask.wanted)))
        page = self._reader.custody_page(ask.after, PAGE_TICKETS)
        upto = page[-1].ticket if len(page) == PAGE_TICKETS else ""
        return Told(ask.n, upto, rows=tuple(held for row in page if (held := self._held(peer, row))))

    def _held(self, peer: str, row: TicketRow) -> Held | None:
        """The row of one ticket, if it concerns the neighbour."""
        yours = row.via == peer
        if not yours and peer not in {row.holder, row.transit_to}:
            ticket = self._ledger.ticket(row.ticket)
            if ticket is None or not concerns(ticket, peer):
                return None
        if row.transit_to != peer:
            return Held(row.ticket, row.rev, yours)
        ticket = self._ledger.ticket(row.ticket)
        return Held(row.ticket, len(told_to(ticket, peer)), yours) if ticket else None

    def _logs(self, peer: str, wanted: tuple[str, ...]) -> Iterator[Shadow]:
        filled = 0
        for name in wanted:
            ticket = self._ledger.ticket(name)
            if ticket is None or not (concerns(ticket, peer) or self._ledger.via(name) == peer):
                continue
            shadow = self._shadow(peer, name)
            filled += len(_SIZE(shadow))
            if filled > PART_MAX_BYTES and filled > len(_SIZE(shadow)):
                return
            yield shadow

    def _shadow(self, peer: str, name: str) -> Shadow:
        ticket = self._ledger.ticket(name)
        assert ticket is not None
        events = told_to(ticket, peer)
        # Letting go is what raised the epoch.
        epoch = ticket.custody.epoch - (len(events) < ticket.rev)
        return Shadow(name, epoch, len(events), events)

    # -- the restored side --------------------------------------------------------------------------

    def take(self, peer: str, pull: Pull, told: Told, now: Moment) -> bool:
        """Take one answer; whether it answered the question that is open."""
        if pull.done or told.n != pull.n:
            return False
        pull.n += 1
        if pull.wanted:
            self._adopt(peer, pull, told, now)
        else:
            self._look(pull, told)
        if not pull.wanted:
            pull.after, pull.done = pull.upto, not pull.upto
        return True

    def _look(self, pull: Pull, told: Told) -> None:
        """A page of the table: which logs do we lack?"""
        pull.upto = told.upto
        for row in told.rows:
            pull.known[row.ticket] = row.rev
            here = self._ledger.ticket(row.ticket)
            if here is None or here.rev < row.rev:
                pull.wanted.append(row.ticket)
                if row.yours:
                    pull.yours.add(row.ticket)

    def _adopt(self, peer: str, pull: Pull, told: Told, now: Moment) -> None:
        """Logs that we asked for; what cannot be had is let go, or we would ask for ever."""
        asked = pull.wanted[:WANTED_MAX]
        for shadow in told.logs:
            if shadow.ticket not in asked:
                continue
            try:
                self._levels.adopt(peer, shadow, now, yours=shadow.ticket in pull.yours)
            except Parked as why:
                self._ledger.note(peer, "recover", shadow.ticket, "parked", now.utc_ms, str(why))
        got = {shadow.ticket for shadow in told.logs}
        pull.wanted = [name for name in pull.wanted if name not in got] if got else pull.wanted[WANTED_MAX:]
