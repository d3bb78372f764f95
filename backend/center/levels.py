"""Custody between centers: handing over, accepting, refusing, and copies for those who watch.

A ticket is changed only by its custodian. Handing over freezes it as A>B at the next epoch and queues the
whole log; the receiver adds `received` and queues that back. Nothing here knows time-outs: if the other
center is away, the ticket waits. Source: design 3-federation.md rule 2; docs/design/levels.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from backend.center.custody import concerns, neighbours_of, side_of
from backend.center.known import KnownReports, KnownTickets
from backend.center.ledger import Ledger, is_open
from backend.center.place import Place
from backend.center.ports import Moment, Payload
from backend.domain.acts import Act, Context
from backend.domain.alarm import AlarmState
from backend.domain.errors import Corrupt, Refused
from backend.domain.roles import Actor, Role
from backend.domain.ticket import Event, Ticket, replay
from backend.domain.workflow import decide
from backend.wire.messages import Accept, Recall, Sealed, Shadow, Transfer

# What reading a stranger's log may raise: it is checked by being read.
_UNREADABLE = (Corrupt, KeyError, ValueError, StopIteration, AssertionError)


class Parked(Exception):  # noqa: N818 (not an error of the program: a message set aside)
    """A durable message contradicts what is known here; it is kept aside and the stream goes on."""


class Later(Exception):  # noqa: N818 (not an error of the program: a message that must wait)
    """A durable message cannot be judged before recovery is over; the stream waits at it."""


class Levels:
    """The federation of one center. Queues durable messages; `spread` sends copies once per batch."""

    def __init__(self, place: Place, ledger: Ledger) -> None:
        self._place = place
        self._ledger = ledger
        self._stale: dict[tuple[str, str], None] = {}  # (ticket, neighbour) whose copy is old
        self.changed_alarms: dict[str, None] = {}  # the same of alarms, after a restore
        self.changed: dict[str, None] = {}  # tickets that changed in this batch, for timers and screens

    @property
    def parent(self) -> str:
        """The center above; what a WELCOME once told counts before what the organisation says."""
        return self._ledger.meta("parent") or self._place.parent

    def frozen(self, ticket: str) -> bool:
        """Whether a ticket may not be changed because we were restored and it may have gone on elsewhere."""
        return self._ledger.frozen(ticket)

    def check_settled(self, ticket: str) -> None:
        """Refuse to change a ticket from before a restore while neighbours have not told what they know.

        Raises:
            Refused: `recovering`.
        """
        if self.frozen(ticket):
            silent = tuple(peer for peer in self.neighbours if self._ledger.unsettled(peer))
            words = f"{ticket} is from before the restore; it rests until {', '.join(silent)} has answered"
            raise Refused("recovering", words, rule="custody", who_may=tuple(f"center:{p}" for p in silent))

    @property
    def neighbours(self) -> tuple[str, ...]:
        """Every center that this one has, or is to have, a link with."""
        return tuple(sorted(set(self._ledger.edges) | ({self.parent} - {""})))

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

    def append(
        self,
        before: Ticket | None,
        events: Iterable[Event],
        *,
        by: str,
        at_ms: int,
        after: Ticket | None = None,
    ) -> Ticket:
        """Write what was decided here, and tell whoever it concerns; the only way to change a ticket.

        `after` is what `continued` made of these events, if it was asked before.

        Raises:
            Refused: `recovering`; nothing was changed.
        """
        if before is not None:
            self.check_settled(before.id)
        after = self._ledger.append(before, events, by=by, at_ms=at_ms, after=after)
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
            Later: it cannot be judged before recovery is over; nothing is changed.
        """
        if isinstance(payload, Sealed):
            raise Parked(f"this version does not know messages of the kind {payload.kind}")
        try:
            if isinstance(payload, Accept):
                self._accepted(peer, payload, now)
            elif isinstance(payload, Recall):
                self._recalled(peer, payload, now)
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
            ours = self._is_ours(here) and not _takes(peer, here, there)
            if ours or center in {there.custody.holder, there.custody.transit_to}:
                raise Parked(f"{there.id}: {peer} shows a copy of what is held or awaited here")
            self._changed(self._add(peer, here, there, now), but=peer)

    def _check_news(self, peer: str, here: Ticket | None, there: Ticket) -> None:
        """A neighbour may tell only of what lies on its side, and never in our name."""
        center = self._place.center
        self._check_prefix(here, there)
        fresh = there.events[here.rev if here else 0 :]
        via = self._ledger.via(here.id) if here is not None and fresh else ""
        if via not in {"", peer}:
            raise Parked(f"{there.id}: {peer} tells of what {via} holds")
        if any(event.center == center for event in fresh):
            raise Parked(f"{there.id}: {peer} brings events in the name of {center} that are not known here")
        self._check_calendars(here, there)

    def _check_prefix(self, here: Ticket | None, there: Ticket) -> None:
        shared = min(here.rev, there.rev) if here is not None else 0
        if here is not None and here.events[:shared] != there.events[:shared]:
            raise Parked(f"{there.id}: two logs disagree before event {shared}")

    def _check_calendars(self, here: Ticket | None, there: Ticket) -> None:
        fresh = there.events[here.rev if here else 0 :]
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
                self._answer_again(peer, here, there)
                return
        elif here is not None and self._is_ours(here) and here.custody.transit_to != peer:
            raise Parked(f"{there.id}: {peer} hands over what is held here")
        else:
            here = self._add(peer, here, there, now)
        if self.frozen(here.id):
            # Another neighbour may know that we took it, before the restore, and handed it on.
            self._changed(here, but=peer)
        else:
            self._take_over(peer, here, now)

    def _take_over(self, peer: str, here: Ticket, now: Moment) -> None:
        """Receive a ticket that is on its way to us, or send it back; `peer` is told which."""
        center = self._place.center
        events = self._receive(here, now)
        after = self._ledger.append(here, events, by=center, at_ms=now.utc_ms)
        if after.custody.transit_to:
            self._ledger.queue(peer, Transfer(after.id, after.custody.epoch, after.events))
        else:
            self._ledger.queue(peer, Accept(after.id, after.custody.epoch, events))
        self._changed(after, but=peer)

    def _answer_again(self, peer: str, here: Ticket, there: Ticket) -> None:
        """A TRANSFER that we have answered comes once more: whoever sends it lost our answer."""
        if here.rev == there.rev:
            return
        if here.custody.transit_to == peer:
            self._ledger.queue(peer, Transfer(here.id, here.custody.epoch, here.events))
            return
        received = here.events[there.rev]
        if (received.center, received.kind) == (self._place.center, "received"):
            self._ledger.queue(peer, Accept(here.id, there.custody.epoch, (received,)))
            self._stale[here.id, peer] = None

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

    # -- after a restore, ours or a neighbour's -----------------------------------------------------

    def adopt(self, peer: str, shadow: Shadow, now: Moment, *, yours: bool) -> None:
        """Take a log out of a neighbour's custody table, with what we wrote ourselves and lost.

        `yours`: the neighbour has it from us, so it does not lie on the neighbour's side.

        Raises:
            Parked: it contradicts what is known here; nothing is changed.
        """
        try:
            there, here = replay(shadow.events), self._ledger.ticket(shadow.ticket)
            _check_stamp(shadow, there)
            self._check_prefix(here, there)
            self._check_calendars(here, there)
            if here is not None and here.rev >= there.rev:
                return
            if there.custody.transit_to == self._place.center:
                raise Parked(f"{there.id}: {peer} reveals what is on its way here")
            side = side_of(there, self._place.center)
            via = side if side is not None else ("" if yours else peer)
            fresh = there.events[here.rev if here else 0 :]
            after = self._ledger.append(here, fresh, by=peer, at_ms=now.utc_ms, via=via)
            self._settle_alarm(after)
            self._changed(after, but=peer)
        except _UNREADABLE as fault:
            raise Parked(f"custody table, {shadow.ticket}: {fault}") from fault

    def _settle_alarm(self, ticket: Ticket) -> None:
        """The alarm that a ticket was made of is decided, also if that was after the backup."""
        alarm = self._ledger.alarm(ticket.alarm) if ticket.alarm else None
        if alarm is not None and is_open(alarm):
            by, at_ms = ticket.events[0].actor, ticket.opened_ms
            confirmed = replace(alarm, state=AlarmState.CONFIRMED, decided_by=by, decided_ms=at_ms)
            self._ledger.put_alarm(replace(confirmed, ticket=ticket.id, rev=alarm.rev + 1))
            self.changed_alarms[alarm.id] = None

    def catch_up(self, peer: str, known: Mapping[str, int]) -> None:
        """Have copies sent of what a neighbour watches and does not know (`known`: ticket, revision)."""
        for ticket in self._ledger.tickets.values():
            watches = peer == self.parent or peer in neighbours_of(ticket, self._place.center)
            if watches and known.get(ticket.id, 0) < ticket.rev:
                self._stale[ticket.id, peer] = None

    def reissue(self, peer: str) -> None:
        """Send everything again that is on its way to `peer`, at the same epoch."""
        for ticket in self._ledger.tickets.values():
            if self._is_ours(ticket) and ticket.custody.transit_to == peer:
                self._ledger.queue(peer, Transfer(ticket.id, ticket.custody.epoch, ticket.events))

    def recovered(self, now: Moment) -> None:
        """Every neighbour has told what it knows: hand on, and take, what waited for that."""
        self._ledger.recovered(now.utc_ms)
        for peer in self.neighbours:
            self.reissue(peer)
        for ticket in tuple(self._ledger.tickets.values()):
            if ticket.custody.transit_to == self._place.center:
                self._take_over(ticket.custody.holder, ticket, now)
            self.changed[ticket.id] = None

    # -- asking for a ticket back -------------------------------------------------------------------

    def recall(self, ticket: Ticket, recall: Recall) -> None:
        """Ask for a ticket that was handed on, towards the side on which it lies.

        Raises:
            Refused: `recovering`.
        """
        side = self._ledger.via(ticket.id)
        self.check_settled(ticket.id)
        if not side or self._ledger.unsettled(side):
            raise Refused("recovering", f"it is not known yet on which side {ticket.id} lies", rule="recall")
        self._ledger.queue(side, recall)

    def _recalled(self, peer: str, recall: Recall, now: Moment) -> None:
        """The custodian notes that it is asked; anybody else passes the question on."""
        here = self._ledger.ticket(recall.ticket)
        if here is None or not concerns(here, recall.center):
            raise Parked(f"{recall.ticket}: {recall.center} asks back what it never held")
        if self.frozen(here.id):
            raise Later
        side = here.custody.transit_to if self._is_ours(here) else self._ledger.via(here.id)
        if side:
            if side != peer:
                self._ledger.queue(side, recall)
            return
        context = self.center_context(now.utc_ms)
        args = {"center": recall.center, "person": recall.person, "reason": recall.reason}
        try:
            events = decide(here, Act("take_recall", args), context)
        except Refused as no:
            self._ledger.note(peer, "recall", here.id, no.code, now.utc_ms, no.words)
            return
        self.append(here, events, by=peer, at_ms=now.utc_ms)

    def _is_ours(self, ticket: Ticket | None) -> bool:
        """Whether this center is custodian, or has handed over and not heard of acceptance."""
        return ticket is not None and ticket.custody.holder == self._place.center


def _takes(peer: str, here: Ticket | None, there: Ticket) -> bool:
    """Whether a copy shows that `peer` has received what is on its way there.

    After a restore it may come before the ACCEPT is repeated, and says the same.
    """
    if here is None or here.custody.transit_to != peer:
        return False
    first = there.events[here.rev]
    return (first.kind, first.center) == ("received", peer)


def _check_stamp(payload: Transfer | Shadow, ticket: Ticket) -> None:
    """A message must say of its log what the log says itself."""
    if ticket.id != payload.ticket or ticket.custody.epoch != payload.epoch:
        raise Parked(f"{payload.ticket}: the message does not match the log in it")
