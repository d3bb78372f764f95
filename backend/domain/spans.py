"""Clock spans of a ticket: starting, stopping, pausing, resuming, swapping budgets. Pure, on values.

A span is never deleted: what a clock did stays in the ticket for the statistics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from backend.domain.altering import altered
from backend.domain.errors import Corrupt
from backend.domain.limits import Budget
from backend.domain.log import ClockSpan, Event, Pauses, Ticket

Fits = Callable[[ClockSpan], bool]


def running(span: ClockSpan) -> bool:
    """Whether a span has not stopped (a paused one has not)."""
    return not span.stopped_ms


def first(event: Event, clock: str, since_ms: int = 0) -> ClockSpan:
    """The first span of a clock of a ticket that begins with this event, from it or from `since_ms` on."""
    return _span(event.args["ticket"], event, clock, 1, event.budgets, since_ms=since_ms)


def start(ticket: Ticket, event: Event, clock: str, department: str = "") -> Ticket:
    """Start a clock at the event against the event's or else the ticket's budget.

    Its round is the ticket's, or the next that this clock has not had, so that no two spans are alike.
    """
    last = ticket.span(clock, department)
    number = max(ticket.round, last.round + 1) if last else ticket.round
    budgets = (*event.budgets, *ticket.budgets)
    span = _span(ticket.id, event, clock, number, budgets, department)
    return altered(ticket, spans=(*ticket.spans, span))


def _span(
    ticket: str,
    event: Event,
    clock: str,
    number: int,
    budgets: Iterable[Budget],
    department: str = "",
    since_ms: int = 0,
) -> ClockSpan:
    """One round of a clock against the first budget that is its."""
    budget = next((one for one in budgets if one.clock == clock), None)
    if budget is None:
        raise Corrupt(f"log of {ticket}: no budget for {clock} at event {event.rev}")
    percent = int(event.args.get("percent", "100"))
    return ClockSpan(clock, number, since_ms or event.at_ms, budget, department=department, percent=percent)


def stop(ticket: Ticket, at_ms: int, clock: str, department: str = "") -> Ticket:
    """Stop a clock if it runs."""
    return change(
        ticket,
        lambda span: running(span) and (span.clock, span.department) == (clock, department),
        lambda span: replace(span, stopped_ms=at_ms),
    )


def stop_all(ticket: Ticket, at_ms: int) -> Ticket:
    """Stop whatever runs."""
    return change(ticket, running, lambda span: replace(span, stopped_ms=at_ms))


def resume(ticket: Ticket, at_ms: int, clock: str, department: str = "", *, gap: bool = True) -> Ticket:
    """Let the last span of a clock run on; the time it stood still is a pause, unless `gap` is False."""
    last = ticket.span(clock, department)
    if last is None or running(last):
        return ticket
    standstill: Pauses = ((last.stopped_ms, at_ms),) if gap and last.stopped_ms < at_ms else ()
    again = replace(last, stopped_ms=0, pauses=last.pauses + standstill)
    return change(ticket, lambda span: span is last, lambda _: again)


def pause(ticket: Ticket, at_ms: int, until_ms: int, fits: Fits) -> Ticket:
    """Pause running spans until `until_ms` at the latest."""
    if at_ms >= until_ms:
        return ticket
    return change(
        ticket,
        lambda span: running(span) and fits(span),
        lambda span: replace(span, pauses=(*span.pauses, (at_ms, until_ms))),
    )


def end_pauses(ticket: Ticket, at_ms: int) -> Ticket:
    """Cut what running spans are paused beyond `at_ms`."""
    return change(
        ticket,
        running,
        lambda span: replace(
            span, pauses=tuple((begin, min(end, at_ms)) for begin, end in span.pauses if begin < at_ms)
        ),
    )


def swap(ticket: Ticket, budgets: Iterable[Budget]) -> Ticket:
    """Freeze new budgets; running spans take theirs and keep start, pauses, extensions and share."""
    new = {budget.clock: budget for budget in budgets}
    ticket = change(
        ticket,
        lambda span: running(span) and span.clock in new,
        lambda span: replace(span, budget=_share(new[span.clock], span.percent)),
    )
    frozen = {budget.clock: budget for budget in ticket.budgets} | new
    return altered(ticket, budgets=tuple(frozen.values()))


def change(ticket: Ticket, fits: Fits, make: Callable[[ClockSpan], ClockSpan]) -> Ticket:
    """The ticket with every span that fits made anew."""
    return altered(ticket, spans=tuple(make(span) if fits(span) else span for span in ticket.spans))


def _share(budget: Budget, percent: int) -> Budget:
    return budget if percent == 100 else budget.share(percent)
