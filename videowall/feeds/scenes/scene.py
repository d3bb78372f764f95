"""A drawn scene: a backdrop, figures on their walks, what stands before them, and the camera's grain."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from videowall.feeds.frame import Picture
from videowall.feeds.scenes.figures import Looks, car, person, person_shadow
from videowall.feeds.scenes.paths import SceneTruth, Walk

SIZE = (640, 360)
GRAIN_FRAMES = 8


@dataclass(frozen=True, slots=True)
class Actor:
    """One figure: its walk, its looks, and how tall it is at its foot point's row."""

    walk: Walk
    looks: Looks
    height_at: Callable[[float], float]
    phase: float = 0.0
    car: bool = False


def _grain(size: tuple[int, int]) -> tuple[NDArray[np.int16], ...]:
    rng = np.random.default_rng(11)
    shape = (size[1], size[0], 1)
    return tuple(np.round(rng.normal(0, 1.6, shape)).astype(np.int16) for _ in range(GRAIN_FRAMES))


class Scene:
    """One scene. `picture(t)` depends on nothing but `t`, so that any frame can be drawn alone."""

    def __init__(
        self,
        name: str,
        backdrop: Picture,
        actors: tuple[Actor, ...],
        truth: SceneTruth,
        *,
        length_s: float,
        fps: float = 12.0,
        moving: Callable[[Picture, float], None] | None = None,
        before: Callable[[Picture], None] | None = None,
    ) -> None:
        self.name = name
        self.length_s = length_s
        self.fps = fps
        self.size = SIZE
        self._backdrop = backdrop
        self._actors = actors
        self._truth = truth
        self._moving = moving
        self._before = before
        self._grain = _grain(SIZE)

    def truth(self) -> SceneTruth:
        """Fences of the scene and what they should notice during one pass of `length_s`."""
        return self._truth

    def heads(self, time_s: float) -> list[tuple[float, float, float, float]]:
        """Where the heads of people are, as x, y, width, height in pixels: what a mask must cover."""
        found = []
        for actor in self._actors:
            foot = actor.walk.at(time_s)
            if foot is not None and not actor.car:
                unit = actor.height_at(foot[1]) / 7.5
                found.append((foot[0] - 0.5 * unit, foot[1] - 7.5 * unit, unit, 1.1 * unit))
        return found

    def feet(self, time_s: float) -> list[tuple[tuple[float, float], float]]:
        """Where people stand at a moment, and how tall each is, in pixels."""
        people = [(actor.walk.at(time_s), actor) for actor in self._actors if not actor.car]
        return [(foot, actor.height_at(foot[1])) for foot, actor in people if foot is not None]

    def picture(self, time_s: float) -> Picture:
        """The scene at a moment of its pass."""
        image = self._backdrop.copy()
        if self._moving is not None:
            self._moving(image, time_s)
        present = [(foot, actor) for actor in self._actors if (foot := actor.walk.at(time_s)) is not None]
        present.sort(key=lambda entry: entry[0][1])
        for foot, actor in present:
            if not actor.car:
                person_shadow(image, foot, actor.height_at(foot[1]))
        for foot, actor in present:
            _draw(image, foot, actor, time_s)
        if self._before is not None:
            self._before(image)
        grain = self._grain[round(time_s * self.fps) % GRAIN_FRAMES]
        grained: Picture = np.clip(image + grain, 0, 255).astype(np.uint8)
        return grained


def _draw(image: Picture, foot: tuple[float, float], actor: Actor, time_s: float) -> None:
    height = actor.height_at(foot[1])
    vx, vy = actor.walk.velocity(time_s)
    speed = math.hypot(vx, vy)
    if actor.car:
        car(image, foot, height, actor.looks.coat, 1.0 if vx >= 0 else -1.0)
        return
    walking = speed > 0.05 * height
    # One stride carries a person about 0.85 of the body height.
    stride = actor.phase + time_s * speed / (0.85 * height) * math.tau if walking else math.nan
    facing = (
        max(-1.0, min(1.0, vx / (speed + 1e-6))) if walking else math.sin(time_s * 0.7 + actor.phase) * 0.6
    )
    person(image, foot, height, actor.looks, stride, facing)
