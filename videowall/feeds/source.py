"""Where pictures come from: a value that names a source, and what every open source can do."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from videowall.feeds.errors import SourceRefused
from videowall.feeds.frame import Frame


class SourceKind(StrEnum):
    """How a source is reached."""

    CAMERA = "camera"  # rtsp:// or rtsps://
    FILE = "file"
    SCENE = "scene"  # drawn, with known truth


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source of pictures and how to play it.

    `url` is `rtsp://…`, `rtsps://…`, `scene:NAME`, or a file path (also `file:PATH`).
    `fps` overrides the rate a file claims (headers lie: vtest.avi says 10 and is 7).
    `loop` starts a file or scene again at its end. `live` plays it at its rate, dropping frames that
    come too late, as a camera would; without it frames come as fast as they are read.
    `max_width` scales larger pictures down on decoding (0: never). `transport` is how RTSP carries
    pictures, `tcp` or `udp`. `shown` is what is said of the source in words for people and logs; empty: its
    address, without the login before its host. The address itself is never part of a repr.
    """

    url: str = field(repr=False)
    fps: float | None = None
    loop: bool = False
    live: bool = False
    max_width: int = 0
    transport: str = "tcp"
    shown: str = ""

    def __post_init__(self) -> None:
        if not self.url:
            raise SourceRefused("no video source was named: give a file, rtsp://… or scene:NAME")
        if self.fps is not None and not (math.isfinite(self.fps) and 0 < self.fps <= 240):
            raise SourceRefused(f"the frame rate must be above 0 and at most 240, not {self.fps}")
        if self.max_width < 0:
            raise SourceRefused(f"the greatest width must not be negative, not {self.max_width}")
        if self.transport not in {"tcp", "udp"}:
            raise SourceRefused(f"the transport must be tcp or udp, not {self.transport!r}")

    @property
    def kind(self) -> SourceKind:
        """How it is reached; refuses addresses other than those named above."""
        scheme, colon, _rest = self.url.partition(":")
        scheme = scheme.lower()
        # A one-letter scheme is a Windows drive.
        if not colon or len(scheme) == 1 or scheme == "file" or not scheme.isalnum():
            return SourceKind.FILE
        if scheme in {"rtsp", "rtsps"}:
            return SourceKind.CAMERA
        if scheme == "scene":
            return SourceKind.SCENE
        raise SourceRefused(f"cannot open {scheme}: sources; use a file, rtsp://… or scene:NAME")


Wanted = Callable[[float], bool]
"""Whether a picture at this time of the source, in seconds, is of use; asked once for each, in order."""


class FrameSource(Protocol):
    """An open source. Used by one thread, except `close`, which any thread may call once."""

    @property
    def fps(self) -> float:
        """Frames per second it is expected to give."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of every frame it gives."""

    def read(self) -> Frame:
        """The next frame. Blocks until it is due, for a camera at most twice its read timeout.

        Raises SourceLost (a live source stopped), SourceRefused (what comes is not a picture), or
        EndOfSource (a file or scene is over).
        """

    def close(self) -> None:
        """Let go of the file, connection and decoder; a blocked `read` ends soon after."""
