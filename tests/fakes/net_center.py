"""A center made of nothing but a real Listener: answers by the protocol, counts on command."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.clock import SystemClock
from backend.net.keys import KeyPair, Keyring, new_pair, parse_grant
from backend.net.sockets import Inbound, Listener, wait_any
from backend.wire.messages import (
    Command,
    Envelope,
    Hello,
    Message,
    Neighbour,
    Ping,
    Result,
    Snap,
    Snapshot,
    Tail,
    Track,
    Welcome,
)

TURN_S = 0.01


class ScriptedCenter:
    """Runs on a thread of its own; `heard` is everything that came, in order.

    `deaf_to` are message kinds that it hears but does not answer. `bump` changes the topic `center`;
    `losing` keeps the news of it from the feed, as a full queue would.
    """

    def __init__(self, folder: Path, name: str = "tl") -> None:
        self.name = name
        self.pair: KeyPair = new_pair()
        self.ring = Keyring(folder)
        self.heard: list[Inbound] = []
        self.deaf_to: tuple[type[Message], ...] = ()
        self.roles: tuple[str, ...] = ("intake",)
        self.beat_s = 0.1
        self.ahead_ms = 0
        self.version = 1
        self.padding = 0
        self.endpoint = "tcp://127.0.0.1:*"
        self.value = 0
        self._done: dict[str, Result] = {}
        self._orders: list[Callable[[Listener], None]] = []
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def let_in(self, grant: str) -> KeyPair:
        """A fresh key that is authorised here."""
        pair = new_pair()
        self.ring.authorise(pair.public, parse_grant(grant))
        return pair

    @contextmanager
    def running(self) -> Iterator[ScriptedCenter]:
        """Serve while the block runs; the port stays the same from one run to the next."""
        listener = Listener(self.endpoint, self.pair, self.ring)
        self.endpoint = listener.endpoint
        self._stop.clear()
        self._thread = threading.Thread(target=self._serve, args=(listener,), name="scripted-center")
        self._thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            self._thread.join()

    def kinds(self) -> list[str]:
        """The names of all good messages heard so far."""
        return [type(inbound.envelope.body).__name__ for inbound in self.heard if inbound.envelope]

    def faults(self) -> list[str]:
        """The codes of all faults heard so far."""
        return [inbound.fault for inbound in self.heard if inbound.fault]

    def commands(self) -> list[str]:
        """Client ids of all commands heard, repeats included."""
        bodies = [inbound.envelope.body for inbound in self.heard if inbound.envelope]
        return [body.client_id for body in bodies if isinstance(body, Command)]

    def performed(self) -> list[str]:
        """Client ids carried out: each once, however often it came."""
        return list(self._done)

    def tracks(self) -> list[str]:
        """Cameras of all overlays heard."""
        bodies = [inbound.envelope.body for inbound in self.heard if inbound.envelope]
        return [body.frame.camera for body in bodies if isinstance(body, Track)]

    def pings(self) -> list[Ping]:
        """All PINGs heard, questions and answers."""
        bodies = [inbound.envelope.body for inbound in self.heard if inbound.envelope]
        return [body for body in bodies if isinstance(body, Ping)]

    def say(self, body: Message) -> None:
        """Send something to whoever spoke last."""

        def order(listener: Listener) -> None:
            assert listener.send(self.heard[-1].route, self.wrap(body))

        self.order(order)

    def bump(self, times: int = 1, *, losing: bool = False) -> None:
        """Change the topic `center`."""

        def order(listener: Listener) -> None:
            for _ in range(times):
                self.value += 1
                if not losing:
                    listener.publish(
                        "center", self.wrap(Tail("center", self.value, neighbours=(self._peer(),)))
                    )

        self.order(order)

    def order(self, order: Callable[[Listener], None]) -> None:
        """Have something done with the listener, on its thread."""
        with self._lock:
            self._orders.append(order)

    def wrap(self, body: Message) -> Envelope:
        """An envelope of this center."""
        return Envelope(1, self.name, 1, 1, 0, 0, body)

    def now_ms(self) -> int:
        """This center's idea of the time."""
        return SystemClock().now_ms() + self.ahead_ms

    def _peer(self) -> Neighbour:
        return Neighbour("x", up=True, queued=self.value, since_ms=0, words="." * self.padding)

    def _serve(self, listener: Listener) -> None:
        beaten_s = 0.0
        try:
            while not self._stop.is_set():
                wait_any([listener], TURN_S)
                for inbound in listener.drain():
                    self.heard.append(inbound)
                    self._answer(listener, inbound)
                with self._lock:
                    orders, self._orders = self._orders, []
                for order in orders:
                    order(listener)
                now_s = SystemClock().monotonic_s()
                if now_s - beaten_s >= self.beat_s:
                    beaten_s = now_s
                    for topic, seq in (("ticket", 7), ("alarm", 7), ("center", self.value)):
                        listener.publish(topic, self.wrap(Tail(topic, seq)))
        finally:
            listener.close()

    def _answer(self, listener: Listener, inbound: Inbound) -> None:
        if inbound.envelope is None or isinstance(inbound.envelope.body, self.deaf_to):
            return
        body = inbound.envelope.body
        replies: list[Message] = []
        if isinstance(body, Hello):
            replies.append(
                Welcome(
                    self.version,
                    self.name,
                    "district",
                    self.now_ms(),
                    listener.feed_endpoint,
                    roles=self.roles,
                )
            )
        elif isinstance(body, Snap):
            replies.append(self._snapshot(body.topic, last=False))
            replies.append(Snapshot(body.topic, replies[0].seq, last=True))  # type: ignore[union-attr]
        elif isinstance(body, Command):
            replies.append(
                self._done.setdefault(body.client_id, Result(body.client_id, ok=True, target="tl/1/1"))
            )
        elif isinstance(body, Ping) and not body.reply_to_ms:
            replies.append(Ping(self.now_ms(), body.sent_ms))
        for reply in replies:
            listener.send(inbound.route, self.wrap(reply))

    def _snapshot(self, topic: str, *, last: bool) -> Snapshot:
        if topic == "center":
            return Snapshot(topic, self.value, last=last, neighbours=(self._peer(),))
        return Snapshot(topic, 7, last=last)
