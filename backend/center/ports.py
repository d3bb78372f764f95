"""What the core needs from outside, and what it hands out: plain values and two Protocols.

The core never writes. It hands out `Write` values; whoever runs it puts them on disk in one commit and
only then sends what the core wants sent. Source: design 3-federation.md, rule 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from backend.center.camera_ports import CameraReader, CameraWrite
from backend.domain.access import Principal
from backend.domain.alarm import Alarm
from backend.domain.camera import Camera, Life
from backend.domain.ticket import Event
from backend.wire.messages import Durable, Envelope, Result, Tail

Payload = Durable
"""The durable messages of an edge."""

UP = b""
"""The route of the one link that this center dialled itself: to its parent."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, twice: `utc_ms` stamps what people read, `mono_ms` measures waiting and never jumps.

    `error_ms` is how far `utc_ms` may be from the district's time; a caller of the core leaves it 0.
    """

    utc_ms: int
    mono_ms: int
    error_ms: int = 0


Caller = Principal
"""Whose key, or who signed in with it, a message came from."""


@dataclass(frozen=True, slots=True)
class Send:
    """One envelope for one route; lost if the link is gone (durable things are sent again)."""

    route: bytes
    envelope: Envelope
    caller: str = ""  # whose command this answers


@dataclass(frozen=True, slots=True)
class Publish:
    """One message for everybody who watches a topic of the feed."""

    topic: str
    tail: Tail


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the audit journal; `hash` covers the line and the `hash` of the line before it."""

    n: int
    at_ms: int
    actor: str
    act: str
    subject: str
    outcome: str  # ok, or the code of a refusal
    detail: str  # digests of what was written, or words
    hash: str


@dataclass(frozen=True, slots=True)
class TicketRow:
    """What is searched without replaying a log; derived from it, never read back as truth."""

    ticket: str
    state: str
    holder: str
    transit_to: str
    epoch: int
    rev: int
    live: bool
    updated_ms: int
    via: str = ""  # the neighbour that tells us about it; empty while it is ours
    source: str = ""  # with `source_key`: which report of which source made it
    source_key: str = ""


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """How far the two streams of one neighbour are. Sequences start at 1; 0 means nothing yet.

    An edge whose `settled_inc` is not the center's incarnation is recovering: this center was restored and
    the neighbour has not told yet what it knows.
    """

    peer: str
    next_seq: int = 1  # the next durable message we will send gets this
    acked_seq: int = 0  # the neighbour has everything up to this on its disk
    applied_seq: int = 0  # we have everything of the neighbour up to this on our disk
    dropped_seq: int = 0  # our messages up to this are gone; those above are kept, acknowledged or not
    covered_seq: int = 0  # the neighbour's messages up to this are in our newest backup
    peer_inc: int = 0  # the neighbour's incarnation as it last greeted
    settled_inc: int = 0  # our own incarnation in which the streams were last compared whole


@dataclass(frozen=True, slots=True)
class AppendEvents:
    """New lines of a ticket's log; `bodies` are the bytes that the journal's digests cover."""

    ticket: str
    events: tuple[Event, ...]
    bodies: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class PutTicket:
    """The searchable row of a ticket, new or changed."""

    row: TicketRow


@dataclass(frozen=True, slots=True)
class PutAlarm:
    """An alarm, new or changed."""

    alarm: Alarm


@dataclass(frozen=True, slots=True)
class PutOutbox:
    """One durable message for a neighbour, kept until it is acknowledged and in a backup there."""

    peer: str
    seq: int
    payload: Payload


@dataclass(frozen=True, slots=True)
class DropOutbox:
    """Nothing for `peer` up to `upto` is needed any more."""

    peer: str
    upto: int


@dataclass(frozen=True, slots=True)
class PutEdge:
    """The state of a neighbour's two streams."""

    row: EdgeRow


@dataclass(frozen=True, slots=True)
class PutResult:
    """What a command came to, so that sending it again gives the same answer."""

    caller: str
    result: Result
    at_ms: int


@dataclass(frozen=True, slots=True)
class PutJournal:
    """One line of the audit journal."""

    entry: JournalEntry


@dataclass(frozen=True, slots=True)
class PutMeta:
    """One named fact about this center, for example its counters."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Park:
    """A durable message that could not be applied: kept for people, never dropped.

    One of a kind that this version does not know (`Sealed`) is taken up again by a version that does.
    """

    peer: str
    seq: int
    payload: Payload
    reason: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class DropPark:
    """A parked message has been applied after all."""

    peer: str
    seq: int


@dataclass(frozen=True, slots=True)
class LinkReading:
    """One neighbour in figures, for `onegrid center status`."""

    peer: str
    up: bool
    since_ms: int  # UTC, when `up` last changed
    words: str  # why it is away
    queued: int  # durable messages not yet acknowledged
    kept: int  # acknowledged ones kept because no backup there covers them
    lag_ms: int  # for how long nothing has moved although something is queued
    credit: int  # durable messages it is willing to take now
    offset_ms: int  # its clock minus ours
    error_ms: int  # how wrong that may be; 0 when nothing was measured
    incarnation: int  # of the neighbour
    recovering: bool  # we were restored, and it has not told us everything yet


Write = (
    AppendEvents
    | PutTicket
    | PutAlarm
    | PutOutbox
    | DropOutbox
    | PutEdge
    | PutResult
    | PutJournal
    | PutMeta
    | Park
    | DropPark
    | CameraWrite
)
"""Everything that can be put on disk; one commit takes a sequence of them, in order, or none."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a core starts from: live tickets, the most recent ended ones, open alarms, edges, journal head."""

    meta: Mapping[str, str] = field(default_factory=dict)
    logs: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    via: Mapping[str, str] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    edges: tuple[EdgeRow, ...] = ()
    journal_n: int = 0
    journal_hash: str = ""
    sealed: tuple[Park, ...] = ()  # parked messages of kinds that were not known when they came
    cameras: tuple[tuple[Camera, Life], ...] = ()
    ended: frozenset[str] = frozenset()  # those of `logs` that are neither open nor on their way


class Reader(CameraReader, Protocol):
    """Look-ups of what is committed; what is not found is None or empty. Raises Unavailable or Corrupt."""

    def result_of(self, caller: str, client_id: str) -> Result | None:
        """The stored result of a command, if this caller sent it before."""
        ...

    def results_of(self, caller: str, client_ids: Sequence[str]) -> Mapping[str, Result]:
        """The same for some commands (1 to 1,000) of one caller by client id; unknown ones are left out."""
        ...

    def log_of(self, ticket: str) -> tuple[Event, ...]:
        """The whole log of a ticket; empty when there is no such ticket."""
        ...

    def via_of(self, ticket: str) -> str:
        """The neighbour that tells us about a ticket; empty when it is ours or unknown."""
        ...

    def report_of(self, source: str, key: str) -> str:
        """The first ticket that a source's own key made; empty when there is none."""
        ...

    def alarm_of(self, alarm: str) -> Alarm | None:
        """One alarm."""
        ...

    def outbox(self, peer: str, after_seq: int, limit: int) -> tuple[tuple[int, Payload], ...]:
        """Durable messages for `peer` with a sequence above `after_seq`, in order, at most `limit`."""
        ...

    def custody_page(self, after: str, limit: int) -> tuple[TicketRow, ...]:
        """Rows of tickets with an id above `after`, ordered by the bytes of the id, at most `limit`."""
        ...


class Store(Reader, Protocol):
    """A center's database. Exactly one of these writes to it."""

    def load(self, ended_max: int) -> Loaded:
        """Everything a core starts from, with at most `ended_max` ended tickets and decided alarms each."""
        ...

    def commit(self, writes: Sequence[Write]) -> None:
        """Put all writes on disk, in one transaction that survives a power cut, or none of them.

        Raises:
            Unavailable: nothing was written (disk full, read-only); words say what to do.
            Corrupt: the database is not what it must be; nothing may be written any more.
        """
        ...

    def journal(self, after_n: int, limit: int) -> tuple[JournalEntry, ...]:
        """Lines of the audit journal with a number above `after_n`, in order, at most `limit`."""
        ...

    def close(self) -> None:
        """Let the database go; safe to call twice."""
        ...
