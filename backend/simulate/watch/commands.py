"""I2 one ticket per command; I6 ids are never reused; I8 what was answered is on disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.domain.log import Event
from backend.simulate.node import Node
from backend.simulate.people import People
from backend.simulate.verdict import Broken
from backend.wire.messages import Result


class Commands:
    """The clients' ledger against the disks."""

    def __init__(self, nodes: Mapping[str, Node], people: People) -> None:
        self._nodes = nodes
        self._people = people
        self._births: dict[str, Event] = {}  # ticket -> its first event, for ever
        self._made: dict[tuple[str, str], str] = {}  # (center, client id in the title) -> ticket

    def answering(self, node: Node, who: str, result: Result) -> None:
        """A result leaves the center: it and its effect must be on disk."""
        if result.code == "unavailable":
            return
        disk = node.disk.mirror
        stored = [kept for (caller, _), kept in disk.results.items() if kept.client_id == result.client_id]
        if result not in stored:
            raise Broken("I8", f"{node.name} answers {who} {result.client_id}, which is not on its disk")
        if not result.ok:
            return
        log, alarm = disk.logs.get(result.target, ()), disk.alarms.get(result.target)
        if alarm is None and len(log) < result.rev and node.disk.mirror.incarnation == 1:
            raise Broken("I8", f"{result.target} is acknowledged at {result.rev}, on disk are {len(log)}")

    def look(self, node: Node, tickets: Iterable[str]) -> None:
        """Tickets that changed on a disk: born once, of one command."""
        for ticket in tickets:
            log = node.disk.mirror.logs.get(ticket, ())
            if not log:
                continue
            born = self._births.setdefault(ticket, log[0])
            if born != log[0]:
                raise Broken("I6", f"the id {ticket} was given to two matters", (ticket,))
            title = log[0].args.get("title", "")
            if log[0].kind == "reported" and title.startswith("c") and title[1:].isdecimal():
                first = self._made.get((log[0].center, title), ticket)
                if first != ticket and self._exists(first):
                    raise Broken("I2", f"the report {title} made {first} and {ticket}", (first, ticket))
                self._made[log[0].center, title] = ticket

    def _exists(self, ticket: str) -> bool:
        """Whether any disk still has it: what its only disk lost is no second ticket."""
        return any(ticket in node.disk.mirror.logs for node in self._nodes.values())
