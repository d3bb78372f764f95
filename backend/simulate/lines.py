"""The network between centers: connections that break, and messages lost, doubled, late or overtaken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import msgspec

from backend.center.core import Core
from backend.center.ports import UP, Caller, Moment, Send
from backend.domain.roles import Role
from backend.simulate.node import Heard, Node
from backend.simulate.timeline import Timeline
from backend.simulate.weather import SLOW_MS, Weather
from backend.wire.codec import decode, encode
from backend.wire.messages import Data, Envelope, Sealed

DIAL_MS = 300
NOTICED_MS = 6_000
BASE_MS = 20


@dataclass(slots=True)
class Line:
    """The connection that a child dials. `number` counts connections; `cut`: nothing passes."""

    child: str
    parent: str
    number: int = 0
    up: bool = False
    cut: bool = False

    @property
    def route(self) -> bytes:
        """What the parent's side calls this connection."""
        return f"{self.child}#{self.number}".encode()


class Lines:
    """All lines of the tree."""

    def __init__(self, timeline: Timeline, nodes: Mapping[str, Node], tree: Mapping[str, str]) -> None:
        self.weather = Weather()
        self.messages = 0
        self._timeline = timeline
        self._nodes = nodes
        self._last_ms: dict[tuple[str, bool], int] = {}  # when the newest message arrives, per direction
        self.of = {child: Line(child, parent) for child, parent in tree.items() if parent}
        for line in self.of.values():
            self._dial_later(line)

    def copies(self) -> list[int]:
        """After how many ms each copy of one message arrives; none if it is lost."""
        rng, weather = self._timeline.rng, self.weather
        self.messages += 1
        if weather.drop and rng.random() < weather.drop:
            return []
        count = 2 if weather.double and rng.random() < weather.double else 1
        return [
            BASE_MS + rng.randrange(SLOW_MS)
            if weather.slow and rng.random() < weather.slow
            else rng.randrange(1, BASE_MS)
            for _ in range(count)
        ]

    def peer_of(self, node: Node, route: bytes) -> str:
        """Which center is behind a route; empty when it is a person's."""
        if route == UP:
            return node.place.parent
        name = route.decode().partition("#")[0]
        return name if name in self._nodes else ""

    def send(self, node: Node, route: bytes, envelope: Envelope) -> None:
        """One message from a center to a neighbour."""
        line = self.of[node.name if route == UP else self.peer_of(node, route)]
        if not line.up or route not in {UP, line.route}:
            if route != UP and not line.cut:
                node.post(Heard(partial(_lose_route, route=route)))
            return
        raw, upwards = encode(envelope), route == UP
        for delay_ms in self.copies():
            late_ms = self._in_order(line, delay_ms, upwards=upwards)
            self._timeline.after(late_ms, partial(self._arrive, line, line.number, raw, upwards=upwards))

    def _in_order(self, line: Line, delay_ms: int, *, upwards: bool) -> int:
        """Messages keep their order on a connection; only one that is slow is overtaken."""
        if delay_ms >= BASE_MS:
            return delay_ms
        key, now_ms = (line.child, upwards), self._timeline.now_ms
        self._last_ms[key] = at_ms = max(self._last_ms.get(key, 0), now_ms + delay_ms)
        return at_ms - now_ms

    def _arrive(self, line: Line, number: int, raw: bytes, *, upwards: bool) -> None:
        if line.cut or (not upwards and (line.number != number or not line.up)):
            return
        envelope = as_known(decode(raw), raw, self._nodes[line.parent if upwards else line.child].unknown)
        if upwards:
            route = f"{line.child}#{number}".encode()
            caller = Caller("center", line.child, frozenset({Role.CENTER}))
            work = partial(_hear_child, route=route, caller=caller, envelope=envelope)
            self._nodes[line.parent].post(Heard(work, line.child, envelope))
        else:
            self._nodes[line.child].post(
                Heard(partial(_hear_parent, envelope=envelope), line.parent, envelope)
            )

    # -- connections --------------------------------------------------------------------------------

    def cut(self, child: str) -> None:
        """Nothing passes any more; the dialling side notices some time later."""
        line = self.of[child]
        line.cut = True
        self._timeline.note(child, "cut", line.parent)
        self._timeline.after(
            self._timeline.rng.randrange(NOTICED_MS), partial(self._notice, line, line.number)
        )

    def mend(self, child: str) -> None:
        """It passes again; a break that nobody noticed never was one."""
        self.of[child].cut = False
        self._timeline.note(child, "mend", self.of[child].parent)

    def _notice(self, line: Line, number: int) -> None:
        if line.cut and line.up and line.number == number:
            self._break(line)

    def crashed(self, center: str) -> None:
        """A center is gone: connections to it end, those from it too."""
        for line in self.of.values():
            if center in {line.child, line.parent} and line.up:
                self._break(line)

    def started(self, center: str) -> None:
        """A center is there (again): it dials."""
        if center in self.of:
            self._dial_later(self.of[center])

    def _break(self, line: Line) -> None:
        line.up = False
        child = self._nodes[line.child]
        child.post(Heard(_lose_parent))
        self._dial_later(line)

    def _dial_later(self, line: Line) -> None:
        self._timeline.after(self._timeline.rng.randrange(1, DIAL_MS), partial(self._dial, line))

    def _dial(self, line: Line) -> None:
        child, parent = self._nodes.get(line.child), self._nodes.get(line.parent)
        if line.up or child is None or child.core is None:
            return
        if line.cut or parent is None or parent.core is None:
            self._dial_later(line)
            return
        line.number += 1
        line.up = True
        child.post(Heard(lambda core, now: core.parent_connected(now)))


def as_known(envelope: Envelope, raw: bytes, unknown: frozenset[str]) -> Envelope:
    """The envelope as a version reads it that does not know some kinds of durable messages."""
    body = envelope.body
    if not isinstance(body, Data) or (kind := type(body.payload).__name__) not in unknown:
        return envelope
    # The real decoder meets a kind nobody knows; under its own name it is taken up after an upgrade.
    strange = kind[:-1] + "?"
    sealed = decode(raw.replace(kind.encode(), strange.encode(), 1)).body
    assert isinstance(sealed, Data)  # noqa: S101 (an unknown kind is sealed in its DATA)
    assert isinstance(sealed.payload, Sealed)  # noqa: S101
    back = sealed.payload.raw.replace(strange.encode(), kind.encode(), 1)
    return msgspec.structs.replace(envelope, body=Data(Sealed(sealed.payload.ticket, kind, back)))


def _hear_child(
    core: Core, now: Moment, *, route: bytes, caller: Caller, envelope: Envelope
) -> Iterable[Send]:
    return core.handle(route, caller, envelope, now)


def _hear_parent(core: Core, now: Moment, *, envelope: Envelope) -> Iterable[Send]:
    return core.handle_parent(envelope, now)


def _lose_route(core: Core, now: Moment, *, route: bytes) -> Iterable[Send]:
    core.route_lost(route, now)
    return ()


def _lose_parent(core: Core, now: Moment) -> Iterable[Send]:
    core.parent_lost("the connection broke", now)
    return ()
