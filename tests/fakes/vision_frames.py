"""Frames, boxes and walks for tests of the analytics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from videowall.analytics.detection import Boxes, Detections
from videowall.analytics.fence import FenceEvent
from videowall.analytics.pipeline import Pipeline, PipelineSettings
from videowall.analytics.rules import Rule, RuleSet, read_rules
from videowall.feeds.frame import Frame
from videowall.feeds.scenes.scene import Scene

SIZE = (400, 300)
FPS = 10.0
HEIGHT = 60.0


def boxes(*rows: Sequence[float]) -> Boxes:
    """Boxes from rows of left, top, right, bottom."""
    return np.asarray(rows, np.float32).reshape(-1, 4)


def standing(*feet: tuple[float, float], height: float = HEIGHT, confidence: float = 0.9) -> Detections:
    """People of one height standing with their feet at these points."""
    found = boxes(*((x - height / 5, y - height, x + height / 5, y) for x, y in feet))
    return Detections(found, np.full(len(found), confidence, np.float32))


def line_walk(start: tuple[float, float], end: tuple[float, float], count: int) -> list[tuple[float, float]]:
    """`count` foot points from one place to another."""
    return [(float(x), float(y)) for x, y in np.linspace(start, end, count)]


def watch(
    rules: Sequence[Rule], frames: Iterable[Detections], *, settings: PipelineSettings | None = None
) -> list[FenceEvent]:
    """Every event of these detections, one frame each, at FPS."""
    pipeline = Pipeline(RuleSet(FPS, SIZE, tuple(rules)), settings=settings)
    events: list[FenceEvent] = []
    for index, found in enumerate(frames):
        events += pipeline.step_detections(found, index, index / FPS).events
    return events


def scene_events(scene: Scene, *, until_s: float | None = None, fps: float = 8.0) -> list[FenceEvent]:
    """What the analytics find in one pass of a scene, with the fences of its truth."""
    entry = {"fps": fps, "size": list(scene.size), "rules": scene.truth().rules()}
    pipeline = Pipeline(read_rules(entry, scene.name))
    events: list[FenceEvent] = []
    for index in range(int((until_s or scene.length_s) * fps)):
        time_s = index / fps
        events += pipeline.step(Frame(scene.name, index, time_s, scene.picture(time_s))).events
    return events
