"""A network camera as a source: RTSP over TCP or UDP, with timeouts, and every end of it a fault."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from videowall.feeds.decoding import Decoder
from videowall.feeds.errors import SourceLost
from videowall.feeds.frame import Frame
from videowall.feeds.source import SourceSpec, Wanted
from videowall.feeds.stamps import PacketClock, Tap

OPEN_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 2.0
"""libavformat blocks up to twice this value before it gives up."""


class CameraSource:
    """Frames of one RTSP camera. Implements FrameSource.

    A killed server looks like a clean end of file, so the end of a camera raises SourceLost. Time
    is the stream's own where it advances plausibly, else the time of arrival.
    """

    def __init__(
        self,
        spec: SourceSpec,
        camera: str,
        now_ms: Callable[[], int] | None = None,
        tap: Tap | None = None,
        wanted: Wanted | None = None,
    ) -> None:
        self._camera = camera
        self._now_ms = now_ms
        self._wanted = wanted
        self._name = spec.shown or _without_login(spec.url)
        self._decoder = Decoder(
            spec.url,
            self._name,
            live=True,
            max_width=spec.max_width,
            timeout_s=(OPEN_TIMEOUT_S, READ_TIMEOUT_S),
            transport=spec.transport,
        )
        if now_ms is not None:
            self._decoder.tap(tap, PacketClock(now_ms))
        self._frames = self._decoder.frames()
        self._fps = spec.fps or self._decoder.rate
        self._index = -1
        self._first_s: float | None = None
        self._base_s = 0.0
        self._last_s = -1.0
        self._opened_s = time.monotonic()
        self._closed = threading.Event()
        self._lock = threading.Lock()

    @property
    def fps(self) -> float:
        """The rate asked for, else the one the camera announces."""
        return self._fps

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of every frame."""
        return self._decoder.size

    def read(self) -> Frame:
        """The next frame that is wanted, as soon as it arrives."""
        with self._lock:
            while True:
                found = None if self._closed.is_set() else next(self._frames, None)
                if found is None:
                    raise SourceLost(f"{self._name}: the camera ended the stream")
                frame, stamp_s = found
                self._index += 1
                time_s = self._time_s(stamp_s)
                if self._wanted is None or self._wanted(time_s):
                    break
            captured_ms = self._now_ms() if self._now_ms else 0
            image, counts = self._decoder.picture(frame), self._decoder.counts(frame)
            return Frame(self._camera, self._index, time_s, image, captured_ms, counts)

    def _time_s(self, stamp_s: float | None) -> float:
        arrived_s = time.monotonic() - self._opened_s
        time_s = arrived_s
        if stamp_s is not None:
            if self._first_s is None:
                self._first_s, self._base_s = stamp_s, arrived_s
            told_s = self._base_s + stamp_s - self._first_s
            # A camera whose clock jumps is followed by the time of arrival instead.
            if abs(told_s - arrived_s) <= 2.0:
                time_s = told_s
            else:
                self._first_s, self._base_s = stamp_s, arrived_s
        self._last_s = max(time_s, self._last_s + 0.001)
        return self._last_s

    def close(self) -> None:
        """Close the connection; a blocked read ends within twice READ_TIMEOUT_S."""
        self._closed.set()
        with self._lock:
            self._frames = iter(())
            self._decoder.close()


def _without_login(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    host = rest.rpartition("@")[2] if "@" in rest.partition("/")[0] else rest
    return f"{scheme}{separator}{host}"
