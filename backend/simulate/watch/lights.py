"""I9: no light turns later than its deadline plus the bound of the clock's error.

Every turn that concerns people fires a rung, and a rung is an event: so a rung that is due, by district
time, must be in the custodian's log soon after, unless something kept the center from working.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.center.ports import AppendEvents, Write
from backend.domain.log import Event, Ticket
from backend.domain.sla import clocks, rungs_due
from backend.simulate.cast import CALENDARS, DISTRICT, LADDER, T0_MS
from backend.simulate.node import Node
from backend.simulate.timeline import Timeline
from backend.simulate.verdict import Broken

SLACK_MS = 2_500
"""A turn of the loop, the rest after a failed commit, and the simulation's own step."""

ROUNDING_MS = 3
FAR_MS = 1 << 60


class Lights:
    """What is due at each center, from its own logs."""

    def __init__(self, timeline: Timeline, nodes: Mapping[str, Node]) -> None:
        self.slack_ms = SLACK_MS
        self._timeline = timeline
        self._nodes = nodes
        self._due: dict[tuple[str, int, int], int] = {}
        self._unmeasured: dict[str, bool] = {}
        self._bounds: dict[str, int] = {}

    def committed(self, node: Node, writes: Iterable[Write]) -> None:
        """A rung counts against people, so it is never written before its time has surely come."""
        if node.core is None or (node.core.offset(node.now) is None and node.name != DISTRICT):
            return
        district_ms = self._nodes[DISTRICT].now.utc_ms
        for write in writes:
            if not isinstance(write, AppendEvents):
                continue
            for event in write.events:
                due = event.args.get("due_ms", "")
                ours = event.kind == "escalated" and event.center == node.name
                early_ms = int(due) - district_ms if ours else 0
                if early_ms > ROUNDING_MS and not self._told_back(node, write.ticket, event):
                    words = f"{node.name} fires a rung of {write.ticket} {early_ms} ms too early"
                    raise Broken("I9", words, (write.ticket,))

    def _told_back(self, node: Node, ticket: str, event: Event) -> bool:
        """Whether this is no new rung, but one that a restored center hears of again from another."""
        others = (
            other.disk.mirror.logs.get(ticket, ()) for other in self._nodes.values() if other is not node
        )
        return any(event in log for log in others)

    def look(self) -> None:
        """Safety, after each step."""
        for name, node in self._nodes.items():
            if node.disk.mirror.recovering:
                node.unsteady()
            elif node.core is not None:
                self._look(name, node)

    def _look(self, name: str, node: Node) -> None:
        district_ms = self._nodes[DISTRICT].now.utc_ms
        assert node.core is not None  # noqa: S101 (look asks only those that run)
        offset = node.core.offset(node.now)
        if (offset is None) is not self._unmeasured.get(name):
            # The center has just learnt the time, or forgotten it: what falls due jumps with it.
            self._unmeasured[name] = offset is None
            node.unsteady()
        if offset is not None:
            wrong_ms = abs(node.now.utc_ms + offset.offset_ms - district_ms)
            if wrong_ms > offset.error_ms + ROUNDING_MS:
                words = f"{name} is wrong by {wrong_ms} ms about the time, and says {offset.error_ms} ms"
                raise Broken("I9", words)
        bound_ms = 2 * offset.error_ms if offset is not None else abs(node.now.utc_ms - district_ms)
        if bound_ms < self._bounds.get(name, 0) - self.slack_ms:
            # A better measure: what was waited for because of the old bound is due at once.
            node.unsteady()
        self._bounds[name] = bound_ms
        since_ms = self._nodes[DISTRICT].clock.read(T0_MS + node.steady_since_ms).utc_ms
        for row in node.disk.mirror.rows.values():
            if row.holder != name or row.transit_to or not row.live:
                continue
            due_ms = self._next(node, row.ticket, row.rev)
            late_ms = district_ms - max(since_ms, due_ms)
            if late_ms > bound_ms + self.slack_ms:
                words = f"{name}: a rung of {row.ticket} is late by {late_ms} ms, the bound is {bound_ms} ms"
                raise Broken("I9", words, (row.ticket,))

    def _next(self, node: Node, name: str, rev: int) -> int:
        """When the next rung of a ticket falls due, UTC ms."""
        last_ms = node.disk.mirror.logs[name][-1].at_ms
        if (name, rev, last_ms) not in self._due:
            ticket = node.disk.mirror.ticket(name)
            self._due[name, rev, last_ms] = _next_rung_ms(ticket) if ticket is not None else FAR_MS
        return self._due[name, rev, last_ms]


def _next_rung_ms(ticket: Ticket) -> int:
    now_ms = ticket.events[-1].at_ms
    readings = clocks(ticket, CALENDARS, now_ms, LADDER)
    return min((rung.due_ms for rung in rungs_due(ticket, readings, FAR_MS)), default=FAR_MS)
