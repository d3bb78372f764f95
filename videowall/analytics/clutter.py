"""How much in a picture comes and goes: rain, snow, sparks, noise. New tracks must prove themselves by it.

Where nearly everything that is found in a picture was not there in the last one, two boxes in a row that
fit together are chance, not a walker. How many must fit grows with the logarithm of what comes anew: each
doubling of it is answered by one sighting more. A scene in which people walk never gets there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClutterSettings:
    """From when on a picture is cluttered."""

    memory_s: float = 4.0
    newcomers: float = 1.1  # things per picture that belong to nothing known
    share: float = 0.25  # … of all things found


class Clutter:
    """Measures the clutter of one camera, picture by picture."""

    def __init__(self, settings: ClutterSettings | None = None) -> None:
        self._set = settings or ClutterSettings()
        self._newcomers = 0.0
        self._found = 0.0

    def saw(self, newcomers: int, found: int, dt_s: float) -> None:
        """Note a picture with so many things, so many of them new, `dt_s` after the last one."""
        fresh = 1.0 - math.exp(-dt_s / self._set.memory_s)
        self._newcomers += fresh * (newcomers - self._newcomers)
        self._found += fresh * (found - self._found)

    @property
    def sightings(self) -> int:
        """How many sightings more than usual a new track needs; 0 in a picture without clutter."""
        if self._newcomers < self._set.newcomers or self._newcomers < self._set.share * self._found:
            return 0
        return 2 + round(math.log2(self._newcomers / self._set.newcomers))
