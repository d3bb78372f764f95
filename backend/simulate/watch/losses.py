"""Which events were on which disks, and which were lost on all that could have told: double disk losses.

An event that one disk alone knew is lost with it; nobody else was told. An event that two disks knew must
survive, unless the custodian and the one neighbour that knew it were both put back before either had heard
of it again. That is proved here from the commits and restores alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import takewhile

from backend.domain.log import Event
from backend.simulate.mirror import Mirror
from backend.simulate.node import Node
from backend.simulate.timeline import Timeline
from backend.simulate.verdict import Broken

Fact = tuple[str, int, int]
"""A ticket, a revision, and the identity of what was written there."""


class Losses:
    """Every event ever committed, and where it is."""

    def __init__(self, nodes: Mapping[str, Node], tree: Mapping[str, str], timeline: Timeline) -> None:
        self._nodes = nodes
        self._timeline = timeline
        self._beside = {
            name: {other for other in tree if tree[other] == name or tree[name] == other} for name in tree
        }
        self._known: dict[tuple[str, int], list[Event]] = {}
        self._holders: dict[Fact, set[str]] = {}
        self._ever: dict[Fact, set[str]] = {}
        self._seen: dict[tuple[str, str], tuple[Event, ...]] = {}  # (center, ticket) -> log as last looked at
        self.doubly: dict[str, str] = {}  # ticket -> how it was lost twice

    def committed(self, node: Node, tickets: Iterable[str]) -> None:
        """Logs on a disk grew."""
        for ticket in tickets:
            log = node.disk.mirror.logs.get(ticket, ())
            before = self._seen.get((node.name, ticket), ())
            self._seen[node.name, ticket] = log
            for event in log[len(before) :]:
                fact = self._fact(ticket, event)
                self._holders.setdefault(fact, set()).add(node.name)
                self._ever.setdefault(fact, set()).add(node.name)

    def restored(self, node: Node, before: Mirror) -> None:
        """A disk went back: what it knew beyond its backup is not there any more."""
        after = node.disk.mirror.logs
        for ticket in {**before.logs, **after}:
            old, new = before.logs.get(ticket, ()), after.get(ticket, ())
            self._seen[node.name, ticket] = new
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
            # A backup can be newer than what was put back before: then the disk learns.
            for event in new[same:]:
                self._holders.setdefault(self._fact(ticket, event), set()).add(node.name)
            for event in old[same:]:
                fact = self._fact(ticket, event)
                self._holders[fact].discard(node.name)
                self._judge(fact, node.name)

    def _judge(self, fact: Fact, now_lost_at: str) -> None:
        """Whether a neighbour lost it before and has nobody left to hear it from."""
        holders, ever = self._holders[fact], self._ever[fact]
        for other in self._beside[now_lost_at] & ever - holders:
            if not self._beside[other] & holders or not self._beside[now_lost_at] & holders:
                words = f"event {fact[1]} of {fact[0]} was lost at {other} and then at {now_lost_at}"
                self.doubly.setdefault(fact[0], words)
                self._timeline.note(now_lost_at, "double disk loss", words)

    def healed(self) -> list[Broken]:
        """What two disks have known must still be there."""
        found: dict[str, Broken] = {}
        for fact, ever in self._ever.items():
            ticket, rev, _ = fact
            if len(ever) > 1 and not self._holders[fact]:
                words = f"event {rev} of {ticket} was known at {', '.join(sorted(ever))} and is nowhere now"
                found.setdefault(ticket, Broken("I3", words, (ticket,)))
        return list(found.values())

    def proved(self, breach: Broken) -> bool:
        """Whether a breach concerns tickets lost twice, and no others."""
        return bool(breach.tickets) and all(ticket in self.doubly for ticket in breach.tickets)

    def _fact(self, ticket: str, event: Event) -> Fact:
        """A short name for one event: the first written at its place is 0, another one 1, and so on."""
        variants = self._known.setdefault((ticket, event.rev), [])
        for n, known in enumerate(variants):
            if known == event:
                return (ticket, event.rev, n)
        variants.append(event)
        return (ticket, event.rev, len(variants) - 1)
