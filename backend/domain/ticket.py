"""The ticket: what its log means.

A ticket IS its log of events. State, tasks, custody and clock spans are derived by replaying it, so
every center that holds the same log shows the same ticket. Source: design 2-ticket.md,
3-federation.md rule 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from backend.domain.errors import Corrupt
from backend.domain.log import (
    END_STATES,
    ClockSpan,
    Custody,
    CustodyStep,
    Event,
    State,
    Task,
    TaskState,
    Ticket,
)

__all__ = [
    "END_STATES",
    "STATE_CLOCK",
    "ClockSpan",
    "Custody",
    "CustodyStep",
    "Event",
    "State",
    "Task",
    "TaskState",
    "Ticket",
    "apply",
    "replay",
]

STATE_CLOCK: Mapping[State, str] = {
    State.REPORTED: "accept",
    State.FILED: "dispatch",
    State.FED_BACK: "check",
    State.CALLBACK: "callback",
}
"""The clock that runs exactly while a ticket is in a state; sign and dispose belong to tasks."""


def replay(events: Iterable[Event]) -> Ticket:
    """Read a whole log from its first event.

    Raises:
        Corrupt: the log is empty, has a gap, does not begin with a report, or holds an unknown event.
    """
    ticket: Ticket | None = None
    for event in events:
        ticket = apply(ticket, event)
    if ticket is None:
        raise Corrupt("a ticket's log is empty")
    return ticket


def apply(ticket: Ticket | None, event: Event) -> Ticket:
    """Add one event to what is known; `ticket` is None before the first.

    Raises:
        Corrupt: the event does not continue the log, or its kind is unknown to this version.
    """
    if ticket is None:
        return _opened(event)
    if event.rev != ticket.rev + 1:
        raise Corrupt(f"log of {ticket.id}: event {event.rev} follows {ticket.rev}")
    meaning = MEANINGS.get(event.kind)
    if meaning is None:
        raise Corrupt(f"log of {ticket.id}: event {event.rev} is of unknown kind {event.kind!r}")
    try:
        meant = meaning(ticket, event)
    except (KeyError, ValueError) as error:
        raise Corrupt(f"log of {ticket.id}: event {event.rev} ({event.kind}) lacks {error}") from error
    changed = replace(
        meant,
        rev=event.rev,
        events=(*ticket.events, event),
        evidence=ticket.evidence + event.evidence,
    )
    return _turn_stage_clock(ticket, changed, event)


def _opened(event: Event) -> Ticket:
    if event.kind != "reported" or event.rev != 1 or not event.args.get("ticket"):
        raise Corrupt(f"a log begins with {event.kind!r} at {event.rev}, not with a named report")
    args = event.args
    ticket = Ticket(
        id=args["ticket"],
        title=args.get("title", ""),
        state=State.REPORTED,
        rev=1,
        custody=Custody(event.center),
        trail=(CustodyStep(event.center, 1, event.at_ms, "reported"),),
        opened_ms=event.at_ms,
        place=args.get("place", ""),
        description=args.get("description", ""),
        category=args.get("category", ""),
        urgency=args.get("urgency", ""),
        source=args.get("source", ""),
        alarm=args.get("alarm", ""),
        reporter=args.get("reporter", ""),
        evidence=event.evidence,
        budgets=event.budgets,
        events=(event,),
    )
    return _start(_start(ticket, event, STATE_CLOCK[State.REPORTED]), event, "total")


def _filed(ticket: Ticket, event: Event) -> Ticket:
    """Class, place and urgency are settled; the whole set of budgets is frozen here."""
    frozen = {budget.clock: budget for budget in (*ticket.budgets, *event.budgets)}
    args = event.args
    return replace(
        ticket,
        state=State.FILED,
        category=args.get("category", ticket.category),
        urgency=args.get("urgency", ticket.urgency),
        place=args.get("place", ticket.place),
        limits=args.get("limits", ticket.limits),
        budgets=tuple(frozen.values()),
        # A running clock keeps its start and takes the new class's budget.
        spans=tuple(
            span if span.stopped_ms else replace(span, budget=frozen[span.clock]) for span in ticket.spans
        ),
    )


def _not_filed(ticket: Ticket, event: Event) -> Ticket:
    return _end(replace(ticket, state=State.NOT_FILED), event)


def _closed(ticket: Ticket, event: Event) -> Ticket:
    return _end(replace(ticket, state=State.CLOSED), event)


def _end(ticket: Ticket, event: Event) -> Ticket:
    return replace(_stop(ticket, event, "total"), closed_ms=event.at_ms)


def _dispatched(ticket: Ticket, event: Event) -> Ticket:
    named = [event.args["lead"], *filter(None, event.args.get("assists", "").split(","))]
    tasks = tuple(Task(department, lead=n == 0) for n, department in enumerate(named))
    ticket = replace(ticket, state=State.DISPATCHED, tasks=tasks)
    for task in tasks:
        for clock in ("sign", "dispose"):
            ticket = _start(ticket, event, clock, task.department)
    return ticket


def _signed(ticket: Ticket, event: Event) -> Ticket:
    department = event.args["department"]
    ticket = _set_task(ticket, department, TaskState.SIGNED, event.actor)
    ticket = replace(ticket, handlers=ticket.handlers | {event.actor})
    if department == ticket.lead:
        ticket = replace(ticket, state=State.IN_PROGRESS)
    return _stop(ticket, event, "sign", department)


def _fed_back(ticket: Ticket, event: Event) -> Ticket:
    department = event.args["department"]
    ticket = _set_task(ticket, department, TaskState.DONE, event.actor)
    ticket = replace(ticket, handlers=ticket.handlers | {event.actor})
    if department == ticket.lead:
        ticket = replace(ticket, state=State.FED_BACK, handler=event.actor)
    return _stop(ticket, event, "dispose", department)


def _waived(ticket: Ticket, event: Event) -> Ticket:
    department = event.args["department"]
    ticket = _set_task(ticket, department, TaskState.WAIVED, "")
    return _stop(_stop(ticket, event, "sign", department), event, "dispose", department)


def _checked(ticket: Ticket, _event: Event) -> Ticket:
    """Passed: a reporter is called back; without one `closed` follows at once."""
    return replace(ticket, state=State.CALLBACK) if ticket.reporter else ticket


def _called_back(ticket: Ticket, event: Event) -> Ticket:
    return ticket if event.args.get("satisfied") == "yes" else _reworked(ticket, event)


def _reworked(ticket: Ticket, event: Event) -> Ticket:
    """The lead works again in a new round, against the budget that this event carries."""
    ticket = _set_task(ticket, ticket.lead, TaskState.SIGNED, ticket.handler)
    ticket = replace(ticket, state=State.IN_PROGRESS, round=ticket.round + 1)
    return _start(ticket, event, "dispose", ticket.lead)


def _handed_over(ticket: Ticket, event: Event) -> Ticket:
    old = ticket.custody
    return replace(ticket, custody=Custody(old.holder, old.epoch + 1, event.args["to"]))


def _received(ticket: Ticket, event: Event) -> Ticket:
    sent = ticket.events[-1]
    if sent.kind not in {"handed_up", "handed_down"}:
        raise Corrupt(f"log of {ticket.id}: received at event {event.rev} without being sent")
    step = CustodyStep(
        event.center, ticket.custody.epoch, event.at_ms, sent.kind, sent.at_ms, sent.args.get("reason", "")
    )
    custody = Custody(event.center, ticket.custody.epoch)
    return replace(ticket, custody=custody, trail=(*ticket.trail, step))


def _urged(ticket: Ticket, _event: Event) -> Ticket:
    return replace(ticket, urged=ticket.urged + 1)


def _supervised(ticket: Ticket, _event: Event) -> Ticket:
    return replace(ticket, supervised=ticket.supervised + 1)


def _noted(ticket: Ticket, _event: Event) -> Ticket:
    return ticket


def _escalated(ticket: Ticket, event: Event) -> Ticket:
    args = event.args
    key = (args["clock"], int(args["round"]), args.get("department", ""), args["rung"])
    return replace(
        ticket,
        fired=ticket.fired | {key},
        urged=ticket.urged + (args["rung"] == "urge"),
        supervised=ticket.supervised + (args["rung"] == "supervise"),
    )


MEANINGS: Mapping[str, Callable[[Ticket, Event], Ticket]] = {
    "filed": _filed,
    "not_filed": _not_filed,
    "dispatched": _dispatched,
    "signed": _signed,
    "fed_back": _fed_back,
    "waived": _waived,
    "checked": _checked,
    "reworked": _reworked,
    "called_back": _called_back,
    "closed": _closed,
    "handed_up": _handed_over,
    "handed_down": _handed_over,
    "received": _received,
    "urged": _urged,
    "supervised": _supervised,
    "noted": _noted,
    "escalated": _escalated,
}
"""What each kind of event changes, after `reported` has opened the ticket."""


def _set_task(ticket: Ticket, department: str, state: TaskState, person: str) -> Ticket:
    tasks = tuple(
        replace(task, state=state, person=person) if task.department == department else task
        for task in ticket.tasks
    )
    return replace(ticket, tasks=tasks)


def _start(ticket: Ticket, event: Event, clock: str, department: str = "") -> Ticket:
    budget = next((b for b in event.budgets if b.clock == clock), None) or ticket.budget(clock)
    if budget is None:
        raise Corrupt(f"log of {ticket.id}: no budget for {clock} at event {event.rev}")
    span = ClockSpan(clock, ticket.round, event.at_ms, budget, department=department)
    return replace(ticket, spans=(*ticket.spans, span))


def _stop(ticket: Ticket, event: Event, clock: str, department: str = "") -> Ticket:
    spans = tuple(
        replace(span, stopped_ms=event.at_ms)
        if (span.clock, span.department) == (clock, department) and not span.stopped_ms
        else span
        for span in ticket.spans
    )
    return replace(ticket, spans=spans)


def _turn_stage_clock(before: Ticket, after: Ticket, event: Event) -> Ticket:
    """Stop the clock of the state that was left and start the one of the state entered."""
    if before.state is after.state:
        return after
    left, entered = STATE_CLOCK.get(before.state), STATE_CLOCK.get(after.state)
    if left is not None:
        after = _stop(after, event, left)
    return after if entered is None else _start(after, event, entered)
