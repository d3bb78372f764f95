"""The ticket: what its log means.

A ticket IS its log of events. State, tasks, custody and clock spans are derived by replaying it, so
every center that holds the same log shows the same ticket. Source: design 2-ticket.md,
3-federation.md rule 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.domain import spans
from backend.domain.altering import altered, new_ticket
from backend.domain.errors import Corrupt
from backend.domain.log import (
    END_STATES,
    ClockSpan,
    Custody,
    CustodyStep,
    Event,
    State,
    Task,
    TaskState,
    Ticket,
)
from backend.domain.meanings import FLOW, Meaning
from backend.domain.overlays import OVERLAYS

__all__ = [
    "END_STATES",
    "MEANINGS",
    "STATE_CLOCK",
    "ClockSpan",
    "Custody",
    "CustodyStep",
    "Event",
    "State",
    "Task",
    "TaskState",
    "Ticket",
    "apply",
    "replay",
]

STATE_CLOCK: Mapping[State, str] = {
    State.REPORTED: "accept",
    State.NEED_INFO: "accept",  # paused
    State.VERIFYING: "verify",
    State.FILED: "dispatch",
    State.DISPUTED: "arbitrate",
    State.HUNG: "review",
    State.FED_BACK: "check",
    State.CALLBACK: "callback",
}
"""The clock that runs exactly while a ticket is in a state; sign and dispose belong to tasks."""

RESUMING = frozenset({"verified", "refuted", "unmerged"})
"""Events after which the clock of the state runs on where it stood."""

MEANINGS: Mapping[str, Meaning] = {**FLOW, **OVERLAYS}
"""What each kind of event changes, after `reported` has opened the ticket."""


def replay(events: Iterable[Event]) -> Ticket:
    """Read a whole log from its first event.

    Raises:
        Corrupt: the log is empty, has a gap, does not begin with a report, or holds an unknown event.
    """
    ticket: Ticket | None = None
    for event in events:
        ticket = apply(ticket, event)
    if ticket is None:
        raise Corrupt("a ticket's log is empty")
    return ticket


def apply(ticket: Ticket | None, event: Event) -> Ticket:
    """Add one event to what is known; `ticket` is None before the first.

    Raises:
        Corrupt: the event does not continue the log, or its kind is unknown to this version.
    """
    if ticket is None:
        return _opened(event)
    if event.rev != ticket.rev + 1:
        raise Corrupt(f"log of {ticket.id}: event {event.rev} follows {ticket.rev}")
    meaning = MEANINGS.get(event.kind)
    if meaning is None:
        raise Corrupt(f"log of {ticket.id}: event {event.rev} is of unknown kind {event.kind!r}")
    try:
        meant = meaning(ticket, event)
    except (KeyError, ValueError) as error:
        raise Corrupt(f"log of {ticket.id}: event {event.rev} ({event.kind}) lacks {error}") from error
    changed = altered(
        meant,
        rev=event.rev,
        events=(*ticket.events, event),
        evidence=ticket.evidence + event.evidence,
    )
    return _turn_stage_clock(ticket, changed, event)


def _opened(event: Event) -> Ticket:
    if event.kind != "reported" or event.rev != 1 or not event.args.get("ticket"):
        raise Corrupt(f"a log begins with {event.kind!r} at {event.rev}, not with a named report")
    args = event.args
    urgency = args.get("urgency", "")
    since_text = args.get("since_ms", "")
    since_ms = int(since_text) if since_text.isdecimal() else event.at_ms
    return new_ticket(
        id=args["ticket"],
        title=args.get("title", ""),
        state=State.REPORTED,
        rev=1,
        custody=Custody(event.center),
        trail=(CustodyStep(event.center, 1, event.at_ms, "reported"),),
        opened_ms=event.at_ms,
        place=args.get("place", ""),
        description=args.get("description", ""),
        category=args.get("category", ""),
        urgency=urgency,
        source=args.get("source", ""),
        alarm=args.get("alarm", ""),
        reporter=args.get("reporter", ""),
        evidence=event.evidence,
        budgets=event.budgets,
        events=(event,),
        focus=args.get("focus", ""),
        key=args.get("key", ""),
        link=args.get("link", ""),
        split_from=args.get("origin", ""),
        since_ms=since_ms,
        own_urgency=urgency,
        spans=(spans.first(event, STATE_CLOCK[State.REPORTED]), spans.first(event, "total", since_ms)),
    )


def _turn_stage_clock(before: Ticket, after: Ticket, event: Event) -> Ticket:
    """Stop the clock of the state that was left; start, or let run on, the one of the state entered."""
    left, entered = STATE_CLOCK.get(before.state, ""), STATE_CLOCK.get(after.state, "")
    if before.state is after.state or left == entered:
        return after
    after = spans.stop(after, event.at_ms, left)
    if event.kind in RESUMING:
        return spans.resume(after, event.at_ms, entered)
    return spans.start(after, event, entered) if entered else after
