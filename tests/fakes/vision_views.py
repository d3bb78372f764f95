"""Pictures of a yard that stands still: for tests of tampering and of things left."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from videowall.analytics.looks import FenceEvent
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import Rule, RuleSet
from videowall.feeds.frame import Frame, Picture
from videowall.feeds.opencv import cv2

SIZE = (192, 144)
FPS = 2.0
Change = Callable[[Picture, float], Picture]


def yard(seed: int = 1) -> Picture:
    """A textured place: walls, windows, ground."""
    rng = np.random.default_rng(seed)
    image = np.full((SIZE[1], SIZE[0], 3), 120, np.uint8)
    image[84:] = (95, 105, 110)
    for _ in range(30):
        x, y = int(rng.integers(0, SIZE[0])), int(rng.integers(0, SIZE[1]))
        size = (int(rng.integers(5, 30)), int(rng.integers(5, 24)))
        shade = tuple(float(v) for v in rng.integers(40, 215, 3))
        cv2.rectangle(image, (x, y), (x + size[0], y + size[1]), shade, -1)
    return np.asarray(cv2.GaussianBlur(image, (3, 3), 0), np.uint8)


def grained(image: Picture, seed: int, spread: float = 2.5) -> Picture:
    """The picture as a sensor gives it."""
    noise = np.random.default_rng(seed).normal(0, spread, image.shape)
    return np.asarray(np.clip(image + noise, 0, 255), np.uint8)


def film(seconds: float, change: Change, *, fps: float = FPS, noise: float = 2.5) -> Iterable[Frame]:
    """The yard for so long; `change` is given the picture and its time and may paint on it."""
    place = yard()
    for index in range(int(seconds * fps)):
        time_s = index / fps
        image = grained(change(place.copy(), time_s), index, noise) if noise else change(place.copy(), time_s)
        yield Frame("c", index, time_s, image)


def told(rules: Iterable[Rule], frames: Iterable[Frame]) -> list[FenceEvent]:
    """Every event of these frames."""
    pipeline = Pipeline(RuleSet(FPS, SIZE, tuple(rules)))
    events: list[FenceEvent] = []
    for frame in frames:
        events += pipeline.step(frame).events
    return events
