"""A compressed packet as a value, and the moment it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

DRIFT_MS_MAX = 2000
"""A stream whose own clock is farther than this from the time of arrival is followed by arrival instead."""


@dataclass(frozen=True, slots=True)
class StreamHead:
    """What a decoder must know before the first packet."""

    codec: str  # FFmpeg's name: h264, hevc, mjpeg, mpeg4, …
    extradata: bytes
    size: tuple[int, int]  # width, height in pixels


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet of a video stream, in decoding order."""

    head: StreamHead
    at_ms: int  # UTC, when its picture was taken, as far as the stream and our clock tell
    key: bool  # decoding may begin here
    data: bytes


Tap = Callable[[Packet], None]
"""What takes the packets of a source, on the thread that reads it; it must not raise."""


class PacketClock:
    """Dates packets: the stream's own spacing where it is plausible, laid on the time of arrival."""

    def __init__(self, now_ms: Callable[[], int], *, believe: bool = True) -> None:
        self._now_ms = now_ms
        self._believe = believe  # False where the stream's own rate is known to be wrong
        self._offset_ms: float | None = None

    def date(self, stamp_s: float | None) -> int:
        """UTC ms of the packet that just arrived with this presentation time."""
        now_ms = self._now_ms()
        if stamp_s is None or not self._believe:
            return now_ms
        if self._offset_ms is None or abs(self._offset_ms + stamp_s * 1000 - now_ms) > DRIFT_MS_MAX:
            self._offset_ms = now_ms - stamp_s * 1000
        return round(self._offset_ms + stamp_s * 1000)
