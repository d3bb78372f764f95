"""Which new track goes on from which lost one.

Trackers renumber people who were hidden or met somebody. Nothing here claims to know who somebody is:
it only says that a track which begins in the open, close to where another was just lost, is more
likely the same walker than a new one. Each lost track has at most one heir.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from videowall.analytics.geometry import Point
from videowall.analytics.tracks import Tracks


@dataclass(frozen=True, slots=True)
class SuccessionSettings:
    """How near in time and place an heir must begin. Lengths are shares of the box height."""

    memory_s: float = 3.0
    reach: float = 0.9
    reach_per_s: float = 0.2
    ratio: float = 1.4  # heights may differ by this factor


@dataclass(slots=True)
class _Seen:
    at: Point
    height: float
    seen_s: float
    speed: Point
    has_heir: bool = False


class Succession:
    """Watches the tracks of one camera and names heirs."""

    def __init__(self, settings: SuccessionSettings | None = None) -> None:
        self._set = settings or SuccessionSettings()
        self._known: dict[int, _Seen] = {}

    def update(self, tracks: Tracks, time_s: float) -> tuple[tuple[int, int], ...]:
        """Pairs (new track, lost track) of this frame."""
        self._known = {t: k for t, k in self._known.items() if time_s - k.seen_s <= self._set.memory_s}
        heirs: list[tuple[int, int]] = []
        rows = [int(r) for r in np.flatnonzero(tracks.seen)]
        seen_now = {int(tracks.ids[r]) for r in rows}
        for row in rows:
            track = int(tracks.ids[row])
            at = (float(tracks.anchor[row, 0]), float(tracks.anchor[row, 1]))
            height = float(tracks.height[row])
            known = self._known.get(track)
            if known is None:
                lost = self._nearest(at, height, time_s, seen_now)
                if lost is not None:
                    self._known[lost].has_heir = True
                    heirs.append((track, lost))
                self._known[track] = _Seen(at, height, time_s, (0.0, 0.0))
                continue
            dt_s = max(1e-3, time_s - known.seen_s)
            share = min(1.0, dt_s / 0.5)
            known.speed = (
                known.speed[0] + share * ((at[0] - known.at[0]) / dt_s - known.speed[0]),
                known.speed[1] + share * ((at[1] - known.at[1]) / dt_s - known.speed[1]),
            )
            known.at, known.height, known.seen_s, known.has_heir = at, height, time_s, False
        return tuple(heirs)

    def _nearest(self, at: Point, height: float, time_s: float, seen_now: set[int]) -> int | None:
        best, best_far = None, 1.0
        for track, known in self._known.items():
            if track in seen_now or known.has_heir:
                continue
            if not 1 / self._set.ratio < height / known.height < self._set.ratio:
                continue
            unseen_s = time_s - known.seen_s
            ahead_s = min(unseen_s, 1.0)
            expected = (known.at[0] + known.speed[0] * ahead_s, known.at[1] + known.speed[1] * ahead_s)
            far = float(np.hypot(at[0] - expected[0], at[1] - expected[1])) / height
            far /= self._set.reach + self._set.reach_per_s * unseen_s
            if far < best_far:
                best, best_far = track, far
        return best

    @property
    def alive(self) -> set[int]:
        """Tracks that may still matter: seen within the memory."""
        return set(self._known)
