"""I10: a console shows snapshot + tail, which is what is on its center's disk."""

from __future__ import annotations

from collections.abc import Mapping

from backend.center.ports import Publish
from backend.simulate.node import Node
from backend.simulate.screens import Screen
from backend.simulate.verdict import Broken


class Feed:
    """What is published, and what consoles make of it."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, int, str], int] = {}
        self._told: dict[str, dict[str, int]] = {}  # by center: each ticket's last published revision

    def published(self, node: Node, publish: Publish) -> None:
        """Safety: nothing is told that is not on disk, and numbers have no gap."""
        for record in publish.tail.tickets:
            if record.events != node.disk.mirror.logs.get(record.ticket):
                words = f"{node.name} shows {record.ticket} at {len(record.events)}, which is not on its disk"
                raise Broken("I10", words, (record.ticket,))
        key = (node.name, node.place.boot_ms, publish.topic)
        tail = publish.tail
        step = 1 if tail.tickets or tail.alarms or tail.neighbours or tail.track else 0
        last = self._last.get(key)
        if last is not None and tail.seq != last + step:
            raise Broken("I10", f"{node.name} numbers {publish.topic} {tail.seq} after {last}")
        self._last[key] = tail.seq
        told = self._told.setdefault(node.name, {})
        told.update((record.ticket, len(record.events)) for record in tail.tickets)

    def look(self, screens: Mapping[str, Screen], nodes: Mapping[str, Node]) -> None:
        """Safety: a console that has the last number shows everything that was told up to it."""
        for name, screen in screens.items():
            node = nodes[name]
            if screen.settled and screen.shown_seq["ticket"] == self._last.get(
                (name, node.place.boot_ms, "ticket")
            ):
                for ticket, rev in self._told.get(name, {}).items():
                    if len(screen.tickets.get(ticket, ())) < rev:
                        words = f"the console at {name} has every number and lacks event {rev} of {ticket}"
                        raise Broken("I10", words, (ticket,))

    def restored(self, name: str) -> None:
        """A disk went back: what was told before counts no more."""
        self._told.pop(name, None)

    def healed(self, screens: Mapping[str, Screen], nodes: Mapping[str, Node]) -> list[Broken]:
        """Liveness: every console shows what is on the disk."""
        found = []
        for name, screen in screens.items():
            disk = nodes[name].disk.mirror
            wrong = [ticket for ticket, log in disk.logs.items() if screen.tickets.get(ticket) != log]
            wrong += [ticket for ticket in screen.tickets if ticket not in disk.logs]
            if wrong:
                found.append(Broken("I10", f"the console at {name} shows {wrong[:3]} as they are not"))
            if screen.alarms != disk.alarms:
                found.append(Broken("I10", f"the console at {name} shows other alarms than there are"))
        return found
