"""What a disk holds, told by the writes that were committed to it; compared with the database at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from backend.center.ledger import RECOVERED
from backend.center.ports import (
    AppendEvents,
    DropOutbox,
    DropPark,
    EdgeRow,
    Park,
    Payload,
    PutAlarm,
    PutEdge,
    PutMeta,
    PutOutbox,
    PutResult,
    PutTicket,
    TicketRow,
    Write,
)
from backend.domain.alarm import Alarm
from backend.domain.log import Event, Ticket
from backend.domain.ticket import replay
from backend.wire.messages import Result


@dataclass(slots=True)
class Mirror:
    """One disk, seen from outside the core."""

    meta: dict[str, str] = field(default_factory=dict)
    logs: dict[str, tuple[Event, ...]] = field(default_factory=dict)
    rows: dict[str, TicketRow] = field(default_factory=dict)
    alarms: dict[str, Alarm] = field(default_factory=dict)
    edges: dict[str, EdgeRow] = field(default_factory=dict)
    outbox: dict[str, dict[int, Payload]] = field(default_factory=dict)
    results: dict[tuple[str, str], Result] = field(default_factory=dict)
    parked: dict[tuple[str, int], Park] = field(default_factory=dict)
    _read: dict[str, Ticket] = field(default_factory=dict)

    def copied(self) -> Mirror:
        """The same again, for a backup."""
        return Mirror(
            dict(self.meta),
            dict(self.logs),
            dict(self.rows),
            dict(self.alarms),
            dict(self.edges),
            {peer: dict(rows) for peer, rows in self.outbox.items()},
            dict(self.results),
            dict(self.parked),
            dict(self._read),
        )

    def apply(self, writes: Iterable[Write]) -> dict[str, None]:
        """Follow a commit; returns the tickets it touched."""
        touched: dict[str, None] = {}
        for write in writes:
            match write:
                case AppendEvents(ticket, events, _):
                    self.logs[ticket] = (*self.logs.get(ticket, ()), *events)
                    touched[ticket] = None
                case PutTicket(row):
                    self.rows[row.ticket] = row
                    touched[row.ticket] = None
                case PutAlarm(alarm):
                    self.alarms[alarm.id] = alarm
                case PutEdge(edge):
                    self.edges[edge.peer] = edge
                case _:
                    self._apply_record(write)
        return touched

    def _apply_record(self, write: Write) -> None:
        match write:
            case PutOutbox(peer, seq, payload):
                self.outbox.setdefault(peer, {})[seq] = payload
            case DropOutbox(peer, upto):
                rows = self.outbox.get(peer, {})
                for seq in [seq for seq in rows if seq <= upto]:
                    del rows[seq]
            case PutResult(caller, result, _):
                self.results[caller, result.client_id] = result
            case PutMeta(key, value):
                self.meta[key] = value
            case Park(peer, seq):
                self.parked[peer, seq] = write
            case DropPark(peer, seq):
                self.parked.pop((peer, seq), None)
            case _:
                pass  # the journal is read from the database itself

    def ticket(self, ticket: str) -> Ticket | None:
        """A ticket as its log says; replayed once per revision."""
        log = self.logs.get(ticket)
        if not log:
            return None
        known = self._read.get(ticket)
        if known is None or known.rev != len(log):
            known = self._read[ticket] = replay(log)
        return known

    def held(self, center: str) -> list[Ticket]:
        """Tickets that `center` may change, as this disk says."""
        mine = (row for row in self.rows.values() if row.holder == center and not row.transit_to)
        return [found for row in mine if (found := self.ticket(row.ticket)) is not None]

    @property
    def recovering(self) -> bool:
        """Whether it was put back and the center has not heard of every neighbour since."""
        return self.incarnation > 1 and self.meta.get(RECOVERED) != str(self.incarnation)

    @property
    def incarnation(self) -> int:
        """Raised by every restore."""
        return int(self.meta.get("incarnation", "1"))
