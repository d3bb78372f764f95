"""The reactor of a center: messages and time in; replies, publications and writes out. No I/O.

One batch goes like this: `handle` for every message that came, `tick`, then `take` the writes and commit
them in one transaction; only if that succeeded, send the replies and what `flush` gives. If it failed,
`abandon` gives the answers instead and the state is read again from disk. So nothing is ever told that is
not on disk. Source: design 3-federation.md rule 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from backend.center.blobs import BlobRoom, Blobs
from backend.center.board import TOPICS, Board
from backend.center.camera_ports import Vault
from backend.center.camera_room import CameraRoom
from backend.center.clocks import District
from backend.center.intake import Intake, caller_key
from backend.center.ledger import BACKUP_DUE, KEPT_ENDED, Ledger
from backend.center.levels import Levels
from backend.center.links import Links
from backend.center.place import Place
from backend.center.ports import UP, Caller, LinkReading, Moment, Publish, Send, Store, Write
from backend.center.timers import Readings, Timers
from backend.domain.access import message_refusal, view_of
from backend.domain.offset import Offset
from backend.wire.blobs import BlobAnswer, BlobAsk, BlobWant
from backend.wire.body import Body
from backend.wire.messages import (
    PROTOCOL_VERSION,
    Ack,
    Ask,
    Bye,
    Command,
    Data,
    Envelope,
    Hello,
    Message,
    Ping,
    Result,
    SignIn,
    SignOut,
    Snap,
    Told,
    Track,
    Welcome,
)

FROM_ABOVE = Data | Ack | Ask | Told | Ping | BlobAsk | BlobWant | BlobAnswer
"""What the center above may say on a link that stands, besides WELCOME and BYE."""

HICCUP_MS = 1_000
"""After a failed commit timers rest for so long: the disk gets time, the processor too."""

LOOKS_MAX = 200
"""Tickets looked at in one batch, so that messages are never kept waiting by a long list of them."""

CONSOLES_MAX = 2_000
"""Consoles that are told when the center stops; of more, the newest."""

REFUSALS_KEPT = 1_000
REFUSAL_PAUSE_MS = 10_000
"""The same stranger's same fault is journalled once in this time, so that nobody fills the disk by it."""


class Core:
    """One center. `store` is only read here; writing is the caller's part."""

    def __init__(
        self, place: Place, store: Store, vault: Vault | None = None, blobs: Blobs | None = None
    ) -> None:
        self._place = place
        self._store = store
        self._cameras = CameraRoom(place, vault, self.envelope)
        self._evidence = BlobRoom(place, blobs, self.envelope, self._route_of)
        self._unwatched: dict[str, None] = {}
        self._readings = Readings(place)
        self._ledger, self._levels, self._timers, self._intake = self._read()
        self._district = District(root=not place.dials_parent)
        self._links = Links(place, self._ledger, self._levels, store, self._pack, self._district)
        self._board = Board(place, self._readings)
        self._started = False
        self._rest_until_mono = 0
        self._told: dict[tuple[str, str], int] = {}
        self._consoles: dict[bytes, None] = {}  # routes of people and analysts, the newest last

    def _read(self) -> tuple[Ledger, Levels, Timers, Intake]:
        ledger = Ledger(self._place.center, self._store.load(KEPT_ENDED), self._store)
        # Every ticket is looked at once, so that what fell due while we were away is done.
        self._unwatched = dict.fromkeys(ledger.tickets)
        levels = Levels(self._place, ledger)
        timers = Timers(self._place, levels, self._readings)
        self._cameras.reload(ledger, levels)
        self._evidence.reload(ledger, levels)
        return ledger, levels, timers, Intake(self._place, ledger, levels, self._cameras)

    # -- one batch ----------------------------------------------------------------------------------

    def expect(self, caller: Caller, body: Message) -> None:
        """Say that a message lies ready for this batch, so that its command is looked up with the others.

        It may be left out; and what is expected need not come.
        """
        if isinstance(body, Command):
            self._ledger.expect(caller_key(caller), body.client_id)

    def handle(self, route: bytes, caller: Caller, envelope: Envelope, now: Moment) -> tuple[Send, ...]:
        """Take one message of a known key; returns the replies, to be sent after the commit."""
        body, now = envelope.body, self._district.at(now)
        no = message_refusal(caller, type(body).__name__)
        if no is not None:
            return self.fault(route, caller.name, no.code, no.words, now)
        if envelope.src != caller.name:
            return self.fault(route, caller.name, "wrong_src", f"this key is {caller.name}'s", now)
        if isinstance(body, Hello):
            return self._hello(route, caller, envelope, body, now)
        if caller.kind == "center":
            return tuple(self._heard(caller.name, route, envelope, now))
        return tuple(self._serve(route, caller, body, now))

    def _serve(self, route: bytes, caller: Caller, body: Message, now: Moment) -> Iterator[Send]:
        """What people and analysts ask of a center."""
        yield from self._cameras.serve(route, caller, body, now)
        yield from self._evidence.serve(route, caller, body, now)
        if isinstance(body, Command):
            result = self._intake.take(caller, body, now)
            yield Send(route, self.envelope(result), caller_key(caller))
        elif isinstance(body, Snap):
            yield from self._snap(route, caller, body, now)
        elif isinstance(body, SignIn | SignOut):
            yield self._signed(route, caller, body, now)
        elif isinstance(body, Track):
            self._board.track(body.frame)
        elif isinstance(body, Ping) and not body.reply_to_ms:
            yield self._reply(route, Ping(now.utc_ms, body.sent_ms, now.error_ms))

    def handle_parent(self, envelope: Envelope, now: Moment) -> tuple[Send, ...]:
        """Take one message of the center above, over the link that we dialled."""
        body, now = envelope.body, self._district.at(now)
        if isinstance(body, Welcome):
            return tuple(self._links.welcomed(envelope, body, now)) if envelope.src == body.center else ()
        if isinstance(body, Bye):
            if body.code == "hello_first":
                return tuple(self._links.greet(now))
            self._links.refused_by_parent(f"{body.code}: {body.words}", now)
            return ()
        if envelope.src != self._levels.parent or not isinstance(body, FROM_ABOVE):
            return ()
        return tuple(self._heard(envelope.src, UP, envelope, now))

    def _heard(self, peer: str, route: bytes, envelope: Envelope, now: Moment) -> Iterator[Send]:
        """What a neighbouring center says, once its link stands."""
        yield from self._links.heard(peer, route, envelope, now)
        if self._links.route_of(peer) == route:
            yield from self._evidence.heard(route, peer, envelope.body, now)

    def _route_of(self, peer: str) -> bytes | None:
        """Where a neighbour is reached now."""
        return self._links.route_of(peer)

    def parent_connected(self, now: Moment) -> tuple[Send, ...]:
        """The connection to the center above stands: say HELLO."""
        return tuple(self._links.greet(self._district.at(now)))

    def parent_lost(self, words: str, now: Moment) -> None:
        """The connection to the center above is gone; `words` say why."""
        self._links.parent_lost(words, self._district.at(now))

    def route_lost(self, route: bytes, now: Moment) -> None:
        """A message could not be sent on a route."""
        self._links.route_lost(route, self._district.at(now))
        self._evidence.route_lost(route)
        self._consoles.pop(route, None)

    def fault(self, route: bytes, who: str, code: str, words: str, now: Moment) -> tuple[Send, ...]:
        """Something came that is no message, or not from whom it says: say so, and journal it."""
        if len(self._told) > REFUSALS_KEPT:
            self._told.clear()
        told_mono = self._told.get((who, code))
        if told_mono is None or now.mono_ms - told_mono >= REFUSAL_PAUSE_MS:
            self._told[who, code] = now.mono_ms
            self._ledger.note(who or "unknown", "refuse", who, code, now.utc_ms, words)
        return (self._reply(route, Bye(code, words)),) if route else ()

    def tick(self, now: Moment) -> tuple[Send, ...]:
        """Everything that time does; call it at the end of each batch, before taking the writes."""
        now = self._district.at(now)
        if not self._started:
            self._started = True
            self._ledger.note(self._place.center, "start", self._place.center, "ok", now.utc_ms)
            self._links.unseal(now)
        sends = tuple(self._links.tick(now))
        news = self._board.waiting
        news.tickets.update(self._levels.changed)
        news.alarms.update(self._intake.touched_alarms)
        news.alarms.update(self._levels.changed_alarms)
        self._levels.changed_alarms.clear()
        self._unwatched.update(self._levels.changed)
        news.alarms.update(dict.fromkeys(self._cameras.tick(now)))
        news.cameras.update(self._ledger.cameras.news)
        self._ledger.cameras.news.clear()
        if now.mono_ms >= self._rest_until_mono:
            turned = dict.fromkeys(self._timers.due(now))
            news.tickets.update(turned)
            self._unwatched.update(turned)
            for name in list(self._unwatched)[:LOOKS_MAX]:
                del self._unwatched[name]
                if (ticket := self._ledger.ticket(name)) is not None:
                    self._timers.watch(ticket, now)
        self._levels.spread()
        news.tickets.update(self._levels.changed)
        self._levels.changed.clear()
        self._intake.touched_alarms.clear()
        return sends

    def stop(self, now: Moment) -> tuple[Send, ...]:
        """End on purpose: note it; returns BYE for everybody, to be sent after the writes are committed."""
        now = self._district.at(now)
        self._ledger.note(self._place.center, "stop", self._place.center, "ok", now.utc_ms)
        words = Bye("stopping", f"{self._place.center} stops")
        byes = tuple(self._reply(route, words) for route in self._consoles)
        return (*self._links.farewell(now), *byes)

    # -- backup and recovery --------------------------------------------------------------------------

    @property
    def recovering(self) -> bool:
        """Whether this center was restored and some neighbour has not told yet what it knows."""
        return self._ledger.recovering

    def frozen(self, ticket: str) -> bool:
        """Whether a ticket rests because it is from before a restore and recovery is not over."""
        return self._ledger.frozen(ticket)

    @property
    def backup_due(self) -> bool:
        """Whether a backup must be made at once: after recovery, until there is one."""
        return bool(self._ledger.meta(BACKUP_DUE))

    def backed_up(self, applied: Mapping[str, int], now: Moment) -> None:
        """Note a finished backup: `applied` is what it holds of each neighbour's stream.

        To be called between two turns; the writes go out with the next `take`.
        """
        self._ledger.backed_up(applied, self._district.at(now).utc_ms)

    def links(self, now: Moment) -> tuple[LinkReading, ...]:
        """Every neighbour in figures."""
        return self._links.readings(now)

    def offset(self, now: Moment) -> Offset | None:
        """District time minus the own clock; None at the root, and until it was measured."""
        return self._district.offset(now)

    # -- what the caller puts on disk and sends -------------------------------------------------------

    def take(self) -> tuple[Write, ...]:
        """What has to be on disk before anything of this batch may be sent."""
        return self._ledger.take()

    def flush(self, now: Moment) -> Iterator[Send | Publish]:
        """After the commit: acknowledgements, durable messages, and news for the screens."""
        now = self._district.at(now)
        yield from self._links.flush(now)
        yield from self._cameras.flush(now)
        yield from self._board.flush(self._ledger, self._links.neighbours(), now)

    def abandon(self, replies: Iterable[Send], words: str, now: Moment) -> tuple[Send, ...]:
        """The commit failed: read the state from disk again; whoever waits for a result is answered.

        A disk may fail after it has written. Then the result is on disk, and that is the answer.
        """
        self._ledger, self._levels, self._timers, self._intake = self._read()
        self._rest_until_mono = now.mono_ms + HICCUP_MS
        self._links.reload(self._ledger, self._levels, self._rest_until_mono)
        return tuple(self._instead(send, words) for send in replies if isinstance(send.envelope.body, Result))

    def _instead(self, send: Send, words: str) -> Send:
        body = send.envelope.body
        assert isinstance(body, Result)
        failed = Result(body.client_id, ok=False, code="unavailable", words=words)
        known = self._ledger.result_of(send.caller, body.client_id)
        return Send(send.route, self.envelope(known or failed), send.caller)

    def failed(self, route: bytes, envelope: Envelope, words: str) -> tuple[Send, ...]:
        """Handling a message went wrong: whoever waits for a result of it is told to try again."""
        body = envelope.body
        if not isinstance(body, Command):
            return ()
        return (self._reply(route, Result(body.client_id, ok=False, code="unavailable", words=words)),)

    def sleep_ms(self, now: Moment) -> int:
        """How long nothing has to be done unless a message comes."""
        now = self._district.at(now)
        feed_ms = self._board.due_in_ms(now)
        camera_ms = self._cameras.due_in_ms(now)
        feed_ms = feed_ms if camera_ms is None else min(feed_ms, camera_ms)
        if now.mono_ms < self._rest_until_mono:
            return feed_ms
        if self._unwatched:
            return 0
        turn_ms = self._timers.next_ms()
        return feed_ms if turn_ms is None else max(0, min(feed_ms, turn_ms - now.utc_ms - now.error_ms))

    # -- single messages ----------------------------------------------------------------------------

    def _hello(
        self, route: bytes, caller: Caller, envelope: Envelope, hello: Hello, now: Moment
    ) -> tuple[Send, ...]:
        # People's programs may leave the name empty: their key says who they are.
        if hello.node != caller.name and (hello.node or caller.kind == "center"):
            return self.fault(route, caller.name, "wrong_src", f"this key is {caller.name}'s", now)
        if not hello.version_min <= PROTOCOL_VERSION <= hello.version_max:
            spoken = f"{hello.version_min} to {hello.version_max}"
            words = f"this center speaks version {PROTOCOL_VERSION}, you {spoken}"
            return self.fault(route, caller.name, "version", words, now)
        if caller.kind == "center":
            return tuple(self._links.hello(route, caller, envelope, hello, now))
        self._consoles.pop(route, None)
        self._consoles[route] = None
        if len(self._consoles) > CONSOLES_MAX:
            del self._consoles[next(iter(self._consoles))]
        return (self._reply(route, self._links.welcome(caller, now)),)

    def _signed(self, route: bytes, caller: Caller, body: SignIn | SignOut, now: Moment) -> Send:
        """A person came or left; whose password was right is for the links to know."""
        came = isinstance(body, SignIn)
        act, where = ("sign_in" if came else "sign_out"), caller.key_name or caller.name
        self._ledger.note(caller_key(caller), act, where, "ok", now.utc_ms)
        gone = Caller(caller.kind, where, sign_in=True)
        return self._reply(route, self._links.welcome(caller if came else gone, now))

    def _snap(self, route: bytes, caller: Caller, snap: Snap, now: Moment) -> tuple[Send, ...]:
        if snap.topic.partition("/")[0] not in TOPICS:
            words = f"no topic {snap.topic[:40]!r}; there are {', '.join(TOPICS)}"
            return self.fault(route, caller.name, "no_topic", words, now)
        if not caller.may_watch(snap.topic):
            words = f"{caller.name} asked for the topic {snap.topic[:40]!r}, which that key may not watch"
            return self.fault(route, caller.name, "topic_refused", words, now)
        links, view = self._links.neighbours(), view_of(caller)
        parts = self._board.snapshot(snap.topic, self._ledger, links, now, view)
        return tuple(self._reply(route, part) for part in parts)

    def _reply(self, route: bytes, body: Body) -> Send:
        return Send(route, self.envelope(body))

    def envelope(self, body: Body) -> Envelope:
        """Wrap a body that belongs to no stream."""
        return self._pack(body)

    def _pack(
        self, body: Body, *, seq: int = 0, ack: int = 0, safe: int = 0, credit: int = 0, hlc: int = 0
    ) -> Envelope:
        place, inc = self._place, self._ledger.incarnation
        assert isinstance(body, Message)
        return Envelope(PROTOCOL_VERSION, place.center, inc, place.boot_ms, seq, ack, body, safe, credit, hlc)
