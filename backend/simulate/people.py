"""People and analysts at their centers: commands with client ids, sent again until answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from backend.center.core import Core
from backend.center.ports import Caller, Moment, Send
from backend.domain.evidence import EvidenceRef
from backend.simulate.lines import Lines
from backend.simulate.node import Heard, Node
from backend.simulate.timeline import Timeline
from backend.simulate.verdict import Broken
from backend.wire.codec import decode, encode
from backend.wire.messages import PROTOCOL_VERSION, Command, Envelope, Result

RESEND_MS = 1_500
ROUTE_MARK = b"@"

Key = tuple[str, str, str]
"""Center, who, client id."""


@dataclass(slots=True)
class Order:
    """One command on its way, or answered. `incarnation` is the center's when it was answered."""

    center: str
    caller: Caller
    command: Command
    result: Result | None = None
    answered_ms: int = 0
    incarnation: int = 0
    asked: int = 0

    @property
    def key(self) -> Key:
        """Whose command."""
        return (self.center, self.caller.name, self.command.client_id)


class People:
    """All clients, and their ledger of what they were told."""

    def __init__(self, timeline: Timeline, lines: Lines, nodes: Mapping[str, Node]) -> None:
        self.orders: dict[Key, Order] = {}
        self.waiting: dict[Key, Order] = {}
        self._timeline = timeline
        self._lines = lines
        self._nodes = nodes
        self._count = 0

    def order(
        self,
        center: str,
        caller: Caller,
        verb: str,
        target: str = "",
        args: Mapping[str, str] | None = None,
        evidence: tuple[EvidenceRef, ...] = (),
    ) -> None:
        """Somebody orders something; it is sent until it is answered."""
        self._count += 1
        client_id = f"c{self._count}"
        given = dict(args or {})
        if verb == "report":
            given["title"] = client_id
            if self._timeline.rng.random() < 0.5:
                given |= {"source": "hotline", "key": client_id}
        order = Order(center, caller, Command(client_id, verb, target, given, evidence))
        self.orders[order.key] = self.waiting[order.key] = order
        self._timeline.note(center, verb, f"{client_id} {caller.name} {target} {given}")
        self._send(order)

    def restored(self, center: str) -> None:
        """A center was put back: what waits may have been done or not, so nobody sends it again blindly.

        A report with a key of its source is the exception: that makes one ticket, however often it is sent.
        """
        for order in [order for order in self.waiting.values() if order.center == center]:
            if order.asked and "key" not in order.command.args:
                del self.waiting[order.key]
                self._timeline.note(center, "unknown", order.command.client_id)

    def again(self, order: Order) -> None:
        """Send once more what was answered already: the answer must be the same."""
        self._pass_on(order)

    def _send(self, order: Order) -> None:
        if order.key in self.waiting:
            order.asked += 1
            self._pass_on(order)
            self._timeline.after(RESEND_MS, partial(self._send, order))

    def _pass_on(self, order: Order) -> None:
        envelope = Envelope(PROTOCOL_VERSION, order.caller.name, 1, 1, 0, 0, order.command)
        raw, boot_ms = encode(envelope), self._nodes[order.center].place.boot_ms
        for delay_ms in self._lines.copies():
            self._timeline.after(delay_ms, partial(self._arrive, order, raw, boot_ms))

    def _arrive(self, order: Order, raw: bytes, boot_ms: int) -> None:
        node = self._nodes[order.center]
        if node.place.boot_ms != boot_ms:
            return  # the connection ended with the center
        if node.disk.mirror.recovering and order.asked + (order.result is not None) > 1:
            return  # nobody can say yet whether this key made a ticket: the channel waits
        work = partial(_ask, route=ROUTE_MARK + order.caller.name.encode(), caller=order.caller, raw=raw)
        node.post(Heard(work))

    def answered(self, node: Node, route: bytes, result: Result) -> None:
        """A center answers; the answer may be lost on its way."""
        key = (node.name, route[1:].decode(), result.client_id)
        for delay_ms in self._lines.copies()[:1]:
            self._timeline.after(delay_ms, partial(self._told, key, result, node.disk.mirror.incarnation))

    def _told(self, key: Key, result: Result, incarnation: int) -> None:
        order = self.orders[key]
        if order.result is None:
            if result.code == "unavailable":
                return  # nothing was saved: it is sent again
            order.result, order.incarnation = result, incarnation
            order.answered_ms = self._timeline.now_ms
            self.waiting.pop(key, None)
            self._timeline.note(
                key[0], "told", f"{key[2]} {result.code or 'ok'} {result.target} {result.rev}"
            )
        elif order.incarnation == incarnation and result != order.result and result.code != "unavailable":
            raise Broken("I2", f"{key[2]} was answered twice: {order.result} and {result}", (result.target,))


def _ask(core: Core, now: Moment, *, route: bytes, caller: Caller, raw: bytes) -> Iterable[Send]:
    return core.handle(route, caller, decode(raw), now)
