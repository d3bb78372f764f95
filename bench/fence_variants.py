"""The chain with parts taken out, and the agreement of two detectors on fences drawn at random."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from bench.fence_inputs import Sequence
from videowall.analytics.fence import FenceSettings
from videowall.analytics.pipeline import Pipeline, PipelineSettings
from videowall.analytics.rules import FieldRule, LineRule, Rule, RuleSet
from videowall.analytics.succession import SuccessionSettings
from videowall.analytics.tracks import TrackSettings

_BASE = PipelineSettings()
VARIANTS = {
    "as shipped": _BASE,
    "no id-switch survival": replace(_BASE, succession=SuccessionSettings(ratio=1.0)),
    "no hysteresis": replace(_BASE, fences=FenceSettings(gap_s=0.0, leave_margin=0.0)),
    "no look ahead": replace(_BASE, fences=FenceSettings(ahead_s=0.0)),
    "no line margin": replace(_BASE, fences=FenceSettings(line_margin=0.0)),
    "no motion model": replace(_BASE, tracks=TrackSettings(drag_s=0.01, accel=20.0)),
    "tracks end when unseen": replace(_BASE, tracks=TrackSettings(lost_s=0.01)),
}


def events_of(
    sequence: Sequence, settings: PipelineSettings, rules: RuleSet | None = None
) -> list[dict[str, Any]]:
    """Events as the lines of an events file."""
    chosen = rules or sequence.rules
    pipeline = Pipeline(chosen, settings=settings)
    lines: list[dict[str, Any]] = []
    for frame in sorted(sequence.frames):
        for event in pipeline.step_detections(sequence.frames[frame], frame, frame / chosen.fps).events:
            line = {"seq": sequence.name, "rule": event.rule, "type": event.kind, "t": event.frame}
            lines.append(line | ({"dir": event.direction} if event.direction else {}))
    return lines


def random_rules(size: tuple[int, int], fps: float, seed: int, count: int) -> RuleSet:
    """Zones and lines by turns, anywhere people may walk."""
    rng = np.random.default_rng(seed)
    rules: list[Rule] = []
    for index in range(count):
        x, y = rng.uniform(0.2, 0.8) * size[0], rng.uniform(0.35, 0.88) * size[1]
        if index % 2 == 0:
            turns = np.sort(rng.uniform(0, math.pi / 3, 5) + np.arange(5) * math.tau / 5)
            reach = rng.uniform(60, 160)
            points = tuple(
                (
                    float(np.clip(x + reach * math.cos(t), 0, size[0])),
                    float(np.clip(y + 0.6 * reach * math.sin(t), 0, size[1])),
                )
                for t in turns
            )
            rules.append(FieldRule(f"z{index}", points))
        else:
            turn, half = rng.uniform(0, math.pi), rng.uniform(60, 150)
            dx, dy = half * math.cos(turn), half * math.sin(turn)
            rules.append(
                LineRule(f"l{index}", (float(x - dx), float(y - dy)), (float(x + dx), float(y + dy)))
            )
    return RuleSet(fps, size, tuple(rules))


@dataclass(frozen=True)
class Agreement:
    """How many events two inputs gave, and how many of them are the same."""

    a: int
    b: int
    both: int

    @property
    def f1(self) -> float:
        """Harmonic mean of the two shares that are common."""
        return round(2 * self.both / max(1, self.a + self.b), 3)


def agreement(
    first: Sequence, second: Sequence, *, seed: int, count: int, window_s: float = 1.5
) -> Agreement:
    """Match events of the same random rules one to one within `window_s`."""
    rules = random_rules(first.rules.size, first.rules.fps, seed, count)
    sides = [_by_key(events_of(one, _BASE, rules)) for one in (first, second)]
    both = 0
    for key in sides[0].keys() & sides[1].keys():
        apart = np.abs(np.subtract.outer(sides[0][key], sides[1][key])) / rules.fps
        rows, columns = linear_sum_assignment(np.where(apart <= window_s, apart, 1e6))
        both += int((apart[rows, columns] <= window_s).sum())
    totals = [sum(len(times) for times in side.values()) for side in sides]
    return Agreement(totals[0], totals[1], both)


def _by_key(lines: list[dict[str, Any]]) -> dict[tuple[str, str, str], list[int]]:
    found: dict[tuple[str, str, str], list[int]] = {}
    for line in lines:
        found.setdefault((line["rule"], line["type"], line.get("dir", "")), []).append(line["t"])
    return found
