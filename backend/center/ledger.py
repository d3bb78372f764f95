"""Everything durable that a center knows, in memory, and the writes that bring the disk to the same state.

Every change goes through here, so memory and writes cannot drift apart. If a commit fails, the ledger is
thrown away and read again from disk.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec

from backend.center import journal
from backend.center.camera_book import CameraBook
from backend.center.held import HeldTickets
from backend.center.ports import (
    AppendEvents,
    DropOutbox,
    DropPark,
    EdgeRow,
    Loaded,
    Park,
    Payload,
    PutAlarm,
    PutEdge,
    PutJournal,
    PutMeta,
    PutOutbox,
    PutResult,
    PutTicket,
    Reader,
    TicketRow,
    Write,
)
from backend.domain import ids
from backend.domain.alarm import Alarm, AlarmState
from backend.domain.errors import Corrupt
from backend.domain.ticket import Event, Ticket, apply, replay
from backend.wire.messages import Result

KEPT_MAX = 2_000
"""Acknowledged messages kept per neighbour whose backups do not cover them; the oldest go first.

Once a neighbour without backups is restored from an older one, its gap is closed by what we know instead.
"""

KEPT_ENDED = 2000
"""Ended tickets, and decided alarms, kept in memory for the screens; older ones are read when asked for."""

RECOVERED = "recovered"
"""The fact that names the incarnation in which every neighbour was heard."""

BACKUP_DUE = "backup_due"
"""The fact that is set from recovery to the next backup."""

_ENCODE = msgspec.msgpack.Encoder(order="deterministic").encode
_OPEN = frozenset({AlarmState.RAISED, AlarmState.CLAIMED})


class Unfit(ValueError):  # noqa: N818 (what is said of events, not of the program)
    """Events that do not continue a log; nothing was written."""


def is_open(alarm: Alarm) -> bool:
    """Whether nobody has decided about an alarm yet."""
    return alarm.state in _OPEN


class Ledger:
    """The state of one center; `take` hands out what has to be written since the last time."""

    def __init__(self, center: str, loaded: Loaded, reader: Reader) -> None:
        """Start from what is on disk.

        Raises:
            Corrupt: the database is another center's. (Logs are read when they are asked for.)
        """
        self.center = center
        self._reader = reader
        self._writes: list[Write] = []
        self._meta = dict(loaded.meta)
        self._results: dict[tuple[str, str], Result] = {}
        self._expected: dict[str, dict[str, None]] = {}  # client ids of this batch by caller
        self._stored: dict[str, Mapping[str, Result]] = {}  # what the disk has of those, once it was asked
        self.tickets = HeldTickets(dict(sorted(loaded.logs.items(), key=_last_ms)))
        self._ended = OrderedDict.fromkeys(name for name in self.tickets if name in loaded.ended)
        self._decided: OrderedDict[str, None] = OrderedDict()
        self.alarms: dict[str, Alarm] = {}
        self._via = dict(loaded.via)
        self._reports: dict[tuple[str, str], str] = {}  # made in this batch: not on disk yet
        self.edges: dict[str, EdgeRow] = {row.peer: row for row in loaded.edges}
        self._changed_edges: set[str] = set()
        self.sealed = loaded.sealed
        self.cameras = CameraBook(loaded.cameras, reader, self._writes.append)
        self._head = (loaded.journal_n, loaded.journal_hash or journal.GENESIS)
        if self._meta.setdefault("center", center) != center:
            raise Corrupt(f"this database belongs to center {self._meta['center']}, not to {center}")
        for alarm in sorted(loaded.alarms, key=lambda a: a.decided_ms):
            self._remember_alarm(alarm)
        if not loaded.meta:
            self.put_meta("center", center)
            self.put_meta("incarnation", "1")

    # -- facts about this center ------------------------------------------------------------------

    @property
    def incarnation(self) -> int:
        """Raised by a restore from backup; part of every id and envelope."""
        return int(self._meta.get("incarnation", "1"))

    @property
    def recovering(self) -> bool:
        """Whether this center was restored and some neighbour has not told yet what it knows."""
        return self.incarnation > 1 and self.meta(RECOVERED) != str(self.incarnation)

    def frozen(self, name: str) -> bool:
        """Whether a ticket or alarm is from before the restore, and may have gone on elsewhere."""
        return self.recovering and not name.startswith(f"{self.center}/{self.incarnation}/")

    def recovered(self, at_ms: int) -> None:
        """Every neighbour has told what it knows; a backup of that is due at once."""
        self.put_meta(RECOVERED, str(self.incarnation))
        self.put_meta(BACKUP_DUE, "yes")
        self.note(self.center, "recover", self.center, "ok", at_ms, f"incarnation {self.incarnation}")

    def backed_up(self, applied: Mapping[str, int], at_ms: int) -> None:
        """Note a finished backup: up to which message it covers the stream of each neighbour."""
        for peer, seq in applied.items():
            row = self.edge(peer)
            if row.covered_seq < seq <= row.applied_seq:
                self._put_edge(replace(row, covered_seq=seq))
        if self.meta(BACKUP_DUE):
            self.put_meta(BACKUP_DUE, "")
        self.note(self.center, "backup", self.center, "ok", at_ms)

    def meta(self, key: str) -> str:
        """One named fact; empty when it was never written."""
        return self._meta.get(key, "")

    def put_meta(self, key: str, value: str) -> None:
        """Write one named fact."""
        self._meta[key] = value
        self._writes.append(PutMeta(key, value))

    def next_id(self) -> str:
        """The id that the next ticket or alarm gets; asking takes nothing."""
        return ids.make_id(self.center, self.incarnation, self._counter + 1)

    def use_id(self) -> None:
        """`next_id` has been given away; it is never given again, not even after a crash."""
        self.put_meta("counter", str(self._counter + 1))

    @property
    def _counter(self) -> int:
        return int(self._meta.get("counter", "0"))

    # -- tickets and alarms -----------------------------------------------------------------------

    def ticket(self, ticket: str) -> Ticket | None:
        """A ticket by id, from memory or else from disk."""
        found = self.tickets.get(ticket)
        if found is None and (events := self._reader.log_of(ticket)):
            return replay(events)
        return found

    def report(self, source: str, key: str) -> str:
        """The ticket that a source's own key made; empty when there is none."""
        return self._reports.get((source, key)) or self._reader.report_of(source, key)

    def via(self, ticket: str) -> str:
        """The neighbour that tells us about a ticket; empty while it is ours."""
        return self._via[ticket] if ticket in self._via else self._reader.via_of(ticket)

    def append(
        self,
        before: Ticket | None,
        events: Iterable[Event],
        *,
        by: str,
        at_ms: int,
        via: str = "",
        after: Ticket | None = None,
    ) -> Ticket:
        """Add events to a ticket's log; returns what the ticket is now.

        `by` goes to the journal; `via` tells of it from now on; `after` is what `continued` made of these.

        Raises:
            Unfit: the events do not continue the log (nothing is changed then).
        """
        events = tuple(events)
        if after is None:
            after = continued(before, events)
        assert after.events == ((*before.events, *events) if before else events), "another log than was read"
        bodies = tuple(map(_ENCODE, events))
        self._remember(after)
        self._via[after.id] = via
        if before is None and after.key:
            self._reports.setdefault((after.source, after.key), after.id)
        self._writes.append(PutTicket(_row(after, via)))
        self._writes.append(AppendEvents(after.id, events, bodies))
        digests = " ".join(f"{e.rev}:{journal.digest(b)}" for e, b in zip(events, bodies, strict=True))
        self.note(by, journal.EVENTS, after.id, "ok", at_ms, digests)
        return after

    def alarm(self, alarm: str) -> Alarm | None:
        """An alarm by id, from memory or else from disk."""
        return self.alarms.get(alarm) or self._reader.alarm_of(alarm)

    def put_alarm(self, alarm: Alarm) -> None:
        """Write an alarm, new or changed."""
        self._remember_alarm(alarm)
        self._writes.append(PutAlarm(alarm))

    def _remember(self, ticket: Ticket) -> None:
        self.tickets[ticket.id] = ticket
        self._ended.pop(ticket.id, None)
        if not _live(ticket):
            self._ended[ticket.id] = None

    def _remember_alarm(self, alarm: Alarm) -> None:
        self.alarms[alarm.id] = alarm
        if not is_open(alarm):
            self._decided[alarm.id] = None

    def _forget(self) -> None:
        """Let go of the oldest ended things. Only between batches: what is not on disk yet must stay."""
        while len(self._ended) > KEPT_ENDED:
            oldest, _ = self._ended.popitem(last=False)
            del self.tickets[oldest]
            self._via.pop(oldest, None)
        while len(self._decided) > KEPT_ENDED:
            self.alarms.pop(self._decided.popitem(last=False)[0], None)

    # -- streams ----------------------------------------------------------------------------------

    def edge(self, peer: str) -> EdgeRow:
        """How far the streams of a neighbour are; a neighbour seen for the first time starts at 1."""
        if peer not in self.edges:
            self._put_edge(EdgeRow(peer))
        return self.edges[peer]

    def unsettled(self, peer: str) -> bool:
        """Whether we were restored and this neighbour has not told everything yet."""
        return self.incarnation > 1 and self.edge(peer).settled_inc != self.incarnation

    def queue(self, peer: str, payload: Payload) -> None:
        """Put a durable message into the stream to a neighbour.

        While the edge is unsettled its next sequence is not known: then nothing is queued, and what the
        neighbour lacks is made out when it has told what it has (`Levels.catch_up`, `Levels.reissue`).
        """
        if self.unsettled(peer):
            return
        row = self.edge(peer)
        self._put_edge(replace(row, next_seq=row.next_seq + 1))
        self._writes.append(PutOutbox(peer, row.next_seq, payload))

    def acknowledged(self, peer: str, upto: int, safe: int = 0) -> None:
        """The neighbour has everything up to `upto` on its disk, and up to `safe` in a backup."""
        row = self.edge(peer)
        acked = upto if row.acked_seq < upto < row.next_seq else row.acked_seq
        dropped = max(row.dropped_seq, min(acked, max(safe, acked - KEPT_MAX)))
        if dropped > row.dropped_seq:
            self._writes.append(DropOutbox(peer, dropped))
        if (acked, dropped) != (row.acked_seq, row.dropped_seq):
            self._put_edge(replace(row, acked_seq=acked, dropped_seq=dropped))

    def greeted(self, peer: str, incarnation: int, acked: int | None = None) -> None:
        """Note the neighbour's incarnation; a restored one may have fewer of our messages (`acked`)."""
        row = self.edge(peer)
        after = replace(row, peer_inc=incarnation, acked_seq=row.acked_seq if acked is None else acked)
        if after != row:
            self._put_edge(after)

    def settled(self, peer: str, has_seq: int, floor_seq: int) -> None:
        """The neighbour has told everything: go on after what it has of us.

        Messages that we made and lost leave a hole, so all up to there counts as dropped. What the
        neighbour cannot send again (up to `floor_seq`) is covered by what it told.
        """
        row = self.edge(peer)
        dropped = has_seq if has_seq >= row.next_seq else row.dropped_seq
        if dropped > row.dropped_seq:
            self._writes.append(DropOutbox(peer, dropped))
        self._put_edge(
            replace(
                row,
                next_seq=max(row.next_seq, has_seq + 1),
                acked_seq=has_seq,
                dropped_seq=dropped,
                applied_seq=max(row.applied_seq, floor_seq),
                settled_inc=self.incarnation,
            )
        )

    def applied(self, peer: str, seq: int) -> None:
        """We have applied the neighbour's message `seq`; the cursor goes to disk with its effect."""
        self._put_edge(replace(self.edge(peer), applied_seq=seq))

    def park(self, peer: str, seq: int, payload: Payload, reason: str, at_ms: int) -> None:
        """Keep a durable message that cannot be applied, for people to look at."""
        self._writes.append(Park(peer, seq, payload, reason, at_ms))
        self.note(peer, "park", payload.ticket, "parked", at_ms, reason)

    def unpark(self, parked: Park, at_ms: int) -> None:
        """A parked message has been applied after all."""
        self._writes.append(DropPark(parked.peer, parked.seq))
        self.note(parked.peer, "unpark", str(parked.seq), "ok", at_ms, parked.reason)

    def _put_edge(self, row: EdgeRow) -> None:
        self.edges[row.peer] = row
        self._changed_edges.add(row.peer)

    # -- records ----------------------------------------------------------------------------------

    def expect(self, caller: str, client_id: str) -> None:
        """A command of this batch: whether it came before is read with the others at once."""
        self._expected.setdefault(caller, {})[client_id] = None

    def result_of(self, caller: str, client_id: str) -> Result | None:
        """What a command came to before, whether that is on disk yet or not."""
        expected = self._expected.get(caller, {})
        if (made := self._results.get((caller, client_id))) or client_id not in expected:
            return made or self._reader.result_of(caller, client_id)
        if caller not in self._stored:
            self._stored[caller] = self._reader.results_of(caller, tuple(expected))
        return self._stored[caller].get(client_id)

    def put_result(self, caller: str, result: Result, at_ms: int) -> None:
        """Keep what a command came to."""
        self._results[caller, result.client_id] = result
        self._writes.append(PutResult(caller, result, at_ms))

    def note(self, actor: str, act: str, subject: str, outcome: str, at_ms: int, detail: str = "") -> None:
        """Add one line to the audit journal."""
        n, previous = self._head
        entry = journal.next_entry(
            n, previous, at_ms, actor=actor, act=act, subject=subject, outcome=outcome, detail=detail
        )
        self._head = (entry.n, entry.hash)
        self._writes.append(PutJournal(entry))

    def take(self) -> tuple[Write, ...]:
        """Everything to be written since the last time; nothing may be read before it is on disk."""
        writes = (*self._writes, *(PutEdge(self.edges[peer]) for peer in sorted(self._changed_edges)))
        self._writes.clear()
        self._changed_edges.clear()
        self._results.clear()
        self._expected.clear()
        self._stored.clear()
        self._reports.clear()
        self.cameras.saved()
        self._forget()
        return writes


def continued(before: Ticket | None, events: tuple[Event, ...]) -> Ticket:
    """What a ticket is after the events; they are checked by being read."""
    after = before
    try:
        for event in events:
            after = apply(after, event)
    except (Corrupt, KeyError, ValueError, StopIteration) as fault:
        raise Unfit(f"{before.id if before else 'a new ticket'}: {fault!r}") from fault
    if after is None:
        raise Unfit("there is no event to append")
    return after


def _last_ms(log: tuple[str, tuple[Event, ...]]) -> int:
    return log[1][-1].at_ms


def _updated_ms(ticket: Ticket) -> int:
    return ticket.events[-1].at_ms


def _live(ticket: Ticket) -> bool:
    return not ticket.ended or bool(ticket.custody.transit_to)


def _row(ticket: Ticket, via: str) -> TicketRow:
    custody = ticket.custody
    return TicketRow(
        ticket.id,
        ticket.state.value,
        custody.holder,
        custody.transit_to,
        custody.epoch,
        ticket.rev,
        _live(ticket),
        _updated_ms(ticket),
        via,
        ticket.source if ticket.key else "",
        ticket.key,
    )
