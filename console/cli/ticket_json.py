"""A ticket as the document that `onegrid ticket … --json` prints; a stable shape for other programs.

Every time is ISO 8601 UTC with ms; what has not happened is null. Source: docs/protocol.md, Tickets as JSON.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from backend.domain.log import CustodyStep, Event, Flag, Request, Ticket
from backend.domain.sla import ClockReading, light_at, light_history, worst
from backend.domain.ticket import replay
from backend.wire.messages import Officer, Suggestion, TicketRecord

Document = dict[str, Any]


def iso(at_ms: int) -> str | None:
    """UTC ms as text; None for 0, which means never."""
    if not at_ms:
        return None
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole(record: TicketRecord, now_ms: int) -> Document:
    """Everything about one ticket; `now_ms` is the center's time, which the lights are read at.

    Raises:
        Corrupt: the log cannot be replayed.
    """
    ticket = replay(record.events)
    turns = light_history(record.clocks, now_ms)
    return {
        **row(record, now_ms),
        "description": ticket.description,
        "source": ticket.source,
        "alarm": ticket.alarm or None,
        "reporter": ticket.reporter,
        "round": ticket.round,
        "lead": ticket.lead or None,
        "assists": list(ticket.assists),
        "tasks": [asdict(task) for task in ticket.tasks],
        "events": [_event(event) for event in ticket.events],
        "clocks": [_clock(reading, now_ms) for reading in record.clocks],
        "lights": [{"clock": clock, "light": light.value, "at": iso(at_ms)} for clock, light, at_ms in turns],
        "trail": [_step(step) for step in ticket.trail],
        "focus": ticket.focus,
        "limits": ticket.limits,
        "requests": [_request(request) for request in ticket.requests],
        "flags": [_flag(flag) for flag in ticket.flags],
        "children": [child.id for child in ticket.children],
        "into": ticket.into or None,
        "split_from": ticket.split_from or None,
        "rating": ticket.rating or None,
    }


def suggested(suggestion: Suggestion) -> Document:
    """A suggestion: hits with confidence and reasons, the center that should settle it, officers."""
    route = suggestion.route
    return {
        "center": route.center,
        "automatic": route.automatic,
        "hits": [asdict(hit) for hit in route.hits],
        "reasons": [asdict(reason) for reason in route.reasons],
        "officers": [_officer(officer) for officer in suggestion.officers],
        "lacking": list(suggestion.lacking),
    }


def row(record: TicketRecord, now_ms: int) -> Document:
    """One line of a list.

    Raises:
        Corrupt: the log cannot be replayed.
    """
    ticket: Ticket = replay(record.events)
    shown = worst(record.clocks, now_ms)
    return {
        "id": ticket.id,
        "title": ticket.title,
        "state": ticket.state.value,
        "custodian": ticket.custody.holder,
        "transit_to": ticket.custody.transit_to or None,
        "epoch": ticket.custody.epoch,
        "rev": ticket.rev,
        "light": light_at(shown, now_ms).value if shown else None,
        "place": ticket.place,
        "category": ticket.category,
        "urgency": ticket.urgency,
        "opened": iso(ticket.opened_ms),
        "closed": iso(ticket.closed_ms),
    }


def _event(event: Event) -> Document:
    """One line of the log."""
    return {
        "rev": event.rev,
        "event": event.kind,
        "at": iso(event.at_ms),
        "center": event.center,
        "actor": event.actor,
        "role": event.role,
        "args": dict(event.args),
        "evidence": [asdict(ref) for ref in event.evidence],
    }


def _request(request: Request) -> Document:
    """Something asked for, and the ruling."""
    return {
        "n": request.n,
        "kind": request.kind,
        "person": request.person,
        "department": request.department or None,
        "at": iso(request.at_ms),
        "ruling": request.ruling or None,
        "ruled_by": request.ruled_by or None,
        "ruled": iso(request.ruled_ms),
    }


def _flag(flag: Flag) -> Document:
    """A push, whom it summons, and who has taken note when."""
    return {
        "n": flag.n,
        "kind": flag.kind,
        "by": flag.by,
        "at": iso(flag.at_ms),
        "summons": list(flag.summons),
        "waiting": list(flag.waiting),
        "receipts": [{"who": r.who, "person": r.person, "at": iso(r.at_ms)} for r in flag.receipts],
    }


def _officer(officer: Officer) -> Document:
    """One officer who may go."""
    return {
        "post": officer.post,
        "name": officer.name,
        "cost_s": officer.cost_s,
        "distance_m": officer.distance_m,
        "reasons": [asdict(reason) for reason in officer.reasons],
    }


def _clock(reading: ClockReading, now_ms: int) -> Document:
    """One clock of one round."""
    return {
        "clock": reading.clock,
        "round": reading.round,
        "department": reading.department or None,
        "started": iso(reading.started_ms),
        "yellow": iso(reading.yellow_ms),
        "deadline": iso(reading.deadline_ms),
        "stopped": iso(reading.stopped_ms),
        "budget_s": reading.budget_s,
        "paused": reading.paused,
        "provisional": reading.provisional,
        "light": light_at(reading, now_ms).value,
    }


def _step(step: CustodyStep) -> Document:
    """One center that held the ticket."""
    return {
        "center": step.center,
        "epoch": step.epoch,
        "at": iso(step.at_ms),
        "how": step.how,
        "sent": iso(step.sent_ms),
        "reason": step.reason or None,
    }
