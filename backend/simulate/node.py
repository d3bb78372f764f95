"""A center at work in the simulation: the loop of backend.serve without sockets, with crashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from backend.center.core import Core
from backend.center.place import Place
from backend.center.ports import Moment, Publish, Send, Write
from backend.domain.errors import Unavailable
from backend.simulate.cast import T0_MS
from backend.simulate.clocks import Clock
from backend.simulate.disk import Disk
from backend.simulate.timeline import Timeline
from backend.wire.messages import Envelope

SLEEP_MAX_MS = 500
"""The longest a center sleeps; the real loop wakes at least as often."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that reached a center: what to do with it, and of whom which envelope it was."""

    work: Callable[[Core, Moment], Iterable[Send]]
    peer: str = ""
    envelope: Envelope | None = None


class Ear(Protocol):
    """Who is told what a center did: the network, and the checks."""

    def committed(
        self, node: Node, writes: Sequence[Write], touched: dict[str, None], heard: list[Heard]
    ) -> None:
        """A batch is on disk; `heard` is what it was made of."""
        ...

    def hearing(self, node: Node, heard: list[Heard]) -> None:
        """A center begins a batch."""
        ...

    def asked_backup(self, node: Node) -> None:
        """The center wants a backup at once."""
        ...

    def sent(self, node: Node, out: Send | Publish) -> None:
        """Something leaves the center."""
        ...

    def crashed(self, node: Node) -> None:
        """The center is gone, with everything that was not on its disk."""
        ...


class Node:
    """One center: what survives (`disk`) and what does not (`core`; None while it is down)."""

    def __init__(self, place: Place, disk: Disk, clock: Clock, timeline: Timeline, ear: Ear) -> None:
        self.place = place
        self.name = place.center
        self.disk = disk
        self.clock = clock
        self.core: Core | None = None
        self.unknown: frozenset[str] = frozenset()  # kinds of durable messages this version does not know
        self.crash_at = ""  # `before` or `after` the commit of the next turn
        self.sleep_ms = SLEEP_MAX_MS  # the longest time between two turns
        self.least_ms = 1  # the shortest, unless something comes: a long history skips what only time does
        self.steady_since_ms = 0  # true ms since which nothing kept it from working
        self._timeline = timeline
        self._ear = ear
        self._inbox: list[Heard] = []
        self._turn_at_ms = -1

    @property
    def now(self) -> Moment:
        """Now, as this center's clocks say."""
        return self.clock.read(T0_MS + self._timeline.now_ms)

    def start(self) -> None:
        """Start, or start again, on what is on disk."""
        boot_ms = max(self.now.utc_ms, self.place.boot_ms + 1)
        self.place = replace(self.place, boot_ms=boot_ms)
        self.core = Core(self.place, self.disk.store)
        self.crash_at = ""
        self.unsteady()
        self._timeline.note(self.name, "start", f"incarnation {self.disk.mirror.incarnation}")
        self.wake(0)

    def crash(self) -> None:
        """End without a word."""
        self.core = None
        self._inbox.clear()
        self._turn_at_ms = -1
        self.crash_at = ""
        self._timeline.note(self.name, "crash")
        self._ear.crashed(self)

    def unsteady(self) -> None:
        """Something keeps the center from doing at once what falls due."""
        self.steady_since_ms = self._timeline.now_ms

    def post(self, heard: Heard) -> None:
        """Something reached the center; it is looked at in the next turn."""
        if self.core is not None:
            self._inbox.append(heard)
            self.wake(self._timeline.rng.randrange(3))

    def wake(self, delay_ms: int) -> None:
        """Have a turn in so many ms, or earlier."""
        at_ms = self._timeline.now_ms + delay_ms
        if self._turn_at_ms < 0 or at_ms < self._turn_at_ms:
            self._turn_at_ms = at_ms
            self._timeline.after(delay_ms, lambda: self._woken(at_ms))

    def _woken(self, at_ms: int) -> None:
        if self._turn_at_ms == at_ms:
            self._turn_at_ms = -1
            self._turn()

    def _turn(self) -> None:
        core = self.core
        if core is None:
            return
        now = self.now
        heard, self._inbox = self._inbox, []
        self._ear.hearing(self, heard)
        replies = [reply for one in heard for reply in one.work(core, now)]
        replies += core.tick(now)
        speaks_first = False
        if speaks_first:
            self._speak(core, replies, now)
        writes = core.take()
        if self.crash_at == "before":
            self.crash()
            return
        if writes:
            replies = self._commit(core, writes, replies, heard)
        if self.crash_at == "after":
            self.crash()
            return
        if not speaks_first:
            self._speak(core, replies, now)
        if core.backup_due:
            self._ear.asked_backup(self)
        self.wake(max(self.least_ms, min(core.sleep_ms(now), self.sleep_ms)))

    def _commit(
        self, core: Core, writes: Sequence[Write], replies: list[Send], heard: list[Heard]
    ) -> list[Send]:
        """Put a batch on disk; gives what may be said after that."""
        try:
            touched = self.disk.commit(writes)
        except Unavailable as why:
            self._timeline.note(self.name, "commit failed", str(why))
            self.unsteady()
            if self.disk.lies:
                self._ear.committed(self, writes, dict.fromkeys(self.disk.mirror.logs), heard)
            return list(core.abandon(replies, str(why), self.now))
        self._ear.committed(self, writes, touched, heard)
        return replies

    def _speak(self, core: Core, replies: Iterable[Send], now: Moment) -> None:
        for out in (*replies, *core.flush(now)):
            self._ear.sent(self, out)
