"""The feed for consoles: a snapshot on demand, then every change, numbered per topic.

Changes of one ticket are put together for COALESCE_MS. A heartbeat carries the last number, so whoever
missed one knows at once. Numbers start at the time of the boot, so those of an earlier run are never
mistaken for later ones. Source: design 3-federation.md rule 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from backend.center.ledger import Ledger
from backend.center.place import Place
from backend.center.ports import Moment, Publish
from backend.center.privacy import Privacy
from backend.center.timers import Readings
from backend.domain.access import Scope, View
from backend.wire.cameras import CameraRecord
from backend.wire.codec import parts_of
from backend.wire.messages import Neighbour, Snapshot, Tail, TicketRecord, TrackFrame

TOPICS = ("ticket", "alarm", "center", "camera")
COALESCE_MS = 50
HEARTBEAT_MS = 1_000
GONE_MAX = 1_000
CAMERA_CHARS_MAX = 128
CAMERAS_MAX = 1_000
"""Cameras whose overlays are passed on; an analyst naming more of them than this is not heard."""


@dataclass(slots=True)
class Waiting:
    """What changed since the feed was last flushed; dicts keep the order and drop repeats."""

    tickets: dict[str, None] = field(default_factory=dict)
    alarms: dict[str, None] = field(default_factory=dict)
    tracks: dict[str, TrackFrame] = field(default_factory=dict)
    cameras: dict[str, None] = field(default_factory=dict)

    def any(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.tickets or self.alarms or self.tracks or self.cameras)


class Board:
    """The feed of one center."""

    def __init__(self, place: Place, readings: Readings) -> None:
        self._place = place
        self._readings = readings
        self._seq = dict.fromkeys(TOPICS, place.boot_ms)
        self._track_seq: dict[str, int] = {}
        self._views = {"ticket": View(Scope.ALL)}  # by topic; those that somebody has asked for
        self._privacy = Privacy(place.catalogue, place.organisation)
        self._neighbours: tuple[Neighbour, ...] | None = None
        self._flushed_mono = 0
        self._beat_mono = 0
        self.waiting = Waiting()

    def track(self, frame: TrackFrame) -> None:
        """Pass an analyst's overlay on; of several within a flush the newest per camera counts."""
        known = frame.camera in self._track_seq
        if known or (len(self._track_seq) < CAMERAS_MAX and len(frame.camera) <= CAMERA_CHARS_MAX):
            self._track_seq.setdefault(frame.camera, self._place.boot_ms)
            self.waiting.tracks[frame.camera] = frame

    def snapshot(
        self, topic: str, ledger: Ledger, links: tuple[Neighbour, ...], now: Moment, view: View | None = None
    ) -> Iterator[Snapshot]:
        """The whole state of a topic, in parts, at the topic's last number; `view` is that of its tickets.

        A view is published from its first snapshot on; there are as many as departments, grids and persons.
        """
        if view is not None and topic == view.topic:
            self._views.setdefault(topic, view)
        seq = self._seq.setdefault(topic, self._place.boot_ms)
        if topic in self._views:
            records = self._records(ledger, ledger.tickets, now, self._views[topic])
            whole = Snapshot(topic, seq, last=True, tickets=records)
        elif topic == "alarm":
            whole = Snapshot(topic, seq, last=True, alarms=tuple(ledger.alarms.values()))
        elif topic == "camera":
            whole = Snapshot(topic, seq, last=True, cameras=_cameras(ledger, ledger.cameras.cameras))
        else:
            whole = Snapshot(topic, seq, last=True, neighbours=links)
        yield from parts_of(whole)

    def flush(self, ledger: Ledger, links: tuple[Neighbour, ...], now: Moment) -> Iterator[Publish]:
        """What is to be told now; to be called after a commit only."""
        if now.mono_ms - self._flushed_mono >= COALESCE_MS:
            self._flushed_mono = now.mono_ms
            yield from self._changes(ledger, links, now)
        if now.mono_ms - self._beat_mono >= HEARTBEAT_MS:
            self._beat_mono = now.mono_ms
            for topic, seq in self._seq.items():
                yield Publish(topic, Tail(topic, seq))

    def due_in_ms(self, now: Moment) -> int:
        """How long the caller may sleep before the feed has something to say."""
        beat = self._beat_mono + HEARTBEAT_MS - now.mono_ms
        flush = self._flushed_mono + COALESCE_MS - now.mono_ms if self.waiting.any() else beat
        return max(0, min(beat, flush))

    def _changes(self, ledger: Ledger, links: tuple[Neighbour, ...], now: Moment) -> Iterator[Publish]:
        waiting, self.waiting = self.waiting, Waiting()
        for topic, view in self._views.items() if waiting.tickets else ():
            records = self._records(ledger, waiting.tickets, now, view)
            for part in parts_of(Snapshot(topic, 0, last=True, tickets=records)):
                if part.tickets:
                    yield self._tail(Tail(topic, 0, tickets=part.tickets))
        alarms = tuple(alarm for name in waiting.alarms if (alarm := ledger.alarm(name)) is not None)
        for part in parts_of(Snapshot("alarm", 0, last=True, alarms=alarms)):
            if part.alarms:
                yield self._tail(Tail("alarm", 0, alarms=part.alarms))
        yield from self._camera_changes(ledger, waiting.cameras)
        if links != self._neighbours:
            self._neighbours = links
            yield self._tail(Tail("center", 0, neighbours=links))
        for camera, frame in waiting.tracks.items():
            self._track_seq[camera] += 1
            topic = f"track/{camera}"
            yield Publish(topic, Tail(topic, self._track_seq[camera], track=frame))

    def _camera_changes(self, ledger: Ledger, names: Iterable[str]) -> Iterator[Publish]:
        known = ledger.cameras.cameras
        records = _cameras(ledger, (name for name in names if name in known))
        gone = tuple(name for name in names if name not in known)
        for part in parts_of(Snapshot("camera", 0, last=True, cameras=records)):
            if part.cameras:
                yield self._tail(Tail("camera", 0, cameras=part.cameras))
        for n in range(0, len(gone), GONE_MAX):
            yield self._tail(Tail("camera", 0, gone=gone[n : n + GONE_MAX]))

    def _tail(self, tail: Tail) -> Publish:
        self._seq[tail.topic] += 1
        return Publish(tail.topic, msgspec.structs.replace(tail, seq=self._seq[tail.topic]))

    def _records(
        self, ledger: Ledger, names: Iterable[str], now: Moment, view: View
    ) -> tuple[TicketRecord, ...]:
        return tuple(
            TicketRecord(ticket.id, events, self._readings.of(ticket, now.utc_ms))
            for ticket in map(ledger.ticket, names)
            if ticket is not None and (events := self._privacy.shown(ticket, view)) is not None
        )


def _cameras(ledger: Ledger, names: Iterable[str]) -> tuple[CameraRecord, ...]:
    book = ledger.cameras
    return tuple(CameraRecord(book.cameras[name], book.lives[name]) for name in names)
