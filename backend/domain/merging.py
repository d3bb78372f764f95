"""Merging tickets, taking them out again, splitting: acyclic, reversible, and told to both logs.

An act changes one ticket. What it asks of another is a `FollowUp`, which the center carries out as itself
in the same commit. Source: design 2-ticket.md, transition 16.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backend.domain.acts import Act, Context, Draft
from backend.domain.errors import Refused
from backend.domain.limits import Budget, strictest
from backend.domain.log import END_STATES, Event, State, Ticket
from backend.domain.opening import frozen_budgets, opened

PARENT_STATES = frozenset(
    {State.REPORTED, State.NEED_INFO, State.FILED, State.DISPATCHED, State.IN_PROGRESS, State.FED_BACK}
)
"""States in which a ticket takes others in: its check, and so their callbacks, is still to come."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An act of the center on another ticket, to be decided in the same commit."""

    ticket: str
    act: Act


def follow_ups(before: Ticket | None, events: Iterable[Event]) -> tuple[FollowUp, ...]:
    """What events of one ticket ask of others; `before` is that ticket before them."""
    if before is None:
        return ()
    found: list[FollowUp] = []
    for event in events:
        if event.kind == "merged":
            told = {"child": before.id, "since_ms": str(before.since_ms), "urgency": before.urgency}
            found.append(FollowUp(event.args["into"], Act("absorb", told)))
        elif event.kind == "unmerged":
            found.append(FollowUp(before.into, Act("part", {"child": before.id})))
        elif event.kind in {"checked", "solved", "answered"}:
            found.extend(FollowUp(child.id, Act("answer")) for child in before.children)
        elif event.kind == "not_filed" or (event.kind, event.args.get("kind")) == ("granted", "void"):
            args = {"reason": f"{before.id}: {event.kind}"}
            found.extend(FollowUp(child.id, Act("unmerge", args)) for child in before.children)
    return tuple(found)


def merge(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Put a ticket into another one held here."""
    into = _known(act.args["into"], context, "merge")
    if ticket.id in _above(into, context):
        raise Refused("cycle", f"{into.id} is merged into {ticket.id}, or is it", rule="merge")
    if into.state not in PARENT_STATES:
        raise Refused("not_open", f"{into.id} is {into.state.value} and takes nothing in", rule="merge")
    if ticket.limits:  # filed: class and limits are settled
        return (Draft("merged", act.args),)
    category = ticket.category or into.category
    if not category:
        raise Refused("args_missing", "neither ticket has a class: file one first", rule="merge")
    limits = f"{context.limits.name}@{context.limits.version}"
    args = {**act.args, "category": category, "limits": limits}
    return (Draft("merged", args, frozen_budgets(context, category, ticket.urgency)),)


def _known(name: str, context: Context, rule: str) -> Ticket:
    """A ticket that this center holds, or a refusal."""
    found = context.tickets.get(name)
    if found is None:
        raise Refused("no_ticket", f"there is no ticket {name!r} here", rule=rule)
    if found.custody.transit_to or found.custody.holder != context.center:
        held = found.custody.transit_to or found.custody.holder
        raise Refused("not_custodian", f"{name} is not held here", rule=rule, who_may=(f"center:{held}",))
    return found


def _above(ticket: Ticket, context: Context) -> Iterable[str]:
    """The ticket itself and everything it is merged into, upwards."""
    chain: dict[str, None] = {}
    found: Ticket | None = ticket
    while found is not None and found.id not in chain:
        chain[found.id] = None
        found = context.tickets.get(found.into)
    return chain


def absorb(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """The other side of merging: the strictest urgency, with its limits."""
    urgency = strictest((ticket.urgency, act.args["urgency"]))
    return (Draft("absorbed", act.args, _swapped(ticket, urgency, context)),)


def part(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """The other side of taking out: what is left says how urgent it is."""
    left = (child.urgency for child in ticket.children if child.id != act.args["child"])
    urgency = strictest((ticket.own_urgency, *left))
    return (Draft("parted", act.args, _swapped(ticket, urgency, context)),)


def _swapped(ticket: Ticket, urgency: str, context: Context) -> tuple[Budget, ...]:
    """New limits if the urgency has changed; as many as are frozen by now."""
    if urgency == ticket.urgency:
        return ()
    if ticket.limits:
        return frozen_budgets(context, ticket.category, urgency)
    return tuple(context.limits.budget(clock, ticket.category, urgency) for clock in ("accept", "total"))


def split(act: Act, context: Context) -> Draft:
    """Make a ticket of a part of another: its total clock starts where the other's did."""
    origin = _known(act.args["origin"], context, "split")
    if origin.state in END_STATES:
        raise Refused("not_open", f"{origin.id} is {origin.state.value}", rule="split")
    inherited = {"place": origin.place, "category": origin.category, "urgency": origin.urgency}
    args = {**inherited, **act.args, "since_ms": str(origin.since_ms)}
    return opened(Act("report", args, act.evidence, act.ticket_id), context)
