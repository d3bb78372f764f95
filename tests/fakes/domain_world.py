"""Three centers with copies of several tickets, cut off from each other until somebody lets them talk."""

from __future__ import annotations

from backend.domain.acts import Act, Context
from backend.domain.errors import Refused
from backend.domain.evidence import EvidenceRef
from backend.domain.limits import LimitTable
from backend.domain.sla import clocks, rungs_due
from backend.domain.ticket import Event, Ticket, apply
from backend.domain.workflow import decide, follow_ups
from tests.fakes.domain_cast import BEFORE, CALENDARS, PARENT, PHOTO, T0, context, slow_table

BOTH: tuple[EvidenceRef, ...] = (BEFORE, PHOTO)


class World:
    """What each center knows. An act changes the copy of the center where it happens, and only that."""

    def __init__(self, limits: LimitTable | None = None) -> None:
        self.limits = limits or slow_table()
        self.now_ms = T0
        self.known: dict[str, dict[str, Ticket]] = {center: {} for center in PARENT}
        self.longest: dict[str, tuple[Event, ...]] = {}
        self.made = 0

    def ticket(self, name: str, center: str = "lc") -> Ticket:
        """One center's copy."""
        return self.known[center][name]

    def newest(self, name: str) -> Ticket:
        """The copy with the longest log."""
        copies = (mine[name] for mine in self.known.values() if name in mine)
        return max(copies, key=lambda ticket: ticket.rev)

    def report(self, who: str = "intake", center: str = "lc", verb: str = "report", **args: str) -> str:
        """A new ticket; returns its id."""
        self.made += 1
        name = f"{center}/1/{self.made}"
        self.do(who, verb, name, center, **{"title": "x", "category": "city"} | args)
        return name

    def do(self, who: str, verb: str, name: str, center: str = "lc", **args: str) -> tuple[Event, ...]:
        """One act and what follows from it for other tickets, in one commit: all of it or, Refused, nothing.

        A second passes.
        """
        here = dict(self.known[center])
        written: list[tuple[str, tuple[Event, ...]]] = []
        queue = [(who, name, Act(verb, args, BOTH, name))]
        while queue:
            actor, target, act = queue.pop(0)
            before = here.get(target)
            events = self._decided(before, act, context(actor, center, self.now_ms, self.limits, here), verb)
            for event in events:
                here[target] = apply(here.get(target), event)
            written.append((target, events))
            queue += [("center", up.ticket, up.act) for up in follow_ups(before, events)]
        for target, events in written:
            self._extend(target, events)
        self.known[center] = here
        self.now_ms += 1000
        return written[0][1]

    def _decided(self, before: Ticket | None, act: Act, here: Context, verb: str) -> tuple[Event, ...]:
        """Only the first act may be refused: what follows from it must be possible."""
        try:
            return decide(before, act, here)
        except Refused as no:
            if act.verb == verb:
                raise
            raise AssertionError(f"what follows from {verb} was refused: {act.verb}: {no.code}") from no

    def _extend(self, name: str, events: tuple[Event, ...]) -> None:
        """The log that all copies are part of: a fork would be two custodians at once."""
        log = self.longest.get(name, ())
        assert events[0].rev == len(log) + 1, f"{name}: two centers have written event {events[0].rev}"
        self.longest[name] = log + events

    def talk(self, teller: str, hearer: str) -> None:
        """One center takes over from another whatever is newer there."""
        mine = self.known[hearer]
        for name, ticket in self.known[teller].items():
            if name not in mine or mine[name].rev < ticket.rev:
                mine[name] = ticket

    def look(self, center: str) -> int:
        """The timers of a center: fire what is due on tickets it holds; how many rungs."""
        fired = 0
        for name, ticket in list(self.known[center].items()):
            if ticket.custody.holder != center or ticket.custody.transit_to:
                continue
            for rung in rungs_due(ticket, clocks(ticket, CALENDARS, self.now_ms), self.now_ms):
                self.do("center", "escalate", name, center, **rung.args)
                fired += 1
        return fired


def refused(world: World, who: str, verb: str, name: str, center: str = "lc", **args: str) -> Refused:
    """The refusal of an act that must be refused, and that nothing is left of."""
    before = {place: dict(mine) for place, mine in world.known.items()}
    try:
        world.do(who, verb, name, center, **args)
    except Refused as no:
        assert world.known == before
        return no
    raise AssertionError(f"{who} was let {verb} {name}")
