"""A store in memory that keeps the same promises as the real one (tests/unit/store/test_contract.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import TypeVar

from backend.center.camera_ports import (
    CameraWrite,
    DropCamera,
    PutCamera,
    PutLife,
    PutLogin,
    PutRules,
)
from backend.center.ports import (
    AppendEvents,
    DropOutbox,
    DropPark,
    EdgeRow,
    JournalEntry,
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
    TicketRow,
    Write,
)
from backend.domain.alarm import OPEN_STATES, Alarm
from backend.domain.camera import Camera, Life
from backend.domain.errors import Corrupt
from backend.domain.ticket import Event
from backend.wire.messages import Result, Sealed

K = TypeVar("K")
V = TypeVar("V")


class Tables:
    """What is on the pretended disk."""

    def __init__(self) -> None:
        self.meta: dict[str, str] = {}
        self.tickets: dict[str, TicketRow] = {}
        self.logs: dict[str, tuple[Event, ...]] = {}
        self.alarms: dict[str, Alarm] = {}
        self.edges: dict[str, EdgeRow] = {}
        self.outbox: dict[tuple[str, int], Payload] = {}
        self.results: dict[tuple[str, str], Result] = {}
        self.journal: dict[int, JournalEntry] = {}
        self.parked: dict[tuple[str, int], Park] = {}
        self.cameras: dict[str, Camera] = {}
        self.lives: dict[str, Life] = {}
        self.logins: dict[str, bytes] = {}
        self.rules: dict[str, str] = {}

    def copied(self) -> Tables:
        """The same tables, for changing."""
        other = copy(self)
        for name, table in vars(self).items():
            setattr(other, name, dict(table))
        return other


class MemoryStore:
    """`backend.center.ports.Store` without a disk. `before_commit` may raise, as a failing disk would."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.before_commit: Callable[[], None] = lambda: None
        self.commits = 0

    def close(self) -> None:
        """Nothing to let go of."""

    def commit(self, writes: Sequence[Write]) -> None:
        """All writes or none."""
        self.before_commit()
        after = self.tables.copied()
        for write in sorted(writes, key=lambda w: isinstance(w, AppendEvents)):
            _apply(after, write)
        self.tables = after
        self.commits += 1

    def load(self, ended_max: int) -> Loaded:
        """Everything a core starts from."""
        t = self.tables
        ended = sorted((r for r in t.tickets.values() if not r.live), key=lambda r: -r.updated_ms)[:ended_max]
        chosen = [r for r in t.tickets.values() if r.live] + ended
        decided = sorted(
            (a for a in t.alarms.values() if a.state not in OPEN_STATES), key=lambda a: -a.raised_ms
        )
        n = max(t.journal, default=0)
        return Loaded(
            meta=dict(t.meta),
            logs={r.ticket: t.logs[r.ticket] for r in chosen if r.ticket in t.logs},
            via={r.ticket: r.via for r in chosen},
            ended=frozenset(r.ticket for r in ended),
            alarms=(*(a for a in t.alarms.values() if a.state in OPEN_STATES), *decided[:ended_max]),
            edges=tuple(t.edges.values()),
            journal_n=n,
            journal_hash=t.journal[n].hash if n else "",
            sealed=tuple(p for _, p in sorted(t.parked.items()) if isinstance(p.payload, Sealed)),
            cameras=tuple((t.cameras[name], t.lives.get(name, Life())) for name in sorted(t.cameras)),
        )

    def result_of(self, caller: str, client_id: str) -> Result | None:
        return self.tables.results.get((caller, client_id))

    def results_of(self, caller: str, client_ids: Sequence[str]) -> dict[str, Result]:
        found = {name: self.result_of(caller, name) for name in client_ids}
        return {name: result for name, result in found.items() if result is not None}

    def log_of(self, ticket: str) -> tuple[Event, ...]:
        return self.tables.logs.get(ticket, ())

    def via_of(self, ticket: str) -> str:
        row = self.tables.tickets.get(ticket)
        return row.via if row else ""

    def report_of(self, source: str, key: str) -> str:
        found = (r.ticket for r in self.tables.tickets.values() if (r.source, r.source_key) == (source, key))
        return next(found, "") if key else ""

    def alarm_of(self, alarm: str) -> Alarm | None:
        return self.tables.alarms.get(alarm)

    def login_of(self, camera: str) -> bytes:
        return self.tables.logins.get(camera, b"")

    def rules_of(self, camera: str) -> str:
        return self.tables.rules.get(camera, "")

    def outbox(self, peer: str, after_seq: int, limit: int) -> tuple[tuple[int, Payload], ...]:
        rows = sorted(
            (seq, body) for (to, seq), body in self.tables.outbox.items() if to == peer and seq > after_seq
        )
        return tuple(rows[:limit])

    def custody_page(self, after: str, limit: int) -> tuple[TicketRow, ...]:
        return tuple(self.tables.tickets[t] for t in sorted(self.tables.tickets) if t > after)[:limit]

    def journal(self, after_n: int, limit: int) -> tuple[JournalEntry, ...]:
        return tuple(self.tables.journal[n] for n in sorted(self.tables.journal) if n > after_n)[:limit]


def _apply(t: Tables, write: Write) -> None:
    match write:
        case AppendEvents(ticket, events, _):
            log = t.logs.get(ticket, ())
            if ticket not in t.tickets or {e.rev for e in log} & {e.rev for e in events}:
                raise Corrupt(f"event of {ticket} twice, or without its ticket")
            t.logs[ticket] = tuple(sorted((*log, *events), key=lambda e: e.rev))
        case PutTicket(row):
            t.tickets[row.ticket] = row
        case PutAlarm(alarm):
            t.alarms[alarm.id] = alarm
        case PutEdge(edge):
            t.edges[edge.peer] = edge
        case PutMeta(key, value):
            t.meta[key] = value
        case DropPark(peer, seq):
            t.parked.pop((peer, seq), None)
        case DropOutbox(peer, upto):
            t.outbox = {key: body for key, body in t.outbox.items() if key[0] != peer or key[1] > upto}
        case PutCamera() | DropCamera() | PutLife() | PutLogin() | PutRules():
            _apply_camera(t, write)
        case _:
            _add(t, write)


def _apply_camera(t: Tables, write: CameraWrite) -> None:
    match write:
        case PutCamera(camera):
            t.cameras[camera.id] = camera
        case DropCamera(name):
            t.cameras.pop(name, None)
        case PutLife(name, life):
            t.lives[name] = life
        case PutLogin(name, login):
            t.logins[name] = login
        case PutRules(name, text):
            t.rules[name] = text


def _add(t: Tables, write: PutOutbox | PutResult | PutJournal | Park) -> None:
    """Rows that may be written once only."""
    match write:
        case PutOutbox(peer, seq, payload):
            _once(t.outbox, (peer, seq), payload)
        case PutResult(caller, result, _):
            _once(t.results, (caller, result.client_id), result)
        case PutJournal(entry):
            _once(t.journal, entry.n, entry)
        case Park():
            _once(t.parked, (write.peer, write.seq), write)


def _once(table: dict[K, V], key: K, value: V) -> None:
    if key in table:
        raise Corrupt(f"a second row {key!r}")
    table[key] = value
