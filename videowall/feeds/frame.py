"""One picture of one camera, with the time it shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""An image as height × width × 3, blue-green-red, one byte each (OpenCV's order)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A decoded picture. Rules take their time from `time_s`, never from counting frames."""

    camera: str
    index: (
        int  # 0-based place in the source; goes on counting over a loop; has gaps where frames were dropped
    )
    time_s: float  # seconds since the first frame of the source; strictly increasing
    image: Picture  # do not change it in place: others may hold the same array
    captured_ms: int = 0  # UTC, ms, when it was read; 0 when the source was opened without a clock
    counts: NDArray[np.uint16] | None = None  # height × width, radiometric; None: the source measures no heat

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.image.shape[:2]
        return int(width), int(height)
