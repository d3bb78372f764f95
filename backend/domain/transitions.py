"""The table of transitions: who may do what from which state, and which events it makes.

Source: design 2-ticket.md, Transitions. Adding a verb means adding a row here, a maker of its events and
their meaning in meanings.py or overlays.py. docs/design/ticket-table.md is generated from it.
"""

from __future__ import annotations

from collections.abc import Mapping

from backend.domain import asking, guards, makers, merging, pushing, recalling
from backend.domain.acts import Arg, Hold, Verb
from backend.domain.asking import may_ask
from backend.domain.limits import Urgency
from backend.domain.log import END_STATES, State
from backend.domain.makers import plain
from backend.domain.opening import FROZEN_CLOCKS, opened
from backend.domain.roles import Role

__all__ = ["FROZEN_CLOCKS", "TRANSITIONS", "URGENCIES"]

URGENCIES = tuple(urgency.value for urgency in Urgency)
YES_NO = ("yes", "no")

_ALL = frozenset(State)
_OPEN = _ALL - END_STATES
_WORKING = asking.WORKING
_WORKED = _WORKING | {State.DISPUTED}
_NEW = frozenset({State.REPORTED})
_UNFILED = _NEW | {State.NEED_INFO}
_CLOSED = frozenset({State.CLOSED})
_MERGED = frozenset({State.MERGED})
_FED_BACK = frozenset({State.FED_BACK})
_LOOSE = frozenset({State.REPORTED, State.NEED_INFO, State.VERIFYING, State.FILED})
# Custody moves only while no department owes anything: its task belongs to the center that gave it.
_MOVABLE = frozenset({State.REPORTED, State.FILED, State.FED_BACK, State.CALLBACK})
_SETTLED = frozenset({State.FILED, *_WORKING, State.FED_BACK, State.CALLBACK})

_DESK = (Role.INTAKE, Role.DUTY_LEADER)
_LEADERS = (Role.DUTY_LEADER, Role.CENTER_LEADER)
_DISPATCH = (Role.DISPATCHER, Role.DUTY_LEADER)
_MOVERS = (Role.DISPATCHER, Role.DUTY_LEADER, Role.INTAKE)
_OUTSIDE = frozenset({Role.ANALYST, Role.CENTER, Role.VIEWER, Role.REPORTER})
_STAFF = tuple(role for role in Role if role not in _OUTSIDE)
_DEPARTMENT = (Role.DEPARTMENT,)
_CENTER = (Role.CENTER,)

_TITLE = Arg("title", required=True)
_REASON = Arg("reason", required=True)
_WHY = Arg("reason")
_CLASS = (Arg("category"), Arg("urgency", choices=URGENCIES))
_REPORT_ARGS = (Arg("place"), *_CLASS, Arg("reporter"), Arg("description"), Arg("focus"), Arg("link"))
_SAID = (Arg("responded", choices=YES_NO), Arg("solved", choices=YES_NO))
_TO = Arg("to", required=True)
_CHILD = Arg("child", required=True)
_REQUEST = Arg("request")
_OK = Arg("ok", required=True, choices=YES_NO)
_SATISFIED = Arg("satisfied", required=True, choices=YES_NO)
_RATING = Arg("rating", required=True, choices=("1", "2", "3", "4", "5"))
_RULING = Arg("ruling", required=True, choices=tuple(asking.RULINGS))
_RUNG = (Arg("rung", required=True), Arg("clock", required=True), Arg("round", required=True))

_OPENING = (
    Verb("report", frozenset(), (*_DESK, Role.OPERATOR, Role.GRID_OFFICER, Role.REPORTER),
         (_TITLE, Arg("source"), Arg("key"), *_REPORT_ARGS), Hold.NONE, opens=opened),
    Verb("confirm_alarm", frozenset(), (Role.OPERATOR, Role.INTAKE, Role.DUTY_LEADER),
         (Arg("alarm", required=True), _TITLE, *_REPORT_ARGS), Hold.NONE, opens=opened),
    Verb("split", frozenset(), _MOVERS, (Arg("origin", required=True), _TITLE, *_REPORT_ARGS),
         Hold.NONE, opens=merging.split),
)  # fmt: skip

_ACCEPTING = (
    Verb("file", _NEW, _DESK, (*_CLASS, Arg("place"), Arg("focus")), makes=makers.file),
    Verb("not_file", _UNFILED, _DESK, (_REASON,), makes=plain("not_filed")),
    Verb("solve_on_spot", _NEW, (Role.GRID_OFFICER,), (*_CLASS, Arg("place")), makes=makers.solve_on_spot),
    Verb("ask_more", _NEW, _DESK, (Arg("question", required=True),), makes=makers.ask_more),
    Verb("supplement", frozenset({State.NEED_INFO}), (*_DESK, Role.OPERATOR, Role.REPORTER),
         (Arg("place"), Arg("description"), Arg("reporter")), makes=plain("supplemented")),
    Verb("send_verify", _NEW, _DESK, (Arg("officer"),), makes=makers.send_verify),
    Verb("verified", frozenset({State.VERIFYING}), (Role.GRID_OFFICER,), (Arg("finding"),),
         guard=guards.may_verify, makes=plain("verified")),
    Verb("refuted", frozenset({State.VERIFYING}), (Role.GRID_OFFICER,), (_REASON,),
         guard=guards.may_verify, makes=plain("refuted")),
)  # fmt: skip

_HANDLING = (
    Verb("dispatch", frozenset({State.FILED}), _DISPATCH, (Arg("lead", required=True), Arg("assists")),
         makes=makers.dispatch),
    Verb("sign", _WORKING, _DEPARTMENT, guard=guards.may_sign, makes=makers.sign),
    Verb("feedback", _WORKING, _DEPARTMENT, guard=guards.may_feed_back, makes=makers.feed_back),
    Verb("arbitrate", frozenset({State.DISPUTED}), _LEADERS, (_RULING, Arg("lead"), Arg("assists"), _REASON),
         guard=asking.may_arbitrate, makes=asking.arbitrate),
    Verb("lift", frozenset({State.HUNG}), _LEADERS, (_REASON,), makes=plain("lifted")),
    Verb("check", _FED_BACK, (Role.CHECKER,), (_OK, _WHY), guard=guards.may_check, makes=makers.check),
    Verb("callback", frozenset({State.CALLBACK}), (Role.CALLBACK,), (_SATISFIED, *_SAID, _WHY),
         makes=makers.call_back),
    Verb("evaluate", _CLOSED, (Role.CALLBACK, Role.REPORTER), (_RATING, *_SAID, _WHY),
         guard=guards.may_evaluate, makes=plain("evaluated")),
    Verb("sample", _CLOSED, (Role.CHECKER,), (_OK, _WHY), guard=guards.may_sample, makes=makers.sample),
    Verb("reopen", _CLOSED, (Role.CALLBACK, *_DESK), (_REASON,),
         guard=guards.may_reopen, makes=plain("reopened")),
    Verb("waive", _WORKING, _DISPATCH, (Arg("department", required=True), _REASON),
         guard=guards.may_waive, makes=makers.waive),
    Verb("reclassify", _SETTLED, _DISPATCH, (*_CLASS, Arg("place"), Arg("focus"), _REASON),
         makes=makers.reclassify),
)  # fmt: skip

_ASKING = (
    Verb("return", _WORKING, _DEPARTMENT, (Arg("clause", required=True), _WHY),
         guard=asking.may_return, makes=asking.give_back),
    Verb("extend", _WORKED, _DEPARTMENT, (Arg("minutes"), Arg("days"), _REASON),
         guard=may_ask("extend"), makes=asking.ask("extend")),
    Verb("hang", frozenset({State.IN_PROGRESS}), _DEPARTMENT,
         (_REASON, Arg("condition", required=True), Arg("review_ms", required=True)),
         guard=may_ask("hang", lead=True), makes=asking.ask("hang")),
    Verb("request_close", _WORKING, _DEPARTMENT, (_REASON,),
         guard=may_ask("close", lead=True), makes=asking.ask("close")),
    Verb("void", _OPEN, _LEADERS, (_REASON,), guard=may_ask("void"), makes=asking.ask("void")),
    Verb("grant", _OPEN, _LEADERS, (_REQUEST, _WHY), guard=asking.may_rule, makes=asking.grant),
    Verb("deny", _OPEN, _LEADERS, (_REQUEST, _REASON), guard=asking.may_rule, makes=asking.deny),
    Verb("withdraw", _OPEN, (*_DEPARTMENT, *_LEADERS), (_WHY,),
         guard=asking.may_withdraw, makes=asking.withdraw),
)  # fmt: skip

_MOVING = (
    Verb("hand_up", _MOVABLE, _MOVERS, (_WHY,), guard=guards.may_hand_up, makes=makers.hand_up),
    Verb("hand_down", _MOVABLE, _MOVERS, (_TO, _WHY), guard=guards.may_hand_down, makes=makers.hand_down),
    Verb("recall", _OPEN, _MOVERS, (_REASON,), hold=Hold.AWAY, guard=recalling.may_recall,
         makes=recalling.recall),
    Verb("decline_recall", _OPEN, _MOVERS, (_REASON,), guard=recalling.may_decline, makes=recalling.decline),
    Verb("merge", _LOOSE, _MOVERS, (Arg("into", required=True), _WHY), makes=merging.merge),
    Verb("unmerge", _MERGED, (*_MOVERS, Role.CENTER), (_REASON,), makes=plain("unmerged")),
    Verb("urge", _OPEN, (Role.DISPATCHER, Role.CHECKER, Role.CALLBACK, *_LEADERS), makes=pushing.urge),
    Verb("supervise", _OPEN, _LEADERS, makes=pushing.supervise),
    Verb("wake", _OPEN, (Role.OPERATOR, Role.DISPATCHER, *_LEADERS), (Arg("officers"),), makes=pushing.wake),
    Verb("receipt", _ALL, _STAFF, (Arg("flag"),), guard=pushing.may_receipt, makes=pushing.receipt),
    Verb("note", _ALL, _STAFF, makes=plain("noted")),
)  # fmt: skip

_BY_THE_CENTER = (
    Verb("receive", _ALL, _CENTER, hold=Hold.COMING, makes=plain("received")),
    Verb("refuse_custody", _ALL, _CENTER, (_REASON,), hold=Hold.COMING, makes=makers.refuse_custody),
    Verb("take_recall", _OPEN, _CENTER,
         (Arg("center", required=True), Arg("person", required=True), _REASON), makes=recalling.take_recall),
    Verb("escalate", _ALL, _CENTER, (*_RUNG, Arg("department"), Arg("due_ms")), makes=pushing.escalate),
    Verb("absorb", merging.PARENT_STATES, _CENTER,
         (_CHILD, Arg("since_ms", required=True), Arg("urgency", required=True)), makes=merging.absorb),
    Verb("part", _ALL, _CENTER, (_CHILD,), makes=merging.part),
    Verb("answer", _MERGED, _CENTER, makes=plain("answered")),
)  # fmt: skip

TRANSITIONS: Mapping[str, Verb] = {
    verb.name: verb for verb in (*_OPENING, *_ACCEPTING, *_HANDLING, *_ASKING, *_MOVING, *_BY_THE_CENTER)
}
"""Every verb by name, in the order in which a screen offers them: the natural next step first."""
