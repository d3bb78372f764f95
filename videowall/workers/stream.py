"""One stream inside a worker: a thread that opens, reads, and opens again; the latest picture wins.

States and their reasons are the ones of `videowall.workers.facts`. A source that is lost is tried again
with growing pauses and jitter, so that many cameras behind one dead switch do not knock in step.
"""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from numpy.typing import NDArray

from videowall.feeds.errors import EndOfSource, SourceLost, SourceRefused
from videowall.feeds.frame import Frame
from videowall.feeds.reader import open_source
from videowall.feeds.source import FrameSource, SourceSpec
from videowall.workers.facts import StreamState, StreamStatus

QUICK_TRIES = 20
QUICK_PAUSE_S = 1.0
SLOW_PAUSE_S = 30.0
REFUSED_PAUSE_S = 15.0
FPS_WINDOW_NS = 2_000_000_000


class Opener(Protocol):
    """What opens a source; `videowall.feeds.reader.open_source` in the product."""

    def __call__(self, spec: SourceSpec, *, camera: str) -> FrameSource:
        """Open it or raise SourceLost or SourceRefused."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The newest picture of a stream, handed over once."""

    image: NDArray[Any]
    index: int
    time_s: float
    arrived_ns: int


def pause_s(attempt: int, jitter: float) -> float:
    """How long to wait before try `attempt` + 1. `jitter` is 0..1; the pause varies by a fifth each way.

    Quick at first (a camera that restarts should be back within three seconds), slow after 20 tries.
    """
    if attempt <= QUICK_TRIES:
        base = min(QUICK_PAUSE_S, 0.25 * max(1, attempt))
    else:
        base = min(SLOW_PAUSE_S, QUICK_PAUSE_S * 1.5 ** (attempt - QUICK_TRIES))
    return base * (0.8 + 0.4 * jitter)


class StreamReader:
    """Keeps one stream going on its own thread. `take` and `status` are for the worker's main thread."""

    def __init__(
        self,
        camera: str,
        spec: SourceSpec,
        wake: Callable[[], None],
        opener: Opener = open_source,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._camera, self._spec, self._wake = camera, spec, wake
        self._open, self._jitter = opener, jitter
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._source: FrameSource | None = None
        self._newest: Taken | None = None
        self._arrivals: deque[int] = deque(maxlen=256)
        self._drops: deque[int] = deque(maxlen=256)
        self._status = StreamStatus(since_ns=time.monotonic_ns())
        self._thread = threading.Thread(target=self._run, name=f"stream-{camera}", daemon=True)

    def start(self) -> None:
        """Begin to open the source."""
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Ask it to end and wait; False when it still blocks in a codec or socket after that time."""
        self._stop.set()
        with self._lock:
            source = self._source
        if source is not None:
            source.close()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def take(self) -> Taken | None:
        """The newest picture that was not taken yet."""
        with self._lock:
            taken, self._newest = self._newest, None
            return taken

    def status(self) -> StreamStatus:
        """How the stream stands now, with its rate over the last two seconds."""
        now_ns = time.monotonic_ns()
        with self._lock:
            for times in (self._arrivals, self._drops):
                while times and times[0] < now_ns - FPS_WINDOW_NS:
                    times.popleft()
            span_ns = min(FPS_WINDOW_NS, max(1, now_ns - self._status.since_ns))
            fps = len(self._arrivals) * 1e9 / span_ns if self._status.state is StreamState.LIVE else 0.0
            dropped = len(self._drops) / max(1, len(self._arrivals))
            return replace(self._status, fps=fps, dropped=dropped, heartbeat_ns=now_ns)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._play()
            except EndOfSource as end:
                self._change(StreamState.ENDED, code="end_of_source", words=end.words)
                return
            except SourceRefused as refusal:
                self._wait(StreamState.REFUSED, "source_refused", refusal.words, REFUSED_PAUSE_S)
            except SourceLost as loss:
                pause = pause_s(self._status.attempt + 1, self._jitter())
                self._wait(StreamState.LOST, "source_lost", loss.words, pause)

    def _play(self) -> None:
        if self._status.attempt:
            self._change(StreamState.RECOVERING, code=self._status.code, words=self._status.words)
        source = self._open(self._spec, camera=self._camera)
        with self._lock:
            self._source = source
        try:
            while not self._stop.is_set():
                self._arrived(source.read())
        finally:
            with self._lock:
                self._source = None
            source.close()

    def _arrived(self, frame: Frame) -> None:
        now_ns = time.monotonic_ns()
        width, height = frame.size
        with self._lock:
            if self._newest is not None:
                self._drops.append(now_ns)
            self._newest = Taken(frame.image, frame.index, frame.time_s, now_ns)
            self._arrivals.append(now_ns)
            if self._status.state is not StreamState.LIVE:
                self._status = StreamStatus(StreamState.LIVE, since_ns=now_ns)
            self._status = replace(self._status, width=width, height=height)
        self._wake()

    def _wait(self, state: StreamState, code: str, words: str, pause: float) -> None:
        if self._stop.is_set():
            return  # closing a source from outside looks like a loss
        next_try_ns = time.monotonic_ns() + int(pause * 1e9)
        self._change(state, code, words, attempt=self._status.attempt + 1, next_try_ns=next_try_ns)
        self._stop.wait(pause)

    def _change(
        self, state: StreamState, code: str, words: str, attempt: int | None = None, next_try_ns: int = 0
    ) -> None:
        with self._lock:
            old = self._status
            self._arrivals.clear()
            self._drops.clear()
            self._status = replace(
                old,
                state=state,
                code=code,
                words=words,
                attempt=old.attempt if attempt is None else attempt,
                next_try_ns=next_try_ns,
                since_ns=old.since_ns if old.attempt else time.monotonic_ns(),
            )
        self._wake()
