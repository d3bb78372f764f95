"""Video files for tests, written by PyAV: sound ones, and ones that no decoder should survive."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray


def moving_square(count: int, size: tuple[int, int] = (160, 120)) -> list[NDArray[np.uint8]]:
    """Grey pictures in which a bright square walks from left to right."""
    width, height = size
    pictures = []
    for index in range(count):
        picture = np.full((height, width, 3), 90, np.uint8)
        left = 4 + index * 2 % max(1, width - 24)
        picture[height // 3 : height // 3 + 40, left : left + 18] = 240
        pictures.append(picture)
    return pictures


def write_video(
    path: Path,
    pictures: Sequence[NDArray[np.uint8]],
    *,
    fps: int = 10,
    codec: str = "mjpeg",
    pix_fmt: str = "yuvj420p",
    stamps: Sequence[int] | None = None,
) -> Path:
    """A video of these pictures; `stamps` are presentation times in frames, one by one when not given."""
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
        stream.time_base = Fraction(1, fps)
        for index, picture in enumerate(pictures):
            frame: Any = av.VideoFrame.from_ndarray(picture, format="bgr24")
            for packet in stream.encode(frame.reformat(format=pix_fmt)):
                if stamps is not None:
                    packet.pts = packet.dts = stamps[index]
                container.mux(packet)
        container.mux(stream.encode(None))
    return path
