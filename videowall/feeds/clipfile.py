"""Writing pictures with their true times as one MP4 file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np

from videowall.feeds.errors import SourceRefused
from videowall.feeds.frame import Picture
from videowall.feeds.packets import MILLISECOND, encoder

NOMINAL_FPS = 25


class ClipWriter:
    """An MP4 file with one video stream, H.264 where there is an encoder, else MPEG-4."""

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        name, options = encoder()
        self._path = path
        self._first_ms: int | None = None
        self._last_ms = -1
        self.pictures = 0
        try:
            self._container: Any = av.open(str(path), "w", format="mp4", options={"movflags": "faststart"})
            stream: Any = self._container.add_stream(name, rate=NOMINAL_FPS)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            stream.time_base = stream.codec_context.time_base = MILLISECOND
            stream.options = {**options, "g": "50", "bf": "0"}
            stream.codec_context.thread_count = 1
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise SourceRefused(f"{path.name}: no clip can be written ({error})") from error
        self._stream = stream

    @property
    def length_ms(self) -> int:
        """From the first picture to the last."""
        return 0 if self._first_ms is None else self._last_ms - self._first_ms

    def add(self, image: Picture, at_ms: int) -> None:
        """Write a picture; one that is not later than the last is left out. Raises SourceRefused."""
        if at_ms <= self._last_ms:
            return
        if self._first_ms is None:
            self._first_ms = at_ms
        self._last_ms = at_ms
        frame: Any = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
        frame.pts, frame.time_base = at_ms - self._first_ms, Fraction(1, 1000)
        self._mux(frame)
        self.pictures += 1

    def close(self) -> None:
        """Finish the file. Raises SourceRefused when the disk does not take it."""
        self._mux(None)
        try:
            self._container.close()
        except (av.error.FFmpegError, OSError) as error:
            raise SourceRefused(f"{self._path.name}: the clip cannot be finished ({error})") from error

    def _mux(self, frame: Any) -> None:
        try:
            self._container.mux(self._stream.encode(frame))
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise SourceRefused(f"{self._path.name}: the clip cannot be written ({error})") from error
