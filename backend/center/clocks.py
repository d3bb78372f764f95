"""District time: the own clock put right by the center above, with a bound of what may still be wrong.

The root's clock is the district's. Every center below measures, by PING, how far its clock is from the
district time of the center above; what that center itself is unsure of adds to the bound. The own clock is
put right only by what is proven: an offset within its own error may be none at all.
Source: design 3-federation.md rule 5.
"""

from __future__ import annotations

from dataclasses import replace

from backend.center.ports import Moment
from backend.domain.offset import Offset, OffsetEstimate
from backend.wire.messages import Ping

HLC_AHEAD_MAX_MS = 300_000
"""A stamp further ahead than this is somebody's broken clock and moves nothing."""

UNKNOWN_MS = 1 << 40
"""The error told by a center that has a center above and has not heard the district's time yet."""

PING_AGE_MAX_MS = 60_000
"""An answer to a question older than this (of an earlier run, perhaps) measures nothing."""


class District:
    """What one center knows of the district's time, and its hybrid logical clock (for display only)."""

    def __init__(self, *, root: bool = True) -> None:
        """`root`: nobody above is dialled, so the own clock is the district's as far as it reaches."""
        self._root = root
        self._estimate = OffsetEstimate()
        self._above_error_ms = 0
        self._hlc = 0

    def at(self, now: Moment) -> Moment:
        """The same moment in district time, with the bound of its error."""
        offset = self.offset(now)
        if offset is None:
            return now
        if abs(offset.offset_ms) <= offset.error_ms:
            return replace(now, error_ms=offset.error_ms + abs(offset.offset_ms))
        return replace(now, utc_ms=now.utc_ms + offset.offset_ms, error_ms=offset.error_ms)

    def offset(self, now: Moment) -> Offset | None:
        """District time minus the own clock; None while nothing was measured. `now` by the own clock."""
        found = self._estimate.read(now_ms=now.utc_ms, now_s=now.mono_ms / 1000)
        return Offset(found.offset_ms, found.error_ms + self._above_error_ms) if found else None

    def told_error_ms(self, now: Moment) -> int:
        """The bound to tell a center below; `now` in district time. Who has no measure is none."""
        measured = self._root or self._estimate.read(now_ms=now.utc_ms, now_s=now.mono_ms / 1000) is not None
        return now.error_ms if measured else UNKNOWN_MS

    def answered(self, ping: Ping, now: Moment) -> None:
        """The center above answered a PING that carried our steady clock."""
        if ping.error_ms < UNKNOWN_MS and 0 <= now.mono_ms - ping.reply_to_ms <= PING_AGE_MAX_MS:
            self._above_error_ms = ping.error_ms
            self._estimate.add(
                sent_s=ping.reply_to_ms / 1000, received_s=now.mono_ms / 1000, told_ms=ping.sent_ms
            )

    def heard(self, stamp: int, now: Moment) -> None:
        """A neighbour's hybrid clock: ours is never behind what we have seen, unless that is absurd."""
        if stamp <= now.utc_ms + HLC_AHEAD_MAX_MS:
            self._hlc = max(self._hlc, stamp)

    def stamp(self, now: Moment) -> int:
        """The next stamp of the hybrid clock: at least district time, and above every stamp before."""
        self._hlc = max(self._hlc + 1, now.utc_ms)
        return self._hlc
