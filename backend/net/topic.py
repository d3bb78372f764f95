"""One topic of the feed: snapshot at N, then every change after N in order, or a new snapshot.

Pure: knows no socket and no clock. Source: design 3-federation.md rule 6, invariant I10.
"""

from __future__ import annotations

from typing import Final

import msgspec

from backend.wire.messages import Snapshot, Tail

HELD_MAX: Final = 1_024
"""Changes kept while a snapshot is on its way; later ones are dropped, which shows as a gap afterwards."""


class Topic:
    """What is known of one topic. `wants_snapshot` tells whether to ask the center for one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._applied = -1
        self._parts: list[Snapshot] = []
        self._held: list[Tail] = []
        self.wants_snapshot = True

    def restart(self) -> None:
        """Forget everything: the subscription is new, so anything may have been missed."""
        self._parts.clear()
        self._held.clear()
        self.wants_snapshot = True

    def take_tail(self, tail: Tail) -> tuple[Tail, ...]:
        """What to pass on now. A gap passes nothing on and asks for a snapshot."""
        beat = not (tail.tickets or tail.alarms or tail.neighbours or tail.track or tail.cameras or tail.gone)
        if self.wants_snapshot:
            if not beat and len(self._held) < HELD_MAX:
                self._held.append(tail)
            return ()
        if tail.seq <= self._applied:
            return ()
        if beat or tail.seq > self._applied + 1:
            self.restart()
            return self.take_tail(tail)
        self._applied = tail.seq
        return (tail,)

    def take_part(self, part: Snapshot) -> tuple[Snapshot | Tail, ...]:
        """Add a part; after the last one: the whole snapshot, then the changes held back meanwhile."""
        if not self.wants_snapshot:
            return ()  # the answer to a question that was asked twice
        if self._parts and self._parts[0].seq != part.seq:
            self._parts.clear()
        self._parts.append(part)
        if not part.last:
            return ()
        whole = _joined(self._parts)
        held, self._held, self._parts = self._held, [], []
        self._applied, self.wants_snapshot = whole.seq, False
        return (whole, *(passed for tail in held for passed in self.take_tail(tail)))


def _joined(parts: list[Snapshot]) -> Snapshot:
    """All parts as one snapshot."""
    return msgspec.structs.replace(
        parts[-1],
        tickets=tuple(record for part in parts for record in part.tickets),
        alarms=tuple(alarm for part in parts for alarm in part.alarms),
        neighbours=tuple(peer for part in parts for peer in part.neighbours),
        cameras=tuple(record for part in parts for record in part.cameras),
    )
