"""Values to columns and back. Bodies are msgpack; added fields need defaults so that old rows decode."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from backend.center.camera_ports import CameraWrite
from backend.center.ports import (
    AppendEvents,
    DropOutbox,
    DropPark,
    Park,
    Payload,
    PutAlarm,
    PutEdge,
    PutJournal,
    PutMeta,
    PutOutbox,
    PutResult,
    PutTicket,
    Write,
)
from backend.domain.alarm import Alarm, AlarmState
from backend.store.camera_rows import camera_rows
from backend.wire.messages import Result, Sealed

Row = tuple[Any, ...]

ENCODE: Final = msgspec.msgpack.Encoder(order="deterministic").encode
ALARM: Final = msgspec.msgpack.Decoder(Alarm)
RESULT: Final = msgspec.msgpack.Decoder(Result)
PAYLOAD: Final = msgspec.msgpack.Decoder(Payload)

OPEN_ALARMS: Final = frozenset({AlarmState.RAISED, AlarmState.CLAIMED})


def rows_of(write: Write) -> tuple[str, list[Row]]:
    """The table (or `drop`, `unpark`) a write goes to, and its rows in the order of the table's columns."""
    match write:
        case AppendEvents(ticket, events, bodies):
            return "event", [
                (ticket, e.rev, e.kind, e.at_ms, e.actor, e.center, body)
                for e, body in zip(events, bodies, strict=True)
            ]
        case PutTicket(r):
            where = (r.state, r.holder, r.transit_to, r.epoch, r.rev, r.live, r.updated_ms, r.via)
            return "ticket", [(r.ticket, *where, r.source, r.source_key)]
        case PutAlarm(a):
            is_open = a.state in OPEN_ALARMS
            return "alarm", [(a.id, a.state.value, a.camera, a.rule, is_open, a.raised_ms, ENCODE(a))]
        case PutOutbox(peer, seq, payload):
            return "outbox", [(peer, seq, ENCODE(payload))]
        case _:
            return _record_rows(write)


def _record_rows(
    write: DropOutbox | PutEdge | PutResult | PutJournal | PutMeta | Park | DropPark | CameraWrite,
) -> tuple[str, list[Row]]:
    match write:
        case DropOutbox(peer, upto):
            return "drop", [(peer, upto)]
        case PutEdge(e):
            far = (e.next_seq, e.acked_seq, e.applied_seq, e.dropped_seq, e.covered_seq)
            return "edge", [(e.peer, *far, e.peer_inc, e.settled_inc)]
        case PutResult(caller, result, at_ms):
            return "command", [(caller, result.client_id, at_ms, ENCODE(result))]
        case PutJournal(j):
            return "journal", [(j.n, j.at_ms, j.actor, j.act, j.subject, j.outcome, j.detail, j.hash)]
        case PutMeta(key, value):
            return "meta", [(key, value)]
        case _:
            return _further_rows(write)


def _further_rows(write: Park | DropPark | CameraWrite) -> tuple[str, list[Row]]:
    match write:
        case Park(peer, seq, payload, reason, at_ms):
            sealed = payload.kind if isinstance(payload, Sealed) else ""
            return "parked", [(peer, seq, reason, at_ms, ENCODE(payload), sealed)]
        case DropPark(peer, seq):
            return "unpark", [(peer, seq)]
        case _:
            return camera_rows(write)
