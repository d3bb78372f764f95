"""How hot the hottest thing in a region is, from grey values that are temperatures.

Temperature, °C = value × gain + offset, of 16-bit counts where the source has them, else of 8-bit grey.
Single hot pixels are noise, so a thing is as hot as its k-th hottest pixel, where k pixels make the rule's
least area. Things are followed from frame to frame to know whether one came by moving: a motor that was
driven here is hot without burning. Steam, glass and reflections are what a thermal camera says they are.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from videowall.analytics.looks import Box, Measure
from videowall.analytics.rule_kinds import ThermalRule
from videowall.feeds.frame import Frame
from videowall.feeds.opencv import cv2

Kelvins = NDArray[np.float32]

MOST_THINGS = 16
FORGET_S = 3.0
TRAVEL = 1.5
"""A thing that has gone so many of its own sizes came by moving."""
RISE_S = 10.0
"""Over so long the rate of rise is taken."""
SETTLE_S = 2.0


@dataclass(slots=True)
class _Thing:
    """Something hot that is followed."""

    number: int
    at: tuple[float, float]
    size_px: float
    seen_s: float
    origin: tuple[float, float]
    hot_c: float
    box: Box
    moved: bool = False
    rest: tuple[float, float] = (0.0, 0.0)  # where it stands
    rest_s: float = 0.0
    rest_c: float | None = None  # how hot it was when it had settled there
    past: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=400))


class ThermalSurvey:
    """Measures the region of one rule, in order of time."""

    def __init__(self, rule: ThermalRule, size: tuple[int, int]) -> None:
        self._rule = rule
        self._size = size
        self._mask: NDArray[np.uint8] | None = None
        self._things: list[_Thing] = []
        self._next = 1

    def measure(self, frame: Frame) -> tuple[Measure, ...]:
        """Pre-alarm (subject 0) and alarm (subject 1): the numbers of the hottest thing that counts."""
        raw = frame.counts if frame.counts is not None else cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY)
        heat = raw.astype(np.float32) * np.float32(self._rule.gain) + np.float32(self._rule.offset)
        mask = self._region(heat.shape[0], heat.shape[1])
        inside = heat[mask > 0]
        around_c = float(np.median(inside[:: max(1, inside.size // 4096)]))
        self._follow(heat, mask, frame.time_s)
        worst = max(self._things, key=lambda thing: self._weight(thing, frame.time_s), default=None)
        if worst is None or worst.seen_s < frame.time_s:
            values = (round(around_c, 2), round(around_c, 2), 0.0, 0.0, 0.0)
            box: Box = (0.0, 0.0, float(self._size[0]), float(self._size[1]))
        else:
            gained_c = 0.0 if worst.rest_c is None else worst.hot_c - worst.rest_c
            rise = _rise(worst.past)
            values = (
                round(worst.hot_c, 2),
                round(around_c, 2),
                float(worst.moved),
                round(gained_c, 2),
                round(rise, 2),
            )
            box = worst.box
        return (Measure(0, values, box), Measure(1, values, box))

    def _weight(self, thing: _Thing, time_s: float) -> float:
        """Which thing is told: one that is seen, then one that does not merely visit, then the hottest."""
        visitor = thing.moved and (
            thing.rest_c is None or thing.hot_c - thing.rest_c < self._rule.hysteresis_c
        )
        return thing.hot_c - 1e4 * visitor - 1e6 * (thing.seen_s < time_s)

    def _region(self, height: int, width: int) -> NDArray[np.uint8]:
        if self._mask is None or self._mask.shape != (height, width):
            mask = np.zeros((height, width), np.uint8)
            if self._rule.polygon is None:
                mask[:] = 1
            else:
                scale = np.array([width / self._size[0], height / self._size[1]])
                corners = np.round(np.array(self._rule.polygon) * scale).astype(np.int32)
                cv2.fillPoly(mask, [corners], (1.0,))
            self._mask = mask if mask.any() else np.ones_like(mask)
        return self._mask

    def _follow(self, heat: Kelvins, mask: NDArray[np.uint8], time_s: float) -> None:
        """Find what is nearly as hot as the pre-alarm and give it to the things that are known."""
        low_c = self._rule.pre_alarm_c - self._rule.hysteresis_c
        hot = ((heat >= low_c) & (mask > 0)).astype(np.uint8)
        self._things = [thing for thing in self._things if time_s - thing.seen_s <= FORGET_S]
        if not cv2.countNonZero(hot):
            return
        count, labels, stats, centres = cv2.connectedComponentsWithStats(hot, connectivity=8)
        least = max(1, math.ceil(self._rule.min_area * mask.size))
        rows = [row for row in range(1, count) if stats[row, cv2.CC_STAT_AREA] >= least]
        rows.sort(key=lambda row: -int(stats[row, cv2.CC_STAT_AREA]))
        free = list(self._things)
        for row in rows[:MOST_THINGS]:
            left, top, wide, tall = (int(stats[row, place]) for place in range(4))
            part = heat[top : top + tall, left : left + wide][
                labels[top : top + tall, left : left + wide] == row
            ]
            hot_c = float(np.partition(part, part.size - least)[part.size - least])
            at = (float(centres[row][0]), float(centres[row][1]))
            size_px = math.sqrt(wide * tall)
            thing = self._nearest(free, at, size_px, time_s)
            box = self._box((left, top, wide, tall), heat.shape)
            if thing is None:
                thing = _Thing(self._next, at, size_px, time_s, at, hot_c, box, rest=at, rest_s=time_s)
                self._next += 1
                self._things.append(thing)
            else:
                free.remove(thing)
            _see(thing, at, size_px, hot_c, time_s)
            thing.box = box

    def _nearest(
        self, free: list[_Thing], at: tuple[float, float], size_px: float, time_s: float
    ) -> _Thing | None:
        best, best_far = None, math.inf
        for thing in free:
            far = math.dist(thing.at, at)
            reach = 1.0 * max(size_px, thing.size_px) + 4.0 + 2.0 * thing.size_px * (time_s - thing.seen_s)
            if far < min(best_far, reach):
                best, best_far = thing, far
        return best

    def _box(self, found: tuple[int, int, int, int], shape: tuple[int, ...]) -> Box:
        """A box in pixels of the rules' size."""
        across, down = self._size[0] / shape[1], self._size[1] / shape[0]
        left, top, wide, tall = found
        return left * across, top * down, (left + wide) * across, (top + tall) * down


def _see(thing: _Thing, at: tuple[float, float], size_px: float, hot_c: float, time_s: float) -> None:
    """Take one more sight of a thing."""
    thing.at, thing.size_px, thing.seen_s, thing.hot_c = at, size_px, time_s, hot_c
    thing.past.append((time_s, hot_c))
    if math.dist(thing.origin, at) > TRAVEL * max(size_px, 3.0):
        thing.moved = True
    if math.dist(thing.rest, at) > 0.5 * max(size_px, 4.0):
        thing.rest, thing.rest_s, thing.rest_c = at, time_s, None
    elif thing.rest_c is None and time_s - thing.rest_s >= SETTLE_S:
        thing.rest_c = hot_c


def _rise(past: deque[tuple[float, float]]) -> float:
    """°C per minute over the last RISE_S, by least squares; 0 while too little is known."""
    now_s = past[-1][0]
    recent = np.array([row for row in past if row[0] >= now_s - RISE_S])
    if len(recent) < 5 or recent[-1, 0] - recent[0, 0] < RISE_S / 3:
        return 0.0
    times = recent[:, 0] - recent[:, 0].mean()
    return float((times * recent[:, 1]).sum() / max((times**2).sum(), 1e-9)) * 60.0
