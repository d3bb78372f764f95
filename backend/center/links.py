"""Links to neighbouring centers: HELLO and WELCOME, the two durable streams of an edge, PING, silence.

Every durable message has a sequence; the receiver's cursor goes to disk with the effect, ACK comes after,
and whatever was not acknowledged is sent again. What is volatile lives here; what must survive is the
ledger's. Source: design 3-federation.md rules 1, 7, 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from backend.center.ledger import Ledger
from backend.center.levels import Levels, Parked
from backend.center.place import Place
from backend.center.ports import UP, Caller, Moment, Reader, Send
from backend.domain.errors import Refused
from backend.wire.messages import (
    PROTOCOL_VERSION,
    Ack,
    Body,
    Bye,
    Data,
    Envelope,
    Hello,
    Neighbour,
    Ping,
    Welcome,
)

WINDOW = 128
"""Durable messages on their way to one neighbour at a time; far below what a socket queues."""

PING_MS = 1_000
SILENCE_MS = 5_000
"""A neighbour that said nothing for so long counts as away; the streams stay as they are."""

RESEND_MS = 2_000
"""With nothing acknowledged for so long, everything after the last ACK is sent again."""


@dataclass(slots=True)
class Link:
    """One neighbour as it is now. `mono` times are of the steady clock."""

    peer: str
    route: bytes = UP
    up: bool = False
    since_ms: int = 0  # UTC, when `up` last changed
    words: str = ""
    sent_seq: int = 0
    progress_mono: int = 0
    heard_mono: int = 0
    pinged_mono: int = 0
    ack_due: bool = False


class Links:
    """All links of one center. `pack` wraps a body into an envelope from this center."""

    def __init__(
        self, place: Place, ledger: Ledger, levels: Levels, pack: Callable[[Body, int, int], Envelope]
    ) -> None:
        self._place = place
        self._pack = pack
        self._links: dict[str, Link] = {}
        self._greeted_mono = -PING_MS
        self._connected = False
        self._no_parent_words = ""
        self.reload(ledger, levels)

    def reload(self, ledger: Ledger, levels: Levels) -> None:
        """Go on with a ledger read again from disk; what is on its way is sent again from its last ACK."""
        self._ledger = ledger
        self._levels = levels
        for link in self._links.values():
            link.sent_seq = ledger.edge(link.peer).acked_seq
            link.ack_due = False

    # -- making and losing a link -------------------------------------------------------------------

    def greet(self, now: Moment) -> Iterator[Send]:
        """HELLO to the parent, on every new connection and then until WELCOME comes."""
        self._connected = True
        self._greeted_mono = now.mono_ms
        row = self._ledger.edge(self._levels.parent) if self._levels.parent else None
        applied, following = (row.applied_seq, row.next_seq) if row else (0, 1)
        yield self._send(UP, Hello(PROTOCOL_VERSION, 1, self._place.center, applied, following))

    def welcomed(self, welcome: Welcome, now: Moment) -> Iterator[Send]:
        """The parent answered: learn its id the first time, then start both streams."""
        parent = self._levels.parent
        if not parent and welcome.center and welcome.center != self._place.center:
            self._ledger.put_meta("parent", parent := welcome.center)
        if welcome.center != parent:
            words = f"the endpoint given as parent is {welcome.center}; the parent is {parent}"
            self.parent_lost(words, now)
            return
        try:
            self._start(parent, UP, welcome.applied_seq, welcome.next_seq, now)
        except Refused as no:
            self._down(self._link(parent), no.words, now)
            yield self._send(UP, Bye(no.code, no.words))

    def hello(self, route: bytes, caller: Caller, hello: Hello, now: Moment) -> Iterator[Send]:
        """A center below dialled in; its key says who it is."""
        if caller.name in {self._levels.parent, self._place.center}:
            yield self._send(route, Bye("not_below", f"{caller.name} is not below {self._place.center}"))
            return
        row = self._ledger.edge(caller.name)
        try:
            self._start(caller.name, route, hello.applied_seq, hello.next_seq, now)
        except Refused as no:
            self._down(self._link(caller.name), no.words, now)
            yield self._send(route, Bye(no.code, no.words))
            return
        yield self._send(route, self.welcome(caller, now, row.applied_seq, row.next_seq))

    def welcome(self, caller: Caller, now: Moment, applied: int = 0, following: int = 1) -> Welcome:
        """What anybody who said HELLO is told."""
        place = self._place
        return Welcome(
            PROTOCOL_VERSION,
            place.center,
            place.level,
            now.utc_ms,
            place.feed_endpoint,
            applied,
            following,
            tuple(sorted(role.value for role in caller.roles)),
            caller.department,
            place.org,
        )

    def _start(self, peer: str, route: bytes, has_seq: int, following: int, now: Moment) -> None:
        """Compare how far both streams are; go on after what the other side has on disk.

        Raises:
            Refused: one side knows more of a stream than the side that makes it: somebody lost data.
        """
        row = self._ledger.edge(peer)
        if has_seq >= row.next_seq:
            words = f"{peer} has message {has_seq} of {self._place.center}, where {row.next_seq} is next"
            raise Refused("behind", f"{words}: a database was lost or put back; restore the newest backup")
        if following <= row.applied_seq:
            words = f"{self._place.center} has message {row.applied_seq} of {peer}, where {following} is next"
            raise Refused("behind", f"{words}: a database was lost or put back; restore the newest backup")
        self._ledger.acknowledged(peer, has_seq)
        link = self._link(peer)
        if not link.up:
            link.since_ms = now.utc_ms
            self._ledger.note(peer, "link", peer, "up", now.utc_ms)
        link.route, link.up, link.words = route, True, ""
        link.sent_seq = has_seq
        link.heard_mono = link.progress_mono = now.mono_ms

    def parent_lost(self, words: str, now: Moment) -> None:
        """The connection to the parent is gone or refused; `words` say why."""
        self._connected = False
        self._no_parent_words = words
        if self._levels.parent:
            self._down(self._link(self._levels.parent), words, now)

    def refused_by_parent(self, words: str, now: Moment) -> None:
        """The center above answered with BYE; the connection stands, so we greet again later."""
        self._no_parent_words = words
        if self._levels.parent:
            self._down(self._link(self._levels.parent), words, now)

    def route_lost(self, route: bytes, now: Moment) -> None:
        """A message could not be sent on a route: whoever was behind it is away."""
        for link in self._links.values():
            if link.up and link.route == route != UP:
                self._down(link, "the connection is gone", now)

    def _down(self, link: Link, words: str, now: Moment) -> None:
        if link.up or not link.since_ms:
            link.since_ms = now.utc_ms
        if link.up:
            self._ledger.note(link.peer, "link", link.peer, "down", now.utc_ms, words)
        link.up, link.words = False, words

    def _link(self, peer: str) -> Link:
        if peer not in self._links:
            self._links[peer] = Link(peer, sent_seq=self._ledger.edge(peer).acked_seq)
        return self._links[peer]

    # -- messages on a link -------------------------------------------------------------------------

    def heard(self, peer: str, route: bytes, envelope: Envelope, now: Moment) -> Iterator[Send]:
        """DATA, ACK or PING of a neighbour."""
        link = self._links.get(peer)
        if link is None or not link.up or link.route != route:
            if route != UP:
                yield self._send(route, Bye("hello_first", "say HELLO on a new connection"))
            return
        link.heard_mono = now.mono_ms
        self._take_ack(link, envelope.ack, now)
        body = envelope.body
        if isinstance(body, Data):
            self._take_data(link, envelope.seq, body, now)
        elif isinstance(body, Ping) and not body.reply_to_ms:
            yield self._send(route, Ping(now.utc_ms, body.sent_ms), peer)

    def _take_ack(self, link: Link, ack: int, now: Moment) -> None:
        if ack > self._ledger.edge(link.peer).acked_seq:
            self._ledger.acknowledged(link.peer, ack)
            link.progress_mono = now.mono_ms

    def _take_data(self, link: Link, seq: int, data: Data, now: Moment) -> None:
        """Apply the next message of the stream once; what came before is only acknowledged again."""
        link.ack_due = True
        if seq != self._ledger.edge(link.peer).applied_seq + 1:
            return
        try:
            self._levels.apply(link.peer, data.payload, now)
        except Parked as why:
            self._ledger.park(link.peer, seq, data.payload, str(why), now.utc_ms)
        self._ledger.applied(link.peer, seq)

    # -- time, and what is sent after a commit ------------------------------------------------------

    def tick(self, now: Moment) -> Iterator[Send]:
        """Keep links alive, notice silence, and knock again at a parent that has not answered."""
        for link in self._links.values():
            if link.up and now.mono_ms - link.heard_mono > SILENCE_MS:
                self._down(link, f"silent for {SILENCE_MS // 1000} s", now)
            if link.up and link.route == UP and now.mono_ms - link.pinged_mono >= PING_MS:
                link.pinged_mono = now.mono_ms
                yield self._send(UP, Ping(now.utc_ms), link.peer)
        parent = self._links.get(self._levels.parent)
        waits = self._connected and not (parent and parent.up)
        if waits and now.mono_ms - self._greeted_mono >= PING_MS:
            yield from self.greet(now)

    def flush(self, reader: Reader, now: Moment) -> Iterator[Send]:
        """ACKs and the durable messages that fit in the window; to be called after a commit only."""
        for link in self._links.values():
            if not link.up:
                continue
            row = self._ledger.edge(link.peer)
            if row.acked_seq < link.sent_seq and now.mono_ms - link.progress_mono >= RESEND_MS:
                link.sent_seq, link.progress_mono = row.acked_seq, now.mono_ms
            room = min(row.acked_seq + WINDOW, row.next_seq - 1) - link.sent_seq
            if room > 0:
                if link.sent_seq <= row.acked_seq:
                    link.progress_mono = now.mono_ms
                for seq, payload in reader.outbox(link.peer, link.sent_seq, room):
                    yield self._send(link.route, Data(payload), link.peer, seq)
                    link.sent_seq = seq
                link.ack_due = False
            elif link.ack_due:
                link.ack_due = False
                yield self._send(link.route, Ack(), link.peer)

    def neighbours(self) -> tuple[Neighbour, ...]:
        """Every known neighbour and why it is away, for the screens."""
        found = []
        for peer in sorted(set(self._ledger.edges) | ({self._levels.parent} - {""})):
            link = self._links.get(peer) or Link(peer, words=self._unseen_words(peer))
            row = self._ledger.edges.get(peer)
            queued = row.next_seq - 1 - row.acked_seq if row else 0
            found.append(Neighbour(peer, link.up, queued, link.since_ms, link.words))
        return tuple(found)

    def _unseen_words(self, peer: str) -> str:
        if peer != self._levels.parent:
            return "has not dialled in since this center started"
        return self._no_parent_words if self._place.dials_parent else "no address was given for it"

    def _send(self, route: bytes, body: Body, peer: str = "", seq: int = 0) -> Send:
        ack = self._ledger.edge(peer).applied_seq if peer else 0
        return Send(route, self._pack(body, seq, ack))
