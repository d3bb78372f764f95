"""Recall 召回: a center that a ticket has passed asks whoever holds it to hand it back. It never takes it.

The custodian's log says that it was asked. A person there hands the ticket up or down, which answers the
question once it arrives, or declines with a reason. Source: design 3-federation.md rule 2.
"""

from __future__ import annotations

from backend.domain.acts import Act, Context, Draft
from backend.domain.altering import altered
from backend.domain.errors import Refused
from backend.domain.log import Event, Request, Ticket

KIND = "recall"
"""The kind of request that a recall is kept as."""


def may_recall(ticket: Ticket, context: Context) -> Refused | None:
    """Only a center that once held it asks for it back, and once at a time."""
    if context.center not in {step.center for step in ticket.trail}:
        words = f"{ticket.id} has never been held at {context.center}"
        return Refused("never_held", words, rule="recall", who_may=_centers(ticket))
    return _asked_refusal(ticket, context.center)


def recall(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """What is asked; nothing is added to the log here, the custodian adds it there."""
    return (Draft("recalled", {**act.args, "center": context.center, "person": context.actor.name}),)


def take_recall(ticket: Ticket, act: Act, _context: Context) -> tuple[Draft, ...]:
    """The custodian's center notes that it was asked."""
    no = _asked_refusal(ticket, act.args["center"])
    if no is not None:
        raise no
    return (Draft("recalled", act.args),)


def may_decline(ticket: Ticket, _context: Context) -> Refused | None:
    """Somebody has asked and nobody has answered."""
    if asked(ticket):
        return None
    return Refused("nothing_asked", "nobody has asked for it back", rule="decline_recall")


def decline(ticket: Ticket, act: Act, _context: Context) -> tuple[Draft, ...]:
    """Keep it, with a reason; every center that asked is answered."""
    return tuple(Draft("recall_declined", {**act.args, "request": str(one.n)}) for one in asked(ticket))


def asked(ticket: Ticket) -> tuple[Request, ...]:
    """Recalls that wait for an answer, oldest first."""
    return tuple(request for request in ticket.pending if request.kind == KIND)


def recalled(ticket: Ticket, event: Event) -> Ticket:
    """Keep the question beside the flow."""
    args = event.args
    request = Request(len(ticket.requests) + 1, KIND, args["person"], "", event.at_ms, args)
    return altered(ticket, requests=(*ticket.requests, request))


def _asked_refusal(ticket: Ticket, center: str) -> Refused | None:
    if any(request.args["center"] == center for request in asked(ticket)):
        return Refused("asked_already", f"{center} has asked for {ticket.id} already", rule="recall")
    return None


def _centers(ticket: Ticket) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"center:{step.center}" for step in ticket.trail))
