"""All checks of one history, told of everything that happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.center.ports import Write
from backend.simulate.mirror import Mirror
from backend.simulate.node import Heard, Node
from backend.simulate.people import People
from backend.simulate.timeline import Timeline
from backend.simulate.watch.commands import Commands
from backend.simulate.watch.custody import Custody
from backend.simulate.watch.feed import Feed
from backend.simulate.watch.lights import Lights
from backend.simulate.watch.losses import Losses
from backend.simulate.watch.streams import Streams


class Watch:
    """Safety as things happen (`committed`, `stepped`), liveness afterwards (each check's `healed`)."""

    def __init__(
        self, timeline: Timeline, nodes: Mapping[str, Node], tree: Mapping[str, str], people: People
    ) -> None:
        self.losses = Losses(nodes, tree, timeline)
        self.custody = Custody(nodes, tree)
        self.commands = Commands(nodes, people)
        self.streams = Streams(nodes)
        self.lights = Lights(timeline, nodes)
        self.feed = Feed()
        self._touched: dict[str, None] = {}

    def committed(
        self, node: Node, writes: Sequence[Write], touched: dict[str, None], heard: list[Heard]
    ) -> None:
        """A batch is on a disk."""
        self._touched.update(touched)
        self.losses.committed(node, touched)
        self.commands.look(node, touched)
        self.lights.committed(node, writes)
        self.streams.committed(node, writes, heard)

    def restored(self, node: Node, before: Mirror, number: int) -> None:
        """A disk was lost with what was on it, and an older one put back."""
        self._touched.update(dict.fromkeys(node.disk.mirror.logs))
        self.losses.restored(node, before)
        self.streams.restored(node, number)
        self.feed.restored(node.name)

    def stepped(self) -> None:
        """A step is over: what changed in it is looked at over all disks."""
        self.custody.look(self._touched)
        self._touched.clear()
        self.lights.look()
