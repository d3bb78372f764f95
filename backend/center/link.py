"""One neighbour as it is now: what is lost with the process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from backend.center.greeting import Ends
from backend.center.ports import UP, EdgeRow, LinkReading, Moment
from backend.center.recovery import Pull
from backend.domain.offset import Offset
from backend.wire.body import Body
from backend.wire.messages import Envelope, Neighbour


class Pack(Protocol):
    """Wraps a body into an envelope from this center."""

    def __call__(
        self, body: Body, *, seq: int = 0, ack: int = 0, safe: int = 0, credit: int = 0, hlc: int = 0
    ) -> Envelope:
        """The envelope."""
        ...


@dataclass(slots=True)
class Link:
    """One neighbour. `mono` times are of the steady clock."""

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
    inc: int = 0  # the neighbour's incarnation on this link; words of an earlier one are not heard
    credit: int = 0  # durable messages it is willing to take beyond what it acknowledged
    theirs: Ends = field(default_factory=Ends)  # as it greeted
    pull: Pull = field(default_factory=lambda: Pull(0))  # of recovery, when we were restored
    asked_mono: int = 0

    def reading(
        self, shown: Neighbour, row: EdgeRow, offset: Offset | None, now: Moment, *, recovering: bool
    ) -> LinkReading:
        """The neighbour in figures; `shown` is what screens have of it."""
        return LinkReading(
            shown.center,
            shown.up,
            shown.since_ms,
            shown.words,
            shown.queued,
            kept=row.acked_seq - row.dropped_seq,
            lag_ms=now.mono_ms - self.progress_mono if shown.queued and self.heard_mono else 0,
            credit=self.credit if shown.up else 0,
            offset_ms=offset.offset_ms if offset else 0,
            error_ms=offset.error_ms if offset else 0,
            incarnation=row.peer_inc,
            recovering=recovering,
        )
