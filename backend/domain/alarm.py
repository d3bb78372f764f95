"""Alarms: what machines noticed, until a person says what it was. Their own object, not a ticket.

Source: design 1-architecture.md (the data's way), 5-analytics.md (alarms for people).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from backend.domain.acts import Act, Context
from backend.domain.errors import Refused
from backend.domain.evidence import EvidenceRef
from backend.domain.roles import Role


class AlarmState(StrEnum):
    """Where an alarm stands. Only CONFIRMED makes a ticket, and only a person confirms."""

    RAISED = "raised"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    CLEARED = "cleared"


class Priority(StrEnum):
    """Alarm priority; aim 5/15/80 % (EEMUA 191)."""

    EMERGENCY = "emergency"
    HIGH = "high"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing noticed, with what happened to it. Times are UTC ms."""

    id: str
    state: AlarmState
    camera: str
    rule: str
    kind: str  # zone_entry, line_cross
    priority: Priority
    raised_ms: int
    place: str = ""
    analyst: str = ""
    count: int = 1  # repeats joined into this alarm
    last_ms: int = 0
    claimed_by: str = ""
    decided_by: str = ""
    decided_ms: int = 0
    reason: str = ""
    ticket: str = ""
    evidence: tuple[EvidenceRef, ...] = ()
    trace: str = ""  # JSON of the rule's facts, at most 4 KiB
    rev: int = 1
    epoch: int = 0  # of the assignment under which it was raised; 0: the analyst was not assigned
    since_ms: int = 0  # when what it tells of began, UTC; 0: not told


OPEN_STATES = frozenset({AlarmState.RAISED, AlarmState.CLAIMED})
"""States in which somebody still has to decide, and repeats are joined."""

TRACE_CHARS_MAX = 4096
NUMBER_DIGITS_MAX = 15
EVIDENCE_MAX = 16
"""A joined alarm keeps its first evidence and the newest, this many in all."""


def joinable(alarms: Iterable[Alarm], camera: str, rule: str, at_ms: int, window_s: int = 60) -> Alarm | None:
    """The open alarm that a repeat at `at_ms` belongs to: same camera and rule, seen within the window.

    One told late, by a spool, belongs to what was seen around its own time.
    """
    fits = (
        alarm
        for alarm in alarms
        if alarm.state in OPEN_STATES
        and (alarm.camera, alarm.rule) == (camera, rule)
        and alarm.raised_ms - window_s * 1000
        <= at_ms
        <= max(alarm.last_ms, alarm.raised_ms) + window_s * 1000
    )
    return max(fits, key=lambda alarm: alarm.raised_ms, default=None)


def decide_alarm(alarm: Alarm | None, act: Act, context: Context) -> Alarm:
    """What becomes of an alarm by one act: raise, attach, claim, release, confirm, dismiss or clear.

    `raise` with `alarm` None makes one named `act.ticket_id`; with the alarm that `joinable` found it
    counts a repeat. `confirm` carries `ticket=`, the id of the ticket it made.

    Raises:
        Refused: unknown_verb no_alarm wrong_state role claimed_by_other args_missing bad_arg not_joinable.
    """
    row = _VERBS.get(act.verb)
    if row is None:
        raise Refused("unknown_verb", f"there is no act {act.verb!r}; known: {', '.join(_VERBS)}")
    if not context.actor.roles & set(row.roles):
        raise Refused(
            "role",
            f"{context.actor.name} may not {act.verb} an alarm",
            rule=act.verb,
            who_may=tuple(role.value for role in row.roles),
        )
    missing = [name for name in row.needs if not act.args.get(name, "").strip()]
    if missing:
        raise Refused("args_missing", f"{act.verb} needs {'= '.join(missing)}=", rule=act.verb)
    if act.verb == "raise":
        return _raise(act, context) if alarm is None else _join(alarm, act, context)
    if alarm is None:
        raise Refused("no_alarm", f"{act.verb} needs an alarm", rule=act.verb)
    if alarm.state not in row.states:
        raise Refused("wrong_state", f"{act.verb} is not possible while {alarm.state.value}", rule=act.verb)
    if row.own and not _free_for(alarm, context):
        raise Refused(
            "claimed_by_other",
            f"{alarm.claimed_by} has claimed it",
            rule=act.verb,
            who_may=(f"operator:{alarm.claimed_by}", Role.DUTY_LEADER.value),
        )
    return replace(row.makes(alarm, act, context), rev=alarm.rev + 1)


def allowed_alarm(alarm: Alarm, context: Context) -> tuple[str, ...]:
    """Verbs the actor may try on this alarm now, the natural next step first."""
    mine = _free_for(alarm, context)
    return tuple(
        verb
        for verb, row in _VERBS.items()
        if alarm.state in row.states and context.actor.roles & set(row.roles) and (mine or not row.own)
    )


def _free_for(alarm: Alarm, context: Context) -> bool:
    """A claim shuts everybody out but the claimer and the duty leader."""
    return alarm.claimed_by in {"", context.actor.name} or Role.DUTY_LEADER in context.actor.roles


def _raise(act: Act, context: Context) -> Alarm:
    args = act.args
    assert act.ticket_id, "the caller names the alarm to be made"
    at_ms = _at_ms(args, context)
    return Alarm(
        id=act.ticket_id,
        state=AlarmState.RAISED,
        camera=args["camera"],
        rule=args["rule"],
        kind=args["kind"],
        priority=_priority(args),
        raised_ms=at_ms,
        place=args.get("place", ""),
        analyst=context.actor.name,
        last_ms=at_ms,
        evidence=act.evidence[:EVIDENCE_MAX],
        trace=_trace(args),
        epoch=_number(args, "epoch"),
        since_ms=min(_number(args, "since_ms"), at_ms),
    )


def _join(alarm: Alarm, act: Act, context: Context) -> Alarm:
    """A repeat: counted, its evidence kept beside the first, the higher priority wins."""
    at_ms = _at_ms(act.args, context)
    if joinable((alarm,), act.args["camera"], act.args["rule"], at_ms, context.limits.join_window_s) is None:
        raise Refused("not_joinable", f"{alarm.id} is closed, too old or of another rule", rule="raise")
    return joined(alarm, act, at_ms)


def joined(alarm: Alarm, act: Act, at_ms: int) -> Alarm:
    """The alarm with one more telling of it, seen at `at_ms`; whether it may be joined is judged before.

    Raises:
        Refused: bad_arg.
    """
    ranks = list(Priority)
    return replace(
        alarm,
        count=alarm.count + 1,
        last_ms=max(alarm.last_ms, at_ms),
        priority=min(alarm.priority, _priority(act.args), key=ranks.index),
        evidence=_kept(alarm.evidence, act.evidence),
        rev=alarm.rev + 1,
    )


def _kept(before: tuple[EvidenceRef, ...], fresh: tuple[EvidenceRef, ...]) -> tuple[EvidenceRef, ...]:
    return before[:1] + (before[1:] + fresh)[-(EVIDENCE_MAX - 1) :]


def _at_ms(args: Mapping[str, str], context: Context) -> int:
    """When it was seen; never later than now, so that a fast analyst clock cannot date an alarm ahead."""
    text = args.get("at_ms", "")
    if text and not text.isdecimal():
        raise Refused("bad_arg", "at_ms= must be UTC milliseconds", rule="raise")
    return min(int(text), context.now_ms) if text else context.now_ms


def _number(args: Mapping[str, str], name: str) -> int:
    """A number that may be missing; 0 then."""
    text = args.get(name, "") or "0"
    if not text.isdecimal() or len(text) > NUMBER_DIGITS_MAX:
        raise Refused(
            "bad_arg", f"{name}= must be a number of at most {NUMBER_DIGITS_MAX} digits", rule="raise"
        )
    return int(text)


def _priority(args: Mapping[str, str]) -> Priority:
    text = args.get("priority", Priority.NORMAL.value)
    if text not in set(Priority):
        raise Refused("bad_arg", f"priority= is one of: {', '.join(Priority)}", rule="raise")
    return Priority(text)


def _trace(args: Mapping[str, str]) -> str:
    trace = args.get("trace", "")
    if len(trace) > TRACE_CHARS_MAX:
        raise Refused("bad_arg", f"trace= is longer than {TRACE_CHARS_MAX} characters", rule="raise")
    return trace


def _attach(alarm: Alarm, act: Act, _context: Context) -> Alarm:
    """Evidence that came later, such as the clip; what is there already is not added again."""
    known = {ref.sha256 for ref in alarm.evidence}
    fresh = tuple(ref for ref in act.evidence if ref.sha256 not in known)
    return replace(alarm, evidence=_kept(alarm.evidence, fresh))


def _claim(alarm: Alarm, _act: Act, context: Context) -> Alarm:
    return replace(alarm, state=AlarmState.CLAIMED, claimed_by=context.actor.name)


def _release(alarm: Alarm, _act: Act, _context: Context) -> Alarm:
    return replace(alarm, state=AlarmState.RAISED, claimed_by="")


def _confirm(alarm: Alarm, act: Act, context: Context) -> Alarm:
    return replace(_decided(alarm, act, context, AlarmState.CONFIRMED), ticket=act.args["ticket"])


def _dismiss(alarm: Alarm, act: Act, context: Context) -> Alarm:
    return _decided(alarm, act, context, AlarmState.DISMISSED)


def _clear(alarm: Alarm, act: Act, context: Context) -> Alarm:
    return _decided(alarm, act, context, AlarmState.CLEARED)


def _decided(alarm: Alarm, act: Act, context: Context, state: AlarmState) -> Alarm:
    return replace(
        alarm,
        state=state,
        decided_by=context.actor.name,
        decided_ms=context.now_ms,
        reason=act.args.get("reason", ""),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """One verb: from which states, who, what it needs, and whether a claim shuts others out."""

    states: frozenset[AlarmState]
    roles: tuple[Role, ...]
    makes: Callable[[Alarm, Act, Context], Alarm]
    needs: tuple[str, ...] = ()
    own: bool = True


_DESK = (Role.OPERATOR, Role.INTAKE, Role.DUTY_LEADER)
_RAISED = frozenset({AlarmState.RAISED})
_CLAIMED = frozenset({AlarmState.CLAIMED})
_VERBS: Mapping[str, _Row] = {
    "raise": _Row(frozenset(), (Role.ANALYST,), _join, ("camera", "rule", "kind")),
    # The clip is finished half a minute after its alarm, whatever became of that meanwhile.
    "attach": _Row(frozenset(AlarmState), (Role.ANALYST,), _attach, ("raise",), own=False),
    "claim": _Row(_RAISED, _DESK, _claim),
    "confirm": _Row(OPEN_STATES, _DESK, _confirm, ("ticket",)),
    "dismiss": _Row(OPEN_STATES, _DESK, _dismiss, ("reason",)),
    "release": _Row(_CLAIMED, _DESK, _release),
    # A machine may only take back what nobody has looked at yet, and says why.
    "clear": _Row(_RAISED, (Role.ANALYST, Role.DUTY_LEADER), _clear, ("reason",)),
}

ALARM_ROLES: Mapping[str, tuple[Role, ...]] = {verb: row.roles for verb, row in _VERBS.items()}
"""Who may do what with an alarm."""
