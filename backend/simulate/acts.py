"""What people try next: mostly what helps a ticket on, often across centers, sometimes what is not theirs."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.evidence import EvidenceRef
from backend.domain.log import State, Ticket
from backend.simulate.cast import PHOTO


@dataclass(frozen=True, slots=True)
class Try:
    """One command somebody will send."""

    who: str
    verb: str
    target: str = ""
    args: Mapping[str, str] | None = None
    evidence: tuple[EvidenceRef, ...] = ()


_UP = ("dispatcher", "hand_up")
_DOWN = ("dispatcher", "hand_down")
NEXT: Mapping[State, Sequence[tuple[str, str]]] = {
    State.REPORTED: (("intake", "file"), _UP, _DOWN, ("intake", "ask_more"), ("duty", "merge")),
    State.NEED_INFO: (("intake", "supplement"),),
    State.VERIFYING: (("officer", "verified"),),
    State.FILED: (("dispatcher", "dispatch"), _UP, _DOWN, ("duty", "merge")),
    State.DISPATCHED: (("zhang", "sign"),),
    State.IN_PROGRESS: (("zhang", "feedback"), ("zhang", "feedback"), ("zhang", "extend")),
    State.DISPUTED: (("duty", "arbitrate"),),
    State.HUNG: (("leader", "lift"),),
    State.FED_BACK: (("checker", "check"), _UP, _DOWN),
    State.CALLBACK: (("caller", "callback"), _UP, _DOWN),
    State.CLOSED: (("caller", "reopen"), ("viewer", "note")),
    State.MERGED: (("duty", "unmerge"),),
}
REMARKS = (("duty", "note"), ("leader", "urge"), ("duty", "supervise"), ("intake", "split"))
_ARGS: Mapping[str, Mapping[str, str]] = {
    "file": {"category": "city.waste"},
    "ask_more": {"question": "where?"},
    "dispatch": {"lead": "cg"},
    "feedback": {"note": "done"},
    "extend": {"minutes": "1", "reason": "rain"},
    "arbitrate": {"ruling": "uphold", "reason": "clause fits"},
    "reopen": {"reason": "again"},
    "unmerge": {"reason": "another one"},
    "lift": {"reason": "part is here"},
    "check": {"ok": "yes"},
    "callback": {"satisfied": "yes"},
    "note": {"note": "n"},
    "split": {"title": "a part"},
}


def on(rng: random.Random, ticket: Ticket, below: Sequence[str], others: Sequence[Ticket]) -> Try:
    """Something to try on a ticket; `below` are centers it may be handed down to."""
    choices = NEXT.get(ticket.state, REMARKS) if rng.random() < 0.85 else REMARKS
    who, verb = rng.choice(choices)
    args = dict(_ARGS.get(verb, {}))
    if verb == "hand_down":
        if not below:
            who, verb = _UP
        else:
            args["to"] = rng.choice(below)
    elif verb == "merge":
        args["into"] = rng.choice(others).id
    elif verb in {"check", "callback"} and rng.random() < 0.2:
        args = dict.fromkeys(args, "no")
    return Try(who, verb, ticket.id, args, (PHOTO,) if verb == "feedback" else ())


def elsewhere(rng: random.Random, ticket: Ticket, below: Sequence[str], others: Sequence[Ticket]) -> Try:
    """Something to try on a ticket that need not be here: asking for it back, or what is not ours to do."""
    if rng.random() < 0.6:
        return Try("duty", "recall", ticket.id, {"reason": "we know the matter"})
    return on(rng, ticket, below, others)


def report(rng: random.Random) -> Try:
    """Somebody reports something, or a camera sees something."""
    if rng.random() < 0.3:
        args = {"camera": f"cam-{rng.randrange(2)}", "rule": "gate", "kind": "zone_entry", "priority": "high"}
        return Try("cam", "raise", args=args, evidence=(PHOTO,))
    args = {"reporter": "Li"} if rng.random() < 0.3 else {}
    return Try("intake", "report", args=args)


def on_alarm(rng: random.Random, alarm: str) -> Try:
    """Somebody decides about an alarm."""
    if rng.random() < 0.7:
        return Try("watch", "confirm", alarm, {"title": "seen"})
    return Try("watch", rng.choice(("claim", "dismiss")), alarm, {})
