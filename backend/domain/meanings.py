"""What the events of a ticket's main way change: from filing to closing, and custody on the way.

Overlays (requests, merging, flags) are in `overlays`; `ticket` puts both together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from backend.domain import spans
from backend.domain.altering import altered
from backend.domain.errors import Corrupt
from backend.domain.log import Custody, CustodyStep, Event, Request, State, Task, TaskState, Ticket

Meaning = Callable[[Ticket, Event], Ticket]


def end(ticket: Ticket, event: Event, state: State) -> Ticket:
    """The ticket in an end state: every clock stopped, open tasks waived, open requests lapsed."""
    tasks = tuple(replace(t, state=TaskState.WAIVED) if t.open else t for t in ticket.tasks)
    ticket = lapse(altered(ticket, state=state, tasks=tasks, closed_ms=event.at_ms), event)
    return spans.stop_all(ticket, event.at_ms)


def lapse(
    ticket: Ticket, event: Event, fits: Callable[[Request], bool] = lambda request: request.pending
) -> Ticket:
    """Requests that have become pointless."""
    lapsed = tuple(
        replace(request, ruling="lapsed", ruled_ms=event.at_ms)
        if request.pending and fits(request)
        else request
        for request in ticket.requests
    )
    return altered(ticket, requests=lapsed)


def set_task(ticket: Ticket, department: str, state: TaskState, person: str) -> Ticket:
    """One department's task in another state."""
    tasks = tuple(
        replace(task, state=state, person=person) if task.department == department else task
        for task in ticket.tasks
    )
    return altered(ticket, tasks=tasks)


def earliest_ms(ticket: Ticket) -> int:
    """Where the total clock of a ticket and of those merged into it starts."""
    return min((ticket.since_ms, *(child.since_ms for child in ticket.children)))


def alone(ticket: Ticket) -> Ticket:
    """Its children go their own way from here; what was taken over from them stays."""
    return altered(ticket, children=(), since_ms=earliest_ms(ticket), own_urgency=ticket.urgency)


def classified(ticket: Ticket, event: Event) -> Ticket:
    """Class, place and urgency are settled; running clocks keep their start and take the new budgets."""
    args = event.args
    urgency = args.get("urgency", ticket.urgency)
    ticket = altered(
        ticket,
        category=args.get("category", ticket.category),
        urgency=urgency,
        own_urgency=args.get("own_urgency") or args.get("urgency") or ticket.own_urgency,
        place=args.get("place", ticket.place),
        focus=args.get("focus", ticket.focus),
        limits=args.get("limits", ticket.limits),
    )
    return spans.swap(ticket, event.budgets)


def _filed(ticket: Ticket, event: Event) -> Ticket:
    return altered(classified(ticket, event), state=State.FILED)


def _not_filed(ticket: Ticket, event: Event) -> Ticket:
    return end(ticket, event, State.NOT_FILED)


def _asked_more(ticket: Ticket, event: Event) -> Ticket:
    """The accept clock waits for the answer, but not for ever."""
    ticket = altered(ticket, state=State.NEED_INFO)
    until_ms = int(event.args["until_ms"])
    return spans.pause(ticket, event.at_ms, until_ms, lambda span: span.clock == "accept")


def _supplemented(ticket: Ticket, event: Event) -> Ticket:
    args = event.args
    ticket = altered(
        ticket,
        state=State.REPORTED,
        place=args.get("place", ticket.place),
        description=args.get("description", ticket.description),
        reporter=args.get("reporter", ticket.reporter),
    )
    return spans.end_pauses(ticket, event.at_ms)


def _sent_verify(ticket: Ticket, event: Event) -> Ticket:
    return altered(ticket, state=State.VERIFYING, verifier=event.args.get("officer", ""))


def _found(ticket: Ticket, event: Event) -> Ticket:
    return altered(ticket, state=State.REPORTED, finding=event.kind)


def _solved(ticket: Ticket, event: Event) -> Ticket:
    """Done by the officer who was there; `closed` follows at once."""
    ticket = alone(classified(ticket, event))
    handlers = ticket.handlers | {event.actor}
    return altered(ticket, on_spot=True, handler=event.actor, handlers=handlers)


def _sampled(ticket: Ticket, event: Event) -> Ticket:
    return altered(ticket, sampled=event.args["ok"])


def _dispatched(ticket: Ticket, event: Event) -> Ticket:
    named = [event.args["lead"], *filter(None, event.args.get("assists", "").split(","))]
    tasks = tuple(Task(department, lead=n == 0) for n, department in enumerate(named))
    ticket = altered(ticket, state=State.DISPATCHED, tasks=tasks)
    for task in tasks:
        for clock in ("sign", "dispose"):
            ticket = spans.start(ticket, event, clock, task.department)
    return ticket


def _signed(ticket: Ticket, event: Event) -> Ticket:
    department = event.args["department"]
    ticket = set_task(ticket, department, TaskState.SIGNED, event.actor)
    ticket = altered(ticket, handlers=ticket.handlers | {event.actor})
    if department == ticket.lead:
        ticket = altered(ticket, state=State.IN_PROGRESS)
    return spans.stop(ticket, event.at_ms, "sign", department)


def _fed_back(ticket: Ticket, event: Event) -> Ticket:
    department = event.args["department"]
    ticket = set_task(ticket, department, TaskState.DONE, event.actor)
    ticket = altered(ticket, handlers=ticket.handlers | {event.actor})
    ticket = lapse(ticket, event, lambda request: request.department == department)
    if department == ticket.lead:
        ticket = altered(ticket, state=State.FED_BACK, handler=event.actor)
    return spans.stop(ticket, event.at_ms, "dispose", department)


def _waived(ticket: Ticket, event: Event) -> Ticket:
    department = event.args["department"]
    ticket = set_task(ticket, department, TaskState.WAIVED, "")
    ticket = lapse(ticket, event, lambda request: request.department == department)
    ticket = spans.stop(ticket, event.at_ms, "sign", department)
    return spans.stop(ticket, event.at_ms, "dispose", department)


def _checked(ticket: Ticket, _event: Event) -> Ticket:
    """Passed: a reporter is called back; without one `closed` follows."""
    ticket = alone(ticket)
    return altered(ticket, state=State.CALLBACK) if ticket.reporter else ticket


def _called_back(ticket: Ticket, event: Event) -> Ticket:
    """Unsatisfied: the lead works again; a ticket that was merged and has no lead is dispatched."""
    if event.args.get("satisfied") == "yes":
        return ticket
    return _reworked(ticket, event) if ticket.tasks else again(ticket)


def _reworked(ticket: Ticket, event: Event) -> Ticket:
    """The lead works again in a new round, against the budget that this event carries."""
    ticket = set_task(ticket, ticket.lead, TaskState.SIGNED, ticket.handler)
    ticket = altered(ticket, state=State.IN_PROGRESS, round=ticket.round + 1)
    return spans.start(ticket, event, "dispose", ticket.lead)


def again(ticket: Ticket) -> Ticket:
    """Filed and waiting to be dispatched in a new round."""
    return altered(ticket, state=State.FILED, round=ticket.round + 1, tasks=(), handler="")


def _closed(ticket: Ticket, event: Event) -> Ticket:
    return end(ticket, event, State.CLOSED)


def _evaluated(ticket: Ticket, event: Event) -> Ticket:
    return altered(ticket, state=State.EVALUATED, rating=int(event.args["rating"]))


def _reopened(ticket: Ticket, event: Event) -> Ticket:
    """A new life with a total clock of its own; the old one stays for the statistics."""
    ticket = altered(again(ticket), closed_ms=0, since_ms=event.at_ms, on_spot=False)
    return spans.start(ticket, event, "total")


def _handed_over(ticket: Ticket, event: Event) -> Ticket:
    old = ticket.custody
    ticket = spans.swap(ticket, event.budgets)
    return altered(ticket, custody=Custody(old.holder, old.epoch + 1, event.args["to"]))


def _received(ticket: Ticket, event: Event) -> Ticket:
    sent = ticket.events[-1]
    if sent.kind not in {"handed_up", "handed_down"}:
        raise Corrupt(f"log of {ticket.id}: received at event {event.rev} without being sent")
    step = CustodyStep(
        event.center, ticket.custody.epoch, event.at_ms, sent.kind, sent.at_ms, sent.args.get("reason", "")
    )
    custody = Custody(event.center, ticket.custody.epoch)
    ticket = altered(ticket, custody=custody, trail=(*ticket.trail, step))
    back = tuple(
        replace(request, ruling="granted", ruled_by=event.center, ruled_ms=event.at_ms)
        if request.pending and (request.kind, request.args.get("center")) == ("recall", event.center)
        else request
        for request in ticket.requests
    )
    return altered(ticket, requests=back)


FLOW: Mapping[str, Meaning] = {
    "filed": _filed,
    "not_filed": _not_filed,
    "asked_more": _asked_more,
    "supplemented": _supplemented,
    "sent_verify": _sent_verify,
    "verified": _found,
    "refuted": _found,
    "solved": _solved,
    "sampled": _sampled,
    "reclassified": classified,
    "dispatched": _dispatched,
    "signed": _signed,
    "fed_back": _fed_back,
    "waived": _waived,
    "checked": _checked,
    "reworked": _reworked,
    "called_back": _called_back,
    "closed": _closed,
    "evaluated": _evaluated,
    "reopened": _reopened,
    "handed_up": _handed_over,
    "handed_down": _handed_over,
    "received": _received,
}
"""Meanings of the main way."""
