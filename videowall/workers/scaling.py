"""Pictures to tile size and into shared memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from videowall.feeds.opencv import cv2

Image = NDArray[np.uint8]


def fitted(width: int, height: int, want_width: int, want_height: int) -> tuple[int, int]:
    """The largest size of the picture's shape within what is wanted, never above its own size."""
    scale = min(1.0, want_width / width, want_height / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def write_bgra(image: Image, pixels: memoryview, width: int, height: int) -> None:
    """Scale a BGR picture to width x height and write it as BGRA into `pixels` (width * height * 4 bytes)."""
    target: NDArray[Any] = np.frombuffer(pixels, np.uint8).reshape(height, width, 4)
    if image.shape[:2] != (height, width):
        # Area averaging keeps thin things (fences, wires) when a picture shrinks.
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    cv2.cvtColor(image, cv2.COLOR_BGR2BGRA, dst=target)
