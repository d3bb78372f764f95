"""Tracks: which box of this picture is the same thing as which box of the last one.

ByteTrack's order (Zhang 2021): sure detections claim tracks first, unsure ones may only continue
tracks that are left. Each of centre, bottom, width and height is followed by its own constant-velocity
Kalman filter, in seconds, so that frame gaps and rates do not matter. Numbers of tracks are per
camera and short-lived: they never say who somebody is, and switch when people pass each other, which
the fences must survive (fence.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from videowall.analytics.clutter import Clutter
from videowall.analytics.detection import NOTHING, Boxes, Detections
from videowall.analytics.kinds import KINDS, MOVING, Codes

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrackSettings:
    """How tracks are kept. Lengths are shares of the box height."""

    sure: float = 0.5  # detections from this confidence start tracks
    unsure: float = 0.1  # those below are not looked at
    lost_s: float = 1.25  # how long a track is predicted without being seen
    tentative_hits: int = 2  # detections before a track counts
    steady: float = 0.3  # what is found farther off its way, on average, is no sighting: insects at the lens
    reach: float = 0.25  # farthest from its prediction that a track may go on
    run: float = 4.5  # heights per second that a new track, of unknown speed, may turn out to have
    run_reach: float = 1.0  # … but no farther than this
    accel: float = 0.4  # heights per second², how fast walkers change their speed
    noise: float = 0.08  # standard deviation of a detector's box edges
    drag_s: float = 5.0  # an unseen track loses its speed with this time constant
    overlap_min: float = 0.2
    ratio_max: float = 0.9  # natural logarithm of the greatest change of height
    far_weight: float = 0.6
    ratio_weight: float = 1.0
    unseen_weight: float = 0.6  # per second unseen


@dataclass(frozen=True, slots=True)
class Tracks:
    """The confirmed tracks of one frame, in columns.

    `anchor` is the bottom centre, smoothed; `seen` is false where the box is only predicted.
    """

    ids: NDArray[np.int64]
    boxes: Boxes
    anchor: Floats  # N × 2
    height: Floats
    seen: NDArray[np.bool_]
    kinds: Codes = field(default_factory=lambda: np.zeros(0, np.int8))  # what it was found to be most surely
    confidence: Floats = field(default_factory=lambda: np.zeros(0))  # smoothed
    speed: Floats = field(default_factory=lambda: np.zeros((0, 2)))  # of the anchor, pixels per second

    def __post_init__(self) -> None:
        # Tracks from elsewhere may know boxes only.
        if len(self.kinds) != len(self.ids):
            object.__setattr__(self, "kinds", np.full(len(self.ids), MOVING, np.int8))
        if len(self.confidence) != len(self.ids):
            object.__setattr__(self, "confidence", np.ones(len(self.ids)))
        if len(self.speed) != len(self.ids):
            object.__setattr__(self, "speed", np.zeros((len(self.ids), 2)))

    def __len__(self) -> int:
        return len(self.ids)


UNSEEN = Tracks(
    np.zeros(0, np.int64), np.zeros((0, 4), np.float32), np.zeros((0, 2)), np.zeros(0), np.zeros(0, np.bool_)
)
"""No tracks."""


def _measured(boxes: Boxes) -> Floats:
    """Boxes as centre x, bottom, width, height."""
    left, top, right, bottom = boxes.astype(np.float64).T
    return np.stack([(left + right) / 2, bottom, right - left, bottom - top], axis=1)


def _boxed(state: Floats) -> Boxes:
    x, bottom, wide, tall = state.T
    return np.stack([x - wide / 2, bottom - tall, x + wide / 2, bottom], axis=1).astype(np.float32)


def overlaps(a: Boxes, b: Boxes) -> Floats:
    """Intersection over union of each box of `a` with each of `b`."""
    if not len(a) or not len(b):
        return np.zeros((len(a), len(b)))
    corner = np.maximum(a[:, None, :2], b[None, :, :2])
    far = np.minimum(a[:, None, 2:], b[None, :, 2:])
    both = np.prod(np.clip(far - corner, 0, None), axis=2, dtype=np.float64)
    area_a = np.prod(a[:, 2:] - a[:, :2], axis=1)
    area_b = np.prod(b[:, 2:] - b[:, :2], axis=1)
    return np.asarray(both / np.maximum(area_a[:, None] + area_b[None, :] - both, 1e-9))


class Tracker:
    """Follows boxes through the frames of one camera. `update` must be called in order of time."""

    def __init__(self, settings: TrackSettings | None = None) -> None:
        self._set = settings or TrackSettings()
        self._next_id = 1
        self._time_s: float | None = None
        self._found = NOTHING  # the detections of the frame at work
        self._ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self._hits: NDArray[np.int64] = np.zeros(0, np.int64)
        self._proven: NDArray[np.bool_] = np.zeros(0, np.bool_)  # seen often enough to count
        self._unrest: Floats = np.zeros(0)
        self._clutter = Clutter()
        self._seen_s: Floats = np.zeros(0)
        self._state: Floats = np.zeros((0, 4))
        self._speed: Floats = np.zeros((0, 4))
        self._spread: Floats = np.zeros((0, 4, 3))  # variances: place, place × speed, speed
        self._votes: Floats = np.zeros((0, len(KINDS)))  # confidence of each class so far
        self._sureness: Floats = np.zeros(0)

    def update(self, detections: Detections, time_s: float) -> Tracks:
        """Take the detections of the frame at `time_s`; returns the confirmed tracks, seen or predicted."""
        self._forget(time_s)
        dt_s = 0.0 if self._time_s is None else max(1e-3, time_s - self._time_s)
        self._predict(dt_s)
        self._time_s = time_s
        found = detections.where(detections.confidence >= self._set.unsure)
        self._found = found
        sure = found.confidence >= self._set.sure
        measured = _measured(found.boxes)
        free_tracks = np.arange(len(self._ids))
        free_sure, free_unsure = np.flatnonzero(sure), np.flatnonzero(~sure)
        free_tracks, free_sure = self._match(free_tracks, free_sure, found.boxes, measured, time_s)
        free_tracks, free_sure = self._match_runners(free_tracks, free_sure, measured, time_s)
        self._match(free_tracks[self._proven[free_tracks]], free_unsure, found.boxes, measured, time_s)
        self._clutter.saw(len(free_sure), int(sure.sum()), dt_s)
        self._start(measured[free_sure], time_s)
        self._vote(np.arange(len(self._ids) - len(free_sure), len(self._ids)), free_sure)
        return self._view(time_s)

    def _vote(self, tracks: NDArray[np.intp], rows: NDArray[np.intp]) -> None:
        """Let the detections of these rows say what their tracks are, and how surely."""
        confidence = self._found.confidence[rows].astype(np.float64)
        self._votes[tracks, self._found.codes[rows]] += confidence
        before = self._sureness[tracks]
        self._sureness[tracks] = np.where(before == 0, confidence, before + 0.3 * (confidence - before))

    def _predict(self, dt_s: float) -> None:
        if not len(self._ids):
            return
        unseen = (self._seen_s < self._time_s)[:, None] if self._time_s is not None else False
        self._speed *= np.where(unseen, np.exp(-dt_s / self._set.drag_s), 1.0)
        self._state += self._speed * dt_s
        push = (self._set.accel * self._state[:, 3:4]) ** 2
        spread = self._spread
        spread[:, :, 0] += 2 * dt_s * spread[:, :, 1] + dt_s**2 * spread[:, :, 2] + push * dt_s**4 / 4
        spread[:, :, 1] += dt_s * spread[:, :, 2] + push * dt_s**3 / 2
        spread[:, :, 2] += push * dt_s**2

    def _match(
        self, tracks: NDArray[np.intp], rows: NDArray[np.intp], boxes: Boxes, measured: Floats, time_s: float
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Give rows to tracks, each at most one; returns what is left of both."""
        if not len(tracks) or not len(rows):
            return tracks, rows
        cost = self._cost(tracks, boxes[rows], measured[rows], time_s)
        some, others = linear_sum_assignment(np.minimum(cost, 1e3))
        good = cost[some, others] < 1e3
        some, others = some[good], others[good]
        self._correct(tracks[some], measured[rows[others]], time_s)
        self._vote(tracks[some], rows[others])
        return np.delete(tracks, some), np.delete(rows, others)

    def _match_runners(
        self, tracks: NDArray[np.intp], rows: NDArray[np.intp], measured: Floats, time_s: float
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """What nobody else claims may be a runner's second step: the box need not overlap the first."""
        young = tracks[self._hits[tracks] < self._set.tentative_hits]
        if self._clutter.sightings or not len(young) or not len(rows):
            return tracks, rows
        far, ratio = self._apart(young, measured[rows])
        step_s = (time_s - self._seen_s[young])[:, None]
        allowed = (far < np.minimum(self._set.run * step_s, self._set.run_reach)) & (ratio < 0.3)
        some, others = linear_sum_assignment(np.where(allowed, far, 1e3))
        good = allowed[some, others]
        some, others = some[good], others[good]
        before, seen_s = self._state[young[some], :2].copy(), self._seen_s[young[some], None]
        self._correct(young[some], measured[rows[others]], time_s)
        self._vote(young[some], rows[others])
        # Two places are all that is known of the speed; the filter would believe only half of it.
        self._speed[young[some], :2] = (measured[rows[others], :2] - before) / (time_s - seen_s)
        return np.setdiff1d(tracks, young[some]), np.delete(rows, others)

    def _apart(self, tracks: NDArray[np.intp], measured: Floats) -> tuple[Floats, Floats]:
        """How far apart the middles are in heights (hidden legs move the bottom), and how unlike in size."""
        state = self._state[tracks]
        tall = np.minimum(state[:, 3][:, None], measured[:, 3][None, :])
        far = np.hypot(
            state[:, 0][:, None] - measured[:, 0][None, :],
            (state[:, 1] - state[:, 3] / 2)[:, None] - (measured[:, 1] - measured[:, 3] / 2)[None, :],
        )
        return far / np.maximum(tall, 1.0), np.abs(np.log(state[:, 3][:, None] / measured[:, 3][None, :]))

    def _cost(self, tracks: NDArray[np.intp], boxes: Boxes, measured: Floats, time_s: float) -> Floats:
        common = overlaps(_boxed(self._state[tracks]), boxes)
        far, ratio = self._apart(tracks, measured)
        unseen_s = (time_s - self._seen_s[tracks])[:, None]
        allowed = ((common > self._set.overlap_min) | (far < self._set.reach)) & (ratio < self._set.ratio_max)
        cost = (
            1.0
            - common
            + self._set.far_weight * far
            + self._set.ratio_weight * ratio
            + self._set.unseen_weight * unseen_s
        )
        return np.where(allowed, cost, 1e4)

    def _correct(self, tracks: NDArray[np.intp], measured: Floats, time_s: float) -> None:
        tall = self._state[tracks, 3:4]
        noise = (self._set.noise * tall) ** 2
        spread = self._spread[tracks]
        total = spread[:, :, 0] + noise
        gain, gain_speed = spread[:, :, 0] / total, spread[:, :, 1] / total
        miss = measured - self._state[tracks]
        self._state[tracks] += gain * miss
        self._speed[tracks, :2] += (gain_speed * miss)[:, :2]
        after = np.empty_like(spread)
        after[:, :, 0] = (1 - gain) * spread[:, :, 0]
        after[:, :, 1] = (1 - gain) * spread[:, :, 1]
        after[:, :, 2] = spread[:, :, 2] - gain_speed * spread[:, :, 1]
        self._spread[tracks] = after
        self._hits[tracks] += 1
        needed = self._set.tentative_hits + self._clutter.sightings
        self._proven[tracks] |= self._hits[tracks] >= needed
        # How far off its way a track is found. Of the second box nobody knows where it had to be.
        off = np.hypot(miss[:, 0], miss[:, 1] - miss[:, 3] / 2) / np.maximum(tall[:, 0], 1.0)
        fresh = np.where(self._hits[tracks] <= 3, 1.0, 0.5)
        off = np.where(self._hits[tracks] <= 2, 0.0, off)
        self._unrest[tracks] += fresh * (off - self._unrest[tracks])
        self._seen_s[tracks] = time_s

    def _start(self, measured: Floats, time_s: float) -> None:
        count = len(measured)
        if not count:
            return
        spread = np.zeros((count, 4, 3))
        tall = measured[:, 3:4]
        spread[:, :, 0] = (self._set.noise * tall) ** 2
        spread[:, :, 2] = (0.8 * tall) ** 2
        spread[:, 2:, 2] = (0.1 * tall) ** 2
        self._ids = np.append(self._ids, np.arange(self._next_id, self._next_id + count))
        self._next_id += count
        self._hits = np.append(self._hits, np.ones(count, np.int64))
        self._proven = np.append(self._proven, np.full(count, self._set.tentative_hits < 2))
        self._unrest = np.append(self._unrest, np.zeros(count))
        self._seen_s = np.append(self._seen_s, np.full(count, time_s))
        self._state = np.concatenate([self._state, measured])
        self._speed = np.concatenate([self._speed, np.zeros((count, 4))])
        self._spread = np.concatenate([self._spread, spread])
        self._votes = np.concatenate([self._votes, np.zeros((count, len(KINDS)))])
        self._sureness = np.append(self._sureness, np.zeros(count))

    def _forget(self, time_s: float) -> None:
        unseen_s = time_s - self._seen_s
        patience_s = np.where(self._proven, self._set.lost_s, 0.35)
        keep = unseen_s <= patience_s
        if keep.all():
            return
        self._ids, self._hits, self._seen_s = self._ids[keep], self._hits[keep], self._seen_s[keep]
        self._proven, self._unrest = self._proven[keep], self._unrest[keep]
        self._state, self._speed, self._spread = self._state[keep], self._speed[keep], self._spread[keep]
        self._votes, self._sureness = self._votes[keep], self._sureness[keep]

    def _view(self, time_s: float) -> Tracks:
        shown = self._proven
        state = self._state[shown]
        return Tracks(
            ids=self._ids[shown].copy(),
            boxes=_boxed(state),
            anchor=state[:, :2].copy(),
            height=state[:, 3].copy(),
            seen=(self._seen_s[shown] >= time_s) & (self._unrest[shown] <= self._set.steady),
            kinds=self._votes[shown].argmax(axis=1).astype(np.int8),
            confidence=self._sureness[shown].copy(),
            speed=self._speed[shown, :2].copy(),
        )
