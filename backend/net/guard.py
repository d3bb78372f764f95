"""Watches over a center's connections: who they are, how much they ask, and when they have to end.

A connection that has to end is told why (BYE, by whoever reads the fault) and cut GRACE_S later, whether it
listens or not. Source: design 3-federation.md rules 7 and 9; docs/design/access.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

import msgspec
import zmq

from backend.clock import Clock
from backend.domain.access import Principal
from backend.domain.errors import Corrupt, Refused
from backend.domain.quota import Bucket, Quota
from backend.net.connections import Connection, Connections
from backend.net.inbound import Inbound
from backend.net.keyring import Keyring
from backend.net.sessions import Sessions
from backend.net.users import Users
from backend.wire.messages import Command, Envelope, Hello, SignIn, SignOut, Snap

GRACE_S: Final = 0.3
"""From being told to being cut: time enough to read a BYE, short enough that a revoked key is out in 1 s."""

LOOK_S: Final = 0.2
"""How often the key and user files are looked at."""

SLOW_S: Final = 2.0
"""A slow consumer gets this long to read what lies before its BYE."""

STRANGER: Final = Principal("stranger", "a stranger")
_Buckets = tuple[Bucket, Bucket, Bucket]


class Guard:
    """The rules of one Listener. `report(code, words)` tells what concerns no route."""

    def __init__(
        self,
        sockets: tuple[Connections, Connections],
        keyring: Keyring,
        users: Users,
        quota: Quota,
        clock: Clock,
        report: Callable[[str, str], None],
    ) -> None:
        self.routers, self.feeds = sockets
        self._keyring, self._quota, self._clock, self._report = keyring, quota, clock, report
        self._sessions = Sessions(users, quota.session_s)
        self._buckets: dict[str, _Buckets] = {}
        self._edition = keyring.edition()
        self._looked_s = -math.inf

    def now_s(self) -> float:
        """The steady clock."""
        return self._clock.monotonic_s()

    def due_s(self) -> float:
        """How soon `look` has something to do though nothing comes in."""
        if self._sessions.checking:
            return 0.02
        now_s = self.now_s()
        ends = [c.ending_s - now_s for c in self.routers if c.ending_s is not None]
        return max(0.0, min([LOOK_S, *ends]))

    def close(self) -> None:
        """Stop the thread that checks passwords."""
        self._sessions.close()

    # -- time ---------------------------------------------------------------------------------------

    def look(self) -> Iterator[Inbound]:
        """Whoever has to leave or has signed in since the last look."""
        now_s = self.now_s()
        for gone in (*self.routers.follow(now_s), *self.feeds.follow(now_s)):
            self._end_session(gone)
        for asked, outcome in self._sessions.settled(now_s, self._clock.now_ms()):
            if isinstance(outcome, Refused):
                words = f"{asked.name} at {asked.workstation.name}: {outcome.words}"
                yield Inbound(asked.route, asked.workstation, None, outcome.code, words)
            else:
                who = outcome.person
                envelope = Envelope(1, who.name, 0, 0, 0, 0, SignIn(who.name, ""))
                yield Inbound(asked.route, who, envelope)
        if now_s - self._looked_s >= LOOK_S:
            self._looked_s = now_s
            yield from self._turned_away(now_s)
            yield from self._signed_out(now_s)
            yield from self._never_greeted(now_s)
        for connections in (self.routers, self.feeds):
            for one in connections:
                if one.ending_s is not None and now_s >= one.ending_s:
                    connections.cut(one)

    def _turned_away(self, now_s: float) -> Iterator[Inbound]:
        """End what hangs on keys that were taken out or stand for somebody else now."""
        edition = self._keyring.edition()
        if edition == self._edition:
            return
        self._edition = edition
        self._buckets.clear()
        told = set()
        for connections in (self.routers, self.feeds):
            for one in connections:
                if one.key and self._known(one.key) != one.principal and one.ending_s is None:
                    self._end(one, now_s)
                    words = "the rights of this key were taken away or changed"
                    if one.route or one.key not in told:
                        yield Inbound(one.route, one.principal, None, "key_revoked", words)
                    told.add(one.key)

    def _signed_out(self, now_s: float) -> Iterator[Inbound]:
        for route, session, words in self._sessions.over(now_s):
            yield Inbound(route, session.person, None, "session_over", words)
            self._thin_out(session.key, now_s)

    def _never_greeted(self, now_s: float) -> Iterator[Inbound]:
        """Connections that had their time to say HELLO, or to subscribe, and did not."""
        for connections in (self.routers, self.feeds):
            for one in connections:
                if one.greeted or one.ending_s is not None or now_s - one.since_s < self._quota.hello_s:
                    continue
                self._end(one, now_s)
                words = f"{one.address} has not said HELLO for {self._quota.hello_s:g} s"
                yield Inbound(one.route, one.principal, None, "hello_first", words)

    def _end(self, one: Connection, now_s: float, grace_s: float = GRACE_S, *, mute: bool = True) -> None:
        """Mark a connection for its end; a feed cannot be told anything and ends at once."""
        one.ending_s, one.mute = now_s + (grace_s if one.route else 0.0), mute

    def _end_session(self, gone: Connection) -> None:
        if gone.route and (session := self._sessions.end(gone.route)) is not None:
            self._thin_out(session.key, self.now_s())

    def _thin_out(self, key: str, now_s: float) -> None:
        """Somebody has signed out: end the feeds of the key that nobody signed in may watch any more."""
        for one in self.feeds:
            if one.key == key and not all(self._sessions.may_watch(key, t.decode()) for t in one.topics):
                self._end(one, now_s)

    # -- messages -----------------------------------------------------------------------------------

    def admit(self, route: bytes, frame: zmq.Frame) -> tuple[Connection, Inbound | None] | None:
        """The connection a message came over, with what is wrong about it; None: drop the message."""
        now_s = self.now_s()
        one = self.routers.of_route(route) or self.routers.of_frame(frame, now_s, route)
        if one is None or one.ending_s is not None:
            return None
        if not one.key:
            one.key, one.principal = _key_of(frame), self._known(_key_of(frame))
            if crowd := self._crowded(one):
                self._end(one, now_s)
                return one, Inbound(route, one.principal, None, "too_many_connections", crowd)
        if one.principal is None:
            self._end(one, now_s)
            return one, Inbound(route, None, None, "unknown_key", "this key is not authorised here")
        if not self._counted(one, one.principal)[0].take(now_s):
            return one, self._too_fast(one, "messages", self._quota.message_rate(one.principal.kind).per_s)
        return one, None

    def who(self, one: Connection) -> Principal:
        """Whose words a connection brings: the person who signed in on it, or whom its key stands for."""
        session = self._sessions.of(one.route)
        return session.person if session is not None else one.principal or STRANGER

    def pass_on(self, one: Connection, who: Principal, envelope: Envelope) -> Inbound | None:
        """A good message, weighed: passed on, refused, or kept until a password is checked (None)."""
        body, now_s = envelope.body, self.now_s()
        if isinstance(body, Hello):
            one.greeted = True
        elif isinstance(body, Command | Snap) and one.principal is not None:
            _, commands, snaps = self._counted(one, one.principal)
            asked = (commands, "commands") if isinstance(body, Command) else (snaps, "snapshots")
            if not asked[0].take(now_s):
                return self._too_fast(one, asked[1], asked[0].per_s)
        elif isinstance(body, SignIn):
            return self._sign_in(one, who, body, now_s)
        elif isinstance(body, SignOut):
            if self._sessions.end(one.route) is not None:
                self._thin_out(one.key, now_s)
            elif one.principal is not None and not one.principal.sign_in:
                return Inbound(one.route, who, None, "sign_in_refused", f"nobody signs in as {who.name}")
        return Inbound(one.route, who, envelope)

    def _sign_in(self, one: Connection, who: Principal, body: SignIn, now_s: float) -> Inbound | None:
        its = one.principal or STRANGER
        if not its.sign_in:
            words = f"this key stands for {its.name}; nobody signs in with it"
            return Inbound(one.route, who, None, "sign_in_refused", words)
        try:
            self._sessions.ask(one.route, one.key, its, body.name, body.password, now_s)
        except Refused as no:
            return Inbound(one.route, who, None, no.code, f"{body.name} at {its.name}: {no.words}")
        return None

    def _crowded(self, one: Connection) -> str:
        """Words if this connection is one too many; counted are those that have said something."""
        quota = self._quota
        others = [c for c in (*self.routers, *self.feeds) if c.key and c is not one and c.ending_s is None]
        if sum(c.key == one.key for c in others) >= quota.connections_per_key:
            return f"this key has {quota.connections_per_key} connections already; close one"
        if len(others) >= quota.connections:
            return f"this center has {quota.connections} connections already; try again later"
        return ""

    def _too_fast(self, one: Connection, what: str, per_s: float) -> Inbound:
        self._end(one, self.now_s(), mute=False)  # what was asked before is still answered
        words = f"more than {per_s:g} {what} in a second; wait a moment"
        return Inbound(one.route, one.principal, None, "too_fast", words)

    def _counted(self, one: Connection, who: Principal) -> _Buckets:
        found = self._buckets.get(one.key)
        if found is None:
            q, now_s = self._quota, self.now_s()
            rates = (q.message_rate(who.kind), q.command_rate(who.kind), q.snapshots)
            found = Bucket(rates[0], now_s), Bucket(rates[1], now_s), Bucket(rates[2], now_s)
            self._buckets[one.key] = found
        return found

    def _known(self, key: str) -> Principal | None:
        try:
            return self._keyring.find(key)
        except Corrupt as fault:
            self._report("keyring_corrupt", str(fault))
            return None

    # -- the feed -----------------------------------------------------------------------------------

    def subscribe(self, topic: bytes, frame: zmq.Frame, *, marker: bool) -> bool:
        """Whether a connection to the feed may have a topic; a refusal is reported."""
        now_s = self.now_s()
        one = self.feeds.of_frame(frame, now_s)
        if one is None:
            return False
        if not one.key:
            one.key, one.principal, one.greeted = _key_of(frame), self._known(_key_of(frame)), True
            if crowd := self._crowded(one):
                self._end(one, now_s)
                self._report("too_many_connections", crowd)
        if one.principal is None or one.ending_s is not None:
            return False
        if marker:
            return True
        text, who = topic.decode("utf-8", "replace"), one.principal
        if not (self._sessions.may_watch(one.key, text) if who.sign_in else who.may_watch(text)):
            shown = f"{who.name} asked for the topic {topic[:40]!r}, which that key may not watch"
            self._report("topic_refused", shown)
            return False
        if len(one.topics) >= self._quota.subscriptions:
            self._report("too_many_topics", f"{who.name} watches {self._quota.subscriptions} topics already")
            return False
        one.topics.add(topic)
        return True

    def unsubscribe(self, topic: bytes, frame: zmq.Frame) -> None:
        """A connection to the feed has had enough of a topic."""
        one = self.feeds.of_frame(frame, self.now_s())
        if one is not None:
            one.topics.discard(topic)

    # -- what waits to go out -----------------------------------------------------------------------

    def slow(self, one: Connection, bye: Callable[[str], bytes]) -> None:
        """Too much waits for a connection that does not read: nothing but BYE is sent to it any more."""
        words = f"more than {self._quota.pending_bytes >> 20} MiB wait for you unread"
        one.pending.clear()
        one.pending.append(bye(words))
        one.pending_bytes = 0
        self._end(one, self.now_s(), SLOW_S)
        name = one.principal.name if one.principal else one.address
        self._report("slow", f"{name} does not read what it asked for: {words}")

    def too_much(self, one: Connection, more: int) -> bool:
        """Whether `more` bytes are more than may wait."""
        return one.pending_bytes + more > self._quota.pending_bytes


def renamed(envelope: Envelope, who: Principal) -> Envelope:
    """A message in the name that its key, or whoever signed in, proves."""
    body = envelope.body
    if isinstance(body, Hello):
        body = msgspec.structs.replace(body, node=who.name)
    return msgspec.structs.replace(envelope, src=who.name, body=body)


def _key_of(frame: zmq.Frame) -> str:
    try:
        return str(frame.get("User-Id"))
    except zmq.ZMQError:
        return "?"
