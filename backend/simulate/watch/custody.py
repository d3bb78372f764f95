"""I1 at most one active custodian; I3 after healing exactly one; I4 every copy says the same; I5 none frozen.

Seen on the disks: who may change a ticket is what a center's log of it says, unless that center recovers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.domain.log import Ticket
from backend.simulate.cast import DISTRICT
from backend.simulate.node import Node
from backend.simulate.verdict import Broken


class Custody:
    """Who holds what, over all disks."""

    def __init__(self, nodes: Mapping[str, Node], tree: Mapping[str, str]) -> None:
        self._nodes = nodes
        self._tree = tree

    def look(self, tickets: Iterable[str]) -> None:
        """Safety, for tickets that changed on some disk."""
        for ticket in tickets:
            copies = self._copies(ticket)
            active = [
                name for name, copy in copies.items() if _active(name, copy) and not self._frozen(name, copy)
            ]
            if len(active) > 1:
                raise Broken("I1", f"{ticket} is held by {' and '.join(active)}", (ticket,))
            longest = max(copies.values(), key=lambda copy: copy.rev)
            for name, copy in copies.items():
                if copy.events != longest.events[: copy.rev]:
                    raise Broken("I1", f"{ticket}: the log of {name} is another one", (ticket,))

    def healed(self) -> list[Broken]:
        """Liveness: everything that does not hold after everything works again."""
        found: list[Broken] = []
        for ticket in sorted({name for node in self._nodes.values() for name in node.disk.mirror.logs}):
            found += self._healed(ticket, self._copies(ticket))
        return found

    def _healed(self, ticket: str, copies: Mapping[str, Ticket]) -> Iterable[Broken]:
        active = [name for name, copy in copies.items() if _active(name, copy)]
        frozen = [name for name in active if self._frozen(name, copies[name])]
        moving = [
            name for name, copy in copies.items() if copy.custody.transit_to and copy.custody.holder == name
        ]
        if frozen or (moving and not active):
            yield Broken("I5", f"{ticket} is frozen at {', '.join(frozen or moving)}", (ticket,))
        elif len(active) != 1:
            yield Broken("I3", f"{ticket} is held by {active or 'nobody'}", (ticket,))
        else:
            whole = copies[active[0]].events
            for name in self._path(active[0]):
                if name not in copies or copies[name].events != whole:
                    rev = copies[name].rev if name in copies else 0
                    words = f"{ticket}: {name} shows {rev} of {len(whole)} events of {active[0]}"
                    yield Broken("I4", words, (ticket,))

    def _path(self, center: str) -> list[str]:
        """A center and everybody above it."""
        path = [center]
        while path[-1] != DISTRICT:
            path.append(self._tree[path[-1]])
        return path

    def _copies(self, ticket: str) -> dict[str, Ticket]:
        found = ((name, node.disk.mirror.ticket(ticket)) for name, node in self._nodes.items())
        return {name: copy for name, copy in found if copy is not None}

    def _frozen(self, name: str, ticket: Ticket) -> bool:
        """Whether a restored center may not change it yet: it knew it before, or another center made it."""
        disk = self._nodes[name].disk.mirror
        return disk.recovering and not ticket.id.startswith(f"{name}/{disk.incarnation}/")


def _active(name: str, ticket: Ticket) -> bool:
    return ticket.custody.holder == name and not ticket.custody.transit_to
