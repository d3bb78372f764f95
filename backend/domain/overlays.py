"""What the events beside the main way change: requests and rulings, merging, pushes and receipts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from backend.domain import spans
from backend.domain.altering import altered
from backend.domain.limits import strictest
from backend.domain.log import Child, Event, Flag, Receipt, Request, State, Task, TaskState, Ticket
from backend.domain.meanings import Meaning, again, alone, classified, earliest_ms, end, lapse
from backend.domain.recalling import recalled

TASK_CLOCKS = frozenset({"sign", "dispose"})


# -- requests ---------------------------------------------------------------------------------------


def _requested(ticket: Ticket, event: Event) -> Ticket:
    args = event.args
    request = Request(
        len(ticket.requests) + 1, args["kind"], event.actor, args.get("department", ""), event.at_ms, args
    )
    return altered(ticket, requests=(*ticket.requests, request))


def _ruled(ticket: Ticket, event: Event, number: int, ruling: str) -> tuple[Ticket, Request]:
    found = {request.n: request for request in ticket.requests}[number]
    ruled = replace(found, ruling=ruling, ruled_by=event.actor, ruled_ms=event.at_ms)
    requests = tuple(ruled if request is found else request for request in ticket.requests)
    return altered(ticket, requests=requests), ruled


def _denied(ticket: Ticket, event: Event) -> Ticket:
    return _ruled(ticket, event, int(event.args["request"]), event.kind)[0]


def _recall_declined(ticket: Ticket, event: Event) -> Ticket:
    return _ruled(ticket, event, int(event.args["request"]), "denied")[0]


def _granted(ticket: Ticket, event: Event) -> Ticket:
    ticket, request = _ruled(ticket, event, int(event.args["request"]), "granted")
    return GRANTS[request.kind](ticket, event, request)


def _extended(ticket: Ticket, event: Event, request: Request) -> Ticket:
    """Both deadlines stay known: the budget is untouched, what was granted is kept beside it."""
    more_s, more_days = int(event.args.get("minutes", "0")) * 60, int(event.args.get("days", "0"))
    return spans.change(
        ticket,
        lambda s: spans.running(s) and (s.clock, s.department) == ("dispose", request.department),
        lambda s: replace(s, granted_s=s.granted_s + more_s, granted_days=s.granted_days + more_days),
    )


def _hung(ticket: Ticket, event: Event, _request: Request) -> Ticket:
    """Everything that runs waits, until the review date at the latest."""
    ticket = altered(ticket, state=State.HUNG, back_to=ticket.state)
    return spans.pause(ticket, event.at_ms, int(event.args["review_ms"]), lambda _: True)


def _lifted(ticket: Ticket, event: Event) -> Ticket:
    return spans.end_pauses(altered(ticket, state=ticket.back_to), event.at_ms)


def _given_up(ticket: Ticket, event: Event, request: Request) -> Ticket:
    """Nothing can be done, a leader agrees: no department owes anything, a checker looks at it."""
    tasks = tuple(replace(t, state=TaskState.WAIVED) if t.open else t for t in ticket.tasks)
    ticket = altered(ticket, state=State.FED_BACK, tasks=tasks, handler=request.person)
    ticket = altered(ticket, handlers=ticket.handlers | {request.person})
    ticket = lapse(ticket, event, lambda other: other.kind != "void")
    return spans.change(
        ticket,
        lambda span: spans.running(span) and span.clock in TASK_CLOCKS,
        lambda span: replace(span, stopped_ms=event.at_ms),
    )


def _voided(ticket: Ticket, event: Event, _request: Request) -> Ticket:
    return end(ticket, event, State.VOID)


GRANTS = {"extend": _extended, "hang": _hung, "close": _given_up, "void": _voided}
"""What granting a request changes, by its kind."""


def _returned(ticket: Ticket, event: Event) -> Ticket:
    """The work waits for a ruling: dispose runs on, what is not signed need not be signed now."""
    ticket = altered(_requested(ticket, event), state=State.DISPUTED, back_to=ticket.state)
    return spans.change(
        ticket,
        lambda span: spans.running(span) and span.clock == "sign",
        lambda span: replace(span, stopped_ms=event.at_ms),
    )


def _arbitrated(ticket: Ticket, event: Event) -> Ticket:
    (pending,) = (request for request in ticket.pending if request.kind == "return")
    ticket, _ = _ruled(ticket, event, pending.n, event.args["ruling"])
    return RULINGS[event.args["ruling"]](ticket, event)


def _upheld(ticket: Ticket, event: Event) -> Ticket:
    """The department was right: its clocks do not count, somebody else gets the work."""
    ticket = _let_go(ticket, event, frozenset(task.department for task in ticket.tasks))
    return again(lapse(ticket, event, lambda request: request.kind != "void"))


def _rejected(ticket: Ticket, event: Event) -> Ticket:
    return _signing_again(altered(ticket, state=ticket.back_to), event)


def _joint(ticket: Ticket, event: Event) -> Ticket:
    """A leader names lead and assists anew; who stays keeps task and clocks, who goes is let off."""
    named = [event.args["lead"], *filter(None, event.args.get("assists", "").split(","))]
    gone = frozenset(task.department for task in ticket.tasks) - set(named)
    ticket = _let_go(ticket, event, gone)
    ticket = lapse(ticket, event, lambda request: request.department in gone)
    old = {task.department: task for task in ticket.tasks}
    tasks = tuple(
        replace(old.get(department) or Task(department, lead=False), lead=n == 0)
        for n, department in enumerate(named)
    )
    signed = tasks[0].state is TaskState.SIGNED
    ticket = altered(ticket, tasks=tasks, state=State.IN_PROGRESS if signed else State.DISPATCHED)
    for department in named:
        if department not in old:
            for clock in ("sign", "dispose"):
                ticket = spans.start(ticket, event, clock, department)
    return _signing_again(ticket, event)


RULINGS: Mapping[str, Meaning] = {"uphold": _upheld, "reject": _rejected, "joint": _joint}
"""What a ruling on a return changes."""


def _let_go(ticket: Ticket, event: Event, departments: frozenset[str]) -> Ticket:
    """Stop the clocks of departments whose work is taken away; what was open does not count."""
    unsigned = {task.department for task in ticket.tasks if task.state is TaskState.WAITING} & departments
    last = {id(ticket.span("sign", department)) for department in unsigned}
    return spans.change(
        ticket,
        lambda s: s.department in departments and (spans.running(s) or id(s) in last),
        lambda s: replace(s, stopped_ms=s.stopped_ms or event.at_ms, counted=False),
    )


def _signing_again(ticket: Ticket, event: Event) -> Ticket:
    for task in ticket.tasks:
        if task.state is TaskState.WAITING:
            ticket = spans.resume(ticket, event.at_ms, "sign", task.department)
    return ticket


# -- merging ----------------------------------------------------------------------------------------


def _merged(ticket: Ticket, event: Event) -> Ticket:
    ticket = altered(classified(ticket, event), into=event.args["into"], back_to=ticket.state)
    return end(ticket, event, State.MERGED)


def _unmerged(ticket: Ticket, event: Event) -> Ticket:
    """As if it had never been merged: the total clock has no gap."""
    ticket = altered(ticket, state=ticket.back_to, into="", closed_ms=0)
    ticket = spans.resume(ticket, event.at_ms, "total", gap=False)
    # Others may have been taken out of it meanwhile.
    return _timed(spans.swap(ticket, ticket.budgets))


def _answered(ticket: Ticket, event: Event) -> Ticket:
    """What it was merged into is done: its own reporter is called back."""
    ticket = altered(alone(ticket), into="", closed_ms=0, state=State.CALLBACK)
    ticket = spans.resume(ticket, event.at_ms, "total", gap=False)
    return ticket if ticket.reporter else end(ticket, event, State.CLOSED)


def _absorbed(ticket: Ticket, event: Event) -> Ticket:
    args = event.args
    child = Child(args["child"], int(args["since_ms"]), args["urgency"])
    return _with_children(ticket, event, (*ticket.children, child))


def _parted(ticket: Ticket, event: Event) -> Ticket:
    left = tuple(child for child in ticket.children if child.id != event.args["child"])
    return _with_children(ticket, event, left)


def _with_children(ticket: Ticket, event: Event, children: tuple[Child, ...]) -> Ticket:
    """The earliest total clock and the strictest urgency among a ticket and those merged into it."""
    urgency = strictest((ticket.own_urgency, *(child.urgency for child in children)))
    ticket = altered(ticket, children=children, urgency=urgency)
    return _timed(spans.swap(ticket, event.budgets))


def _timed(ticket: Ticket) -> Ticket:
    """The running total clock starts where that of the earliest did."""
    since_ms = earliest_ms(ticket)
    return spans.change(
        ticket,
        lambda span: spans.running(span) and span.clock == "total",
        lambda span: replace(span, started_ms=since_ms),
    )


# -- pushes -----------------------------------------------------------------------------------------


def _flagged(ticket: Ticket, event: Event, kind: str) -> Ticket:
    summons = tuple(filter(None, event.args.get("summons", "").split(",")))
    flag = Flag(len(ticket.flags) + 1, kind, event.actor, event.at_ms, summons)
    return altered(
        ticket,
        flags=(*ticket.flags, flag),
        urged=ticket.urged + (kind == "urge"),
        supervised=ticket.supervised + (kind == "supervise"),
    )


def _urged(ticket: Ticket, event: Event) -> Ticket:
    return _flagged(ticket, event, "urge")


def _supervised(ticket: Ticket, event: Event) -> Ticket:
    return _flagged(ticket, event, "supervise")


def _woken(ticket: Ticket, event: Event) -> Ticket:
    return _flagged(ticket, event, "wake")


def _escalated(ticket: Ticket, event: Event) -> Ticket:
    args = event.args
    key = (args["clock"], int(args["round"]), args.get("department", ""), args["rung"])
    return altered(_flagged(ticket, event, args["rung"]), fired=ticket.fired | {key})


def _receipted(ticket: Ticket, event: Event) -> Ticket:
    number, receipt = int(event.args["flag"]), Receipt(event.args["who"], event.actor, event.at_ms)
    flags = tuple(
        replace(flag, receipts=(*flag.receipts, receipt)) if flag.n == number else flag
        for flag in ticket.flags
    )
    return altered(ticket, flags=flags)


def _noted(ticket: Ticket, _event: Event) -> Ticket:
    return ticket


OVERLAYS: Mapping[str, Meaning] = {
    "requested": _requested,
    "granted": _granted,
    "denied": _denied,
    "withdrawn": _denied,
    "lifted": _lifted,
    "returned": _returned,
    "arbitrated": _arbitrated,
    "merged": _merged,
    "unmerged": _unmerged,
    "answered": _answered,
    "absorbed": _absorbed,
    "parted": _parted,
    "urged": _urged,
    "supervised": _supervised,
    "woken": _woken,
    "receipted": _receipted,
    "noted": _noted,
    "escalated": _escalated,
    "recalled": recalled,
    "recall_declined": _recall_declined,
}
"""Meanings beside the main way."""
