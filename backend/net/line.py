"""One connection of a client, from dialling to its loss. The client makes a new one each time.

Order of things: connect, HELLO, WELCOME, subscribe, the subscriptions are in force, SNAP per topic,
then changes. Commands go out as soon as WELCOME came. Source: design 3-federation.md rule 6.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from backend.clock import Clock
from backend.domain.offset import OffsetEstimate
from backend.net.dialer import Connected, Dialer, LinkFault
from backend.net.duties import ANNOUNCE_S, Duties
from backend.net.events import ClientEvent, LinkUp
from backend.net.keys import KeyPair
from backend.net.pending import Pending
from backend.net.sockets import Link
from backend.net.subscriber import Subscribed, Subscriber, feed_address
from backend.net.topic import Topic
from backend.net.views import real_names
from backend.wire.blobs import BlobWant
from backend.wire.cameras import Duty, Streams
from backend.wire.messages import (
    PROTOCOL_VERSION,
    Bye,
    Envelope,
    Hello,
    Message,
    Ping,
    Result,
    SignIn,
    Snap,
    Snapshot,
    Tail,
    Track,
    TrackFrame,
    Welcome,
)

TRACK_PREFIX: Final = "track/"
FULL_RETRY_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Address:
    """Where a center is, and with which keys to speak to it."""

    endpoint: str
    server_key: str
    keypair: KeyPair
    person: SignIn | None = None  # who signs in, where the key is a workstation's


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a client is, in seconds."""

    ping_s: float = 2.0
    silent_s: float = 8.0  # nothing heard for so long: the center hangs, dial again
    answer_s: float = 5.0  # a command or SNAP without an answer is sent again
    settled_s: float = 3.0  # a link that held so long resets the backoff


class Line:
    """One connection. Everything happens in `step`, on the client's thread."""

    def __init__(
        self,
        address: Address,
        topics: Sequence[str],
        pending: Pending,
        tracks: deque[TrackFrame],
        tell: Callable[[ClientEvent], None],
        clock: Clock,
        pace: Pace,
        duties: Duties,
    ) -> None:
        self._duties = duties
        self._address, self._names, self._pace = address, topics, pace
        self._pending, self._tracks, self._tell, self._clock = pending, tracks, tell, clock
        self._boot_ms = clock.now_ms()
        self._topics: dict[str, Topic] = {}
        self._called: dict[str, str] = {}  # what the program calls each of them
        self._asked_s: dict[str, float] = {}
        self._subscribed = False
        self._inc = 0
        self._blocked = False
        self._welcome: Welcome | None = None
        self._welcomed_s = self._heard_s = self._feed_heard_s = self._probe_s = clock.monotonic_s()
        self._feed: Subscriber | None = None
        self.offset = OffsetEstimate()
        self._dialer = Dialer(address.endpoint, address.server_key, address.keypair, redial=False)

    @property
    def settled(self) -> bool:
        """Whether this link held long enough to count as good."""
        held_s = self._clock.monotonic_s() - self._welcomed_s
        return self._welcome is not None and held_s >= self._pace.settled_s

    def links(self) -> list[Link]:
        """What to sleep on."""
        return [self._dialer, *([self._feed] if self._feed else [])]

    def step(self) -> LinkFault | None:
        """Take what came, do what is due. Returns why the line is lost, once it is."""
        for item in self._dialer.drain():
            if fault := self._take(item):
                return fault
        for news in self._feed.drain() if self._feed else ():
            if fault := self._take_news(news):
                return fault
        now_s = self._clock.monotonic_s()
        if fault := self._silence(now_s):
            return fault
        if self._welcome is not None:
            self._blocked = not (self._send_due(now_s) and self._ask(now_s) and self._probe(now_s))
        return None

    def due_in_s(self) -> float:
        """How long to sleep at most; something that must go out at once wakes the client otherwise."""
        if self._blocked:
            return FULL_RETRY_S
        every_s = min(self._pace.ping_s, self._pace.answer_s)
        return min(every_s, ANNOUNCE_S if self._duties.announcing else every_s) / 4

    def close(self, bye: Bye | None = None) -> None:
        """Close both sockets; an analyst that leaves says so, and its cameras go to others at once."""
        if bye is not None and self._welcome is not None:
            self._send(bye)
        self._dialer.close()
        if self._feed is not None:
            self._feed.close()

    # -- what came ----------------------------------------------------------------------------------

    def _take(self, item: Envelope | Connected | LinkFault) -> LinkFault | None:
        """One thing from the center itself."""
        if isinstance(item, LinkFault):
            return item
        self._heard_s = self._clock.monotonic_s()
        if isinstance(item, Connected):
            self._probe_s = self._heard_s
            self._send(Hello(PROTOCOL_VERSION, PROTOCOL_VERSION, ""))
            return None
        body = item.body
        if isinstance(body, Bye):
            return LinkFault(body.code, body.words)
        if isinstance(body, Welcome):
            return self._sign_in() if body.sign_in else self._begin(body, item.inc)
        if self._welcome is None or item.src != self._welcome.center:
            return None  # left over from an earlier connection
        self._take_answer(body)
        return None

    def _take_answer(self, body: Message) -> None:
        """What a center that welcomed us says."""
        if isinstance(body, Result):
            self._pending.settle(body)
        elif isinstance(body, Snapshot) and body.topic in self._topics:
            self._pass_on(self._topics[body.topic].take_part(body))
        elif isinstance(body, Ping):
            self._take_ping(body)
        elif isinstance(body, BlobWant):
            self._tell(body)
        elif isinstance(body, Streams):
            self._duties.settle(body)
        elif isinstance(body, Duty) and (duty := self._duties.take_part(body)) is not None:
            self._tell(duty)

    def _sign_in(self) -> LinkFault | None:
        """The key is a workstation's: say who sits at it."""
        if self._welcome is not None:
            return LinkFault("session_over", "the person has signed out")
        if self._address.person is None:
            return LinkFault("sign_in", "this workstation's key asks for a person to sign in")
        self._send(self._address.person)
        return None

    def _begin(self, welcome: Welcome, inc: int) -> LinkFault | None:
        """The center takes us: watch its feed, tell the listener."""
        if welcome.version != PROTOCOL_VERSION:
            words = f"{welcome.center} speaks version {welcome.version}, this program {PROTOCOL_VERSION}"
            return LinkFault("version", words)
        if self._welcome is not None:
            return None
        self._welcome, self._welcomed_s = welcome, self._clock.monotonic_s()
        self._duties.opened()
        self.offset.add(sent_s=self._probe_s, received_s=self._heard_s, told_ms=welcome.now_ms)
        self._inc = inc
        self._pending.welcomed(inc)
        self._called = real_names(self._names, welcome)
        names = tuple(self._called)
        self._topics = {name: Topic(name) for name in names if not name.startswith(TRACK_PREFIX)}
        if names and welcome.feed_endpoint:
            where = feed_address(self._address.endpoint, welcome.feed_endpoint)
            self._feed = Subscriber(where, self._address.server_key, self._address.keypair, names)
            self._feed_heard_s = self._welcomed_s
        found = self.offset.read(now_ms=self._clock.now_ms(), now_s=self._heard_s)
        if found is not None:
            self._tell(LinkUp(welcome, found.offset_ms, found.error_ms))
        for name in self._names if names else ():
            if name not in self._called.values() and not name.startswith(TRACK_PREFIX):
                self._tell(Snapshot(name, 0, last=True))  # it may not be watched: known, and empty
        return None

    def _take_news(self, item: Envelope | Subscribed | LinkFault) -> LinkFault | None:
        """One thing from the feed."""
        self._feed_heard_s = self._clock.monotonic_s()
        if isinstance(item, LinkFault):
            return item
        if isinstance(item, Subscribed):
            self._subscribed = True
            self._asked_s.clear()
            for topic in self._topics.values():
                topic.restart()
        elif isinstance(item.body, Tail) and self._welcome and item.src == self._welcome.center:
            tail = item.body
            known = self._topics.get(tail.topic)
            self._pass_on(known.take_tail(tail) if known else (tail,))
        return None

    def _take_ping(self, ping: Ping) -> None:
        """An answer measures the clocks; a question is answered."""
        if ping.reply_to_ms:
            if ping.reply_to_ms == self._probe_ms():
                self.offset.add(sent_s=self._probe_s, received_s=self._heard_s, told_ms=ping.sent_ms)
        else:
            self._send(Ping(self._clock.now_ms(), ping.sent_ms))

    def _pass_on(self, events: Sequence[Snapshot | Tail]) -> None:
        """To the listener, in order."""
        for event in events:
            called = self._called.get(event.topic, event.topic)
            self._tell(event if called == event.topic else msgspec.structs.replace(event, topic=called))

    def _silence(self, now_s: float) -> LinkFault | None:
        """A fault once the center, or its feed, has said nothing for too long. Topics have heartbeats."""
        if now_s - self._heard_s > self._pace.silent_s:
            return LinkFault("silent", f"{self._address.endpoint} is connected but says nothing")
        beating = self._feed is not None and (bool(self._topics) or not self._subscribed)
        if beating and now_s - self._feed_heard_s > self._pace.silent_s:
            return LinkFault("silent", f"the feed of {self._address.endpoint} says nothing")
        return None

    # -- what goes out ------------------------------------------------------------------------------

    def _send_due(self, now_s: float) -> bool:
        """Commands first, then leases, health and questions, overlays last; False when the queue is full."""
        for command in self._pending.due(now_s - self._pace.answer_s):
            if not self._send(command):
                return False
            self._pending.sent(command.client_id, now_s, self._inc)
        due = self._duties.due(now_s)
        for n, body in enumerate(due):
            if not self._send(body):
                for unsent in due[n:]:
                    self._duties.unsent(unsent)
                return False
        while self._tracks:
            if not self._send(Track(self._tracks[0])):
                return False
            self._tracks.popleft()
        return True

    def _ask(self, now_s: float) -> bool:
        """SNAP for each topic that wants one."""
        for name, topic in self._topics.items() if self._subscribed else ():
            last_s = self._asked_s.get(name)
            if topic.wants_snapshot and (last_s is None or now_s - last_s >= self._pace.answer_s):
                if not self._send(Snap(name)):
                    return False
                self._asked_s[name] = now_s
            elif not topic.wants_snapshot:
                self._asked_s.pop(name, None)
        return True

    def _probe(self, now_s: float) -> bool:
        """PING now and then."""
        if now_s - self._probe_s < self._pace.ping_s:
            return True
        self._probe_s = now_s
        return self._send(Ping(self._probe_ms()))

    def _probe_ms(self) -> int:
        """What our last PING carries: our steady clock, so that its answer is recognised."""
        return max(1, int(self._probe_s * 1000))

    def _send(self, body: Message) -> bool:
        """One transient message; False when the queue is full."""
        return self._dialer.send(Envelope(PROTOCOL_VERSION, "", 0, self._boot_ms, 0, 0, body))
