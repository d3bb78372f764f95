"""What this console knows of its center: snapshot plus tail, replayed by the domain's own rules.

Knows no Qt, no socket and no clock. The screens never ask the center; they read this mirror and are told
by a `Changes` value what to draw again. Source: design 3-federation.md rule 6, invariant I10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain import ticket as ticket_log
from backend.domain.alarm import Alarm
from backend.domain.errors import OnegridError
from backend.domain.org import OrgUnit
from backend.domain.roles import Actor, Role
from backend.domain.sla import ClockReading
from backend.domain.ticket import Ticket
from backend.net.client import ClientEvent, LinkDown, LinkUp
from backend.wire.blobs import BlobWant
from backend.wire.cameras import Duty
from backend.wire.messages import Neighbour, Snapshot, Tail, TicketRecord, TrackFrame


class LinkPhase(StrEnum):
    """Where the line to the center stands."""

    CONNECTING = "connecting"  # never been up since the program started
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class LinkView:
    """The line to the center. Times are UTC ms of this computer's clock."""

    phase: LinkPhase = LinkPhase.CONNECTING
    since_ms: int = 0
    code: str = ""
    words: str = ""
    retry_at_ms: int = 0
    offset_ms: int = 0  # center's clock minus ours
    error_ms: int = 0


@dataclass(frozen=True, slots=True)
class CenterView:
    """Who the center is and who we are to it, as the last WELCOME said."""

    id: str = ""
    level: str = ""
    units: Mapping[str, OrgUnit] = field(default_factory=dict)
    actor: Actor | None = None

    @property
    def parent(self) -> str:
        """The center above, empty at the root or while unknown."""
        unit = self.units.get(self.id)
        return unit.parent if unit else ""


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket as replayed from its log, with its clocks as its center read them."""

    ticket: Ticket
    clocks: tuple[ClockReading, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a message changed: ids to draw again. Several of these are joined by `|`."""

    tickets: frozenset[str] = frozenset()
    alarms: frozenset[str] = frozenset()
    tracks: frozenset[str] = frozenset()  # cameras
    neighbours: bool = False
    link: bool = False
    faults: bool = False
    loaded: frozenset[str] = frozenset()  # topics whose snapshot has just come, be it empty

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.tickets | other.tickets,
            self.alarms | other.alarms,
            self.tracks | other.tracks,
            self.neighbours or other.neighbours,
            self.link or other.link,
            self.faults or other.faults,
            self.loaded | other.loaded,
        )

    def __bool__(self) -> bool:
        return self != Changes()


class Mirror:
    """The replayed state of one center; `apply` is its only way in.

    A snapshot may come in parts: the topic changes in one step, when the last part is here, so that no
    half snapshot is ever shown. A ticket whose log cannot be replayed keeps its last good view and is
    named in `faults`.
    """

    def __init__(self, operator: str) -> None:
        self.operator = operator
        self.link = LinkView()
        self.center = CenterView()
        self.tickets: dict[str, TicketView] = {}
        self.alarms: dict[str, Alarm] = {}
        self.neighbours: dict[str, Neighbour] = {}
        self.tracks: dict[str, TrackFrame] = {}
        self.faults: dict[str, str] = {}
        self.heard_ms = 0
        self.loaded: set[str] = set()
        self._seq: dict[str, int] = {}
        self._parts: dict[str, list[Snapshot]] = {}

    def apply(self, event: ClientEvent, now_ms: int) -> Changes:
        """Take one event of the link; `now_ms` is when it came, by this computer's clock."""
        if isinstance(event, LinkUp):
            return self._link_up(event, now_ms)
        if isinstance(event, LinkDown):
            return self._link_down(event, now_ms)
        self.heard_ms = now_ms
        if isinstance(event, Duty | BlobWant):
            return Changes()  # told to analysts only
        if isinstance(event, Snapshot):
            return self._snapshot(event)
        return self._tail(event)

    def center_ms(self, local_ms: int) -> int:
        """The center's time at our `local_ms`; what every light and countdown is read against."""
        return local_ms + self.link.offset_ms

    def name(self, unit_id: str, lang: str) -> str:
        """Name of a center, grid or department; its id while the organisation is not known."""
        unit = self.center.units.get(unit_id)
        if unit is None:
            return unit_id
        return unit.name_zh if lang.startswith("zh") else unit.name_en

    def _link_up(self, event: LinkUp, now_ms: int) -> Changes:
        welcome = event.welcome
        self.link = LinkView(LinkPhase.UP, now_ms, offset_ms=event.offset_ms, error_ms=event.error_ms)
        known = {str(role) for role in Role}
        roles = frozenset(Role(name) for name in welcome.roles if name in known)
        self.center = CenterView(
            welcome.center,
            welcome.level,
            {unit.id: unit for unit in welcome.org},
            Actor(welcome.name or self.operator, roles, welcome.center, welcome.department),
        )
        self.heard_ms = now_ms
        return Changes(link=True)

    def _link_down(self, event: LinkDown, now_ms: int) -> Changes:
        # A failed retry is not a new loss: "since" stays where the line was really lost.
        old = self.link
        lost = old.phase is LinkPhase.DOWN
        self.link = LinkView(
            LinkPhase.DOWN,
            old.since_ms if lost else now_ms,
            event.code,
            event.words,
            now_ms + round(event.retry_in_s * 1000),
            old.offset_ms,
            old.error_ms,
        )
        return Changes(link=True)

    def _snapshot(self, part: Snapshot) -> Changes:
        parts = self._parts.setdefault(part.topic, [])
        if parts and parts[0].seq != part.seq:
            parts.clear()  # an older snapshot was cut off; this one replaces it
        parts.append(part)
        if not part.last:
            return Changes()
        del self._parts[part.topic]
        self._seq[part.topic] = part.seq
        self.loaded.add(part.topic)
        return self._replace(part.topic, parts) | Changes(loaded=frozenset({part.topic}))

    def _replace(self, topic: str, parts: list[Snapshot]) -> Changes:
        if topic == "ticket":
            records = [record for part in parts for record in part.tickets]
            gone = frozenset(self.tickets) - {record.ticket for record in records}
            for ticket in gone:
                del self.tickets[ticket]
                self.faults.pop(ticket, None)
            return self._put_tickets(records) | Changes(tickets=gone)
        if topic == "alarm":
            old = frozenset(self.alarms)
            self.alarms = {alarm.id: alarm for part in parts for alarm in part.alarms}
            return Changes(alarms=old | frozenset(self.alarms))
        if topic == "center":
            self.neighbours = {peer.center: peer for part in parts for peer in part.neighbours}
            return Changes(neighbours=True)
        return Changes()

    def _tail(self, tail: Tail) -> Changes:
        if tail.track is not None:
            self.tracks[tail.track.camera] = tail.track
            return Changes(tracks=frozenset({tail.track.camera}))
        if tail.seq <= self._seq.get(tail.topic, 0):
            return Changes()  # already inside the snapshot
        self._seq[tail.topic] = tail.seq
        changes = self._put_tickets(tail.tickets)
        for alarm in tail.alarms:
            self.alarms[alarm.id] = alarm
        for peer in tail.neighbours:
            self.neighbours[peer.center] = peer
        return changes | Changes(
            alarms=frozenset(alarm.id for alarm in tail.alarms), neighbours=bool(tail.neighbours)
        )

    def _put_tickets(self, records: tuple[TicketRecord, ...] | list[TicketRecord]) -> Changes:
        changed, faulty = set(), False
        for record in records:
            try:
                ticket = ticket_log.replay(record.events)
            except OnegridError as error:
                self.faults[record.ticket] = str(error)
                faulty = True
                continue
            faulty |= self.faults.pop(record.ticket, None) is not None
            self.tickets[record.ticket] = TicketView(ticket, record.clocks)
            changed.add(record.ticket)
        return Changes(tickets=frozenset(changed), faults=faulty)
