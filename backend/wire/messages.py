"""Every message of the protocol as one tagged union inside an envelope.

The envelope is an array on the wire; fields may only be added at the end, with defaults, so that
older peers still decode. docs/protocol.md describes each kind with its fields and errors.
Source: design 3-federation.md, rules 1, 3, 6, 8, 9.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.domain.alarm import Alarm
from backend.domain.evidence import EvidenceRef
from backend.domain.org import OrgUnit
from backend.domain.routing import Reason, Route
from backend.domain.sla import ClockReading
from backend.domain.ticket import Event
from backend.wire.blobs import (
    BlobAnswer,
    BlobAsk,
    BlobAt,
    BlobGet,
    BlobOffer,
    BlobPart,
    BlobPut,
    BlobWant,
)
from backend.wire.body import Body, Key, Name, Seq, Words
from backend.wire.cameras import (
    FORMS_MAX,
    HEALTHS_MAX,
    Announce,
    AskStreams,
    CameraForm,
    CameraHealth,
    CameraRecord,
    CameraTally,
    Duty,
    HealthReport,
    Streams,
)
from backend.wire.status import Status

PROTOCOL_VERSION = 1
"""Highest protocol version this program speaks; HELLO and WELCOME settle on the lower one."""


class Hello(Body, frozen=True):
    """First message of a dialling peer: which versions it speaks and how far its streams are."""

    version_max: int
    version_min: int
    node: Name  # center id, or the operator's or analyst's name
    applied_seq: Seq = 0  # last durable sequence of the other side that is on our disk
    next_seq: Seq = 1  # next durable sequence we will send
    dropped_seq: Seq = 0  # our durable messages up to this cannot be sent again
    recovering: bool = False  # we were restored from a backup and will ask what you know


class Welcome(Body, frozen=True):
    """Answer to HELLO: who this is, where its feed is, how far its streams are."""

    version: int
    center: Name
    level: Name
    now_ms: int
    feed_endpoint: str = ""
    applied_seq: Seq = 0
    next_seq: Seq = 1
    roles: tuple[str, ...] = ()
    department: str = ""
    org: tuple[OrgUnit, ...] = ()
    name: str = ""  # who the asking key is authorised as
    topics: tuple[str, ...] = ()  # what may be watched; one that ends in / stands for all below it
    sign_in: bool = False  # a person has to sign in before anything else is answered
    until_ms: int = 0  # when the session of the person who signed in ends, UTC; 0: there is none
    dropped_seq: Seq = 0  # as in HELLO
    recovering: bool = False  # as in HELLO


class Transfer(Body, frozen=True):
    """Custody on its way: the whole log of one ticket, frozen as A>B at `epoch`. Durable."""

    ticket: Name
    epoch: Seq
    events: tuple[Event, ...]


class Accept(Body, frozen=True):
    """The receiver holds the ticket now, at `epoch`; the log says so. Durable."""

    ticket: Name
    epoch: Seq
    events: tuple[Event, ...]


class Shadow(Body, frozen=True):
    """A read-only copy for a neighbour that watches: the whole log at `rev`. Durable."""

    ticket: Name
    epoch: Seq
    rev: Seq
    events: tuple[Event, ...]


class Recall(Body, frozen=True):
    """Somebody where the ticket has been asks its custodian to hand it back. Asks, never takes. Durable."""

    ticket: Name
    epoch: Seq  # of the custody that it asks to end
    center: Name  # who asks
    person: Name
    reason: Words
    at_ms: int


class Sealed(Body, frozen=True):
    """A durable message of a kind that this version does not know, as it came. Kept, never sent on."""

    ticket: Name  # empty: only a version that knows the kind can tell
    kind: Name  # as the newer peer calls it
    raw: bytes


Durable = Transfer | Accept | Shadow | Recall | Sealed
"""What goes through the stream of an edge."""


class Data(Body, frozen=True):
    """One durable message of an edge; `Envelope.seq` is its place in that stream."""

    payload: Durable


class Ack(Body, frozen=True):
    """Everything up to `Envelope.ack` is on the sender's disk (cumulative)."""


class Ask(Body, frozen=True):
    """A restored center asks a neighbour for its custody table after a ticket, or for logs it lacks."""

    n: Seq  # of the question; the same when it is asked again
    after: Name = ""
    wanted: Annotated[tuple[Name, ...], Meta(max_length=256)] = ()


class Held(msgspec.Struct, frozen=True, array_like=True):
    """One row of a custody table: a ticket that concerns the asking center, and up to which event."""

    ticket: Name
    rev: Seq
    yours: bool = False  # it was you who told us


class Told(Body, frozen=True):
    """Answer to ASK: a page of the table up to `upto` (empty: it ends there), or the logs wanted."""

    n: Seq  # of the question
    upto: Name = ""
    rows: tuple[Held, ...] = ()
    logs: tuple[Shadow, ...] = ()


class Ping(Body, frozen=True):
    """Keep-alive and clock probe; `reply_to_ms` is zero in a question."""

    sent_ms: int
    reply_to_ms: int = 0
    error_ms: Seq = 0  # how far the sender's idea of the district's time may be off


class Bye(Body, frozen=True):
    """Said before closing, and instead of a WELCOME: a code of backend.domain.errors and words."""

    code: Name
    words: Words = ""


class Command(Body, frozen=True):
    """One act of a person or an analyst. Sending the same `client_id` again returns the first result."""

    client_id: Key
    verb: Name
    target: Name = ""  # ticket or alarm id; empty for a verb that creates
    args: dict[str, str] = msgspec.field(default_factory=dict)
    evidence: tuple[EvidenceRef, ...] = ()
    expected_rev: int = -1  # -1: whatever it is now
    cameras: Annotated[tuple[CameraForm, ...], Meta(max_length=FORMS_MAX)] = ()
    healths: Annotated[tuple[CameraHealth, ...], Meta(max_length=HEALTHS_MAX)] = ()


class SignIn(Body, frozen=True):
    """A person's name and password, at a workstation whose key asks for them. Never stored, never shown."""

    name: Name
    password: Annotated[str, Meta(max_length=256)]

    def __repr__(self) -> str:
        return f"SignIn({self.name!r}, …)"


class SignOut(Body, frozen=True):
    """The person leaves; the link stays."""


class Officer(msgspec.Struct, frozen=True, array_like=True):
    """One officer who may go: the post, the name of its key, and what it is ranked by."""

    post: str
    name: str
    cost_s: int
    distance_m: int
    reasons: tuple[Reason, ...] = ()


class Suggestion(msgspec.Struct, frozen=True, array_like=True):
    """The answer to `suggest`: departments and center, officers (best first), what closing still lacks."""

    route: Route
    officers: tuple[Officer, ...] = ()
    lacking: tuple[str, ...] = ()


class Result(Body, frozen=True):
    """What became of a command: `ok`, or a refusal with its code, the rule, and who may."""

    client_id: str
    ok: bool
    target: str = ""  # the ticket or alarm acted on or created
    rev: int = 0
    code: str = ""
    rule: str = ""
    who_may: tuple[str, ...] = ()
    words: str = ""
    suggestion: Suggestion | None = None
    cameras: CameraTally | None = None


class Snap(Body, frozen=True):
    """Ask for the snapshot of a topic: `ticket`, `alarm`, `center`, `camera` or `status`."""

    topic: Name


class TicketRecord(msgspec.Struct, frozen=True, array_like=True):
    """One ticket as a screen needs it: its log, and its clocks as its center reads them."""

    ticket: str
    events: tuple[Event, ...]
    clocks: tuple[ClockReading, ...]


class Neighbour(msgspec.Struct, frozen=True, array_like=True):
    """One link of a center as it sees it."""

    center: str
    up: bool
    queued: int  # durable messages not yet acknowledged
    since_ms: int
    words: str = ""


class TrackBox(msgspec.Struct, frozen=True, array_like=True):
    """One tracked blob or person; coordinates are shares (0..1) of width and height."""

    track: int
    x: float
    y: float
    w: float
    h: float


class TrackFrame(msgspec.Struct, frozen=True, array_like=True):
    """What an analyst sees in one frame: drawn over the picture, never stored."""

    camera: Name
    at_ms: int
    boxes: tuple[TrackBox, ...]
    active_rules: tuple[str, ...] = ()


class Snapshot(Body, frozen=True):
    """The state of a topic at sequence `seq`, in one or more parts; TAIL goes on after it."""

    topic: Name
    seq: Seq
    last: bool
    tickets: tuple[TicketRecord, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    cameras: tuple[CameraRecord, ...] = ()
    status: Status | None = None


class Tail(Body, frozen=True):
    """One change on the feed; without content it is a heartbeat carrying the last sequence."""

    topic: Name
    seq: Seq
    tickets: tuple[TicketRecord, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    track: TrackFrame | None = None
    cameras: tuple[CameraRecord, ...] = ()
    gone: tuple[str, ...] = ()  # cameras that were taken out


class Track(Body, frozen=True):
    """An analyst's overlay for consoles; transient, never acknowledged."""

    frame: TrackFrame


Message = (
    Hello
    | Welcome
    | Data
    | Ack
    | Ask
    | Told
    | Ping
    | Bye
    | Command
    | Result
    | Snap
    | Snapshot
    | Tail
    | Track
    | Announce
    | Duty
    | HealthReport
    | AskStreams
    | Streams
    | SignIn
    | SignOut
    | BlobAsk
    | BlobOffer
    | BlobWant
    | BlobAnswer
    | BlobGet
    | BlobPart
    | BlobPut
    | BlobAt
)


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """What every socket carries. `src` must equal the name bound to the sender's key."""

    v: int
    src: Name
    inc: Seq  # incarnation: raised by a restore
    boot: Seq  # start time of the sender's process, ms
    seq: Seq  # place in the durable stream of this edge; 0 for transient messages
    ack: Seq  # last durable sequence of the other side that is on our disk
    body: Message
    safe: Seq = 0  # last sequence covered by the sender's newest backup
    credit: Seq = 0  # durable messages the sender is willing to take
    hlc: Seq = 0  # hybrid logical clock, display order only
