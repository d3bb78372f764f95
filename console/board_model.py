"""The board as values: which tickets are shown, in what order, under which light. Knows no Qt.

A row is light: the text of its countdown is made when it is painted. `turn` finds the rows whose light
changed since the last look, so a tick of one second redraws lamps only where one turned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from backend.domain import sla
from backend.domain.log import END_STATES, State, Ticket
from backend.domain.sla import ClockReading, Light, light_at, worst
from console.mirror import TicketView

STAGES: Mapping[str, frozenset[State]] = {
    "intake": frozenset({State.REPORTED, State.NEED_INFO, State.VERIFYING}),
    "filed": frozenset({State.FILED}),
    "dispatched": frozenset({State.DISPATCHED}),
    "in_progress": frozenset({State.IN_PROGRESS}),
    "to_rule": frozenset({State.DISPUTED}),
    "hung": frozenset({State.HUNG}),
    "fed_back": frozenset({State.FED_BACK}),
    "callback": frozenset({State.CALLBACK}),
    "ended": END_STATES,
}
"""Cells of the strip in the order of the work. `to_rule` also counts every ticket with an open request."""

TO_RULE = "to_rule"


def in_stage(ticket: Ticket, stage: str) -> bool:
    """Whether a cell of the strip shows the ticket; one with an open request stands in two."""
    return ticket.state in STAGES[stage] or (stage == TO_RULE and bool(ticket.pending))


WARNING = 0.75
_RANK: Mapping[Light | None, int] = {
    Light.RED: 0,
    Light.YELLOW: 1,
    Light.BLUE: 2,
    Light.GREY: 3,
    Light.GREEN: 4,
    None: 5,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `light` is `None` when no clock runs."""

    id: str
    view: TicketView
    reading: ClockReading | None
    light: Light | None

    @property
    def order(self) -> tuple[int, int, str]:
        """Most urgent first; ended tickets last, newest first among them."""
        ticket = self.view.ticket
        if ticket.state in END_STATES:
            return (9, -ticket.events[-1].at_ms, self.id)
        return (_RANK[self.light], self.reading.deadline_ms if self.reading else 0, self.id)


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many tickets stand in a stage, and how many of them show each light."""

    stage: str
    total: int = 0
    lights: Mapping[Light, int] = field(default_factory=dict)


def row_of(view: TicketView, now_ms: int) -> Row:
    """The line of one ticket at `now_ms`: its worst running clock decides the light."""
    reading = worst(view.clocks, now_ms)
    return Row(view.ticket.id, view, reading, light_at(reading, now_ms) if reading else None)


def used_share(reading: ClockReading, now_ms: int) -> float:
    """Share of the budget that is used; 0.75 where the light turns yellow, 1 at the deadline, then more.

    Working time is not wall time, so each stretch is shown in even steps between these fixed points.
    """
    at_ms = reading.stopped_ms or now_ms
    if at_ms <= reading.yellow_ms:
        return WARNING * _part(reading.started_ms, at_ms, reading.yellow_ms)
    return WARNING + (1 - WARNING) * _part(reading.yellow_ms, at_ms, reading.deadline_ms)


def _part(from_ms: int, at_ms: int, to_ms: int) -> float:
    return max(0, at_ms - from_ms) / max(1, to_ms - from_ms)


class Board:
    """Every ticket's row, kept in step with the mirror; times are the center's."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def update(self, tickets: Mapping[str, TicketView], changed: Iterable[str], now_ms: int) -> None:
        """Take the changed tickets of the mirror; ids it no longer has are dropped."""
        for ticket in changed:
            view = tickets.get(ticket)
            if view is None:
                self._rows.pop(ticket, None)
            else:
                self._rows[ticket] = row_of(view, now_ms)

    def turn(self, now_ms: int) -> frozenset[str]:
        """Bring every light to `now_ms`; returns the tickets whose light or worst clock changed."""
        turned = set()
        for ticket, row in self._rows.items():
            fresh = row_of(row.view, now_ms)
            if fresh.light is not row.light or fresh.reading != row.reading:
                self._rows[ticket] = fresh
                turned.add(ticket)
        return frozenset(turned)

    def next_turn_ms(self, now_ms: int) -> int | None:
        """When the next light of any running clock turns; `None` when none will."""
        turns = (sla.next_turn_ms(row.view.clocks, now_ms) for row in self._rows.values())
        return min((at_ms for at_ms in turns if at_ms is not None), default=None)

    def row(self, ticket: str) -> Row | None:
        """One row, or `None` when the center does not hold or watch that ticket."""
        return self._rows.get(ticket)

    def rows(self, stage: str = "") -> tuple[Row, ...]:
        """Rows of a stage (or all), most urgent first."""
        chosen = (row for row in self._rows.values() if not stage or in_stage(row.view.ticket, stage))
        return tuple(sorted(chosen, key=lambda row: row.order))

    def stages(self) -> tuple[StageCount, ...]:
        """Counts for the stage strip, in the order of STAGES."""
        lights: dict[str, dict[Light, int]] = {stage: {} for stage in STAGES}
        totals = dict.fromkeys(STAGES, 0)
        for row in self._rows.values():
            for stage in STAGES:
                if not in_stage(row.view.ticket, stage):
                    continue
                totals[stage] += 1
                if row.light is not None:
                    lights[stage][row.light] = lights[stage].get(row.light, 0) + 1
        return tuple(StageCount(stage, totals[stage], lights[stage]) for stage in STAGES)

    def lights(self) -> Mapping[Light, int]:
        """How many tickets show each light, all stages together."""
        counts: dict[Light, int] = {}
        for row in self._rows.values():
            if row.light is not None:
                counts[row.light] = counts.get(row.light, 0) + 1
        return counts
