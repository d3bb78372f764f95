"""What a ticket's log says for the statistics: flat facts, each with its time and who it counts for.

Staff work is rated, residents never are. Source: design 2-ticket.md, Evaluation and classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backend.domain import sla
from backend.domain.log import ClockSpan, Event, Ticket
from backend.domain.worktime import WorkCalendar

COUNTED = frozenset({"reported", "filed", "not_filed", "closed", "reopened"})
"""Events that are simply counted, under their own name."""

SATISFIED_FROM = 4
"""The rating from which a reporter counts as satisfied (of 5)."""

STARTS = frozenset({"dispatched", "arbitrated", "reworked", "called_back"})
"""Events that start a department's dispose clock."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened and whether it went the way its name says (`hit`).

    Kinds: those of COUNTED; responded, solved, satisfied (what a reporter said); on_time,
    on_time_first (a clock that stopped, against its deadline with and without extensions); rework (of
    checks); returned (of dispatches); upheld (of returns).
    """

    kind: str
    at_ms: int
    hit: bool
    center: str
    category: str
    department: str = ""
    person: str = ""
    clock: str = ""


def facts(ticket: Ticket, calendars: Mapping[str, WorkCalendar]) -> Iterator[Fact]:
    """Every fact of one ticket, from its log alone.

    Raises:
        Unavailable: a calendar named by a budget is not installed here.
    """
    yield from _told(ticket)
    for span in ticket.spans:
        if span.stopped_ms and span.counted and span.clock not in {"total", "review"}:
            yield from _timed(ticket, span, calendars)


@dataclass(slots=True)
class _Reading:
    """Where a log stands while it is read: who leads, who did the work, what the reporter said last."""

    lead: str = ""
    person: str = ""
    said: Event | None = None
    dispatch: Event | None = None


def _told(ticket: Ticket) -> Iterator[Fact]:
    at = _Reading()
    for event in ticket.events:
        if event.kind in COUNTED:
            yield _fact(ticket, event, event.kind, at, hit=True)
        if event.kind in {"checked", "reworked"}:
            yield _fact(ticket, event, "rework", at, hit=event.kind == "reworked")
        if event.kind == "arbitrated":
            yield _fact(ticket, event, "upheld", at, hit=event.args["ruling"] == "uphold")
        if event.kind in {"dispatched", "returned"} and at.dispatch is not None:
            yield _fact(ticket, at.dispatch, "returned", at, hit=event.kind == "returned")
            at.dispatch = None
        if event.kind == "reopened":
            yield from _answers(ticket, at)
        _advance(at, event)
    if at.dispatch is not None:
        yield _fact(ticket, at.dispatch, "returned", at, hit=False)
    yield from _answers(ticket, at)


def _advance(at: _Reading, event: Event) -> None:
    if event.kind in {"dispatched", "arbitrated"}:
        at.lead = event.args.get("lead", at.lead)
    if event.kind == "dispatched":
        at.dispatch = event
    if event.kind in {"fed_back", "solved"}:
        at.person = event.actor
    if event.kind in {"called_back", "evaluated"}:
        at.said = event


def _answers(ticket: Ticket, at: _Reading) -> Iterator[Fact]:
    """What the reporter said last of one life of the ticket: the three rates."""
    event, at.said = at.said, None
    if event is None:
        return
    args = event.args
    if event.kind == "evaluated":
        satisfied = int(args["rating"]) >= SATISFIED_FROM
    else:
        satisfied = args["satisfied"] == "yes"
    said = {
        "responded": args.get("responded", "yes") == "yes",
        "solved": args.get("solved", "yes" if satisfied else "no") == "yes",
        "satisfied": satisfied,
    }
    for kind, hit in said.items():
        yield _fact(ticket, event, kind, at, hit=hit)


def _fact(ticket: Ticket, event: Event, kind: str, at: _Reading, *, hit: bool) -> Fact:
    return Fact(kind, event.at_ms, hit, event.center, ticket.category, at.lead, at.person)


def _timed(ticket: Ticket, span: ClockSpan, calendars: Mapping[str, WorkCalendar]) -> Iterator[Fact]:
    """One clock that stopped; the center is where it began, the person who stopped it."""
    reading = sla.read(span, calendars, span.stopped_ms)
    began = [e for e in ticket.events if e.at_ms <= span.started_ms] or list(ticket.events[:1])
    if span.department:
        began = [e for e in began if e.kind in STARTS]
    ended = next(e for e in ticket.events if e.at_ms == span.stopped_ms and e.kind != "escalated")
    due = {"on_time": reading.deadline_ms, "on_time_first": reading.first_deadline_ms}
    for kind, due_ms in due.items():
        yield Fact(
            kind,
            span.stopped_ms,
            span.stopped_ms < due_ms,
            began[-1].center,
            ticket.category,
            span.department,
            ended.actor,
            span.clock,
        )
