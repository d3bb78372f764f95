"""Counts of a radiometric camera made visible: 16 bits of heat as a grey picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from videowall.feeds.frame import Picture

Counts = NDArray[np.uint16]


class Rendering:
    """Grey pictures of one source. The scale is the first frame's, widened when something leaves it.

    A scale that changed with every frame would make everything seem to move.
    """

    def __init__(self) -> None:
        self._low = self._high = 0.0

    def picture(self, counts: Counts) -> Picture:
        """Blue-green-red, brighter is more; the same size."""
        low, high = (float(value) for value in np.percentile(counts[::2, ::2], (0.5, 99.5)))
        if self._high <= self._low:
            spare = max(high - low, 64.0) / 2
            self._low, self._high = low - spare, high + spare
        if low < self._low or high > self._high:
            span = max(high, self._high) - min(low, self._low)
            self._low, self._high = min(low - span / 4, self._low), max(high + span / 4, self._high)
        scaled = (counts.astype(np.float32) - self._low) * (255.0 / (self._high - self._low))
        grey = np.clip(scaled, 0, 255).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
