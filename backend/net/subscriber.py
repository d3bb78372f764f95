"""The watching end of the feed: a SUB socket that says when its subscriptions are in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import zmq

from backend.domain.errors import Refused
from backend.net.curve import LINGER_MS, Context, Socket, dial_curve, prepare, receive
from backend.net.dialer import LinkFault
from backend.net.keys import KeyPair
from backend.net.live import new_marker
from backend.wire.codec import Malformed, decode
from backend.wire.messages import Envelope

SUBSCRIBER_HWM: Final = 4_000
EVERYWHERE: Final = frozenset({"0.0.0.0", "*", "[::]"})  # noqa: S104 (recognised, never bound)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """Every topic is in force from here on: ask for snapshots. Comes again after a reconnect."""


class Subscriber:
    """Watches `topics` of one feed. Not thread-safe.

    Raises:
        Refused: `bad_endpoint`.
    """

    def __init__(self, endpoint: str, server_key: str, keypair: KeyPair, topics: Iterable[str]) -> None:
        self._marker = new_marker()
        self._context: Context = zmq.Context()
        self._socket = self._context.socket(zmq.SUB)
        prepare(self._socket, SUBSCRIBER_HWM)
        dial_curve(self._socket, keypair, server_key)
        for topic in topics:
            self._socket.setsockopt(zmq.SUBSCRIBE, topic.encode())
        # Last, because subscriptions of one connection come into force in order.
        self._socket.setsockopt(zmq.SUBSCRIBE, self._marker)
        try:
            self._socket.connect(endpoint)
        except zmq.ZMQError as fault:
            self.close()
            raise Refused("bad_endpoint", f"cannot watch {endpoint!r} ({fault.strerror})") from fault

    def sockets(self) -> tuple[Socket, ...]:
        """What `wait_any` watches."""
        return (self._socket,)

    def drain(self) -> list[Envelope | Subscribed | LinkFault]:
        """Everything that came, without waiting."""
        found: list[Envelope | Subscribed | LinkFault] = []
        while (frames := receive(self._socket)) is not None:
            if frames[0].bytes == self._marker:
                found.append(Subscribed())
                continue
            try:
                found.append(decode(frames[-1].bytes))
            except Malformed as fault:
                found.append(LinkFault(fault.code, fault.words))
        return found

    def close(self) -> None:
        """Close the socket. May be called again."""
        if not self._context.closed:
            self._socket.close(LINGER_MS)
            self._context.term()


def feed_address(dialled: str, told: str) -> str:
    """Where to find the feed: a center that listens everywhere is found where it was dialled."""
    scheme, _, place = told.partition("://")
    host, _, port = place.rpartition(":")
    if host not in EVERYWHERE:
        return told
    return f"{scheme}://{dialled.partition('://')[2].rpartition(':')[0]}:{port}"
