"""One history put together: centers, lines, people, consoles and checks on one timeline."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from backend.center.core import Core
from backend.center.ports import Moment, Publish, Send, Write
from backend.domain.limits import LimitTable
from backend.simulate import cast, clocks
from backend.simulate.disk import Disk
from backend.simulate.lines import Lines
from backend.simulate.node import Heard, Node
from backend.simulate.people import ROUTE_MARK, People
from backend.simulate.screens import ROUTE, Screen
from backend.simulate.timeline import Timeline
from backend.simulate.watch.watch import Watch
from backend.wire.messages import Result, Snapshot

BACKUP_MS_MAX = 400


class World:
    """Everything of one seed. `close` lets the disks go."""

    def __init__(
        self, seed: int, folder: Path, table: LimitTable | None = None, screens: tuple[str, ...] = ()
    ) -> None:
        """Everybody starts. `table` replaces the short limits; `screens` says where consoles are."""
        self.rng = random.Random(seed)  # noqa: S311 (repeatable is the point)
        self.timeline = Timeline(self.rng)
        self.tree = cast.parents(self.rng)
        self.nodes: dict[str, Node] = {}
        self.restores = 0
        self._backing_up: set[str] = set()
        self.lines = Lines(self.timeline, self.nodes, self.tree)
        self.people = People(self.timeline, self.lines, self.nodes)
        self.watch = Watch(self.timeline, self.nodes, self.tree, self.people)
        table = table or cast.limits()
        for name, parent in self.tree.items():
            place = cast.place(name, parent, cast.T0_MS, table)
            clock = clocks.drawn(self.rng, cast.T0_MS)
            self.nodes[name] = Node(place, Disk(folder / name), clock, self.timeline, self)
        self.screens = {
            name: Screen(self.nodes[name], self.timeline, self.lines)
            for name in screens or (cast.DISTRICT, self.rng.choice(list(self.tree)[1:]))
        }
        for node in self.nodes.values():
            node.start()

    def close(self) -> None:
        """Let the disks go."""
        for node in self.nodes.values():
            node.disk.close()

    # -- what centers do (backend.simulate.node.Ear) --------------------------------------------------

    def committed(
        self, node: Node, writes: Sequence[Write], touched: dict[str, None], heard: list[Heard]
    ) -> None:
        """A batch is on disk."""
        self.watch.committed(node, writes, touched, heard)

    def hearing(self, node: Node, heard: list[Heard]) -> None:
        """A center begins a batch."""
        self.watch.streams.hearing(node, heard)

    def asked_backup(self, node: Node) -> None:
        """A center wants a backup at once, as it does after recovering."""
        if node.name not in self._backing_up:
            self.back_up(node.name)

    def sent(self, node: Node, out: Send | Publish) -> None:
        """Something leaves a center: to whom it goes, and whether it may."""
        if isinstance(out, Publish):
            self.watch.feed.published(node, out)
            if node.name in self.screens:
                self.screens[node.name].published(out)
            return
        peer = self.lines.peer_of(node, out.route)
        if peer:
            self.watch.streams.sending(node, peer, out.envelope)
            self.lines.send(node, out.route, out.envelope)
            return
        body = out.envelope.body
        if isinstance(body, Result) and out.route.startswith(ROUTE_MARK):
            self.watch.commands.answering(node, out.route[1:].decode(), body)
            self.people.answered(node, out.route, body)
        elif isinstance(body, Snapshot) and out.route == ROUTE and node.name in self.screens:
            self.screens[node.name].answered(body)

    def crashed(self, node: Node) -> None:
        """A center is gone: its connections end."""
        self.lines.crashed(node.name)

    # -- what happens to centers ----------------------------------------------------------------------

    def start(self, name: str) -> None:
        """A center comes back on what it left."""
        self.nodes[name].start()
        self.lines.started(name)
        if name in self.screens:
            self.screens[name].reconnect()

    def back_up(self, name: str) -> None:
        """Copy a disk; the center hears of it some time later, if it still runs then."""
        node = self.nodes[name]
        backup, boot_ms = node.disk.back_up(), node.place.boot_ms
        self.timeline.note(name, "backup", f"incarnation {backup.mirror.incarnation}")
        self._backing_up.add(name)
        self.watch.streams.backed_up(name, backup.number)

        def told() -> None:
            self._backing_up.discard(name)
            if node.place.boot_ms == boot_ms:
                node.post(Heard(partial(_backed_up, safe=backup.safe)))

        self.timeline.after(self.rng.randrange(1, BACKUP_MS_MAX), told)

    def restore(self, name: str) -> None:
        """A disk is lost; a kept backup is put back, not always the newest, and the center starts."""
        node = self.nodes[name]
        backups = node.disk.backups
        backup = backups[-1] if self.rng.random() < 0.6 else self.rng.choice(backups)
        if node.core is not None:
            node.crash()
        before = node.disk.mirror
        node.disk.restore(backup, node.now.utc_ms)
        self.restores += 1
        self.timeline.note(
            name, "restore", f"of {len(before.logs)} tickets {len(backup.mirror.logs)} are left"
        )
        self.people.restored(name)
        self.watch.restored(node, before, backup.number)
        self.start(name)

    def below(self, name: str) -> list[str]:
        """The centers right below one."""
        return [child for child, parent in self.tree.items() if parent == name]

    def calm(self) -> None:
        """From here on nothing goes wrong."""
        self.lines.weather = replace(self.lines.weather, drop=0.0, double=0.0, slow=0.0)
        for name, node in self.nodes.items():
            node.disk.failing = 0
            node.crash_at = ""
            if name in self.lines.of and self.lines.of[name].cut:
                self.lines.mend(name)
        for name, node in self.nodes.items():
            if node.unknown:
                node.unknown = frozenset()
                self.timeline.note(name, "upgrade")
                if node.core is not None:
                    node.crash()
            if node.core is None:
                self.start(name)


def _backed_up(core: Core, now: Moment, *, safe: Mapping[str, int]) -> Iterable[Send]:
    core.backed_up(safe, now)
    return ()
