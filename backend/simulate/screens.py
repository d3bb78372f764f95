"""Consoles: the feed of some centers mirrored as the real client does, over a line that loses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from backend.center.core import Core
from backend.center.ports import Moment, Publish, Send
from backend.domain.alarm import Alarm
from backend.domain.log import Event
from backend.net.topic import Topic
from backend.simulate.cast import PEOPLE
from backend.simulate.lines import Lines
from backend.simulate.node import Heard, Node
from backend.simulate.timeline import Timeline
from backend.wire.codec import decode, encode
from backend.wire.messages import PROTOCOL_VERSION, Envelope, Snap, Snapshot, Tail

ASK_MS = 1_000
ROUTE = b"%screen"
TOPICS = ("ticket", "alarm")
VIEWER = "duty"
"""Who sits at a console: somebody who sees every ticket whole."""


class Screen:
    """What one console shows of its center."""

    def __init__(self, node: Node, timeline: Timeline, lines: Lines) -> None:
        self.center = node.name
        self.tickets: dict[str, tuple[Event, ...]] = {}
        self.alarms: dict[str, Alarm] = {}
        self.shown_seq = dict.fromkeys(TOPICS, -1)  # of what was passed on last
        self._topics = {name: Topic(name) for name in TOPICS}
        self._node = node
        self._timeline = timeline
        self._lines = lines
        self._number = 0  # of the connection: what an earlier one brings is not listened to
        self._arrives_ms = 0
        self._ask()

    @property
    def settled(self) -> bool:
        """Whether it has a snapshot of everything and nothing was missed since, as far as it knows."""
        return not any(topic.wants_snapshot for topic in self._topics.values())

    def reconnect(self) -> None:
        """The center started again: the subscription is new."""
        self._number += 1
        for topic in self._topics.values():
            topic.restart()

    def _ask(self) -> None:
        """Ask for a snapshot of what needs one, now and again."""
        for topic in self._topics.values():
            if topic.wants_snapshot:
                raw = encode(Envelope(PROTOCOL_VERSION, VIEWER, 1, 1, 0, 0, Snap(topic.name)))
                for delay_ms in self._lines.copies()[:1]:
                    self._timeline.after(delay_ms, partial(self._node.post, Heard(partial(_snap, raw=raw))))
        self._timeline.after(ASK_MS, self._ask)

    def published(self, publish: Publish) -> None:
        """The center tells everybody; one console may miss it, but never sees it out of order."""
        if publish.topic in self._topics:
            self._deliver(publish.tail)

    def answered(self, part: Snapshot) -> None:
        """A part of a snapshot for this console."""
        self._deliver(part)

    def _deliver(self, message: Tail | Snapshot) -> None:
        for delay_ms in self._lines.copies()[:1]:
            self._arrives_ms = max(self._arrives_ms, self._timeline.now_ms + min(delay_ms, 300))
            late_ms = self._arrives_ms - self._timeline.now_ms
            self._timeline.after(late_ms, partial(self._take, message, self._number))

    def _take(self, message: Tail | Snapshot, number: int) -> None:
        if number != self._number:
            return
        topic = self._topics[message.topic]
        passed: Iterable[Snapshot | Tail]
        passed = topic.take_tail(message) if isinstance(message, Tail) else topic.take_part(message)
        for one in passed:
            self._show(one)

    def _show(self, one: Snapshot | Tail) -> None:
        if isinstance(one, Snapshot):
            if one.topic == "ticket":
                self.tickets.clear()
            else:
                self.alarms.clear()
        self.shown_seq[one.topic] = one.seq
        self.tickets.update((record.ticket, record.events) for record in one.tickets)
        self.alarms.update((alarm.id, alarm) for alarm in one.alarms)


def screens_of(
    nodes: Mapping[str, Node], names: Iterable[str], timeline: Timeline, lines: Lines
) -> dict[str, Screen]:
    """One console at each of the named centers."""
    return {name: Screen(nodes[name], timeline, lines) for name in names}


def _snap(core: Core, now: Moment, *, raw: bytes) -> Iterable[Send]:
    return core.handle(ROUTE, PEOPLE[VIEWER], decode(raw), now)
