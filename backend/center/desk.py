"""Acts of people on tickets: forms, rules, what follows for other tickets, all in one commit or not at all.

What an act asks of other tickets (merging, taking out again, answering) is decided before anything is
written, and only with tickets that this center holds: custody has no exception here.
Source: design 2-ticket.md, transition 16; docs/design/levels.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from backend.center import advice, forms
from backend.center.ledger import Ledger, continued
from backend.center.levels import Levels
from backend.center.place import Place
from backend.domain.acts import Act, Context, Hold
from backend.domain.errors import Refused
from backend.domain.evidence import EvidenceRef
from backend.domain.roles import Role
from backend.domain.ticket import Event, Ticket
from backend.domain.transitions import TRANSITIONS
from backend.domain.workflow import decide, follow_ups
from backend.wire.messages import Command, Recall, Result

OPENING_VERBS = frozenset(verb.name for verb in TRANSITIONS.values() if verb.hold is Hold.NONE)
INNER_VERBS = frozenset(
    {"confirm_alarm", *(verb.name for verb in TRANSITIONS.values() if verb.roles == (Role.CENTER,))}
)
"""Acts of the center itself or parts of others: never taken as a command."""

LOG_BYTES_MAX = 512 << 10
"""A log this long takes no more remarks, so that there is room for the acts that end the matter."""

LOG_BYTES_FULL = 896 << 10
"""A log this long takes nothing of people any more: it must fit in one message to be handed over."""

REMARKS = frozenset(
    {"note", "urge", "supervise", "wake", "extend", "hang", "request_close", "void", "withdraw", "reclassify"}
)
"""Acts that could be repeated without end while the matter does not move."""

FOLLOW_UPS_MAX = 500
"""Tickets that one act may touch; more are refused."""

Decided = tuple[Ticket | None, tuple[Event, ...]]


class Desk:
    """Takes acts on tickets at one center."""

    def __init__(self, place: Place, ledger: Ledger, levels: Levels) -> None:
        self._place = place
        self._ledger = ledger
        self._levels = levels

    def act(self, command: Command, context: Context) -> Result:
        """Carry out one command on a ticket, or one that makes a ticket.

        Raises:
            Refused: nothing was changed.
        """
        args, target = dict(command.args), command.target
        if command.verb == "split" and target:
            args, target = {"origin": target, **args}, ""
        before: Ticket | None = None
        if command.verb not in OPENING_VERBS:
            before = self._ledger.ticket(target)
            if before is None:
                raise Refused("no_ticket", f"there is no ticket {target!r} here", rule=command.verb)
            check_rev(command, before.rev)
            self._levels.check_settled(before.id)
            _check_room(command.verb, before)
        if command.verb == "recall" and before is not None:
            return self._recall(before, command, context)
        ticket = self.open_or_change(before, command.verb, args, command.evidence, context)
        return Result(command.client_id, ok=True, target=ticket.id, rev=ticket.rev)

    def _recall(self, ticket: Ticket, command: Command, context: Context) -> Result:
        """Ask the custodian for a ticket; its log will say so, and ours when its copy arrives."""
        (asked,) = decide(ticket, Act("recall", command.args), context)
        args = asked.args
        epoch, at_ms = ticket.custody.epoch, context.now_ms
        self._levels.recall(
            ticket, Recall(ticket.id, epoch, args["center"], args["person"], args["reason"], at_ms)
        )
        return Result(command.client_id, ok=True, target=ticket.id, rev=ticket.rev)

    def open_or_change(
        self,
        before: Ticket | None,
        verb: str,
        args: Mapping[str, str],
        evidence: tuple[EvidenceRef, ...],
        context: Context,
    ) -> Ticket:
        """Decide one act with everything that follows from it, then write it.

        Raises:
            Refused: nothing was changed.
        """
        plain, fields = forms.parted(args)
        ticket_id = before.id if before is not None else self._ledger.next_id()
        called: advice.Called | None = None
        if verb == "wake" and before is not None and not plain.get("officers", "").strip():
            called = advice.called(before, self._place, self._ledger, context.now_ms)
            plain["officers"] = ",".join(called.officers)
        events = decide(before, Act(verb, plain, evidence, ticket_id), context)
        if called is not None:
            told = {**events[0].args, **called.told}
            events = (replace(events[0], args=told), *events[1:])
        catalogue = self._place.catalogue
        would = continued(before, events)
        events, decided = forms.checked(catalogue, before, would, events, fields), events
        if events != decided:
            would = continued(before, events)
        if before is not None:
            forms.check_closing(catalogue, before, would, events, context.tickets.values())
        further = self._further(before, would, events, context)
        if before is None:
            self._ledger.use_id()
        after = self._levels.append(before, events, by=context.actor.name, at_ms=context.now_ms, after=would)
        for was, made in further:
            changed = self._levels.append(was, made, by=self._place.center, at_ms=context.now_ms)
            after = changed if changed.id == after.id else after
        return after

    def _further(
        self, before: Ticket | None, after: Ticket, events: tuple[Event, ...], context: Context
    ) -> list[Decided]:
        """What the center then does to other tickets, in order; each sees what those before it changed."""
        found: list[Decided] = []
        waiting = deque(follow_ups(before, events))
        if not waiting:
            return found
        center = self._levels.center_context(context.now_ms)
        now: dict[str, Ticket] = {after.id: after}
        while waiting:
            if len(found) >= FOLLOW_UPS_MAX:
                raise Refused(
                    "too_large", f"this would change more than {FOLLOW_UPS_MAX} tickets", rule="merge"
                )
            step = waiting.popleft()
            was = now.get(step.ticket) or self._ledger.ticket(step.ticket)
            if was is None:
                raise Refused("no_ticket", f"there is no ticket {step.ticket!r} here", rule=step.act.verb)
            self._levels.check_settled(was.id)
            if step.act.verb == "absorb":
                _check_room("note", was)
            made = decide(was, step.act, center)
            found.append((was, made))
            now[was.id] = continued(was, made)
            waiting.extend(follow_ups(was, made))
        return found


def check_rev(command: Command, rev: int) -> None:
    """Refuse an act that was decided on looking at an older state, if the caller asked for that."""
    if command.expected_rev not in {-1, rev}:
        raise Refused("stale", f"it has changed since: {command.expected_rev} is now {rev}", rule="rev")


def _check_room(verb: str, ticket: Ticket) -> None:
    size = len(msgspec.msgpack.encode(ticket.events))
    if size > (LOG_BYTES_MAX if verb in REMARKS else LOG_BYTES_FULL):
        raise Refused("log_full", f"the log of {ticket.id} takes no more of {verb}", rule="size")
