"""Custody between centers: handing over, accepting, refusing, and copies for those who watch.

A ticket is changed only by its custodian. Handing over freezes it as A>B at the next epoch and queues the
whole log; the receiver adds `received` and queues that back. Nothing here knows time-outs: if the other
center is away, the ticket waits. Source: design 3-federation.md rule 2; docs/design/levels.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from backend.center.ledger import KnownReports, KnownTickets, Ledger
from backend.center.place import Place
from backend.center.ports import Moment, Payload
from backend.domain.acts import Act, Context
from backend.domain.errors import Corrupt, Refused
from backend.domain.roles import Actor, Role
from backend.domain.ticket import Event, Ticket, replay
from backend.domain.workflow import decide
from backend.wire.messages import Accept, Shadow, Transfer

# What reading a stranger's log may raise: it is checked by being read.
_UNREADABLE = (Corrupt, KeyError, ValueError, StopIteration, AssertionError)


class Parked(Exception):  # noqa: N818 (not an error of the program: a message set aside)
    """A durable message contradicts what is known here; it is kept aside and the stream goes on."""


def neighbours_of(ticket: Ticket, center: str) -> frozenset[str]:
    """Centers that a ticket came to `center` from or went on to: they keep watching it."""
    hops = [step.center for step in ticket.trail]
    if ticket.custody.transit_to:
        hops.append(ticket.custody.transit_to)
    pairs = list(pairwise(hops))
    return frozenset({b for a, b in pairs if a == center} | {a for a, b in pairs if b == center}) - {center}


class Levels:
    """The federation of one center. Queues durable messages; `spread` sends copies once per batch."""

    def __init__(self, place: Place, ledger: Ledger) -> None:
        self._place = place
        self._ledger = ledger
        self._stale: dict[tuple[str, str], None] = {}  # (ticket, neighbour) whose copy is old
        self.changed: dict[str, None] = {}  # tickets that changed in this batch, for timers and screens

    @property
    def parent(self) -> str:
        """The center above; what a WELCOME once told counts before what the organisation says."""
        return self._ledger.meta("parent") or self._place.parent

    @property
    def children(self) -> frozenset[str]:
        """Centers below that have ever dialled in with an authorised key."""
        return frozenset(self._ledger.edges) - {self.parent}

    def context(self, actor: Actor, now_ms: int) -> Context:
        """What the rules may know when `actor` acts at this center."""
        place, ledger = self._place, self._ledger
        return Context(
            now_ms,
            actor,
            place.center,
            self.parent,
            self.children,
            place.limits,
            place.departments,
            place.calendars,
            KnownTickets(ledger),
            KnownReports(ledger),
        )

    def center_context(self, now_ms: int) -> Context:
        """The same when the center itself acts: custody and timers."""
        center = self._place.center
        return self.context(Actor(center, frozenset({Role.CENTER}), center), now_ms)

    # -- what this center does ----------------------------------------------------------------------

    def append(self, before: Ticket | None, events: Iterable[Event], *, by: str, at_ms: int) -> Ticket:
        """Write what was decided here, and tell whoever it concerns; the only way to change a ticket."""
        after = self._ledger.append(before, events, by=by, at_ms=at_ms)
        target = after.custody.transit_to
        if target and (before is None or before.custody != after.custody):
            self._ledger.queue(target, Transfer(after.id, after.custody.epoch, after.events))
        self._changed(after)
        return after

    def _changed(self, ticket: Ticket, but: str = "") -> None:
        """Note who has to get a new copy: the center above, and those the ticket passed between."""
        self.changed[ticket.id] = None
        watching = neighbours_of(ticket, self._place.center) | {self.parent}
        for peer in sorted(watching - {"", but}):
            self._stale[ticket.id, peer] = None

    def spread(self) -> None:
        """Queue one copy per watched ticket and neighbour, however often it changed in this batch."""
        for ticket_id, peer in self._stale:
            ticket = self._ledger.ticket(ticket_id)
            # "On its way to you" is told by TRANSFER alone, which carries the same log.
            if ticket is not None and ticket.custody.transit_to != peer:
                shadow = Shadow(ticket.id, ticket.custody.epoch, ticket.rev, ticket.events)
                self._ledger.queue(peer, shadow)
        self._stale.clear()

    # -- what neighbours tell -----------------------------------------------------------------------

    def apply(self, peer: str, payload: Payload, now: Moment) -> None:
        """Take one durable message of a neighbour.

        Raises:
            Parked: it contradicts what is known here; nothing is changed.
        """
        try:
            if isinstance(payload, Accept):
                self._accepted(peer, payload, now)
            else:
                self._copied(peer, payload, now)
        except _UNREADABLE as fault:
            raise Parked(f"{type(payload).__name__} of {payload.ticket}: {fault}") from fault

    def _copied(self, peer: str, payload: Transfer | Shadow, now: Moment) -> None:
        """A whole log: keep what is new of it; take custody if it was sent for that."""
        there = replay(payload.events)
        here = self._ledger.ticket(payload.ticket)
        _check_stamp(payload, there)
        self._check_news(peer, here, there)
        if isinstance(payload, Transfer):
            self._install(peer, here, there, now)
        elif here is None or here.rev < there.rev:
            center = self._place.center
            if self._is_ours(here) or center in {there.custody.holder, there.custody.transit_to}:
                raise Parked(f"{there.id}: {peer} shows a copy of what is held or awaited here")
            self._changed(self._add(peer, here, there, now), but=peer)

    def _check_news(self, peer: str, here: Ticket | None, there: Ticket) -> None:
        """A neighbour may tell only of what lies on its side, and never in our name."""
        center = self._place.center
        if here is not None:
            shared = min(here.rev, there.rev)
            if here.events[:shared] != there.events[:shared]:
                raise Parked(f"{there.id}: two logs disagree before event {shared}")
            via = self._ledger.via(here.id)
            if via not in {"", peer}:
                raise Parked(f"{there.id}: {peer} tells of what {via} holds")
        fresh = there.events[here.rev if here else 0 :]
        if any(event.center == center for event in fresh):
            raise Parked(f"{there.id}: {peer} brings events in the name of {center} that are not known here")
        missing = {b.calendar for event in fresh for b in event.budgets} - set(self._place.calendars)
        if missing:
            raise Parked(f"{there.id}: no calendar here is called {', '.join(sorted(missing))}")

    def _add(self, peer: str, here: Ticket | None, there: Ticket, now: Moment) -> Ticket:
        """Append what is new in `there` to our copy."""
        fresh = there.events[here.rev if here else 0 :]
        return self._ledger.append(here, fresh, by=peer, at_ms=now.utc_ms, via=peer)

    def _install(self, peer: str, here: Ticket | None, there: Ticket, now: Moment) -> None:
        """Take custody if the epoch is new, or ours to take; an old TRANSFER changes nothing."""
        center, custody = self._place.center, there.custody
        if custody.transit_to != center or custody.holder != peer:
            raise Parked(f"{there.id}: {peer} hands over what it does not hold, or not to us")
        if here is not None and here.rev >= there.rev:
            if here.custody != custody:
                return
        elif here is not None and self._is_ours(here) and here.custody.transit_to != peer:
            raise Parked(f"{there.id}: {peer} hands over what is held here")
        else:
            here = self._add(peer, here, there, now)
        events = self._receive(here, now)
        after = self._ledger.append(here, events, by=center, at_ms=now.utc_ms)
        if after.custody.transit_to:
            self._ledger.queue(peer, Transfer(after.id, after.custody.epoch, after.events))
        else:
            self._ledger.queue(peer, Accept(after.id, after.custody.epoch, events))
        self._changed(after, but=peer)

    def _receive(self, ticket: Ticket, now: Moment) -> tuple[Event, ...]:
        context = self.center_context(now.utc_ms)
        try:
            return decide(ticket, Act("receive"), context)
        except Refused as no:
            # Refusing is a transfer back, so the ticket is never without a custodian.
            return decide(ticket, Act("refuse_custody", {"reason": no.words}), context)

    def _accepted(self, peer: str, accept: Accept, now: Moment) -> None:
        """The receiver has it: our copy goes on with the events that it added."""
        here = self._ledger.ticket(accept.ticket)
        if here is None:
            raise Parked(f"{accept.ticket}: accepted by {peer}, unknown here")
        fresh = tuple(e for e in accept.events if e.rev > here.rev)
        if not fresh:
            return
        custody = here.custody
        if (custody.transit_to, custody.epoch) != (peer, accept.epoch) or not self._is_ours(here):
            raise Parked(f"{accept.ticket}: {peer} accepts what was not on its way there")
        if [(event.center, event.kind) for event in fresh] != [(peer, "received")]:
            raise Parked(f"{accept.ticket}: {peer} answers with events that are not its own")
        after = self._ledger.append(here, fresh, by=peer, at_ms=now.utc_ms, via=peer)
        self._changed(after, but=peer)

    def _is_ours(self, ticket: Ticket | None) -> bool:
        """Whether this center is custodian, or has handed over and not heard of acceptance."""
        return ticket is not None and ticket.custody.holder == self._place.center


def _check_stamp(payload: Transfer | Shadow, ticket: Ticket) -> None:
    """A message must say of its log what the log says itself."""
    if ticket.id != payload.ticket or ticket.custody.epoch != payload.epoch:
        raise Parked(f"{payload.ticket}: the message does not match the log in it")
