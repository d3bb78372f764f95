"""One stream inside a decoding child: a thread that opens, reads, and opens again; pictures go to a belt."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from math import isqrt
from typing import Protocol

from videowall.feeds.errors import EndOfSource, FeedError, SourceLost, SourceRefused
from videowall.feeds.frame import Frame
from videowall.feeds.source import FrameSource, SourceSpec, Wanted
from videowall.node.belt import PIXELS_MAX, Belt
from videowall.node.job import News, StreamJob
from videowall.workers.facts import StreamState
from videowall.workers.stream import REFUSED_PAUSE_S, pause_s

BEAT_S = 1.0
"""A resting stream says this often that it is alive."""
EARLY_SHARE = 0.9
"""A picture that comes at this share of the wanted pause is taken: cameras jitter."""


class Opener(Protocol):
    """What opens a source; `videowall.feeds.reader.open_source` with a clock in the product."""

    def __call__(self, spec: SourceSpec, *, camera: str, wanted: Wanted) -> FrameSource:
        """Open it or raise SourceLost or SourceRefused."""


class Stream:
    """Keeps one stream going on its own thread until `stop`. It closes the belt's end that it was given."""

    def __init__(
        self,
        job: StreamJob,
        belt: Belt,
        opener: Opener,
        ring: Callable[[], None],
        tell: Callable[[News], None],
    ) -> None:
        self._job, self._belt, self._open = job, belt, opener
        self._ring, self._tell = ring, tell
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._source: FrameSource | None = None
        self._attempt = 0
        self._last_s = float("-inf")
        self.thread = threading.Thread(target=self._run, name=f"stream-{job.camera}", daemon=True)

    def start(self) -> None:
        """Begin to open the source."""
        self._belt.beat(time.monotonic_ns())
        self.thread.start()

    def stop(self) -> None:
        """Ask it to end; a read that blocks in a codec or socket ends as soon as that returns."""
        self._stop.set()
        with self._lock:
            source = self._source
        if source is not None:
            source.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._play()
            except EndOfSource as end:
                self._say(StreamState.ENDED, end.words)
                break
            except FeedError as fault:
                if self._stop.is_set():
                    break  # closing a source from outside looks like a loss
                self._attempt += 1
                lost = isinstance(fault, SourceLost)
                pause = pause_s(self._attempt, random.random()) if lost else REFUSED_PAUSE_S  # noqa: S311 - jitter
                self._say(StreamState.LOST if lost else StreamState.REFUSED, fault.words, retry_in_s=pause)
                self._rest(pause)
        while not self._stop.is_set():
            self._rest(BEAT_S)  # what is over still holds its belt until the analyst has emptied it
        self._belt.close()

    def _rest(self, pause: float) -> None:
        until_s = time.monotonic() + pause
        while (left_s := until_s - time.monotonic()) > 0 and not self._stop.wait(min(left_s, BEAT_S)):
            self._belt.beat(time.monotonic_ns())

    def _play(self) -> None:
        source = self._opened()
        opening = time.monotonic_ns()
        with self._lock:
            self._source = source
        self._last_s = float("-inf")
        try:
            while not self._stop.is_set():
                frame = source.read()
                self._arrived(frame, source.fps, opening)
        finally:
            with self._lock:
                self._source = None
            source.close()

    def _opened(self) -> FrameSource:
        """The source, at a size that fits onto the belt."""
        source = self._open(self._job.source, camera=self._job.camera, wanted=self._wants)
        width, height = source.size
        if width * height <= PIXELS_MAX:
            return source
        source.close()
        narrow = replace(self._job.source, max_width=isqrt(PIXELS_MAX * width // height))
        return self._open(narrow, camera=self._job.camera, wanted=self._wants)

    def _wants(self, time_s: float) -> bool:
        """Whether the analyst wants a picture so soon after the last one, and there is room for it."""
        return self._is_due(time_s) and self._belt.has_room()

    def _is_due(self, time_s: float) -> bool:
        return (time_s - self._last_s) * 1e6 >= self._belt.period_us * EARLY_SHARE

    def _arrived(self, frame: Frame, fps: float, opening: int) -> None:
        now_ns = time.monotonic_ns()
        self._belt.beat(now_ns)
        if self._last_s == float("-inf"):
            self._attempt = 0
            self._say(StreamState.LIVE, fps=fps)
        elif not self._is_due(frame.time_s):
            return  # of a source that did not ask
        self._last_s = frame.time_s
        try:
            put = self._belt.put(frame, opening, now_ns)
        except ValueError as fault:
            raise SourceRefused(str(fault)) from fault
        if put:
            self._ring()

    def _say(self, state: StreamState, words: str = "", *, retry_in_s: float = 0.0, fps: float = 0.0) -> None:
        self._tell(News(self._job.camera, state, words, retry_in_s, fps))
