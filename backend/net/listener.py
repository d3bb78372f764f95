"""The serving end: a ROUTER for messages and an XPUB for the feed, behind one ZAP door.

Source: design 3-federation.md rules 6, 7, 9 and its traps.
"""

from __future__ import annotations

from typing import Final

import zmq

from backend.clock import Clock, SystemClock
from backend.domain.access import Principal
from backend.domain.errors import Refused, Unavailable
from backend.domain.quota import Quota
from backend.net.connections import Connection, Connections
from backend.net.curve import (
    LINGER_MS,
    Context,
    Socket,
    bind,
    descriptor,
    prepare,
    readable,
    receive,
    serve_curve,
)
from backend.net.door import Door
from backend.net.guard import Guard, renamed
from backend.net.inbound import Inbound
from backend.net.keyring import Keyring
from backend.net.keys import KeyPair
from backend.net.live import answer_subscriptions
from backend.net.users import Users
from backend.wire.codec import Malformed, decode, encode
from backend.wire.messages import PROTOCOL_VERSION, Bye, Envelope, Hello

ROUTER_HWM: Final = 512
"""Messages that wait inside the socket for one peer; more wait in the Listener, up to Quota.pending_bytes."""

FEED_HWM: Final = 4_000
SUBSCRIPTION_MAX_BYTES: Final = 2_048
"""A longer subscription costs its connection: ZeroMQ keeps every byte of it in a node of its own."""

DRAIN_MAX: Final = 256
REPORTS_MAX: Final = 64
FULL_RETRY_S: Final = 0.005


class Listener:
    """Sockets of a center. Not thread-safe: one thread owns it.

    The descriptors in `fds()` are edge-triggered: after waking AND after sending, drain until `ready()`
    is false before sleeping again, or sleep with `backend.net.sockets.wait_any`, which looks first.

    Raises:
        Unavailable: the address is taken. Refused: `bad_endpoint`.
    """

    def __init__(
        self,
        endpoint: str,
        keypair: KeyPair,
        keyring: Keyring,
        feed_endpoint: str = "",
        *,
        users: Users | None = None,
        quota: Quota | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._context: Context = zmq.Context()
        self._reports: list[Inbound] = []
        self._door = Door(self._context, keyring, self._report)
        self._router = self._context.socket(zmq.ROUTER)
        self._feed = self._context.socket(zmq.XPUB)
        prepare(self._router, ROUTER_HWM)
        prepare(self._feed, FEED_HWM)
        self._feed.setsockopt(zmq.MAXMSGSIZE, SUBSCRIPTION_MAX_BYTES)
        self._router.setsockopt(zmq.ROUTER_MANDATORY, 1)
        self._router.setsockopt(zmq.ROUTER_HANDOVER, 1)
        self._feed.setsockopt(zmq.XPUB_MANUAL, 1)
        serve_curve(self._router, keypair)
        serve_curve(self._feed, keypair)
        self._connections = Connections(self._router), Connections(self._feed)
        self._waiting: dict[bytes, Connection] = {}
        self._guard = Guard(
            self._connections,
            keyring,
            users or Users(keyring.folder),
            quota or Quota(),
            clock or SystemClock(),
            lambda code, words: self._door.tell_once(code, words, words),
        )
        try:
            self.endpoint = _bind(self._router, endpoint)
            self.feed_endpoint = _bind(self._feed, feed_endpoint or endpoint.rpartition(":")[0] + ":*")
        except (Unavailable, Refused):
            self.close()
            raise

    def sockets(self) -> tuple[Socket, ...]:
        """What `wait_any` watches."""
        monitors = (one.monitor for one in self._connections)
        return (self._door.socket, self._router, self._feed, *monitors)

    def fds(self) -> tuple[int, ...]:
        """Descriptors for an event loop; edge-triggered, see the class."""
        return tuple(descriptor(socket) for socket in self.sockets())

    def ready(self) -> bool:
        """Whether something is waiting to be drained now."""
        return any(readable(socket) for socket in self.sockets())

    def due_s(self) -> float:
        """How soon to drain again although nothing wakes anybody: what waits, what ends, what is checked."""
        return FULL_RETRY_S if self._waiting else self._guard.due_s()

    def drain(self, max_n: int = DRAIN_MAX) -> list[Inbound]:
        """Judge whoever knocks, then return faults and at most `max_n` messages without waiting."""
        self._door.judge()
        leaving = list(self._guard.look())
        self._hear_knocks()
        answer_subscriptions(self._feed, self._guard)
        self._push()
        found, self._reports = self._reports + leaving, []
        for _ in range(max_n):
            frames = receive(self._router)
            if frames is None:
                break
            if (taken := self._take(frames)) is not None:
                found.append(taken)
        return found

    def send(self, route: bytes, envelope: Envelope) -> bool:
        """Send without waiting. False: that peer is gone or takes no more; the link counts as down.

        What a slow peer does not take yet waits here, up to Quota.pending_bytes; then the peer is cut.

        Raises:
            Malformed: the message is oversized.
        """
        raw = encode(envelope)
        one = self._connections[0].of_route(route)
        if one is None or (one.mute and not isinstance(envelope.body, Bye)):
            return False
        if not one.pending and self._hand_over(one, raw):
            return True
        if one.mute:
            return False
        if self._guard.too_much(one, len(raw)):
            self._guard.slow(one, _bye)
            self._waiting[route] = one
            return False
        one.pending.append(raw)
        one.pending_bytes += len(raw)
        self._waiting[route] = one
        return True

    def _hand_over(self, one: Connection, raw: bytes) -> bool:
        """Give the socket one message; False when it takes no more now, or the peer is gone."""
        try:
            self._router.send_multipart([one.route, raw], zmq.NOBLOCK)
        except zmq.ZMQError as fault:
            if fault.errno == zmq.EHOSTUNREACH:
                one.ending_s, one.mute = one.since_s, True
                one.pending.clear()
            elif fault.errno != zmq.EAGAIN:
                raise
            return False
        return True

    def _push(self) -> None:
        """Hand over what waits, as far as the peers take it."""
        for route, one in list(self._waiting.items()):
            while one.pending and self._hand_over(one, one.pending[0]):
                one.pending_bytes -= len(one.pending.popleft())
            if not one.pending or self._connections[0].of_route(route) is not one:
                del self._waiting[route]

    def publish(self, topic: str, envelope: Envelope) -> None:
        """Put one message on the feed. A subscriber whose queue is full misses it and sees the gap.

        Raises:
            Malformed: the message is oversized.
        """
        self._feed.send_multipart([topic.encode(), encode(envelope)], zmq.NOBLOCK)

    def close(self) -> None:
        """Close everything; lasts at most about LINGER_MS. May be called again."""
        if self._context.closed:
            return
        for one in self._connections:
            one.close()
        self._router.close(LINGER_MS)
        self._feed.close(LINGER_MS)
        self._door.close()
        self._guard.close()
        self._context.term()

    def _take(self, frames: list[zmq.Frame]) -> Inbound | None:
        """One message from the ROUTER, judged; None for one that is dropped or still being looked at."""
        route = frames[0].bytes
        admitted = self._guard.admit(route, frames[-1])
        if admitted is None:
            return None
        one, fault = admitted
        if fault is not None:
            return fault
        who = self._guard.who(one)
        if len(frames) != 2:
            return Inbound(route, who, None, "malformed", f"a message of {len(frames) - 1} frames")
        try:
            envelope = decode(frames[1].bytes)
        except Malformed as spoilt:
            return Inbound(route, who, None, spoilt.code, spoilt.words)
        if words := _wrong_source(who, envelope):
            return Inbound(route, who, None, "wrong_src", words)
        return self._guard.pass_on(one, who, renamed(envelope, who))

    def _report(self, code: str, words: str) -> None:
        """Keep a fault for the next drain; beyond REPORTS_MAX they are dropped, as they repeat."""
        if len(self._reports) < REPORTS_MAX:
            self._reports.append(Inbound(b"", None, None, code, words))

    def _hear_knocks(self) -> None:
        """Report handshakes that failed before a key was seen: no key, or another server's key."""
        for one in self._connections:
            if one.failed_knocks:
                one.failed_knocks = 0
                words = "somebody without a key, or with another center's server key, was turned away"
                self._door.tell_once("handshake_failed", "", words)


def _wrong_source(who: Principal, envelope: Envelope) -> str:
    """Hold `src` against the key. People's programs may leave it empty: their key says who they are."""
    named = [envelope.src, *([envelope.body.node] if isinstance(envelope.body, Hello) else [])]
    for name in named:
        if name != who.name and (name or who.kind == "center"):
            return f"this key is {who.name}'s, the message says {name!r}"
    return ""


def _bye(words: str) -> bytes:
    return encode(Envelope(PROTOCOL_VERSION, "", 0, 0, 0, 0, Bye("slow", words)))


def _bind(socket: Socket, endpoint: str) -> str:
    """Bind, with words for what goes wrong."""
    try:
        return bind(socket, endpoint)
    except zmq.ZMQError as fault:
        if fault.errno == zmq.EADDRINUSE:
            raise Unavailable(f"{endpoint} is taken by another program; choose another port") from fault
        words = f"cannot listen at {endpoint!r} ({fault.strerror}); write tcp://ADDRESS:PORT"
        raise Refused("bad_endpoint", words) from fault
