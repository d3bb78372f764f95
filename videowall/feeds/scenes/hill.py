"""A wooded hill with slow clouds, as a fire watch sees it: nothing happens, and nothing may be alarmed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2
from videowall.feeds.scenes.brush import Colour, ellipse, gradient, polygon, shade, stroke, texture
from videowall.feeds.scenes.paths import SceneTruth, truth_of
from videowall.feeds.scenes.scene import SIZE, Actor, Scene

LENGTH_S = 120.0
SKY_ROWS = 190
SLOPE = ((150.0, 190.0), (470.0, 182.0), (560.0, 300.0), (90.0, 312.0))


def _ridge(seed: int, base: float, rough: float) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    x = np.arange(SIZE[0])
    heights: NDArray[np.float64] = np.full(SIZE[0], base)
    for octave in range(1, 7):
        heights = heights - rough / octave**1.3 * np.sin(
            x / SIZE[0] * np.pi * octave * 1.3 + rng.uniform(0, 6.28)
        )
    return heights


def _fill_below(image: Picture, ridge: NDArray[np.float64], colour: Colour) -> None:
    points = [(float(x), float(y)) for x, y in enumerate(ridge)]
    polygon(image, [(0.0, 360.0), *points, (639.0, 360.0)], colour)


def _woods(
    image: Picture, ridge: NDArray[np.float64], seed: int, size: float, count: int, colour: Colour
) -> None:
    rng = np.random.default_rng(seed)
    spots = sorted(
        ((float(ridge[int(x)] + abs(rng.normal(0, 46))), float(x)) for x in rng.uniform(0, 639, count)),
        key=lambda s: s[0],
    )
    for y, x in spots:
        wide = size * float(rng.uniform(0.6, 1.2))
        tint = shade(colour, float(rng.uniform(0.78, 1.18)))
        ellipse(image, (x, y), (wide, wide * 1.15), shade(tint, 0.8))
        ellipse(image, (x - wide * 0.25, y - wide * 0.3), (wide * 0.6, wide * 0.65), shade(tint, 1.15))


def _tower(image: Picture) -> None:
    steel: Colour = (90, 92, 96)
    for side in (-1, 1):
        stroke(image, [(520 + side * 12, 152), (520 + side * 6, 96)], steel, 2)
    for row, half in ((144, 11), (128, 9), (112, 7)):
        stroke(image, [(520 - half, row), (520 + half, row)], steel)
        stroke(image, [(520 - half, row), (520 + half - 1, row - 15)], steel)
    polygon(image, [(510, 84), (530, 84), (530, 97), (510, 97)], (170, 176, 180))
    polygon(image, [(507, 84), (520, 76), (533, 84)], (60, 66, 130))


def _backdrop() -> Picture:
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    gradient(image, 0, SKY_ROWS, (206, 158, 112), (232, 216, 202))
    _fill_below(image, _ridge(5, 128, 18), (184, 166, 146))
    _fill_below(image, _ridge(9, 146, 22), (150, 148, 126))
    near = _ridge(2, 168, 26)
    _fill_below(image, near, (84, 112, 82))
    _woods(image, near, 6, 7, 900, (76, 112, 78))
    front = _ridge(13, 252, 24)
    _fill_below(image, front, (60, 96, 70))
    _woods(image, front, 7, 12, 700, (58, 104, 70))
    _tower(image)
    path = [(0, 346), (120, 330), (230, 336), (360, 322), (480, 330), (640, 310)]
    stroke(image, path, (150, 172, 186), 5)
    texture(image, 41, 3.0, 1, (120, 360))
    return image


def _clouds() -> NDArray[np.float32]:
    rng = np.random.default_rng(15)
    wide = SIZE[0] * 2
    field = np.zeros((SKY_ROWS, wide), np.float32)
    for grain, weight in ((96, 1.0), (48, 0.6), (24, 0.35), (12, 0.2)):
        small = rng.normal(0, 1, (max(2, SKY_ROWS // (grain // 2)), wide // grain)).astype(np.float32)
        # The first column again at the end, so that the band of clouds closes.
        small = np.concatenate([small, small[:, :1]], axis=1)
        field += weight * cv2.resize(small, (wide, SKY_ROWS), interpolation=cv2.INTER_CUBIC)
    fade = np.linspace(1.0, 0.15, SKY_ROWS, dtype=np.float32)[:, None]
    clouds: NDArray[np.float32] = np.clip((field - 0.35) * 0.55, 0, 0.8).astype(np.float32) * fade
    return clouds


def person_height(y: float) -> float:
    """How tall people are, in pixels, whose feet are in this row."""
    return 0.2 * (y - 80.0)


def _drift() -> Callable[[Picture, float], None]:
    """Clouds over the ridges."""
    clouds = _clouds()
    # Clouds pass behind the land: only what is above the far ridge may change.
    sky = np.arange(SKY_ROWS)[:, None] < _ridge(5, 128, 18)[None, :] - 2
    sky[74:100, 504:536] = False
    open_sky = sky.astype(np.float32)

    def drift(image: Picture, time_s: float) -> None:
        shift = time_s / LENGTH_S * clouds.shape[1]
        left = int(shift) % clouds.shape[1]
        band = np.roll(clouds, -left, axis=1)[:, : SIZE[0]] * open_sky
        part = image[:SKY_ROWS]
        np.copyto(part, (part + (250.0 - part) * band[:, :, None]).astype(np.uint8))

    return drift


def hill_with(actors: tuple[Actor, ...], length_s: float) -> Scene:
    """The hill with people: whoever comes onto the slope is an event of its truth."""
    truth = truth_of([a.walk for a in actors if not a.car], {"slope": SLOPE}, {})
    return Scene("hill", _backdrop(), actors, truth, length_s=length_s, moving=_drift())


def hill() -> Scene:
    """The hill: clouds drift, nothing else moves."""
    truth = SceneTruth({"slope": SLOPE}, {}, ())
    return Scene("hill", _backdrop(), (), truth, length_s=LENGTH_S, moving=_drift())
