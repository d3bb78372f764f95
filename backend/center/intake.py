"""The one way in for acts of people and machines: who may, what becomes of it, once per client id.

Alarms of analysts, reports, and every act on a ticket come here. A confirmed alarm and its ticket are
written in one commit. Source: design 1-architecture.md (the data's way), 3-federation.md rules 3 and 9.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from backend.center.ledger import Ledger, is_open
from backend.center.levels import Levels
from backend.center.place import ALARMS, Place
from backend.center.ports import Caller, Moment
from backend.domain.acts import Act, Context
from backend.domain.alarm import Alarm, decide_alarm, joinable
from backend.domain.errors import Refused
from backend.domain.roles import Actor
from backend.domain.ticket import Ticket
from backend.domain.workflow import decide
from backend.wire.messages import Command, Result

ALARM_VERBS = frozenset({"raise", "claim", "release", "confirm", "dismiss", "clear"})
OPENING_VERBS = frozenset({"report"})
INNER_VERBS = frozenset({"confirm_alarm", "receive", "refuse_custody", "escalate"})
"""Acts of the center itself or parts of others: never taken as a command."""

ANALYST_VERBS = frozenset({"raise", "clear"})

_SHA256 = re.compile(r"[0-9a-f]{64}")

TIME_DIGITS_MAX = 15
NAME_CHARS_MAX = 128
ARGS_CHARS_MAX = 16_384
EVIDENCE_MAX = 16
LOG_BYTES_MAX = 512 << 10
"""A log this long takes no more remarks, so that there is room for the acts that end the matter."""

LOG_BYTES_FULL = 896 << 10
"""A log this long takes nothing of people any more: it must fit in one message to be handed over."""

REMARKS = frozenset({"note", "urge", "supervise"})


class Intake:
    """Takes commands at one center. `touched_alarms` are for the screens, emptied by the core."""

    def __init__(self, place: Place, ledger: Ledger, levels: Levels) -> None:
        self._place = place
        self._ledger = ledger
        self._levels = levels
        self.touched_alarms: dict[str, None] = {}

    def take(self, caller: Caller, command: Command, now: Moment) -> Result:
        """Carry out a command, or say why not; the same client id always gets the first answer."""
        who = caller_key(caller)
        if not 0 < len(command.client_id) <= NAME_CHARS_MAX:
            cut = command.client_id[:NAME_CHARS_MAX]
            return Result(cut, ok=False, code="bad_client_id", words="client_id is 1 to 128 characters")
        known = self._ledger.result_of(who, command.client_id)
        if known is not None:
            return known
        try:
            result = self._perform(caller, command, now)
        except Refused as no:
            target = command.target[:NAME_CHARS_MAX]
            result = Result(command.client_id, False, target, 0, no.code, no.rule, no.who_may, no.words)  # noqa: FBT003 (in the order of the struct)
        except (ValueError, KeyError, AssertionError) as fault:
            # Deciding changes nothing, so a rule that trips over what it was given harms nobody else.
            words = f"this cannot be carried out: {fault!r}"
            result = Result(command.client_id, ok=False, code="cannot_apply", words=words[:500])
        subject = result.target or command.target
        self._ledger.note(who, command.verb, subject, result.code or "ok", now.utc_ms, result.words)
        self._ledger.put_result(who, result, now.utc_ms)
        return result

    def _perform(self, caller: Caller, command: Command, now: Moment) -> Result:
        _check_size(command)
        if command.verb in INNER_VERBS or (caller.kind == "analyst" and command.verb not in ANALYST_VERBS):
            raise Refused("role", f"{caller.name} may not {command.verb}", rule="access")
        actor = Actor(caller.name, caller.roles, self._place.center, caller.department)
        context = self._levels.context(actor, now.utc_ms)
        if command.verb == "raise":
            alarm = self._raise(command, context)
        elif command.verb == "confirm":
            return self._confirm(command, context)
        elif command.verb in ALARM_VERBS:
            alarm = self._alarm(command, command.args, context)
        else:
            return self._ticket(command, context)
        self._put(alarm)
        return Result(command.client_id, ok=True, target=alarm.id, rev=alarm.rev)

    # -- alarms -------------------------------------------------------------------------------------

    def _raise(self, command: Command, context: Context) -> Alarm:
        """A new alarm, or one more repeat of an open one of the same camera and rule."""
        if ALARMS not in self._place.modules:
            raise Refused("no_module", f"{self._place.center} takes no alarms", rule="modules")
        camera, rule = command.args.get("camera", ""), command.args.get("rule", "")
        at_text = command.args.get("at_ms", "")
        if len(at_text) > TIME_DIGITS_MAX:
            raise Refused("bad_arg", "at_ms= must be UTC milliseconds", rule="raise")
        at_ms = min(int(at_text), context.now_ms) if at_text.isdecimal() else context.now_ms
        open_ones = (alarm for alarm in self._ledger.alarms.values() if is_open(alarm))
        before = joinable(open_ones, camera, rule, at_ms, context.limits.join_window_s)
        act = Act("raise", command.args, command.evidence, self._ledger.next_id())
        alarm = decide_alarm(before, act, context)
        if before is None:
            self._ledger.use_id()
        return alarm

    def _alarm(self, command: Command, args: Mapping[str, str], context: Context) -> Alarm:
        before = self._ledger.alarm(command.target)
        if before is None:
            raise Refused("no_alarm", f"there is no alarm {command.target!r} here", rule=command.verb)
        _check_rev(command, before.rev)
        return decide_alarm(before, Act(command.verb, args, command.evidence), context)

    def _confirm(self, command: Command, context: Context) -> Result:
        """A person says that it is real: the alarm ends and its ticket begins, in one commit."""
        ticket_id = self._ledger.next_id()
        alarm = self._alarm(command, {**command.args, "ticket": ticket_id}, context)
        args = {"place": alarm.place, **command.args, "alarm": alarm.id}
        evidence = (alarm.evidence + command.evidence)[:EVIDENCE_MAX]
        events = decide(None, Act("confirm_alarm", args, evidence, ticket_id), context)
        self._ledger.use_id()
        ticket = self._levels.append(None, events, by=context.actor.name, at_ms=context.now_ms)
        self._put(alarm)
        return Result(command.client_id, ok=True, target=ticket.id, rev=ticket.rev)

    def _put(self, alarm: Alarm) -> None:
        self._ledger.put_alarm(alarm)
        self.touched_alarms[alarm.id] = None

    # -- tickets ------------------------------------------------------------------------------------

    def _ticket(self, command: Command, context: Context) -> Result:
        before: Ticket | None = None
        ticket_id = self._ledger.next_id()
        if command.verb not in OPENING_VERBS:
            ticket_id = command.target
            before = self._ledger.ticket(ticket_id)
            if before is None:
                raise Refused("no_ticket", f"there is no ticket {ticket_id!r} here", rule=command.verb)
            _check_rev(command, before.rev)
            _check_room(command.verb, before)
        events = decide(before, Act(command.verb, command.args, command.evidence, ticket_id), context)
        if before is None:
            self._ledger.use_id()
        after = self._levels.append(before, events, by=context.actor.name, at_ms=context.now_ms)
        return Result(command.client_id, ok=True, target=after.id, rev=after.rev)


def caller_key(caller: Caller) -> str:
    """Whose results and journal lines: a person and an analyst of one name are two."""
    return f"{caller.kind}:{caller.name}"


def _check_size(command: Command) -> None:
    chars = sum(len(name) + len(value) for name, value in command.args.items())
    if chars > ARGS_CHARS_MAX or len(command.evidence) > EVIDENCE_MAX:
        raise Refused(
            "too_large",
            f"at most {ARGS_CHARS_MAX} characters and {EVIDENCE_MAX} pieces of evidence",
            rule="size",
        )
    for ref in command.evidence:
        if not _SHA256.fullmatch(ref.sha256):
            raise Refused("bad_evidence", "evidence is named by 64 lower-case hex digits", rule="evidence")
        if not ref.masked and ref.mime.startswith(("image/", "video/")):
            raise Refused("not_masked", "only masked pictures are evidence here", rule="privacy")


def _check_room(verb: str, ticket: Ticket) -> None:
    size = len(msgspec.msgpack.encode(ticket.events))
    if size > (LOG_BYTES_MAX if verb in REMARKS else LOG_BYTES_FULL):
        raise Refused("log_full", f"the log of {ticket.id} takes no more of {verb}", rule="size")


def _check_rev(command: Command, rev: int) -> None:
    """Refuse an act that was decided on looking at an older state, if the caller asked for that."""
    if command.expected_rev not in {-1, rev}:
        raise Refused("stale", f"it has changed since: {command.expected_rev} is now {rev}", rule="rev")
