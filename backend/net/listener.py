"""The serving end: a ROUTER for messages and an XPUB for the feed, behind one ZAP door.

Source: design 3-federation.md rules 6, 7, 9 and its traps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
import zmq

from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.net.curve import (
    LINGER_MS,
    Context,
    Socket,
    bind,
    close_monitored,
    descriptor,
    prepare,
    readable,
    receive,
    serve_curve,
)
from backend.net.door import Door
from backend.net.keyring import Keyring, Principal
from backend.net.keys import KeyPair
from backend.net.live import answer_subscriptions
from backend.wire.codec import Malformed, decode, encode
from backend.wire.messages import Envelope, Hello

ROUTER_HWM: Final = 2_000
FEED_HWM: Final = 4_000
DRAIN_MAX: Final = 256
REPORTS_MAX: Final = 64

_KNOCK_FAILED: Final = zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that came in: a good message (`envelope`, no `fault`) or a fault with its words.

    `route` is where `Listener.send` answers; it is new after every reconnect and empty for a fault about
    a connection that never came to be. Faults: oversized, version, unknown_kind, malformed, wrong_src,
    unknown_key, topic_refused, handshake_failed, keyring_corrupt. `src` of a good message and the
    `node` of a good HELLO are always `principal.name`.
    """

    route: bytes
    principal: Principal | None
    envelope: Envelope | None
    fault: str = ""
    words: str = ""


class Listener:
    """Sockets of a center. Not thread-safe: one thread owns it.

    The descriptors in `fds()` are edge-triggered: after waking AND after sending, drain until `ready()`
    is false before sleeping again, or sleep with `backend.net.sockets.wait_any`, which looks first.

    Raises:
        Unavailable: the address is taken. Refused: `bad_endpoint`.
    """

    def __init__(self, endpoint: str, keypair: KeyPair, keyring: Keyring, feed_endpoint: str = "") -> None:
        self._context: Context = zmq.Context()
        self._keyring = keyring
        self._reports: list[Inbound] = []
        self._door = Door(self._context, keyring, self._report)
        self._router = self._context.socket(zmq.ROUTER)
        self._feed = self._context.socket(zmq.XPUB)
        prepare(self._router, ROUTER_HWM)
        prepare(self._feed, FEED_HWM)
        self._router.setsockopt(zmq.ROUTER_MANDATORY, 1)
        self._router.setsockopt(zmq.ROUTER_HANDOVER, 1)
        self._feed.setsockopt(zmq.XPUB_MANUAL, 1)
        serve_curve(self._router, keypair)
        serve_curve(self._feed, keypair)
        self._monitor: Socket = self._router.get_monitor_socket(_KNOCK_FAILED)
        try:
            self.endpoint = _bind(self._router, endpoint)
            self.feed_endpoint = _bind(self._feed, feed_endpoint or endpoint.rpartition(":")[0] + ":*")
        except (Unavailable, Refused):
            self.close()
            raise

    def sockets(self) -> tuple[Socket, ...]:
        """What `wait_any` watches."""
        return (self._door.socket, self._router, self._feed, self._monitor)

    def fds(self) -> tuple[int, ...]:
        """Descriptors for an event loop; edge-triggered, see the class."""
        return tuple(descriptor(socket) for socket in self.sockets())

    def ready(self) -> bool:
        """Whether something is waiting to be drained now."""
        return any(readable(socket) for socket in self.sockets())

    def drain(self, max_n: int = DRAIN_MAX) -> list[Inbound]:
        """Judge whoever knocks, then return faults and at most `max_n` messages without waiting."""
        self._door.judge()
        self._hear_knocks()
        answer_subscriptions(self._feed, self._find, self._report)
        found, self._reports = self._reports, []
        for _ in range(max_n):
            frames = receive(self._router)
            if frames is None:
                break
            found.append(self._take(frames))
        return found

    def send(self, route: bytes, envelope: Envelope) -> bool:
        """Send without waiting. False: that peer is gone or takes no more; the link counts as down.

        Raises:
            Malformed: the message is oversized.
        """
        raw = encode(envelope)
        try:
            self._router.send_multipart([route, raw], zmq.NOBLOCK)
        except zmq.ZMQError as fault:
            if fault.errno in {zmq.EAGAIN, zmq.EHOSTUNREACH}:
                return False
            raise
        return True

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
        close_monitored(self._router, self._monitor)
        self._feed.close(LINGER_MS)
        self._door.close()
        self._context.term()

    def _take(self, frames: list[zmq.Frame]) -> Inbound:
        """One message from the ROUTER, judged."""
        route = frames[0].bytes
        principal = self._find(frames[-1])
        if principal is None:
            return Inbound(route, None, None, "unknown_key", "this key is not authorised here")
        if len(frames) != 2:
            return Inbound(route, principal, None, "malformed", f"a message of {len(frames) - 1} frames")
        try:
            envelope = decode(frames[1].bytes)
        except Malformed as fault:
            return Inbound(route, principal, None, fault.code, fault.words)
        return _check_source(route, principal, envelope)

    def _find(self, frame: zmq.Frame) -> Principal | None:
        """Whose connection a frame came over."""
        try:
            return self._keyring.find(str(frame.get("User-Id")))
        except zmq.ZMQError:
            return None
        except Corrupt as fault:
            self._door.tell_once("keyring_corrupt", "", str(fault))
            return None

    def _report(self, code: str, words: str) -> None:
        """Keep a fault for the next drain; beyond REPORTS_MAX they are dropped, as they repeat."""
        if len(self._reports) < REPORTS_MAX:
            self._reports.append(Inbound(b"", None, None, code, words))

    def _hear_knocks(self) -> None:
        """Report handshakes that failed before a key was seen: no key, or another server's key."""
        while receive(self._monitor) is not None:
            words = "somebody without a key, or with another center's server key, was turned away"
            self._door.tell_once("handshake_failed", "", words)


def _check_source(route: bytes, principal: Principal, envelope: Envelope) -> Inbound:
    """Hold `src` against the key. People's programs may leave it empty: their key says who they are."""
    named = [envelope.src, *([envelope.body.node] if isinstance(envelope.body, Hello) else [])]
    for name in named:
        if name != principal.name and (name or principal.kind == "center"):
            words = f"this key is {principal.name}'s, the message says {name!r}"
            return Inbound(route, principal, None, "wrong_src", words)
    body = envelope.body
    if isinstance(body, Hello):
        body = msgspec.structs.replace(body, node=principal.name)
    return Inbound(route, principal, msgspec.structs.replace(envelope, src=principal.name, body=body))


def _bind(socket: Socket, endpoint: str) -> str:
    """Bind, with words for what goes wrong."""
    try:
        return bind(socket, endpoint)
    except zmq.ZMQError as fault:
        if fault.errno == zmq.EADDRINUSE:
            raise Unavailable(f"{endpoint} is taken by another program; choose another port") from fault
        words = f"cannot listen at {endpoint!r} ({fault.strerror}); write tcp://ADDRESS:PORT"
        raise Refused("bad_endpoint", words) from fault
