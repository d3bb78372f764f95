"""A video file as a source: as fast as it can be read, or live at its true rate."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from videowall.feeds.decoding import Decoder
from videowall.feeds.errors import EndOfSource, SourceLost, SourceRefused
from videowall.feeds.frame import Frame
from videowall.feeds.pacing import Pace
from videowall.feeds.source import SourceSpec, Wanted
from videowall.feeds.stamps import PacketClock, Tap

MAX_STEP_S = 10.0
"""A longer jump between two timestamps of a file is a fault of the file, not a pause in it."""


def file_path(url: str) -> Path:
    """The path a file source names, with or without `file:`."""
    bare = url.removeprefix("file:")
    return Path(bare.removeprefix("//") if bare.startswith("///") else bare)


class MediaTime:
    """Turns a container's timestamps into strictly increasing seconds since the first frame.

    With `fps` given the timestamps are ignored. Otherwise missing, repeated, backward and far jumping
    ones are replaced by one frame period, so that no file can stop or race the rules' time.
    """

    def __init__(self, rate: float, fps: float | None) -> None:
        self._period_s = 1.0 / (fps or rate)
        self._fixed = fps is not None
        self._last_stamp_s: float | None = None
        self._time_s = 0.0
        self._count = 0

    def next_s(self, stamp_s: float | None) -> float:
        """Time of the next frame."""
        if self._fixed:
            self._time_s = self._count * self._period_s
        elif self._count:
            step_s = self._period_s
            if stamp_s is not None and self._last_stamp_s is not None:
                told_s = stamp_s - self._last_stamp_s
                if self._period_s * 0.05 < told_s <= MAX_STEP_S:
                    step_s = told_s
            self._time_s += step_s
        self._last_stamp_s = stamp_s
        self._count += 1
        return self._time_s


class RecordedSource:
    """Frames of one file. Implements FrameSource."""

    def __init__(
        self,
        spec: SourceSpec,
        camera: str,
        now_ms: Callable[[], int] | None = None,
        tap: Tap | None = None,
        wanted: Wanted | None = None,
    ) -> None:
        path = file_path(spec.url)
        if not path.is_file():
            raise SourceRefused(f"{path.name or path}: there is no such file")
        self._spec = spec
        self._camera = camera
        self._now_ms = now_ms
        self._wanted = wanted
        self._name = path.name
        self._decoder = Decoder(
            f"file:{path}", path.name, live=False, max_width=spec.max_width, timeout_s=(0, 0)
        )
        if now_ms is not None:
            self._decoder.tap(tap, PacketClock(now_ms, believe=spec.fps is None))
        self._frames: Iterator[tuple[Any, float | None]] = self._decoder.frames()
        self._fps = spec.fps or self._decoder.rate
        self._time = MediaTime(self._decoder.rate, spec.fps)
        self._pace = Pace(time.monotonic) if spec.live else None
        self._index = -1
        self._seen_in_pass = 0
        self._closed = threading.Event()
        self._lock = threading.Lock()

    @property
    def fps(self) -> float:
        """The rate asked for, else the header's."""
        return self._fps

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of every frame."""
        return self._decoder.size

    @property
    def length_s(self) -> float:
        """How long the file says it is, in seconds of the rate that is believed; 0 when it does not tell."""
        return self._decoder.length_s * self._decoder.rate / self._fps

    def read(self) -> Frame:
        """The next frame; a live file waits until it is due and drops those that come too late."""
        with self._lock:
            while not self._closed.is_set():
                frame, stamp_s = self._next()
                self._index += 1
                time_s = self._time.next_s(stamp_s)
                if self._wanted is not None and not self._wanted(time_s):
                    if self._pace is not None and not self._pace.wait(time_s):
                        break
                    continue
                if self._pace is not None:
                    if self._pace.is_late(time_s, 1.0 / self._fps):
                        continue
                    image = self._decoder.picture(frame)
                    if not self._pace.wait(time_s):
                        break
                else:
                    image = self._decoder.picture(frame)
                captured_ms = self._now_ms() if self._now_ms else 0
                counts = self._decoder.counts(frame)
                return Frame(self._camera, self._index, time_s, image, captured_ms, counts)
        raise SourceLost(f"{self._name}: closed")

    def _next(self) -> tuple[Any, float | None]:
        found = next(self._frames, None)
        if found is None and self._spec.loop and self._seen_in_pass:
            self._decoder.rewind()
            self._frames = self._decoder.frames()
            self._seen_in_pass = 0
            found = next(self._frames, None)
        if found is None:
            if self._index < 0:
                raise SourceRefused(f"{self._name}: there is no picture in it")
            raise EndOfSource(f"{self._name}: the end")
        self._seen_in_pass += 1
        return found

    def close(self) -> None:
        """End a waiting read and close the file."""
        self._closed.set()
        if self._pace is not None:
            self._pace.stop()
        with self._lock:
            self._frames = iter(())
            self._decoder.close()
