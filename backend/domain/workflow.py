"""Deciding: a ticket, an act and its context make events, or a refusal that says why and who may.

The order of the questions is fixed, so that the same attempt is always refused for the same reason:
the verb exists, the ticket exists, custody, state, role, the verb's own guard, its arguments.
Every code is worded for people in resources/refusals.toml.
"""

from __future__ import annotations

from backend.domain.acts import Act, Context, Draft, Hold, Verb
from backend.domain.errors import Refused
from backend.domain.log import Event, Ticket
from backend.domain.merging import FollowUp, follow_ups
from backend.domain.roles import Role
from backend.domain.transitions import TRANSITIONS

__all__ = ["TRANSITIONS", "Act", "Context", "FollowUp", "allowed", "decide", "follow_ups", "refusal"]

ARG_CHARS_MAX = 4000
"""Longest value of one argument."""


def decide(ticket: Ticket | None, act: Act, context: Context) -> tuple[Event, ...]:
    """Events that the act adds to the log (`ticket` is None for one that makes a ticket).

    Times never run backwards within a log: an event is stamped no earlier than the one before it.

    Raises:
        Refused: the rules say no; nothing is to be written.
    """
    no = refusal(ticket, act.verb, context)
    if no is not None:
        raise no
    verb = TRANSITIONS[act.verb]
    _check_args(verb, act)
    drafts: tuple[Draft, ...]
    if ticket is None:
        assert verb.opens is not None
        assert act.ticket_id, "the caller names the ticket to be made"
        drafts = (verb.opens(act, context),)
    else:
        assert verb.makes is not None
        drafts = verb.makes(ticket, act, context)
    return _stamp(ticket, act, context, verb, drafts)


def refusal(ticket: Ticket | None, verb: str, context: Context) -> Refused | None:
    """Why this actor may not try `verb` now, or None; arguments are not looked at."""
    row = TRANSITIONS.get(verb)
    if row is None:
        return Refused("unknown_verb", f"there is no act {verb!r}; known: {', '.join(TRANSITIONS)}")
    if ticket is None:
        if row.hold is not Hold.NONE:
            return Refused("no_ticket", f"{verb} needs a ticket", rule=verb)
        return _role_refusal(row, context)
    if row.hold is Hold.NONE:
        return Refused("exists", f"ticket {ticket.id} exists already", rule=verb)
    no = _custody_refusal(row, ticket, context)
    if no is None and ticket.state not in row.states:
        no = Refused("wrong_state", f"{verb} is not possible while {ticket.state.value}", rule=verb)
    if no is None:
        no = _role_refusal(row, context)
    return no or row.guard(ticket, context)


def allowed(ticket: Ticket | None, context: Context) -> tuple[str, ...]:
    """Verbs the actor may try now, the natural next step first; their arguments may still be refused."""
    return tuple(verb for verb in TRANSITIONS if refusal(ticket, verb, context) is None)


def _custody_refusal(row: Verb, ticket: Ticket, context: Context) -> Refused | None:
    custody = ticket.custody
    if row.hold is Hold.COMING:
        if custody.transit_to == context.center:
            return None
        return Refused("not_target", f"{ticket.id} is not on its way to {context.center}", rule="custody")
    if custody.transit_to:
        return Refused(
            "in_transit",
            f"{ticket.id} is on its way from {custody.holder} to {custody.transit_to}; "
            f"what cannot wait is reported anew with link={ticket.id}",
            rule="custody",
            who_may=(f"center:{custody.transit_to}",),
        )
    here = custody.holder == context.center
    if row.hold is Hold.AWAY and here:
        return Refused("held_here", f"{ticket.id} is held here", rule="custody")
    if row.hold is Hold.MINE and not here:
        return Refused(
            "not_custodian",
            f"{ticket.id} is held by {custody.holder}",
            rule="custody",
            who_may=(f"center:{custody.holder}",),
        )
    return None


def _role_refusal(row: Verb, context: Context) -> Refused | None:
    if context.actor.center == context.center and _acting_role(row, context) is not None:
        return None
    return Refused(
        "role",
        f"{context.actor.name} may not {row.name} at {context.center}",
        rule=row.name,
        who_may=tuple(role.value for role in row.roles),
    )


def _acting_role(row: Verb, context: Context) -> Role | None:
    return next((role for role in row.roles if role in context.actor.roles), None)


def _check_args(verb: Verb, act: Act) -> None:
    known = {arg.name: arg for arg in verb.args}
    missing = [arg.name for arg in verb.args if arg.required and not act.args.get(arg.name, "").strip()]
    if missing:
        raise Refused("args_missing", f"{verb.name} needs {'= '.join(missing)}=", rule=verb.name)
    for name, value in act.args.items():
        arg = known.get(name)
        if arg is None and name != "note":
            takes = ", ".join([*known, "note"])
            words = f"{verb.name} does not take {name}=; it takes {takes}"
            raise Refused("unknown_arg", words, rule=verb.name)
        if len(value) > ARG_CHARS_MAX:
            raise Refused("bad_arg", f"{name}= is longer than {ARG_CHARS_MAX} characters", rule=verb.name)
        if arg is not None and arg.choices and value not in arg.choices:
            raise Refused("bad_arg", f"{name}= is one of: {', '.join(arg.choices)}", rule=verb.name)


def _stamp(
    ticket: Ticket | None, act: Act, context: Context, verb: Verb, drafts: tuple[Draft, ...]
) -> tuple[Event, ...]:
    assert context.now_ms > 0
    assert context.actor.name
    role = _acting_role(verb, context)
    assert role is not None
    rev, last_ms = (ticket.rev, ticket.events[-1].at_ms) if ticket else (0, 0)
    return tuple(
        Event(
            rev=rev + n,
            kind=draft.kind,
            at_ms=max(context.now_ms, last_ms),
            actor=context.actor.name,
            role=role.value,
            center=context.center,
            args=dict(draft.args),
            budgets=draft.budgets,
            evidence=act.evidence if n == 1 else (),
        )
        for n, draft in enumerate(drafts, start=1)
    )
