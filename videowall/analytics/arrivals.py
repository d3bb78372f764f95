"""Who came or went by himself: what is left when somebody stops is not a thing that was left."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from videowall.analytics.kinds import PERSON
from videowall.analytics.looks import Box
from videowall.analytics.tracks import Tracks

REMEMBER_S = 30.0
FRESH_S = 6.0
TRAVELLED = 0.7
"""Heights that somebody must have gone to count as one who moves by himself."""
SAME_HEIGHT = 0.6
ALIKE = 0.3


@dataclass(slots=True)
class _Walker:
    """One track, for as long as it is remembered."""

    born: Box
    box: Box
    seen_s: float
    far: float  # farthest from where it was born, in heights
    tall: float  # while it was moving
    person: bool


class Arrivals:
    """Remembers the tracks of one camera for half a minute: where each began, and where it was last."""

    def __init__(self) -> None:
        self._walkers: dict[int, _Walker] = {}
        self._now_s = 0.0

    def see(self, tracks: Tracks, time_s: float) -> None:
        """Take the tracks of one frame."""
        self._now_s = time_s
        self._walkers = {
            number: walker for number, walker in self._walkers.items() if time_s - walker.seen_s <= REMEMBER_S
        }
        for place in np.flatnonzero(tracks.seen):
            left, top, right, bottom = (float(side) for side in tracks.boxes[place])
            box = (left, top, right, bottom)
            tall = float(tracks.height[place])
            walker = self._walkers.get(int(tracks.ids[place]))
            if walker is None:
                walker = _Walker(box, box, time_s, 0.0, tall, person=False)
                self._walkers[int(tracks.ids[place])] = walker
            step = math.dist(_middle(walker.box), _middle(box)) / max(tall, 1.0)
            if step > 0.15 * max(time_s - walker.seen_s, 1e-3):
                walker.tall += 0.2 * (tall - walker.tall)
            walker.far = max(walker.far, math.dist(_middle(walker.born), _middle(box)) / max(tall, 1.0))
            walker.box, walker.seen_s = box, time_s
            walker.person = int(tracks.kinds[place]) == PERSON

    def explains(self, box: Box, *, came: bool) -> bool:
        """Whether somebody stopped here (`came`), or began to move here, who fills this box."""
        tall = box[3] - box[1]
        for walker in self._walkers.values():
            if tall < SAME_HEIGHT * walker.tall:
                continue
            moved = walker.far >= TRAVELLED
            if came and self._now_s - walker.seen_s <= FRESH_S and (moved or walker.person):
                if _alike(walker.box, box) >= ALIKE:
                    return True
            elif not came and moved and _alike(walker.born, box) >= ALIKE:
                return True
        return False


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _alike(a: Box, b: Box) -> float:
    """Intersection over union."""
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    if across <= 0 or down <= 0:
        return 0.0
    both = across * down
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)
