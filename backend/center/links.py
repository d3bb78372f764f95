"""Links to neighbouring centers: HELLO and WELCOME, the two durable streams of an edge, PING, silence.

Every durable message has a sequence; the receiver's cursor goes to disk with the effect, ACK comes after,
and whatever was not acknowledged is sent again, as far as the receiver gives credit. What is volatile lives
here; what must survive is the ledger's. Source: design 3-federation.md rules 1, 4, 5, 7, 8.
"""

from __future__ import annotations

from collections.abc import Iterator

from backend.center.clocks import District
from backend.center.greeting import Ends, check_ends, welcome_of
from backend.center.ledger import Ledger
from backend.center.levels import Later, Levels, Parked
from backend.center.link import Link, Pack
from backend.center.place import Place
from backend.center.ports import UP, Caller, LinkReading, Moment, Reader, Send
from backend.center.recovery import Pull, Recovery
from backend.domain.errors import Refused
from backend.wire.body import Body
from backend.wire.codec import Malformed, unseal
from backend.wire.messages import (
    PROTOCOL_VERSION,
    Ack,
    Ask,
    Bye,
    Data,
    Envelope,
    Hello,
    Neighbour,
    Ping,
    Sealed,
    Told,
    Welcome,
)

WINDOW = 128
"""Durable messages on their way to one neighbour at a time, and the credit we give.

Far below what a socket queues.
"""

PING_MS = 1_000
SILENCE_MS = 5_000
"""A neighbour that said nothing for so long counts as away; the streams stay as they are."""

RESEND_MS = 2_000
"""With nothing acknowledged for so long, everything after the last ACK is sent again."""

ASK_MS = 1_000
"""A question of recovery that is not answered for so long is asked again."""


PULL_QUESTIONS = 1_000_000
"""Numbers of questions set aside for one recovery of one edge."""


class Links:
    """All links of one center. `pack` wraps a body into an envelope from this center."""

    def __init__(
        self, place: Place, ledger: Ledger, levels: Levels, reader: Reader, pack: Pack, district: District
    ) -> None:
        self._place = place
        self._reader = reader
        self._pack = pack
        self._district = district
        self._links: dict[str, Link] = {}
        self._greeted_mono = -PING_MS
        self._connected = False
        self._no_parent_words = ""
        self._rest_until_mono = 0
        self._pulls = 0
        self.reload(ledger, levels)

    def reload(self, ledger: Ledger, levels: Levels, rest_until_mono: int = 0) -> None:
        """Go on with a ledger read again from disk; what is on its way is sent again from its last ACK.

        Until `rest_until_mono` no credit is given: the disk failed.
        """
        self._ledger = ledger
        self._levels = levels
        self._recovery = Recovery(ledger, levels, self._reader)
        self._rest_until_mono = rest_until_mono
        for link in self._links.values():
            row = ledger.edge(link.peer)
            link.sent_seq = row.acked_seq
            link.ack_due = False
            link.pull = self._fresh_pull()
            # A greeting that did not reach the disk was none: how far the streams are is not known then.
            link.up = link.up and link.inc == row.peer_inc

    def _fresh_pull(self) -> Pull:
        """Recovery from its beginning; answers to questions before it, of an earlier run too, do not fit."""
        self._pulls += 1
        return Pull((self._place.boot_ms + self._pulls) * PULL_QUESTIONS)

    # -- making and losing a link -------------------------------------------------------------------

    def greet(self, now: Moment) -> Iterator[Send]:
        """HELLO to the parent, on every new connection and then until WELCOME comes."""
        self._connected = True
        self._greeted_mono = now.mono_ms
        parent = self._levels.parent
        ends = self._own_ends(parent) if parent else Ends()
        hello = Hello(PROTOCOL_VERSION, 1, self._place.center, *ends.fields)
        yield self._send(UP, hello, now, parent)

    def welcomed(self, envelope: Envelope, welcome: Welcome, now: Moment) -> Iterator[Send]:
        """The parent answered: learn its id the first time, then start both streams."""
        parent = self._levels.parent
        if not parent and welcome.center and welcome.center != self._place.center:
            self._ledger.put_meta("parent", parent := welcome.center)
        if welcome.center != parent:
            words = f"the endpoint given as parent is {welcome.center}; the parent is {parent}"
            self.parent_lost(words, now)
            return
        try:
            self._start(parent, UP, envelope, Ends.of(welcome), now)
        except Refused as no:
            self._down(self._link(parent), no.words, now)
            yield self._send(UP, Bye(no.code, no.words), now)

    def hello(
        self, route: bytes, caller: Caller, envelope: Envelope, hello: Hello, now: Moment
    ) -> Iterator[Send]:
        """A center below dialled in; its key says who it is."""
        if caller.name in {self._levels.parent, self._place.center}:
            words = f"{caller.name} is not below {self._place.center}"
            yield self._send(route, Bye("not_below", words), now)
            return
        ends = self._own_ends(caller.name)
        try:
            self._start(caller.name, route, envelope, Ends.of(hello), now)
        except Refused as no:
            self._down(self._link(caller.name), no.words, now)
            yield self._send(route, Bye(no.code, no.words), now)
            return
        yield self._send(route, self.welcome(caller, now, ends), now, caller.name)

    def welcome(self, caller: Caller, now: Moment, ends: Ends | None = None) -> Welcome:
        """What anybody who said HELLO is told."""
        return welcome_of(self._place, caller, now.utc_ms, ends or Ends())

    def _own_ends(self, peer: str) -> Ends:
        row = self._ledger.edge(peer)
        return Ends(row.applied_seq, row.next_seq, row.dropped_seq, recovering=self._ledger.unsettled(peer))

    def _start(self, peer: str, route: bytes, envelope: Envelope, theirs: Ends, now: Moment) -> None:
        """Compare how far both streams are; go on after what the other side has on disk.

        Raises:
            Refused: `behind`, one side lost data and no restore explains it.
        """
        row, unsettled = self._ledger.edge(peer), self._ledger.unsettled(peer)
        check_ends(self._place.center, row, envelope.inc, theirs, unsettled=unsettled)
        lost = theirs.recovering and envelope.inc > row.peer_inc and theirs.applied_seq < row.dropped_seq
        self._ledger.greeted(peer, envelope.inc, theirs.applied_seq if theirs.recovering else None)
        if not unsettled:
            self._ledger.acknowledged(peer, theirs.applied_seq)
        if lost:
            # It was put back to before what we can send again: its table tells it the rest.
            self._levels.reissue(peer)
        link = self._link(peer)
        if not link.up:
            link.since_ms = now.utc_ms
            self._ledger.note(peer, "link", peer, "up", now.utc_ms)
        link.route, link.up, link.words = route, True, ""
        link.inc, link.theirs, link.pull, link.asked_mono = envelope.inc, theirs, self._fresh_pull(), -ASK_MS
        link.credit = envelope.credit
        link.sent_seq = theirs.applied_seq
        link.heard_mono = link.progress_mono = now.mono_ms

    def parent_lost(self, words: str, now: Moment) -> None:
        """The connection to the parent is gone or refused; `words` say why."""
        self._connected = False
        self.refused_by_parent(words, now)

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

    def farewell(self, now: Moment) -> Iterator[Send]:
        """BYE to every neighbour that is there."""
        for link in self._links.values():
            if link.up:
                yield self._send(link.route, Bye("stopping", f"{self._place.center} stops"), now, link.peer)

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
        """DATA, ACK, PING, BYE, or a word of recovery, of a neighbour."""
        link = self._links.get(peer)
        if link is None or not link.up or link.route != route or envelope.inc > link.inc:
            if route != UP:
                yield self._send(route, Bye("hello_first", "say HELLO on a new connection"), now)
            return
        if envelope.inc < link.inc:
            return  # on its way since before a restore: of another life
        link.heard_mono, link.credit = now.mono_ms, envelope.credit
        self._district.heard(envelope.hlc, now)
        self._take_ack(link, envelope, now)
        match envelope.body:
            case Data() as data:
                self._take_data(link, envelope.seq, data, now)
            case Ping() as ping:
                yield from self._take_ping(link, ping, now)
            case Ask() as ask:
                yield self._send(route, self._recovery.answer(peer, ask), now, peer)
            case Told() as told:
                yield from self._take_told(link, told, now)
            case Bye(_, words):
                self._down(link, words, now)

    def _take_ack(self, link: Link, envelope: Envelope, now: Moment) -> None:
        if self._ledger.unsettled(link.peer):
            return
        if envelope.ack > self._ledger.edge(link.peer).acked_seq:
            link.progress_mono = now.mono_ms
        self._ledger.acknowledged(link.peer, envelope.ack, envelope.safe)

    def _take_data(self, link: Link, seq: int, data: Data, now: Moment) -> None:
        """Apply the next message of the stream once; what came before is only acknowledged again."""
        link.ack_due = True
        if self._ledger.unsettled(link.peer) or seq != self._ledger.edge(link.peer).applied_seq + 1:
            return
        try:
            self._levels.apply(link.peer, data.payload, now)
        except Later:
            return
        except Parked as why:
            self._ledger.park(link.peer, seq, data.payload, str(why), now.utc_ms)
        self._ledger.applied(link.peer, seq)

    def unseal(self, now: Moment) -> None:
        """Take up parked messages of kinds that a newer peer sent and this version has come to know."""
        for parked in self._ledger.sealed:
            assert isinstance(parked.payload, Sealed)
            try:
                payload = unseal(parked.payload)
                if payload is None:
                    continue
                self._levels.apply(parked.peer, payload, now)
            except (Parked, Later, Malformed) as why:
                self._ledger.note(parked.peer, "unpark", str(parked.seq), "parked", now.utc_ms, str(why))
            else:
                self._ledger.unpark(parked, now.utc_ms)

    def _take_ping(self, link: Link, ping: Ping, now: Moment) -> Iterator[Send]:
        """Answer a question with the district's time; learn it from an answer of the center above."""
        if not ping.reply_to_ms:
            answer = Ping(now.utc_ms, ping.sent_ms, self._district.told_error_ms(now))
            yield self._send(link.route, answer, now, link.peer)
        elif link.route == UP:
            self._district.answered(ping, now)

    def _take_told(self, link: Link, told: Told, now: Moment) -> Iterator[Send]:
        """A part of what a neighbour knows; the next question follows at once."""
        if not self._ledger.unsettled(link.peer) or not self._recovery.take(link.peer, link.pull, told, now):
            return
        if not link.pull.done:
            link.asked_mono = now.mono_ms
            yield self._send(link.route, link.pull.question(), now, link.peer)
            return
        self._ledger.settled(link.peer, link.theirs.applied_seq, link.theirs.dropped_seq)
        self._levels.catch_up(link.peer, link.pull.known)
        if not self._ledger.recovering:
            self._levels.reissue(link.peer)
        link.sent_seq = link.theirs.applied_seq

    # -- time, and what is sent after a commit ------------------------------------------------------

    def tick(self, now: Moment) -> Iterator[Send]:
        """Keep links alive, notice silence, ask what must be known, and knock again at a silent parent."""
        for link in self._links.values():
            if link.up and now.mono_ms - link.heard_mono > SILENCE_MS:
                self._down(link, f"silent for {SILENCE_MS // 1000} s", now)
            if link.up and link.route == UP and now.mono_ms - link.pinged_mono >= PING_MS:
                link.pinged_mono = now.mono_ms
                # Our steady clock, which the answer brings back: setting the other one disturbs nothing.
                yield self._send(UP, Ping(max(1, now.mono_ms)), now, link.peer)
            if link.up and self._ledger.unsettled(link.peer) and now.mono_ms - link.asked_mono >= ASK_MS:
                link.asked_mono = now.mono_ms
                yield self._send(link.route, link.pull.question(), now, link.peer)
        if self._ledger.recovering and not any(map(self._ledger.unsettled, self._levels.neighbours)):
            self._levels.recovered(now)
            self.unseal(now)
        parent = self._links.get(self._levels.parent)
        waits = self._connected and not (parent and parent.up)
        if waits and now.mono_ms - self._greeted_mono >= PING_MS:
            yield from self.greet(now)

    def flush(self, now: Moment) -> Iterator[Send]:
        """ACKs and the durable messages that fit in the window; to be called after a commit only."""
        for link in self._links.values():
            if not link.up or self._ledger.unsettled(link.peer):
                continue
            row = self._ledger.edge(link.peer)
            # What a restored neighbour was told instead of sent is acknowledged without having been sent.
            link.sent_seq = max(link.sent_seq, row.acked_seq)
            if row.acked_seq < link.sent_seq and now.mono_ms - link.progress_mono >= RESEND_MS:
                link.sent_seq, link.progress_mono = row.acked_seq, now.mono_ms
            room = min(row.acked_seq + min(WINDOW, link.credit), row.next_seq - 1) - link.sent_seq
            if room > 0:
                if link.sent_seq <= row.acked_seq:
                    link.progress_mono = now.mono_ms
                for seq, payload in self._reader.outbox(link.peer, link.sent_seq, room):
                    yield self._send(link.route, Data(payload), now, link.peer, seq)
                    link.sent_seq = seq
                link.ack_due = False
            elif link.ack_due:
                link.ack_due = False
                yield self._send(link.route, Ack(), now, link.peer)

    def neighbours(self) -> tuple[Neighbour, ...]:
        """Every known neighbour and why it is away, for the screens."""
        found = []
        for peer in self._levels.neighbours:
            link = self._links.get(peer) or Link(peer, words=self._unseen_words(peer))
            row = self._ledger.edges.get(peer)
            queued = row.next_seq - 1 - row.acked_seq if row else 0
            found.append(Neighbour(peer, link.up, queued, link.since_ms, link.words))
        return tuple(found)

    def route_of(self, peer: str) -> bytes | None:
        """Where a neighbour is reached now; None while its link is down."""
        link = self._links.get(peer)
        return link.route if link is not None and link.up else None

    def readings(self, now: Moment) -> tuple[LinkReading, ...]:
        """The same in figures; `now` by the own clock."""
        offset = self._district.offset(now)
        found = []
        for one in self.neighbours():
            link = self._links.get(one.center) or Link(one.center)
            row = self._ledger.edge(one.center)
            above = offset if one.center == self._levels.parent else None
            found.append(link.reading(one, row, above, now, recovering=self._ledger.unsettled(one.center)))
        return tuple(found)

    def _unseen_words(self, peer: str) -> str:
        if peer != self._levels.parent:
            return "has not dialled in since this center started"
        return self._no_parent_words if self._place.dials_parent else "no address was given for it"

    def _send(self, route: bytes, body: Body, now: Moment, peer: str = "", seq: int = 0) -> Send:
        if not peer:
            return Send(route, self._pack(body))
        row = self._ledger.edge(peer)
        taking = not self._ledger.unsettled(peer) and now.mono_ms >= self._rest_until_mono
        envelope = self._pack(
            body,
            seq=seq,
            ack=row.applied_seq,
            safe=row.covered_seq,
            credit=WINDOW if taking else 0,
            hlc=self._district.stamp(now),
        )
        return Send(route, envelope)
