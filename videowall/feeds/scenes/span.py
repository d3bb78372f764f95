"""A stretch of a camera's day: a place, whoever walks there, and what the weather does to the picture."""

from __future__ import annotations

from collections.abc import Sequence

from videowall.feeds.frame import Picture
from videowall.feeds.scenes.paths import SceneTruth
from videowall.feeds.scenes.scene import Scene
from videowall.feeds.scenes.weather import Effect


class Weathered:
    """A scene seen through effects. `picture(t)` depends on nothing but `t`, like the scene's own."""

    def __init__(self, scene: Scene, effects: Sequence[Effect]) -> None:
        self._scene = scene
        self._effects = tuple(effects)
        self.name = scene.name
        self.size = scene.size
        self.fps = scene.fps
        self.length_s = scene.length_s

    def truth(self) -> SceneTruth:
        """What really happens in it: the scene's truth, whatever the weather."""
        return self._scene.truth()

    def feet(self, time_s: float) -> list[tuple[tuple[float, float], float]]:
        """Where people stand at a moment, and how tall each is, in pixels (of the unshaken picture)."""
        return self._scene.feet(time_s)

    def picture(self, time_s: float) -> Picture:
        """What the camera sees at a moment."""
        image = self._scene.picture(time_s)
        for effect in self._effects:
            image = effect(image, time_s)
        return image
