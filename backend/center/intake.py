"""The one way in for acts of people and machines: who may, what becomes of it, once per client id.

Alarms of analysts, reports, and every act on a ticket come here. A confirmed alarm and its ticket are
written in one commit. Source: design 1-architecture.md (the data's way), 3-federation.md rules 3 and 9.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from backend.center.advice import SUGGEST, suggest
from backend.center.camera_room import CameraRoom
from backend.center.cameras import CHECK
from backend.center.desk import Desk, check_rev
from backend.center.ledger import Ledger, is_open
from backend.center.levels import Levels
from backend.center.place import ALARMS, Place
from backend.center.ports import Caller, Moment
from backend.domain.access import command_refusal, sees, view_of
from backend.domain.acts import Act, Context
from backend.domain.alarm import Alarm, decide_alarm, joinable, joined
from backend.domain.camera import CAMERA_ROLES
from backend.domain.errors import Refused
from backend.domain.handover import Telling, told_before
from backend.domain.roles import Actor
from backend.wire.messages import Command, Result

ALARM_VERBS = frozenset({"raise", "attach", "claim", "release", "confirm", "dismiss", "clear"})

_SHA256 = re.compile(r"[0-9a-f]{64}")

TIME_DIGITS_MAX = 15
NAME_CHARS_MAX = 128
ARGS_CHARS_MAX = 16_384
EVIDENCE_MAX = 16


class Intake:
    """Takes commands at one center. `touched_alarms` are for the screens, emptied by the core."""

    def __init__(self, place: Place, ledger: Ledger, levels: Levels, cameras: CameraRoom) -> None:
        self._place = place
        self._cameras = cameras
        self._ledger = ledger
        self._levels = levels
        self._desk = Desk(place, ledger, levels)
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
        if command.verb in {SUGGEST, CHECK}:
            return self._look(caller, command, now)
        try:
            result = self._perform(caller, command, now)
        except Refused as no:
            result = _refused(command, no)
        except (ValueError, KeyError, AssertionError) as fault:
            # Deciding changes nothing, so a rule that trips over what it was given harms nobody else.
            words = f"this cannot be carried out: {fault!r}"
            result = Result(command.client_id, ok=False, code="cannot_apply", words=words[:500])
        subject = result.target or command.target
        self._ledger.note(who, command.verb, subject, result.code or "ok", now.utc_ms, result.words)
        self._ledger.put_result(who, result, now.utc_ms)
        return result

    def _look(self, caller: Caller, command: Command, now: Moment) -> Result:
        """Answer anew each time: reading is neither stored nor journalled."""
        try:
            _check_size(command)
            self._check_rights(caller, command)
            actor = Actor(caller.name, caller.roles, self._place.center, caller.department)
            context = self._levels.context(actor, now.utc_ms)
            if command.verb == CHECK:
                return self._cameras.registry.act(command, context, caller_key(caller))
            return suggest(command, context, self._place, self._ledger)
        except Refused as no:
            return _refused(command, no)

    def _perform(self, caller: Caller, command: Command, now: Moment) -> Result:
        _check_size(command)
        self._check_rights(caller, command)
        actor = Actor(caller.name, caller.roles, self._place.center, caller.department)
        context = self._levels.context(actor, now.utc_ms)
        if caller.kind == "analyst":
            command = _held_by(command, caller.name)
        if command.verb in CAMERA_ROLES:
            return self._cameras.registry.act(command, context, caller_key(caller))
        if command.verb == "raise":
            alarm = self._raise(command, context)
        elif command.verb == "attach":
            alarm = self._attach(caller, command, context)
        elif command.verb == "confirm":
            return self._confirm(command, context)
        elif command.verb in ALARM_VERBS:
            alarm = self._alarm(command, command.args, context)
        else:
            return self._desk.act(command, context)
        self._put(alarm)
        return Result(command.client_id, ok=True, target=alarm.id, rev=alarm.rev)

    def _check_rights(self, caller: Caller, command: Command) -> None:
        """Refuse what this caller may not try here at all, and any word of a ticket he does not see."""
        place = self._place
        able = {
            *place.modules,
            "parent" * bool(self._levels.parent),
            "children" * bool(self._levels.children),
        }
        if (no := command_refusal(caller, command.verb, able)) is not None:
            raise no
        ticket = self._ledger.ticket(command.target) if command.target else None
        if ticket is not None and not sees(view_of(caller), ticket, place.organisation):
            raise Refused("no_ticket", f"there is no ticket {command.target!r} here", rule=command.verb)

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
        if before is None and (same := self._told_by_another(alarm)) is not None:
            # What was decided is not drawn out by repeats, or it would swallow the next visits, too.
            return joined(same, act, alarm.raised_ms if is_open(same) else same.last_ms)
        if before is None:
            self._ledger.use_id()
        return alarm

    def _told_by_another(self, new: Alarm) -> Alarm | None:
        """The alarm, open or decided, by which another analyst told of the same before the camera moved."""
        begin_ms = new.since_ms or new.raised_ms
        telling = Telling(new.camera, new.rule, new.analyst, new.epoch, begin_ms, new.raised_ms)
        return told_before(self._ledger.alarms.values(), telling, self._cameras.until)

    def _attach(self, caller: Caller, command: Command, context: Context) -> Alarm:
        """Evidence that an analyst sends after its alarm, which it knows by the client id of its raise."""
        raised = self._ledger.result_of(caller_key(caller), command.args.get("raise", ""))
        before = self._ledger.alarm(raised.target) if raised is not None and raised.ok else None
        return decide_alarm(before, Act(command.verb, command.args, command.evidence), context)

    def _alarm(self, command: Command, args: Mapping[str, str], context: Context) -> Alarm:
        before = self._ledger.alarm(command.target)
        if before is None:
            raise Refused("no_alarm", f"there is no alarm {command.target!r} here", rule=command.verb)
        check_rev(command, before.rev)
        self._levels.check_settled(before.id)
        return decide_alarm(before, Act(command.verb, args, command.evidence), context)

    def _confirm(self, command: Command, context: Context) -> Result:
        """A person says that it is real: the alarm ends and its ticket begins, in one commit."""
        alarm = self._alarm(command, {**command.args, "ticket": self._ledger.next_id()}, context)
        args = {"place": alarm.place, **command.args, "alarm": alarm.id}
        evidence = (alarm.evidence + command.evidence)[:EVIDENCE_MAX]
        ticket = self._desk.open_or_change(None, "confirm_alarm", args, evidence, context)
        self._put(alarm)
        return Result(command.client_id, ok=True, target=ticket.id, rev=ticket.rev)

    def _put(self, alarm: Alarm) -> None:
        self._ledger.put_alarm(alarm)
        self.touched_alarms[alarm.id] = None


def _held_by(command: Command, analyst: str) -> Command:
    """The command with its evidence at the site of whoever tells of it: there the bytes are asked for."""
    evidence = tuple(replace(ref, site=analyst) for ref in command.evidence)
    return msgspec.structs.replace(command, evidence=evidence)


def caller_key(caller: Caller) -> str:
    """Whose results and journal lines: a person and an analyst of one name are two."""
    return f"{caller.kind}:{caller.name}"


def _refused(command: Command, no: Refused) -> Result:
    return Result(
        command.client_id,
        ok=False,
        target=command.target[:NAME_CHARS_MAX],
        code=no.code,
        rule=no.rule,
        who_may=no.who_may,
        words=no.words,
    )


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
