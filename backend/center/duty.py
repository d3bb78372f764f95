"""Who watches which camera now: leases of analysts, and each armed camera at exactly one of them.

A lease lasts as long as its analyst says something; who is silent for LEASE_MS, or takes leave, loses it
and its cameras move at the next epoch. An assignment is on disk before anybody is told of it; a DUTY is
always whole. Source: design 1-architecture.md, 5-analytics.md; docs/design/cameras.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from backend.center.cameras import Registry
from backend.center.ledger import Ledger
from backend.center.place import Place
from backend.center.ports import Caller, Moment, Send
from backend.domain.alarm import Alarm
from backend.domain.assignment import Analyst, Wanted, assign
from backend.domain.camera_form import scheme_of
from backend.wire.body import Body
from backend.wire.cameras import Announce, CameraHealth, Duty, DutyCamera
from backend.wire.codec import duty_parts
from backend.wire.messages import Envelope

LEASE_MS: Final = 6_000
"""Three announcements that did not come. Short, because nobody watches meanwhile."""

GRACE_MS: Final = 10_000
"""After a start of the center its analysts have so long to come back before their cameras move."""

SETTLE_MS: Final = 300
"""Assigning waits so long for further news, so that ten nodes starting make one round."""

SETTLE_MAX_MS: Final = 3_000
"""It waits no longer than this however much comes: an import goes on for seconds."""

LEVEL_MS: Final = 15_000
"""Levelling waits until nobody came or went for so long: a node that keeps falling over draws no cameras."""

AGAIN_MS: Final = 3_000
"""A duty that was not taken is told again after this."""

ANALYSTS_MAX: Final = 1_000

GOING_MAX: Final = 20_000
"""Occupancies remembered; the one that was not spoken of for longest goes."""


@dataclass(slots=True)
class Lease:
    """One living analyst. `mono` times are of the steady clock; `told_seq` 0: it is to be told."""

    route: bytes
    offer: Announce
    heard_mono: int
    told_seq: int = 0
    told_mono: int = 0


@dataclass(frozen=True, slots=True)
class _Going:
    """An occupancy that its analyst says goes on."""

    analyst: str
    since_ms: int
    seen_ms: int


class DutyRoom:
    """The assignment of one center. `pack` wraps a body into an envelope from this center."""

    def __init__(self, place: Place, pack: Callable[[Body], Envelope]) -> None:
        self._place = place
        self._pack = pack
        self._leases: dict[str, Lease] = {}
        self._going: dict[tuple[str, str], _Going] = {}
        self._seq = place.boot_ms
        self._grace_until_mono: int | None = None
        self._grace_over = False
        self._seen: set[str] = set()  # analysts that had a lease since this center started
        self._assign_at_mono: int | None = None
        self._assign_by_mono = 0
        self._level_at_mono: int | None = None

    def reload(self, ledger: Ledger, registry: Registry) -> None:
        """Go on with a ledger read again from disk; whoever was told something else is told again."""
        self._ledger, self._book, self._registry = ledger, ledger.cameras, registry
        for lease in self._leases.values():
            lease.told_seq = 0

    # -- what analysts say --------------------------------------------------------------------------

    def announced(self, route: bytes, caller: Caller, offer: Announce, now: Moment) -> None:
        """An analyst offers to watch, or renews its lease."""
        if not offer.capacity:
            self.left(caller.name, "gave everything back", now)
            return
        lease = self._leases.get(caller.name)
        if lease is None:
            if len(self._leases) >= ANALYSTS_MAX:
                return
            self._leases[caller.name] = Lease(route, offer, now.mono_ms)
            self._seen.add(caller.name)
            words = f"{offer.capacity} cameras, {offer.detector or 'no detector named'}"
            self._ledger.note(caller.name, "lease", caller.name, "ok", now.utc_ms, words)
            self._changed(now)
            return
        if (offer.capacity, offer.supports) != (lease.offer.capacity, lease.offer.supports):
            self._changed(now)
        if lease.route != route or (
            offer.duty_seq != lease.told_seq and now.mono_ms - lease.told_mono >= AGAIN_MS
        ):
            lease.told_seq = 0
        lease.route, lease.offer, lease.heard_mono = route, offer, now.mono_ms

    def heard(self, route: bytes, caller: Caller, now: Moment) -> None:
        """An analyst said anything at all."""
        lease = self._leases.get(caller.name)
        if lease is not None and lease.route == route:
            lease.heard_mono = now.mono_ms

    def left(self, name: str, words: str, now: Moment) -> None:
        """An analyst takes leave, or its lease is over: its cameras go to others at once."""
        if self._leases.pop(name, None) is not None:
            self._ledger.note(self._place.center, "lease_end", name, "ok", now.utc_ms, words)
            self._changed(now)
            self._assign_at_mono = now.mono_ms

    def reported(self, caller: Caller, healths: tuple[CameraHealth, ...], now: Moment) -> None:
        """Who watches says how its cameras fare; what somebody else says of them is not the present."""
        mine = []
        for told in healths:
            life = self._book.lives.get(told.camera)
            if life is None or life.analyst != caller.name:
                continue
            mine.append(told)
            for one in told.occupied:
                self._going.pop((told.camera, one.rule), None)
                self._going[told.camera, one.rule] = _Going(caller.name, one.since_ms, now.utc_ms)
        while len(self._going) > GOING_MAX:
            del self._going[next(iter(self._going))]
        self._registry.heard(mine, f"analyst:{caller.name}", now.utc_ms)

    def until(self, alarm: Alarm) -> int:
        """Until when (UTC ms) what an alarm tells of went on, as far as its analyst said; 0: not known."""
        going = self._going.get((alarm.camera, alarm.rule))
        if going is None or going.analyst != alarm.analyst or going.since_ms > alarm.last_ms:
            return 0
        return going.seen_ms

    # -- time ---------------------------------------------------------------------------------------

    def tick(self, now: Moment) -> None:
        """End leases, assign what has to be assigned. Before the writes of the batch are taken."""
        if self._grace_until_mono is None:
            self._grace_until_mono = now.mono_ms + GRACE_MS
        if not self._grace_over and now.mono_ms >= self._grace_until_mono:
            self._grace_over = True
            self._assign_at_mono = now.mono_ms
        for name, lease in list(self._leases.items()):
            if now.mono_ms - lease.heard_mono > LEASE_MS:
                self.left(name, f"said nothing for {LEASE_MS // 1000} s", now)
        if self._book.touched:
            self._retell()
            self._assign_soon(now)
        if self._assign_at_mono is not None and now.mono_ms >= self._assign_at_mono:
            self._assign_at_mono = None
            self._assign(now)
        if self._level_at_mono is not None and now.mono_ms >= self._level_at_mono:
            self._level_at_mono = None
            self._assign(now, level=True)

    def flush(self, now: Moment) -> Iterator[Send]:
        """After the commit: tell those whose duty changed."""
        for name, lease in self._leases.items():
            if lease.told_seq:
                continue
            self._seq += 1
            lease.told_seq, lease.told_mono = self._seq, now.mono_ms
            cameras = tuple(self._duty_of(camera) for camera in sorted(self._book.of_analyst.get(name, ())))
            for part in duty_parts(Duty(self._seq, last=True, cameras=cameras, lease_ms=LEASE_MS)):
                yield Send(lease.route, self._pack(part))

    def due_in_ms(self, now: Moment) -> int | None:
        """How long nothing is to be done here; None: for ever."""
        ends = [lease.heard_mono + LEASE_MS + 1 for lease in self._leases.values()]
        grace = None if self._grace_over else self._grace_until_mono
        marks = [at for at in (self._assign_at_mono, self._level_at_mono, grace) if at is not None]
        untold = any(not lease.told_seq for lease in self._leases.values())
        return 0 if untold else min((max(0, at - now.mono_ms) for at in (*ends, *marks)), default=None)

    def living(self) -> frozenset[str]:
        """Names of the analysts that hold a lease."""
        return frozenset(self._leases)

    # -- the assignment -----------------------------------------------------------------------------

    def _changed(self, now: Moment) -> None:
        """Somebody came or went."""
        self._assign_soon(now)
        self._level_at_mono = now.mono_ms + LEVEL_MS

    def _assign_soon(self, now: Moment) -> None:
        if self._assign_at_mono is None:
            self._assign_by_mono = now.mono_ms + SETTLE_MAX_MS
        self._assign_at_mono = min(now.mono_ms + SETTLE_MS, self._assign_by_mono)

    def _retell(self) -> None:
        """Something about cameras was written down anew: whoever watches them has to know."""
        for camera in self._book.touched:
            life = self._book.lives.get(camera)
            lease = self._leases.get(life.analyst) if life else None
            if lease is not None:
                lease.told_seq = 0
            if life is None:
                for other in self._leases.values():
                    other.told_seq = 0
        self._book.touched.clear()

    def _assign(self, now: Moment, *, level: bool = False) -> None:
        """Decide anew who watches what, and write down what changed."""
        book = self._book
        analysts = [
            Analyst(name, lease.offer.capacity, frozenset(lease.offer.supports))
            for name, lease in self._leases.items()
        ]
        waiting = self._awaited()
        wanted = [
            Wanted(name, scheme_of(camera.main), camera.key_area, book.lives[name].analyst)
            for name in book.armed
            if book.lives[name].analyst not in waiting and (camera := book.cameras[name])
        ]
        plan = dict(assign(wanted, analysts, level=level))
        for name in [one for held in book.of_analyst.values() for one in held]:
            if name not in book.armed:
                plan[name] = ""
        for name, analyst in plan.items():
            self._give(name, analyst, now)

    def _awaited(self) -> frozenset[str]:
        """Analysts of before a start of this center that may still come back."""
        if self._grace_over:
            return frozenset()
        return frozenset(name for name in self._book.of_analyst if name not in self._seen)

    def _give(self, camera: str, analyst: str, now: Moment) -> None:
        life = self._book.lives[camera]
        if life.analyst == analyst:
            return
        for name in (life.analyst, analyst):
            if name in self._leases:
                self._leases[name].told_seq = 0
        after = life.given(analyst, now.utc_ms, self._ledger.incarnation)
        self._book.put_life(camera, after)
        detail = f"{life.analyst or '-'} > {analyst or '-'} epoch {after.epoch}"
        self._ledger.note(self._place.center, "duty", camera, "ok", now.utc_ms, detail)

    def _duty_of(self, name: str) -> DutyCamera:
        camera, life = self._book.cameras[name], self._book.lives[name]
        return DutyCamera(
            self._registry.stream(camera),
            life.epoch,
            camera.name,
            camera.place,
            camera.key_area,
            self._book.rules(name) if camera.rules else "",
            camera.rules,
            life.moved_ms,
        )
