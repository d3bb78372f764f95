"""A folder of still pictures as a source: PNG, TIFF or NumPy arrays in the order of their names.

Grey pictures of 16 bits are radiometric counts, as thermal cameras export them; others are plain pictures.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np

from videowall.feeds.counts import Counts, Rendering
from videowall.feeds.decoding import check_size, fitted
from videowall.feeds.errors import EndOfSource, SourceLost, SourceRefused
from videowall.feeds.frame import Frame, Picture
from videowall.feeds.opencv import cv2
from videowall.feeds.pacing import Pace
from videowall.feeds.recorded import file_path
from videowall.feeds.source import SourceSpec

KINDS = (".png", ".tif", ".tiff", ".npy")
MAX_FILE_BYTES = 256_000_000
DEFAULT_FPS = 8.0
"""A rate that thermal cameras have; a folder of pictures tells none."""


class SequenceSource:
    """Frames of one folder. Implements FrameSource."""

    def __init__(self, spec: SourceSpec, camera: str, now_ms: Callable[[], int] | None = None) -> None:
        folder = file_path(spec.url)
        self._name = folder.name
        try:
            self._paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in KINDS)
        except OSError as error:
            raise SourceRefused(f"{self._name}: cannot be read ({error.strerror or error})") from error
        if not self._paths:
            raise SourceRefused(f"{self._name}: there is no {', '.join(KINDS)} in this folder")
        self._spec = spec
        self._camera = camera
        self._now_ms = now_ms
        self._fps = spec.fps or DEFAULT_FPS
        self._pace = Pace(time.monotonic) if spec.live else None
        self._rendering = Rendering()
        self._index = -1
        self._closed = threading.Event()
        first = load(self._paths[0])
        self._size = (int(first.shape[1]), int(first.shape[0]))
        self._fitted = fitted(*self._size, spec.max_width)

    @property
    def fps(self) -> float:
        """The rate asked for, else 8 per second."""
        return self._fps

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of every frame."""
        return self._fitted

    @property
    def length_s(self) -> float:
        """How long it lasts, in seconds."""
        return len(self._paths) / self._fps

    def read(self) -> Frame:
        """The next picture; a live folder waits until it is due and leaves out those that come too late."""
        while not self._closed.is_set():
            self._index += 1
            if self._index >= len(self._paths) and not self._spec.loop:
                raise EndOfSource(f"{self._name}: the end")
            time_s = self._index / self._fps
            if self._pace is not None:
                if self._pace.is_late(time_s, 1.0 / self._fps):
                    continue
                if not self._pace.wait(time_s):
                    break
            return self._frame(self._paths[self._index % len(self._paths)], time_s)
        raise SourceLost(f"{self._name}: closed")

    def _frame(self, path: Path, time_s: float) -> Frame:
        found = load(path)
        if (found.shape[1], found.shape[0]) != self._size:
            raise SourceRefused(f"{path.name}: its size differs from the first picture's of {self._name}")
        counts: Counts | None = None
        if found.dtype == np.uint16:
            counts = cast("Counts", found)
            image = self._rendering.picture(counts)
        else:
            image = cast("Picture", found)
        if self._fitted != self._size:
            image = cast("Picture", cv2.resize(image, self._fitted, interpolation=cv2.INTER_AREA))
        captured_ms = self._now_ms() if self._now_ms else 0
        return Frame(self._camera, self._index, time_s, image, captured_ms, counts)

    def close(self) -> None:
        """End a waiting read."""
        self._closed.set()
        if self._pace is not None:
            self._pace.stop()


def load(path: Path) -> np.ndarray[Any, np.dtype[Any]]:
    """One picture: height × width of 16-bit counts, or height × width × 3 bytes.

    Raises SourceRefused when it is neither, too small or too large.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise SourceRefused(f"{path.name}: is larger than {MAX_FILE_BYTES // 1_000_000} MB")
        found = _array(path) if path.suffix.lower() == ".npy" else _decoded(path)
    except (OSError, ValueError, EOFError, cv2.error) as error:
        words = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
        raise SourceRefused(f"{path.name}: cannot be read as a picture ({words})") from error
    if found.dtype == np.uint8 and found.ndim == 2:
        found = np.repeat(found[:, :, None], 3, axis=2)
    check_size(found.shape[1], found.shape[0], path.name)
    return np.ascontiguousarray(found)


def _array(path: Path) -> np.ndarray[Any, np.dtype[Any]]:
    """A NumPy array without objects in it, mapped first so that a lying header costs no memory."""
    found = np.load(path, mmap_mode="r", allow_pickle=False)
    if found.ndim != 2 or found.dtype not in {np.dtype(np.uint16), np.dtype(np.uint8)}:
        raise ValueError(f"needs height × width of uint16 or uint8, not {found.dtype} {found.shape}")
    check_size(found.shape[1], found.shape[0], path.name)
    return np.array(found)


def _decoded(path: Path) -> np.ndarray[Any, np.dtype[Any]]:
    raw = np.frombuffer(path.read_bytes(), np.uint8)
    found = cv2.imdecode(raw, cv2.IMREAD_UNCHANGED) if len(raw) else None
    if found is None:
        raise ValueError("this is not a picture")
    if found.dtype == np.uint16 and found.ndim == 2:
        return np.asarray(found)
    if found.dtype != np.uint8 or (found.ndim == 3 and found.shape[2] not in {3, 4}):
        raise ValueError(f"needs 16-bit grey or 8-bit colours, not {found.dtype} {found.shape}")
    return np.asarray(found[:, :, :3] if found.ndim == 3 else found)
