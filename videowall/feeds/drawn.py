"""A drawn scene as a source: for tests, for a first look, and where no video is at hand."""

from __future__ import annotations

import time
from collections.abc import Callable

from videowall.feeds.decoding import fitted
from videowall.feeds.errors import EndOfSource, SourceLost
from videowall.feeds.frame import Frame
from videowall.feeds.opencv import cv2
from videowall.feeds.pacing import Pace
from videowall.feeds.packets import PacketMaker
from videowall.feeds.scenes.catalogue import scene_named
from videowall.feeds.source import SourceSpec
from videowall.feeds.stamps import Tap


class DrawnSource:
    """Frames of one drawn scene. Implements FrameSource."""

    def __init__(
        self,
        spec: SourceSpec,
        camera: str,
        now_ms: Callable[[], int] | None = None,
        tap: Tap | None = None,
    ) -> None:
        self._spec = spec
        self._camera = camera
        self._now_ms = now_ms
        self._scene = scene_named(spec.url.partition(":")[2])
        self._fps = spec.fps or self._scene.fps
        self._pace = Pace(time.monotonic) if spec.live else None
        self._maker = PacketMaker(self.size, self._fps, tap) if tap is not None else None
        self._index = -1
        self._closed = False

    @property
    def fps(self) -> float:
        """The rate asked for, else the scene's own."""
        return self._fps

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of every frame."""
        return fitted(*self._scene.size, self._spec.max_width)

    @property
    def length_s(self) -> float:
        """How long one pass is, in seconds."""
        return self._scene.length_s

    def read(self) -> Frame:
        """The next frame; a live scene waits until it is due and leaves out those that come too late."""
        while not self._closed:
            self._index += 1
            time_s = self._index / self._fps
            if time_s >= self._scene.length_s and not self._spec.loop:
                raise EndOfSource(f"scene {self._scene.name}: the end")
            if self._pace is not None:
                if self._pace.is_late(time_s, 1.0 / self._fps):
                    continue
                if not self._pace.wait(time_s):
                    break
            image = self._scene.picture(time_s % self._scene.length_s)
            if self.size != self._scene.size:
                image = cv2.resize(image, self.size, interpolation=cv2.INTER_AREA)
            captured_ms = self._now_ms() if self._now_ms else 0
            if self._maker is not None:
                self._maker.add(image, captured_ms)
            return Frame(self._camera, self._index, time_s, image, captured_ms)
        raise SourceLost(f"scene {self._scene.name}: closed")

    def close(self) -> None:
        """End a waiting read."""
        self._closed = True
        if self._pace is not None:
            self._pace.stop()
