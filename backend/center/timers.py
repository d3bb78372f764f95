"""Lights and the ladder: knows when the next clock turns, and fires each rung once.

Where the district's time is known within a bound only, lights turn at its earliest end and rungs, which
count against people, at its latest. Only the custodian escalates. A rung that has fired is an event in the
log, so neither a restart nor a change of custody fires it again. Source: design 2-ticket.md, Lights;
3-federation.md rule 5.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import replace

from backend.center.ledger import Unfit
from backend.center.levels import Levels
from backend.center.place import Place
from backend.center.ports import Moment
from backend.domain.acts import Act
from backend.domain.errors import Refused
from backend.domain.log import ClockSpan
from backend.domain.sla import ClockReading, next_turn_ms, read, rungs_due
from backend.domain.ticket import Ticket
from backend.domain.workflow import decide

RUNGS_MAX = 64
"""Rungs that one look at a ticket may fire; a ladder has a handful, so more would be a fault."""


SPANS_KEPT = 50_000
"""Spans whose reading is remembered; about four a ticket. When full, all are forgotten and read again."""


class Readings:
    """Clocks of tickets as one center reads them.

    A reading follows from its span alone and costs a walk through the calendar, so it is remembered: every
    change of a ticket and every snapshot would otherwise walk again.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._known: dict[ClockSpan, ClockReading] = {}

    def of(self, ticket: Ticket, now_ms: int) -> tuple[ClockReading, ...]:
        """Every clock of a ticket, oldest first."""
        return tuple(_at(self._known.get(span) or self._read(span, now_ms), now_ms) for span in ticket.spans)

    def _read(self, span: ClockSpan, now_ms: int) -> ClockReading:
        place = self._place
        reading = read(span, place.calendars, now_ms, place.limits.ladder)
        if len(self._known) >= SPANS_KEPT:
            self._known.clear()
        self._known[span] = reading
        return reading


def _at(reading: ClockReading, now_ms: int) -> ClockReading:
    """Whether a clock pauses is the one thing in a reading that time alone changes."""
    if not reading.pauses and not reading.paused:
        return reading
    paused = not reading.stopped_ms and any(begin <= now_ms < end for begin, end in reading.pauses)
    return reading if paused == reading.paused else replace(reading, paused=paused)


class Timers:
    """The next turn of every live ticket, earliest first."""

    def __init__(self, place: Place, levels: Levels, readings: Readings) -> None:
        self._place = place
        self._levels = levels
        self._readings = readings
        self._due: list[tuple[int, str]] = []
        self._at: dict[str, int] = {}

    def watch(self, ticket: Ticket, now: Moment) -> Ticket:
        """Fire what is due on a ticket that changed, and note when to look again."""
        latest_ms, earliest_ms = now.utc_ms - now.error_ms, now.utc_ms + now.error_ms
        held = ticket.custody.holder == self._place.center and not ticket.custody.transit_to
        readings = self._readings.of(ticket, now.utc_ms)
        if held and not self._levels.frozen(ticket.id):
            climbed = self._climb(ticket, readings, now, latest_ms)
            if climbed is not ticket:
                ticket, readings = climbed, self._readings.of(climbed, now.utc_ms)
        light_ms = rung_ms = next_turn_ms(readings, latest_ms)
        if earliest_ms != latest_ms:
            light_ms = next_turn_ms(readings, earliest_ms)
        if rung_ms is None:
            self._at.pop(ticket.id, None)
            return ticket
        # Between the two ends a light has turned whose rung must wait; without an error they are one.
        turn_ms = rung_ms + 2 * now.error_ms
        turn_ms = turn_ms if light_ms is None else min(turn_ms, light_ms)
        if self._at.get(ticket.id) != turn_ms:
            self._at[ticket.id] = turn_ms
            heapq.heappush(self._due, (turn_ms, ticket.id))
        return ticket

    def due(self, now: Moment) -> tuple[str, ...]:
        """Tickets whose clock has turned; each is to be given to `watch` again."""
        found: dict[str, None] = {}
        while self._due and self._due[0][0] <= now.utc_ms + now.error_ms:
            at_ms, ticket = heapq.heappop(self._due)
            if self._at.get(ticket) == at_ms:
                del self._at[ticket]
                found[ticket] = None
        return tuple(found)

    def next_ms(self) -> int | None:
        """When the next clock turns, UTC ms; None when none will."""
        return self._due[0][0] if self._due else None

    def _climb(self, ticket: Ticket, readings: Iterable[ClockReading], now: Moment, latest_ms: int) -> Ticket:
        rungs = rungs_due(ticket, readings, latest_ms)[:RUNGS_MAX]
        if not rungs:
            return ticket
        context = self._levels.center_context(now.utc_ms)
        for rung in rungs:
            try:
                events = decide(ticket, Act("escalate", rung.args), context)
                ticket = self._levels.append(ticket, events, by=self._place.center, at_ms=now.utc_ms)
            except (Refused, Unfit):
                # The workflow knows a reason not to tell anybody any more; the ticket stays as it is.
                continue
        return ticket
