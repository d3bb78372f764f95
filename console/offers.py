"""Which acts a screen offers for what is selected, derived from custody, state and role, never guessed.

An act that is not possible stays on offer with its refusal, so that pressing it explains itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain.alarm import Alarm, decide_alarm
from backend.domain.errors import Refused
from backend.domain.log import State, Ticket
from backend.domain.org import UnitKind
from backend.domain.workflow import Act, Context, refusal
from console.mirror import CenterView

STEPS: Mapping[State, tuple[str, ...]] = {
    State.REPORTED: ("file", "not_file"),
    State.FILED: ("dispatch",),
    State.DISPATCHED: ("sign", "feedback"),
    State.IN_PROGRESS: ("feedback", "sign"),
    State.FED_BACK: ("check",),
    State.CALLBACK: ("callback",),
}
"""The acts that lead on from a state, the natural one first."""

MOVES = ("hand_up", "hand_down")
PUSHES = ("urge", "supervise", "note")


@dataclass(frozen=True, slots=True)
class Offer:
    """One act on offer. `main` is the one that Enter tries; `refused` says why it cannot be now."""

    verb: str
    refused: Refused | None = None
    main: bool = False


def context_of(center: CenterView, now_ms: int) -> Context | None:
    """The domain's view of us at our center; `None` until the center answered."""
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
    leaves = {UnitKind.DEPARTMENT, UnitKind.GRID}
    return tuple(u.id for u in center.units.values() if u.parent == center.id and u.kind not in leaves)


def ticket_offers(ticket: Ticket, context: Context) -> tuple[Offer, ...]:
    """The steps on from where the ticket stands, then moves between centers, then pushes and notes."""
    steps = [(verb, refusal(ticket, verb, context)) for verb in STEPS.get(ticket.state, ())]
    # Only what is possible or what everybody expects here: the first step stays even when refused.
    steps = [step for n, step in enumerate(steps) if step[1] is None or n == 0 or step[0] == "not_file"]
    steps.sort(key=lambda step: step[1] is not None)
    rest = [(verb, refusal(ticket, verb, context)) for verb in (*MOVES, *PUSHES)]
    offers = steps + rest
    main = _main_step(dict(offers), [verb for verb, _ in steps], context)
    return tuple(Offer(verb, no, main=verb == main) for verb, no in offers)


def _main_step(offers: Mapping[str, Refused | None], steps: list[str], context: Context) -> str:
    """What Enter tries: a step that is possible, else the first step, so that its refusal explains itself.

    Never another kind of act: who expects to check must not find that he has handed over. Only where
    nobody could be dispatched to does the way lead on by handing up.
    """
    if "dispatch" in steps and not context.departments and offers["hand_up"] is None:
        return "hand_up"
    possible = [verb for verb in steps if offers[verb] is None and verb != "not_file"]
    return next(iter(possible or steps), "")


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
