"""Things that were left standing, and things that are gone, by two backgrounds of unlike speed.

The quick one takes over what has not changed for two seconds; passers-by never stand so long, so what they
hide stays in it. The slow one follows the light over half a minute, and only where both agree. Where they
differ, something has changed for good: stronger edges around it in the quick one mean that a thing was left,
stronger ones in the slow one that it is gone. It is no such thing when it came by itself (a person who stands
still, a parked car), when somebody set out from there, when it stirs, or when only its light has changed.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from numpy.typing import NDArray

from videowall.analytics.arrivals import Arrivals
from videowall.analytics.geometry import depth_in_polygon
from videowall.analytics.looks import Box, Measure
from videowall.analytics.rule_kinds import StillRule
from videowall.analytics.tracks import Tracks
from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2

Grey = NDArray[np.float32]
Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class StillSettings:
    """How changes are told from noise. Grey values are 0 to 255."""

    width_px: int = 192
    every_s: float = 0.4
    learn_s: float = 4.0  # before that everything is background
    same_grey: float = 14.0
    other_grey: float = 20.0
    take_s: float = 2.0  # the quick background takes over what has not changed for so long
    slow_s: float = 30.0  # time constant of the slow one
    flood: float = 0.5  # of the picture changed: light, or another scene
    flood_s: float = 5.0
    hidden_s: float = 60.0  # a thing may be hidden for so long
    gone_s: float = 2.0
    accept_s: float = 900.0  # then it belongs to the place
    stir_grey: float = 12.0
    stir: float = 0.03  # share of a thing that moves from look to look: it lives
    light_likeness: float = 0.9  # the same pattern, darker or brighter: a shadow, a patch of sun


@dataclass(slots=True)
class _Thing:
    """Something that has changed and stays so."""

    number: int
    box: tuple[int, int, int, int]  # left, top, width, height in small pixels
    area: int
    kind: str
    began_s: float
    seen_s: float
    excused: bool  # came or went by itself, or is only light
    visible: bool = True
    stirs: deque[float] = field(default_factory=lambda: deque(maxlen=15))


class StillSurvey:
    """Measures one camera for all its rules about things left or gone, in order of time."""

    def __init__(
        self, rules: tuple[StillRule, ...], size: tuple[int, int], settings: StillSettings | None = None
    ) -> None:
        self._rules = rules
        self._size = size
        self._set = settings or StillSettings()
        self._least = min(rule.min_size for rule in rules) / 2
        self._polygons = {rule.id: np.asarray(rule.polygon, np.float64) for rule in rules}
        self._arrivals = Arrivals()
        self._first_s = self._looked_s = -math.inf
        self._quick: Grey | None = None
        self._slow = self._next = self._last = np.zeros((1, 1), np.float32)
        self._next_s = np.zeros((1, 1), np.float32)
        self._flooded_s: float | None = None
        self._things: list[_Thing] = []
        self._count = 0

    def measure(self, small: Picture, time_s: float, tracks: Tracks) -> dict[str, tuple[Measure, ...]]:
        """Things by rule; nothing when it was looked at a moment ago.

        Args:
            small: the picture at most 384 pixels wide.
            time_s: its time.
            tracks: who is followed, in pixels of the rules' size.
        """
        self._arrivals.see(tracks, time_s)
        apart_s = time_s - self._looked_s
        if apart_s < self._set.every_s - 1e-6:
            return {}
        self._looked_s = time_s
        grey = self._grey(small)
        if self._quick is None or self._quick.shape != grey.shape:
            self._begin(grey, time_s)
        elif self._is_background(grey, time_s):
            self._update(grey, min(apart_s, 2.0))
            if time_s - self._first_s < self._set.learn_s:
                self._slow = self._quick.copy()
            else:
                self._find(grey, time_s)
        self._last = grey
        return {rule.id: self._measures(rule, time_s) for rule in self._rules}

    def _grey(self, small: Picture) -> Grey:
        height, width = small.shape[:2]
        scale = min(1.0, self._set.width_px / width)
        size = (max(8, round(width * scale)), max(8, round(height * scale)))
        grey = cv2.cvtColor(cv2.resize(small, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
        return np.asarray(grey, np.float32)

    def _begin(self, grey: Grey, time_s: float) -> None:
        self._quick, self._slow, self._next = grey.copy(), grey.copy(), grey.copy()
        self._next_s = np.zeros_like(grey)
        self._first_s, self._flooded_s, self._things = time_s, None, []

    def _is_background(self, grey: Grey, time_s: float) -> bool:
        """Whether most of the picture is as it was; begins anew where it has changed for good."""
        assert self._quick is not None  # noqa: S101 (for the type checker: measure has begun)
        grey += np.float32(np.median((self._quick - grey)[::3, ::3]))
        changed = float((np.abs(grey - self._quick) > self._set.other_grey).mean())
        if changed <= self._set.flood:
            self._flooded_s = None
            return True
        if self._flooded_s is None:
            self._flooded_s = time_s
        elif time_s - self._flooded_s > self._set.flood_s:
            self._begin(grey, time_s)
        return False

    def _update(self, grey: Grey, apart_s: float) -> None:
        """Let both backgrounds follow."""
        quick = self._quick
        assert quick is not None  # noqa: S101 (as above)
        same = np.abs(grey - quick) <= self._set.same_grey
        quick[same] += np.float32(0.2) * (grey - quick)[same]
        lasting = ~same & (np.abs(grey - self._next) <= self._set.same_grey)
        self._next_s = np.where(lasting, self._next_s + np.float32(apart_s), np.float32(0.0))
        self._next = np.where(lasting, self._next + np.float32(0.3) * (grey - self._next), grey)
        taken = self._next_s >= self._set.take_s
        quick[taken] = self._next[taken]
        agree = np.abs(quick - self._slow) <= self._set.other_grey
        share = np.float32(1.0 - math.exp(-apart_s / self._set.slow_s))
        self._slow[agree] += share * (quick - self._slow)[agree]

    def _find(self, grey: Grey, time_s: float) -> None:
        quick = self._quick
        assert quick is not None  # noqa: S101 (as above)
        mask = (np.abs(quick - self._slow) > self._set.other_grey).astype(np.uint8)
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        count, labels, stats, _middles = cv2.connectedComponentsWithStats(mask, connectivity=8)
        free = list(self._things)
        for row in range(1, count):
            left, top, wide, tall, area = (int(value) for value in stats[row])
            if area < self._least * mask.size:
                continue
            box = (left, top, wide, tall)
            thing = _best(free, box)
            if thing is None:
                self._start(box, area, (labels == row).astype(np.uint8), time_s)
                continue
            free.remove(thing)
            thing.box, thing.area, thing.seen_s = box, area, time_s
        for thing in self._things:
            self._watch(thing, grey, time_s)
        self._things = [thing for thing in self._things if not self._is_over(thing, grey, time_s)]

    def _start(self, box: tuple[int, int, int, int], area: int, region: Mask, time_s: float) -> None:
        kind = _kind(self._edge(region), self._quick_grey, self._slow)
        excused = self._is_light(region)
        began_s = time_s - self._set.take_s
        self._count += 1
        self._things.append(_Thing(self._count, box, area, kind, began_s, time_s, excused))

    @property
    def _quick_grey(self) -> Grey:
        return self._slow if self._quick is None else self._quick

    def _edge(self, region: Mask) -> Mask:
        around = np.ones((3, 3), np.uint8)
        return np.asarray(cv2.dilate(region, around) - cv2.erode(region, around), np.uint8)

    def _is_light(self, region: Mask) -> bool:
        now, before = self._quick_grey[region > 0], self._slow[region > 0]
        if now.size < 12 or before.std() < 5.0 or now.std() < 3.0:
            return False
        return float(np.corrcoef(now, before)[0, 1]) > self._set.light_likeness

    def _watch(self, thing: _Thing, grey: Grey, time_s: float) -> None:
        """Whether it can be seen just now, whether it stirs, and whether it came or went by itself."""
        left, top, wide, tall = thing.box
        part = np.s_[top : top + tall, left : left + wide]
        hidden = float((np.abs(grey[part] - self._quick_grey[part]) > self._set.other_grey).mean())
        thing.visible = thing.seen_s >= time_s and hidden < 0.3
        if thing.visible and self._last.shape == grey.shape:
            stir = float((np.abs(grey[part] - self._last[part]) > self._set.stir_grey).mean())
            thing.stirs.append(stir)
        if not thing.excused and time_s - thing.began_s < 8.0:
            thing.excused = self._arrivals.explains(self._large(thing.box), came=thing.kind == "object_left")

    def _is_over(self, thing: _Thing, grey: Grey, time_s: float) -> bool:
        missing_s = time_s - thing.seen_s
        left, top, wide, tall = thing.box
        part = np.s_[top : top + tall, left : left + wide]
        if time_s - thing.began_s > self._set.accept_s:
            self._slow[part] = self._quick_grey[part]
            return True
        if missing_s <= self._set.gone_s:
            return False
        changed = float((np.abs(grey[part] - self._slow[part]) > self._set.other_grey).mean())
        return changed < 0.2 or missing_s > self._set.hidden_s

    def _large(self, box: tuple[int, int, int, int]) -> Box:
        height, width = self._slow.shape
        across, down = self._size[0] / width, self._size[1] / height
        left, top, wide, tall = box
        return left * across, top * down, (left + wide) * across, (top + tall) * down

    def _measures(self, rule: StillRule, time_s: float) -> tuple[Measure, ...]:
        found = []
        for thing in self._things:
            box = self._large(thing.box)
            size = (box[2] - box[0]) * (box[3] - box[1]) / (self._size[0] * self._size[1])
            if thing.excused or thing.kind != rule.kind or not rule.min_size <= size <= rule.max_size:
                continue
            middle = np.array([[(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]])
            if depth_in_polygon(middle, self._polygons[rule.id])[0] < 0:
                continue
            lives = bool(thing.stirs) and median(thing.stirs) > self._set.stir
            values = (round(time_s - thing.began_s, 3), round(size, 6), float(thing.visible and not lives))
            found.append(Measure(thing.number, values, box))
        return tuple(found)


def _kind(edge: Mask, quick: Grey, slow: Grey) -> str:
    """Where the outline is stronger, the thing is."""
    strength = []
    for grey in (quick, slow):
        across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
        strength.append(float((np.abs(across) + np.abs(down))[edge > 0].mean()))
    return "object_left" if strength[0] >= strength[1] else "object_removed"


def _best(things: list[_Thing], box: tuple[int, int, int, int]) -> _Thing | None:
    """The thing whose box overlaps this one most, by at least a fifth of the smaller one."""
    best, most = None, 0.2
    for thing in things:
        left, top, wide, tall = thing.box
        across = min(left + wide, box[0] + box[2]) - max(left, box[0])
        down = min(top + tall, box[1] + box[3]) - max(top, box[1])
        common = max(0, across) * max(0, down) / max(1, min(wide * tall, box[2] * box[3]))
        if common > most:
            best, most = thing, common
    return best
