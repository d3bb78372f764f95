"""Requests: who may ask for what, who rules on it, and what a ruling says. Return has a ruling of its own.

Source: design 2-ticket.md, transitions 8, 10, 11 and 18.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain import sla
from backend.domain.acts import Act, Context, Draft, Guard, Maker
from backend.domain.errors import Refused
from backend.domain.guards import not_your_task, own_task
from backend.domain.limits import Budget
from backend.domain.log import END_STATES, Request, State, Ticket
from backend.domain.naming import assists_of, check_departments
from backend.domain.roles import Role
from backend.domain.worktime import DAY_MS

WORKING = frozenset({State.DISPATCHED, State.IN_PROGRESS})
RULINGS = ("uphold", "reject", "joint")
"""What a leader may say to a return: it was right, it was not, or several work together."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request: who rules on it, and in which states that may happen."""

    rulers: tuple[Role, ...]
    states: frozenset[State]


_LEADERS = (Role.DUTY_LEADER, Role.CENTER_LEADER)
KINDS: Mapping[str, Kind] = {
    "extend": Kind(_LEADERS, WORKING | {State.DISPUTED}),
    "hang": Kind((Role.CENTER_LEADER,), frozenset({State.IN_PROGRESS})),
    "close": Kind(_LEADERS, WORKING),
    "void": Kind(_LEADERS, frozenset(State) - END_STATES),
}
"""Every kind that is granted or denied. Nobody rules on what he asked for himself."""


# -- asking -----------------------------------------------------------------------------------------


def may_ask(kind: str, *, lead: bool = False) -> Guard:
    """The guard of one kind: a task that the actor's department owes, as lead if need be, asked once."""

    def guard(ticket: Ticket, context: Context) -> Refused | None:
        department = ""
        if kind != "void":
            task = own_task(ticket, context)
            if task is None or not task.open:
                return not_your_task(ticket)
            department = task.department
            if lead and not task.lead:
                who_may = (f"department:{ticket.lead}",)
                return Refused("not_lead", f"{department} only assists", rule=kind, who_may=who_may)
        if any((r.kind, r.department) == (kind, department) for r in ticket.pending):
            return Refused("asked_already", f"{kind} has been asked for and is not ruled on yet", rule=kind)
        if kind == "extend" and _past(ticket, department, context, 100):
            return _breached(department)
        return None

    return guard


def ask(kind: str) -> Maker:
    """Build the maker of one kind of request."""

    def make(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
        extra = {} if kind == "void" else {"department": context.actor.department}
        if kind == "extend":
            _check_extension(ticket, act, context)
        if kind == "hang":
            check_review(act.args["review_ms"], context)
        return (Draft("requested", {**act.args, **extra, "kind": kind}),)

    return make


def _past(ticket: Ticket, department: str, context: Context, percent: int) -> bool | None:
    """Whether so much of a department's dispose budget is used; None where its calendar is not known."""
    span = ticket.span("dispose", department)
    assert span is not None, "a task has a dispose clock"
    if span.budget.calendar not in context.calendars:
        return None
    return context.now_ms >= sla.moment_ms(span, context.calendars, percent)


def _breached(department: str) -> Refused:
    """A deadline that has passed stays passed: no extension is asked for or granted after it."""
    return Refused("breached", f"the deadline of {department} has passed", rule="extend")


def _no_calendar(rule: str) -> Refused:
    return Refused("no_calendar", f"{rule} cannot be timed without the calendar of the limit", rule=rule)


def _check_extension(ticket: Ticket, act: Act, context: Context) -> None:
    """In the unit of the limit: whole working days, or minutes of its calendar."""
    department = context.actor.department
    if _past(ticket, department, context, 100) is None:
        raise _no_calendar("extend")
    span = ticket.span("dispose", department)
    assert span is not None
    unit, other = ("days", "minutes") if span.budget.days else ("minutes", "days")
    if other in act.args or not 0 < _number(act.args.get(unit, "")) <= EXTENSION_MAX[unit]:
        most = EXTENSION_MAX[unit]
        raise Refused(
            "bad_extension", f"extend needs {unit}=, a whole number from 1 to {most}", rule="extend"
        )


EXTENSION_MAX = {"days": 366, "minutes": 366 * 1440}
"""Nobody asks for more at once."""


def check_review(text: str, context: Context) -> int:
    """The review date of a hung matter, UTC ms: within the table's days, or refused."""
    review_ms, days = _number(text), context.limits.review_days_max
    if not context.now_ms < review_ms <= context.now_ms + days * DAY_MS:
        words = f"review_ms= must be UTC milliseconds within the next {days} days"
        raise Refused("bad_review", words, rule="hang")
    return review_ms


def _number(text: str) -> int:
    """A whole number; 0 when it is none, or absurdly long."""
    return int(text) if text.isdecimal() and len(text) <= 15 else 0


# -- ruling -----------------------------------------------------------------------------------------


def may_rule(ticket: Ticket, context: Context) -> Refused | None:
    """There is a request that this actor may rule on; else why the oldest is not his to rule."""
    asked = _ruleable(ticket)
    if not asked:
        return Refused("nothing_asked", "nothing waits for a ruling", rule="request")
    reasons = [rule_refusal(ticket, request, context) for request in asked]
    return reasons[0] if all(reasons) else None


def _ruleable(ticket: Ticket) -> tuple[Request, ...]:
    return tuple(request for request in ticket.pending if request.kind in KINDS)


def rule_refusal(ticket: Ticket, request: Request, context: Context) -> Refused | None:
    """Why this actor may not rule on this request now."""
    kind, roles = KINDS[request.kind], context.actor.roles
    rulers = kind.rulers
    extensions = sum(r.kind == "extend" and r.ruling == "granted" for r in ticket.requests)
    if request.kind == "extend" and extensions >= context.limits.extensions_duty:
        rulers = (Role.CENTER_LEADER,)
    if not roles & set(rulers):
        who_may = tuple(role.value for role in rulers)
        return Refused("role", f"{context.actor.name} may not rule on this {request.kind}", rule=request.kind,
                       who_may=who_may)  # fmt: skip
    if request.person == context.actor.name:
        return Refused(
            "same_person",
            "nobody rules on his own request",
            rule=request.kind,
            who_may=tuple(role.value for role in rulers),
        )
    if ticket.state not in kind.states:
        words = f"{request.kind} cannot be ruled on while {ticket.state.value}"
        return Refused("wrong_state", words, rule=request.kind)
    return None


def _chosen(ticket: Ticket, act: Act, context: Context) -> Request:
    """The request that is meant: the one named, or the oldest that the actor may rule on."""
    named = act.args.get("request", "")
    asked = _ruleable(ticket)
    if not named:
        return next(r for r in asked if rule_refusal(ticket, r, context) is None)
    found = next((request for request in asked if str(request.n) == named), None)
    if found is None:
        known = ", ".join(f"{request.n} ({request.kind})" for request in asked)
        raise Refused("nothing_asked", f"no request {named!r} waits; there are: {known}", rule="request")
    no = rule_refusal(ticket, found, context)
    if no is not None:
        raise no
    return found


def grant(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Say yes: the event carries what was asked for, so that it can be read by itself."""
    request = _chosen(ticket, act, context)
    told = {name: request.args[name] for name in _TELLS if name in request.args}
    args = {**told, **act.args, "request": str(request.n), "kind": request.kind}
    if request.kind == "extend":
        past = _past(ticket, request.department, context, 100)
        if past is not False:
            raise _no_calendar("extend") if past is None else _breached(request.department)
    if request.kind != "hang":
        return (Draft("granted", args),)
    seconds = max(1, (check_review(request.args["review_ms"], context) - context.now_ms) // 1000)
    return (Draft("granted", args, (Budget("review", "cal24", seconds),)),)


_TELLS = ("minutes", "days", "review_ms", "condition", "department")
"""Arguments of a request that its grant repeats."""


def deny(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Say no."""
    request = _chosen(ticket, act, context)
    return (Draft("denied", {**act.args, "request": str(request.n), "kind": request.kind}),)


def may_withdraw(ticket: Ticket, context: Context) -> Refused | None:
    """Who asked may take it back while nobody has ruled."""
    if _own(ticket, context) is not None:
        return None
    who_may = tuple(f"operator:{request.person}" for request in _ruleable(ticket))
    return Refused("nothing_asked", "the actor has asked for nothing", rule="request", who_may=who_may)


def withdraw(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Take the actor's oldest open request back."""
    request = _own(ticket, context)
    assert request is not None, "the guard has found one"
    return (Draft("withdrawn", {**act.args, "request": str(request.n), "kind": request.kind}),)


def _own(ticket: Ticket, context: Context) -> Request | None:
    return next((r for r in _ruleable(ticket) if r.person == context.actor.name), None)


# -- returning --------------------------------------------------------------------------------------


def may_return(ticket: Ticket, context: Context) -> Refused | None:
    """The lead alone, at most so many rounds, and only in the first part of its budget."""
    limits = context.limits
    no = _LEAD_MAY(ticket, context)
    if no is None and ticket.returns >= limits.returns_max:
        no = Refused("too_often", f"it has been returned {ticket.returns} times", rule="return")
    if no is None and _past(ticket, context.actor.department, context, limits.return_percent):
        no = Refused("too_late", f"more than {limits.return_percent} % of the budget is used", rule="return")
    return no


_LEAD_MAY = may_ask("return", lead=True)


def give_back(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Return 退回: the department says by which clause the matter is not its own."""
    department = context.actor.department
    if _past(ticket, department, context, 0) is None:
        raise _no_calendar("return")
    frozen = ticket.budget("arbitrate")
    budget = frozen or context.limits.budget("arbitrate", ticket.category, ticket.urgency)
    return (Draft("returned", {**act.args, "kind": "return", "department": department}, (budget,)),)


def may_arbitrate(ticket: Ticket, context: Context) -> Refused | None:
    """The first return is the duty leader's to rule on; a further one goes to a center leader."""
    if ticket.returns > 1 and Role.CENTER_LEADER not in context.actor.roles:
        words = "a second return is ruled on by a center leader"
        return Refused("role", words, rule="arbitrate", who_may=(Role.CENTER_LEADER.value,))
    return None


def arbitrate(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Rule on a return: uphold, reject, or joint work under a lead that the leader names."""
    if act.args["ruling"] != "joint":
        return (Draft("arbitrated", act.args),)
    if not act.args.get("lead", "").strip():
        raise Refused("args_missing", "joint work needs lead=", rule="arbitrate")
    assists = assists_of(act)
    check_departments((act.args["lead"], *assists), context, "arbitrate")
    return (Draft("arbitrated", {**act.args, "assists": ",".join(assists)}),)
