"""Which acts a screen offers for what is selected, derived from custody, state and role, never guessed.

An act that is not possible stays on offer with its refusal, so that pressing it explains itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.domain import asking
from backend.domain.alarm import Alarm, decide_alarm
from backend.domain.errors import Refused
from backend.domain.log import Request, State, Ticket
from backend.domain.org import LEVELS, UnitKind
from backend.domain.roles import Role
from backend.domain.workflow import TRANSITIONS, Act, Context, refusal
from console.mirror import CenterView

STEPS: Mapping[State, tuple[str, ...]] = {
    State.REPORTED: ("file", "not_file", "ask_more", "send_verify"),
    State.NEED_INFO: ("supplement", "not_file"),
    State.VERIFYING: ("verified", "refuted"),
    State.FILED: ("dispatch",),
    State.DISPATCHED: ("sign", "feedback"),
    State.IN_PROGRESS: ("feedback", "sign"),
    State.DISPUTED: ("arbitrate",),
    State.HUNG: ("lift",),
    State.FED_BACK: ("check",),
    State.CALLBACK: ("callback",),
    State.CLOSED: ("sample", "evaluate"),
}
"""The acts that lead on from a state, the natural one first."""

BESIDE = frozenset({"not_file", "ask_more", "send_verify", "refuted"})
"""Steps that Enter never tries: another one is the natural step."""

OPTIONAL = frozenset({State.CLOSED})
"""States in which nothing has to follow: a step that is not possible is not on offer."""

RULINGS = ("grant", "deny")
REQUESTS = (
    "recall", "decline_recall", "withdraw", "return", "extend", "hang", "request_close", "waive",
    "reclassify", "reopen", "unmerge",
)  # fmt: skip
MOVES = ("hand_up", "hand_down")
TIES = ("merge", "split")
PUSHES = ("urge", "supervise")
SUMMONS = ("wake", "receipt")
LAST = ("void",)
ALWAYS = frozenset({*MOVES, *PUSHES, "note"})
"""On offer in every state, so that their refusals can be asked for."""

IDLE = frozenset({
    "nothing_asked", "nothing_open", "not_summoned", "nothing_to_sample", "not_your_task",
    "in_transit", "not_custodian", "not_open", "held_here", "never_held",
})  # fmt: skip
"""Refusals that say that there is nothing of this kind to do here: such an act is left out of the row."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One act on offer. `main` is the one that Enter tries; `refused` says why it cannot be now."""

    verb: str
    refused: Refused | None = None
    main: bool = False


def context_of(center: CenterView, now_ms: int) -> Context | None:
    """The domain's view of us at our center; `None` until the center answered.

    It holds no calendars and no other tickets: what depends on them is offered, and decided by the center.
    """
    if center.actor is None:
        return None
    return Context(
        now_ms=now_ms,
        actor=center.actor,
        center=center.id,
        parent=center.parent,
        children=frozenset(children(center)),
        departments=frozenset(departments(center)),
    )


def departments(center: CenterView) -> tuple[str, ...]:
    """Departments our center may dispatch to: its own and those of every center above it."""
    above, unit = set[str](), center.id
    while unit and unit not in above:
        above.add(unit)
        unit = center.units[unit].parent if unit in center.units else ""
    return tuple(u.id for u in center.units.values() if u.kind is UnitKind.DEPARTMENT and u.parent in above)


def children(center: CenterView) -> tuple[str, ...]:
    """Centers below ours, in the order of the organisation's table."""
    return tuple(u.id for u in center.units.values() if u.parent == center.id and u.kind in LEVELS)


def ticket_refusal(ticket: Ticket, verb: str, context: Context) -> Refused | None:
    """Why this actor may not try `verb` on the ticket now, or `None`; arguments are not looked at."""
    if verb != "split":
        return refusal(ticket, verb, context)
    # Splitting makes a ticket: the domain looks at the one it is split from only when it decides.
    no = refusal(None, verb, context)
    if no is not None:
        return no
    held = refusal(ticket, "note", context)
    if held is not None and held.rule == "custody":
        return Refused("not_custodian", held.words, rule="split", who_may=held.who_may)
    if ticket.ended:
        return Refused("not_open", f"{ticket.id} is {ticket.state.value}", rule="split")
    return None


def ticket_offers(ticket: Ticket, context: Context) -> tuple[Offer, ...]:
    """The steps on from where the ticket stands, then what else is possible, then what is not.

    Of the acts that are not possible those stay that belong to this state and this role, and those that
    are always on offer.
    """
    steps = [(verb, ticket_refusal(ticket, verb, context)) for verb in STEPS.get(ticket.state, ())]
    # Only what is possible or what everybody expects here: the first step stays even when refused.
    steps = [step for n, step in enumerate(steps) if step[1] is None or _expected(ticket, n, step[0])]
    steps.sort(key=lambda step: step[1] is not None)
    listed = (*RULINGS, *REQUESTS, *MOVES, *TIES, *PUSHES, *SUMMONS, "note", *LAST)
    rest = list(_fitting(ticket, listed, context))
    rest.sort(key=lambda offer: offer[1] is not None)
    offers = dict(steps + rest)
    main = _main_step(ticket, offers, [verb for verb, _ in steps], context)
    return tuple(Offer(verb, no, main=verb == main) for verb, no in offers.items())


def _expected(ticket: Ticket, place: int, verb: str) -> bool:
    return ticket.state not in OPTIONAL and (place == 0 or verb == "not_file")


def _fitting(ticket: Ticket, verbs: Iterable[str], context: Context) -> Iterable[tuple[str, Refused | None]]:
    for verb in verbs:
        no, row = ticket_refusal(ticket, verb, context), TRANSITIONS[verb]
        mine = bool(context.actor.roles & set(row.roles)) and (ticket.state in row.states or not row.states)
        if no is None or verb in ALWAYS or (mine and no.code not in IDLE):
            yield verb, no


def _main_step(
    ticket: Ticket, offers: Mapping[str, Refused | None], steps: list[str], context: Context
) -> str:
    """What Enter tries: a step that is possible, else the first step, so that its refusal explains itself.

    Never another kind of act: who expects to check must not find that he has handed over. Only where
    nobody could be dispatched to does the way lead on by handing up, and only for somebody who could
    not take the step in any case does a request that waits for his ruling come first.
    """
    if "dispatch" in steps and not context.departments and offers["hand_up"] is None:
        return "hand_up"
    possible = [verb for verb in steps if offers[verb] is None and verb not in BESIDE]
    if possible:
        return possible[0]
    if _waits_for_ruling(ticket, offers, steps, context):
        return "grant"
    return next(iter(steps), "")


def _waits_for_ruling(
    ticket: Ticket, offers: Mapping[str, Refused | None], steps: list[str], context: Context
) -> bool:
    able = any(context.actor.roles & set(TRANSITIONS[verb].roles) for verb in steps)
    asked = ruleable(ticket, context)
    return not able and offers.get("grant", _NOT_OFFERED) is None and bool(asked) and asked[0].kind != "void"


_NOT_OFFERED = Refused("nothing_asked", "not on offer")


def ruleable(ticket: Ticket, context: Context) -> tuple[Request, ...]:
    """Requests that this actor may rule on now, the oldest first."""
    return tuple(
        request
        for request in ticket.pending
        if request.kind in asking.KINDS and asking.rule_refusal(ticket, request, context) is None
    )


def may_wish_to_rule(context: Context) -> bool:
    """Whether rulings are this actor's business at all, possible or not."""
    return bool(context.actor.roles & {Role.DUTY_LEADER, Role.CENTER_LEADER})


ALARM_STEPS = ("confirm", "dismiss")
_ANY_ARGS = {"ticket": "?", "reason": "?"}


def alarm_offers(alarm: Alarm, context: Context) -> tuple[Offer, ...]:
    """Confirm (the main act), dismiss, and claim or release, with the domain's own refusals."""
    claim = "release" if alarm.claimed_by == context.actor.name else "claim"
    return tuple(
        Offer(verb, alarm_refusal(alarm, verb, context), main=verb == "confirm")
        for verb in (*ALARM_STEPS, claim)
    )


def alarm_refusal(alarm: Alarm, verb: str, context: Context) -> Refused | None:
    """Why this actor may not try `verb` on the alarm now, or `None`; arguments are not looked at."""
    # The domain decides; arguments are not known yet, so any non-empty ones stand in for them.
    try:
        decide_alarm(alarm, Act(verb, _ANY_ARGS), context)
    except Refused as no:
        return no
    return None
