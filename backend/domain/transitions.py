"""The table of transitions: who may do what from which state, and which events it makes.

Source: design 2-ticket.md, Transitions. Requests that are ruled on (return, extend, hang) and
merging are not in this table yet; adding a verb means adding a row here and a meaning in ticket.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from backend.domain.acts import Act, Arg, Context, Draft, Hold, Maker, Verb
from backend.domain.errors import Refused
from backend.domain.guards import may_check, may_feed_back, may_hand_down, may_hand_up, may_sign, may_waive
from backend.domain.limits import Budget, Urgency
from backend.domain.log import END_STATES, State, Ticket
from backend.domain.roles import Role

URGENCIES = tuple(urgency.value for urgency in Urgency)
FROZEN_CLOCKS = ("dispatch", "sign", "dispose", "check", "callback", "total")
"""Limits that filing freezes on the ticket."""


def _opened(act: Act, context: Context) -> Draft:
    urgency = act.args.get("urgency", Urgency.NORMAL.value)
    category = act.args.get("category", "")
    source = "machine" if act.verb == "confirm_alarm" else act.args.get("source", "staff")
    args = {**act.args, "ticket": act.ticket_id, "urgency": urgency, "source": source}
    budgets = tuple(context.limits.budget(clock, category, urgency) for clock in ("accept", "total"))
    return Draft("reported", args, budgets)


def _file(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    category = act.args.get("category") or ticket.category
    urgency = act.args.get("urgency") or ticket.urgency
    if not category:
        raise Refused("args_missing", "file needs category=", rule="file")
    limits = context.limits
    args = {**act.args, "category": category, "urgency": urgency, "limits": f"{limits.name}@{limits.version}"}
    return (Draft("filed", args, tuple(limits.budget(c, category, urgency) for c in FROZEN_CLOCKS)),)


def _plain(kind: str) -> Maker:
    """A verb that records just what was said."""

    def make(_ticket: Ticket, act: Act, _context: Context) -> tuple[Draft, ...]:
        return (Draft(kind, act.args),)

    return make


def _dispatch(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    assists = tuple(name.strip() for name in act.args.get("assists", "").split(",") if name.strip())
    named = (act.args["lead"], *assists)
    unknown = [name for name in named if name not in context.departments]
    if unknown:
        raise Refused(
            "unknown_department",
            f"not a department of {context.center}: {', '.join(unknown)}; known: "
            + ", ".join(sorted(context.departments)),
            rule="dispatch",
        )
    if len(set(named)) != len(named):
        raise Refused("named_twice", "one department cannot be named twice", rule="dispatch")
    return (Draft("dispatched", {**act.args, "assists": ",".join(assists)}),)


def _sign(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    return (Draft("signed", {**act.args, "department": context.actor.department}),)


def _feed_back(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    after = any(ref.phase == "after" for ref in act.evidence)
    if not after and not act.args.get("note", "").strip():
        raise Refused("no_evidence", "feedback needs evidence from after the work, or note=", rule="feedback")
    return (Draft("fed_back", {**act.args, "department": context.actor.department}),)


def _waive(ticket: Ticket, act: Act, _context: Context) -> tuple[Draft, ...]:
    task = ticket.task_of(act.args["department"])
    if task is None or task.lead or not task.open:
        raise Refused("nothing_open", f"{act.args['department']} owes no assistance here", rule="waive")
    return (Draft("waived", act.args),)


def _check(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    if act.args["ok"] == "no":
        return (Draft("reworked", act.args, (_rework_budget(ticket, context),)),)
    passed = Draft("checked", act.args)
    return (passed,) if ticket.reporter else (passed, Draft("closed"))


def _call_back(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    if act.args["satisfied"] == "yes":
        return (Draft("called_back", act.args), Draft("closed"))
    return (Draft("called_back", act.args, (_rework_budget(ticket, context),)),)


def _rework_budget(ticket: Ticket, context: Context) -> Budget:
    """A share of the frozen dispose budget; whole working days are rounded up, never to nothing."""
    whole = ticket.budget("dispose")
    assert whole is not None, "a filed ticket carries its dispose budget"
    percent = context.limits.rework_percent
    return replace(
        whole, seconds=max(1, whole.seconds * percent // 100), days=-(-whole.days * percent // 100)
    )


def _hand_up(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    return (Draft("handed_up", {**act.args, "to": context.parent}),)


def _hand_down(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    if act.args["to"] not in context.children:
        raise Refused(
            "not_a_child",
            f"{act.args['to']} is not below {context.center}; below are: "
            + ", ".join(sorted(context.children)),
            rule="hand_down",
        )
    return (Draft("handed_down", act.args),)


def _refuse_custody(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Refusing is a transfer back: the ticket is received and sent where it came from."""
    back = ticket.custody.holder
    kind = "handed_up" if back == context.parent else "handed_down"
    return (Draft("received"), Draft(kind, {**act.args, "to": back, "refused": "yes"}))


def _escalate(ticket: Ticket, act: Act, _context: Context) -> tuple[Draft, ...]:
    args = act.args
    if not args["round"].isdecimal():
        raise Refused("bad_arg", "round= must be a whole number", rule="escalate")
    if (args["clock"], int(args["round"]), args.get("department", ""), args["rung"]) in ticket.fired:
        raise Refused("already_fired", "this rung has fired for this clock and round", rule="escalate")
    return (Draft("escalated", args),)


_ALL = frozenset(State)
_OPEN = _ALL - END_STATES
_WORKING = frozenset({State.DISPATCHED, State.IN_PROGRESS})
# Custody moves only while no department owes anything: its task belongs to the center that gave it.
_MOVABLE = frozenset({State.REPORTED, State.FILED, State.FED_BACK, State.CALLBACK})
_REPORT_ARGS = (Arg("category"), Arg("urgency", choices=URGENCIES), Arg("reporter"), Arg("description"))
_DESK = (Role.INTAKE, Role.DUTY_LEADER)
_LEADERS = (Role.DUTY_LEADER, Role.CENTER_LEADER)
_MOVERS = (Role.DISPATCHER, Role.DUTY_LEADER, Role.INTAKE)
_STAFF = tuple(role for role in Role if role not in {Role.ANALYST, Role.CENTER, Role.VIEWER})

_ROWS = (
    Verb("report", frozenset(), (Role.INTAKE, Role.OPERATOR, Role.GRID_OFFICER, Role.DUTY_LEADER),
         (Arg("title", required=True), Arg("place"), Arg("source"), *_REPORT_ARGS),
         Hold.NONE, opens=_opened),
    Verb("confirm_alarm", frozenset(), (Role.OPERATOR, Role.INTAKE, Role.DUTY_LEADER),
         (Arg("alarm", required=True), Arg("title", required=True), Arg("place"), *_REPORT_ARGS),
         Hold.NONE, opens=_opened),
    Verb("file", frozenset({State.REPORTED}), _DESK,
         (Arg("category"), Arg("urgency", choices=URGENCIES), Arg("place")), makes=_file),
    Verb("not_file", frozenset({State.REPORTED}), _DESK,
         (Arg("reason", required=True),), makes=_plain("not_filed")),
    Verb("dispatch", frozenset({State.FILED}), (Role.DISPATCHER, Role.DUTY_LEADER),
         (Arg("lead", required=True), Arg("assists")), makes=_dispatch),
    Verb("sign", _WORKING, (Role.DEPARTMENT,), guard=may_sign, makes=_sign),
    Verb("feedback", _WORKING, (Role.DEPARTMENT,), guard=may_feed_back, makes=_feed_back),
    Verb("check", frozenset({State.FED_BACK}), (Role.CHECKER,),
         (Arg("ok", required=True, choices=("yes", "no")), Arg("reason")), guard=may_check, makes=_check),
    Verb("callback", frozenset({State.CALLBACK}), (Role.CALLBACK,),
         (Arg("satisfied", required=True, choices=("yes", "no")), Arg("reason")), makes=_call_back),
    Verb("waive", _WORKING, (Role.DISPATCHER, Role.DUTY_LEADER),
         (Arg("department", required=True), Arg("reason", required=True)), guard=may_waive, makes=_waive),
    Verb("hand_up", _MOVABLE, _MOVERS, (Arg("reason"),), guard=may_hand_up, makes=_hand_up),
    Verb("hand_down", _MOVABLE, _MOVERS, (Arg("to", required=True), Arg("reason")),
         guard=may_hand_down, makes=_hand_down),
    Verb("urge", _OPEN, (Role.DISPATCHER, Role.CHECKER, Role.CALLBACK, *_LEADERS), makes=_plain("urged")),
    Verb("supervise", _OPEN, _LEADERS, makes=_plain("supervised")),
    Verb("note", _ALL, _STAFF, makes=_plain("noted")),
    Verb("receive", _ALL, (Role.CENTER,), hold=Hold.COMING, makes=_plain("received")),
    Verb("refuse_custody", _ALL, (Role.CENTER,), (Arg("reason", required=True),),
         hold=Hold.COMING, makes=_refuse_custody),
    Verb("escalate", _ALL, (Role.CENTER,),
         (Arg("rung", required=True), Arg("clock", required=True), Arg("round", required=True),
          Arg("department"), Arg("due_ms")), makes=_escalate),
)  # fmt: skip

TRANSITIONS: Mapping[str, Verb] = {verb.name: verb for verb in _ROWS}
"""Every verb by name, in the order in which a screen offers them: the natural next step first."""
