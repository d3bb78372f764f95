"""People of three centers try anything, centers lose and find each other, time passes: a Hypothesis machine.

`tests/properties/test_domain_machine.py` holds one invariant of the design against each walk;
`bench/ticket.py` runs many more of them.
"""

from __future__ import annotations

import random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from backend.domain.acts import Context, Hold
from backend.domain.errors import Refused
from backend.domain.ticket import Event, Ticket
from backend.domain.transitions import TRANSITIONS
from backend.domain.workflow import refusal
from tests.fakes.domain_cast import PARENT, PEOPLE, context
from tests.fakes.domain_world import World

CENTERS = tuple(PARENT)
WHO = tuple(PEOPLE)
PUSHES = frozenset({"note", "urge", "supervise", "wake", "receipt", "void"})
"""Tried now and then only: nobody would get anywhere among so many remarks."""
FOLLOWING = frozenset({"escalate", "absorb", "part", "answer"})
"""What the center does as a consequence; never tried by itself."""


VERBS = tuple(verb for verb in TRANSITIONS if verb not in FOLLOWING)
NEIGHBOURS = (("lc", "bc"), ("bc", "lc"), ("bc", "tl"), ("tl", "bc"))
TICKETS_MAX = 4
seeds = st.integers(0, 2**32)
PRESETS = (
    (),
    ("intake file", "dispatcher dispatch", "zhang sign"),
    ("intake file", "dispatcher dispatch", "zhang sign", "zhao sign", "zhao feedback", "zhang feedback"),
    ("intake file", "dispatcher dispatch", "zhang sign", "zhang hang"),
    ("intake file", "dispatcher hand_up"),
)
"""How far a ticket is when it comes into a walk, so that short walks reach far places."""


def values(chance: random.Random, now_ms: int, center: str, others: tuple[str, ...]) -> dict[str, str]:
    """A value for every argument of every verb; the verb takes its own."""
    other, yes = chance.choice(others or ("nothing",)), chance.random() < 0.6
    return {
        "title": "x", "alarm": "lc/1/1", "category": "city" if yes else "road.hole", "reason": "because",
        "note": "done", "reporter": "Li" if yes else "", "urgency": chance.choice(("emergency", "normal")),
        "lead": chance.choice(("cg", "cg", "yj")), "assists": chance.choice(("jj", "")),
        "ok": "yes" if yes else "no", "satisfied": "yes" if yes else "no", "department": "jj",
        "to": "lc" if center == "bc" else "bc", "rung": "urge", "clock": "sign", "round": "1", "due_ms": "1",
        "question": "where?", "clause": "3.2", "minutes" if yes else "days": "1", "condition": "spring",
        "review_ms": str(now_ms + chance.choice((3000, 40_000, 80 * 86_400_000))),
        "ruling": chance.choice(("uphold", "reject", "joint")), "into": other, "origin": other,
        "rating": "4", "child": other, "since_ms": "1", "place": "Gate", "officer": "",
    }  # fmt: skip


class Walk(RuleBasedStateMachine):
    """Each rule is one attempt; subclasses look at what is left."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.touched: set[str] = set()
        self.refusals: list[tuple[str, Ticket, Refused]] = []

    def checked(self) -> None:
        """Called after every single act; a subclass looks at an invariant."""

    @initialize(preset=st.sampled_from(PRESETS), seed=seeds)
    def begin(self, preset: tuple[str, ...], seed: int) -> None:
        """Two tickets and a busy morning, so that no walk is too short to mean something."""
        self.arrive((), seed)
        self.arrive(preset, seed)
        self.move(seed)

    @rule(preset=st.sampled_from(PRESETS), seed=seeds)
    def arrive(self, preset: tuple[str, ...], seed: int) -> None:
        """A ticket comes in, some way along."""
        chance = random.Random(seed)
        if self.world.made < TICKETS_MAX:
            yes = chance.random() < 0.6
            name = self.world.report(reporter="Li" if yes else "", category="city" if yes else "road")
            for step in preset:
                who, verb = step.split()
                self._attempt(who, verb, name, "lc", chance)

    @rule(seed=seeds)
    def move(self, seed: int) -> None:
        """Somebody does something that the rules hold open, eight times, now and then after a while."""
        chance = random.Random(seed)
        for _ in range(8):
            open_now = [
                (place, ticket)
                for place, mine in self.world.known.items()
                for ticket in mine.values()
                if ticket.custody.holder == place and not ticket.custody.transit_to
            ]
            if not open_now:
                return
            place, ticket = chance.choice(open_now)
            who_may = self._open_acts(ticket, place, rare=chance.random() < 0.08)
            if who_may:
                verb = chance.choice(list(who_may))
                self._attempt(chance.choice(who_may[verb]), verb, ticket.id, place, chance)
            self.world.now_ms += chance.choice((0, 0, 0, 2000, 9000))

    def _open_acts(self, ticket: Ticket, place: str, *, rare: bool) -> dict[str, list[str]]:
        """Verbs that are open on a ticket now, with who may."""
        contexts = {who: self._context(who, place) for who in PEOPLE}
        found: dict[str, list[str]] = {}
        for verb in TRANSITIONS.values():
            if (
                verb.name in VERBS
                and ticket.state in verb.states
                and verb.hold is Hold.MINE
                and (verb.name in PUSHES) is rare
            ):
                may = [
                    who
                    for who, here in contexts.items()
                    if PEOPLE[who][0] in verb.roles and refusal(ticket, verb.name, here) is None
                ]
                if may:
                    found[verb.name] = may
        return found

    @rule(seed=seeds)
    def dare(self, seed: int) -> None:
        """Anybody tries anything, three times."""
        chance = random.Random(seed)
        for _ in range(3):
            who, place, verb = chance.choice(WHO), chance.choice(CENTERS), chance.choice(VERBS)
            known = tuple(self.world.known[place])
            if known and TRANSITIONS[verb].makes is not None:
                self._attempt(who, verb, chance.choice(known), place, chance)
            elif verb == "split" and self.world.made < TICKETS_MAX:
                try:
                    self.world.report(who, place, verb, **self._args(verb, place, chance))
                except Refused:
                    self.world.made -= 1

    @rule(pair=st.sampled_from(NEIGHBOURS))
    def talk(self, pair: tuple[str, str]) -> None:
        """Two neighbours hear from each other."""
        self.world.talk(*pair)
        for ticket in list(self.world.known[pair[1]].values()):
            if ticket.custody.transit_to == pair[1]:
                self._attempt("center", "receive", ticket.id, pair[1], random.Random(1))

    @rule(seconds=st.sampled_from((1, 3, 7, 20, 3600, 86_400)), place=st.sampled_from(CENTERS))
    def wait(self, seconds: int, place: str) -> None:
        """Time passes; one center looks at its clocks."""
        self.world.now_ms += seconds * 1000
        self.world.look(place)
        self.touched = set(self.world.longest)
        self.checked()

    def _context(self, who: str, place: str) -> Context:
        world = self.world
        return context(who, place, world.now_ms, world.limits, world.known[place])

    def _args(self, verb: str, place: str, chance: random.Random) -> dict[str, str]:
        takes = {arg.name for arg in TRANSITIONS[verb].args} | ({"note"} if verb == "feedback" else set())
        told = values(chance, self.world.now_ms, place, tuple(self.world.known[place]))
        return {name: value for name, value in told.items() if name in takes}

    def _attempt(self, who: str, verb: str, name: str, place: str, chance: random.Random) -> None:
        ticket = self.world.known[place][name]
        try:
            self.world.do(who, verb, name, place, **self._args(verb, place, chance))
            self.touched = {name}
        except Refused as no:
            self.refusals = [*self.refusals[-3:], (place, ticket, no)]
        self.checked()

    def tickets(self) -> list[Ticket]:
        """Every copy at every center."""
        return [ticket for mine in self.world.known.values() for ticket in mine.values()]

    def logs(self) -> list[tuple[Event, ...]]:
        """The whole log of every ticket."""
        return list(self.world.longest.values())
