"""Sources under a test's hand: they give a picture when told to, fail when told to, and count openings."""

from __future__ import annotations

import queue
import threading

import numpy as np

from videowall.feeds.errors import FeedError, SourceLost
from videowall.feeds.frame import Frame
from videowall.feeds.source import SourceSpec, Wanted


class HandSource:
    """A FrameSource whose every read is one item put by the test: a grey value, or a fault."""

    def __init__(self, camera: str = "c1") -> None:
        self.items: queue.Queue[int | FeedError] = queue.Queue()
        self.closed = threading.Event()
        self._camera = camera
        self._index = -1

    @property
    def fps(self) -> float:
        return 10.0

    @property
    def size(self) -> tuple[int, int]:
        return (32, 24)

    def read(self) -> Frame:
        while not self.closed.is_set():
            try:
                item = self.items.get(timeout=0.02)
            except queue.Empty:
                continue
            if isinstance(item, FeedError):
                raise item
            self._index += 1
            image = np.full((24, 32, 3), item, np.uint8)
            return Frame(self._camera, self._index, self._index / 10, image)
        raise SourceLost("closed")

    def close(self) -> None:
        self.closed.set()


class HandOpener:
    """Opens the next of the given sources, or raises the next of the given faults."""

    def __init__(self, *outcomes: HandSource | FeedError) -> None:
        self._outcomes = list(outcomes)
        self.opened = 0

    def __call__(self, spec: SourceSpec, *, camera: str, wanted: Wanted | None = None) -> HandSource:
        self.opened += 1
        outcome = self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]
        if isinstance(outcome, FeedError):
            raise outcome
        return outcome
