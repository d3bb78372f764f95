"""Reading custody out of a log: who watches a ticket, on which side it lies, what a neighbour may be told.

Source: design 3-federation.md, rules 2 and 4.
"""

from __future__ import annotations

from itertools import pairwise

from backend.domain.ticket import Event, Ticket

HANDED = frozenset({"handed_up", "handed_down"})
"""Events with which a custodian lets a ticket go."""


def hops_of(ticket: Ticket) -> tuple[str, ...]:
    """Centers in the order in which the ticket passed them; the last one may only be awaiting it."""
    hops = tuple(step.center for step in ticket.trail)
    return (*hops, ticket.custody.transit_to) if ticket.custody.transit_to else hops


def neighbours_of(ticket: Ticket, center: str) -> frozenset[str]:
    """Centers that a ticket came to `center` from or went on to: they keep watching it."""
    pairs = list(pairwise(hops_of(ticket)))
    return frozenset({b for a, b in pairs if a == center} | {a for a, b in pairs if b == center}) - {center}


def concerns(ticket: Ticket, center: str) -> bool:
    """Whether a center holds, awaits or once held a ticket."""
    return center in hops_of(ticket)


def side_of(ticket: Ticket, center: str) -> str | None:
    """The neighbour on whose side a ticket lies; empty when it is here, None when it never was here."""
    hops = hops_of(ticket)
    if center not in hops:
        return None
    last = len(hops) - 1 - hops[::-1].index(center)
    if last < len(hops) - 1:
        return "" if ticket.custody.holder == center else hops[last + 1]
    return hops[last - 1] if ticket.custody.transit_to == center else ""


def told_to(ticket: Ticket, center: str) -> tuple[Event, ...]:
    """The log as a custody table may show it: without "on its way to you", which TRANSFER alone tells."""
    if ticket.custody.transit_to != center:
        return ticket.events
    sent = max(n for n, event in enumerate(ticket.events) if event.kind in HANDED)
    return ticket.events[:sent]
