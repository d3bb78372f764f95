"""A country road through a town: cars cross a counting line in both directions, people walk beside it."""

from __future__ import annotations

import numpy as np

from videowall.feeds.frame import Picture
from videowall.feeds.scenes.brush import (
    Colour,
    darken,
    ellipse,
    gradient,
    oval,
    polygon,
    shade,
    stroke,
    texture,
)
from videowall.feeds.scenes.figures import Looks
from videowall.feeds.scenes.paths import Walk, truth_of
from videowall.feeds.scenes.scene import SIZE, Actor, Scene

LENGTH_S = 30.0
LINE = ((344.0, 196.0), (312.0, 330.0))
PAVEMENT = ((428.0, 150.0), (424.0, 203.0))


def car_length(y: float) -> float:
    """How long cars are, in pixels, that stand in this row."""
    return 0.9 * (y - 60.0)


def person_height(y: float) -> float:
    """How tall people are, in pixels, whose feet are in this row."""
    return 0.36 * (y - 30.0)


def _house(
    image: Picture, left: float, right: float, top: float, base: float, wall: Colour, roof: Colour
) -> None:
    polygon(image, [(left, top), (right, top), (right, base), (left, base)], wall)
    polygon(
        image,
        [
            (left - 5, top),
            ((left + right) / 2 - (right - left) * 0.3, top - 16),
            ((left + right) / 2 + (right - left) * 0.3, top - 16),
            (right + 5, top),
        ],
        roof,
    )
    for row in np.arange(top + 9, base - 24, 22):
        for x in np.arange(left + 9, right - 12, 24):
            polygon(image, [(x, row), (x + 12, row), (x + 12, row + 13), (x, row + 13)], (132, 112, 92))
            stroke(image, [(x, row + 6), (x + 12, row + 6)], shade(wall, 1.05))
    for x in np.arange(left + 4, right - 18, 30):
        polygon(
            image, [(x, base - 20), (x + 24, base - 20), (x + 24, base - 1), (x, base - 1)], (104, 92, 86)
        )
        polygon(
            image,
            [(x - 2, base - 25), (x + 26, base - 25), (x + 26, base - 20), (x - 2, base - 20)],
            shade(roof, 1.25),
        )


def _tree(image: Picture, x: float, base: float, tall: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    darken(image, oval((x + tall * 0.2, base), (tall * 0.36, tall * 0.06)), 0.35, 5)
    polygon(
        image,
        [
            (x - tall * 0.03, base - tall * 0.5),
            (x + tall * 0.03, base - tall * 0.5),
            (x + tall * 0.045, base),
            (x - tall * 0.045, base),
        ],
        (58, 74, 92),
    )
    for layer, tone in ((0, 0.72), (1, 0.9), (2, 1.12)):
        for _ in range(16):
            dx, dy = rng.normal(0, 0.15), rng.normal(0, 0.13)
            size = tall * rng.uniform(0.08, 0.15)
            at = (x + dx * tall - layer * tall * 0.03, base - tall * 0.72 + dy * tall - layer * tall * 0.03)
            ellipse(image, at, (size, size * 0.86), shade((66, 128, 84), tone * rng.uniform(0.92, 1.08)))


def _backdrop() -> Picture:
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    gradient(image, 0, 130, (222, 190, 156), (232, 224, 216))
    polygon(
        image,
        [(0, 100), (120, 56), (230, 84), (340, 48), (470, 82), (560, 62), (640, 84), (640, 150), (0, 150)],
        (166, 158, 142),
    )
    gradient(image, 140, 360, (150, 158, 160), (168, 174, 176))
    _house(image, 20, 130, 70, 156, (196, 208, 214), (66, 74, 120))
    _house(image, 138, 228, 84, 156, (184, 196, 206), (96, 86, 78))
    _house(image, 420, 520, 78, 156, (204, 210, 210), (70, 84, 132))
    _house(image, 528, 640, 62, 156, (190, 204, 216), (92, 82, 76))
    polygon(image, [(228, 156), (420, 156), (420, 138), (330, 128), (228, 138)], (92, 132, 104))
    polygon(image, [(0, 156), (640, 156), (640, 196), (0, 196)], (172, 180, 184))
    gradient(image, 204, 334, (92, 92, 92), (110, 110, 110))
    texture(image, 21, 6.0, 1, (204, 334))
    texture(image, 22, 4.0, 30, (196, 360))
    polygon(image, [(0, 196), (640, 196), (640, 204), (0, 204)], (198, 202, 204))
    polygon(image, [(0, 334), (640, 334), (640, 341), (0, 341)], (206, 210, 212))
    for x in range(-20, 660, 74):
        polygon(image, [(x, 262), (x + 40, 262), (x + 37, 267), (x - 3, 267)], (216, 222, 224))
    stroke(image, [(0, 209), (640, 209)], (206, 212, 214), 2)
    stroke(image, [(0, 327), (640, 327)], (206, 212, 214), 2)
    for x in range(-20, 660, 26):
        stroke(image, [(x, 160), (x - 6, 195)], (158, 166, 170))
    for x, base, tall, seed in (
        (176, 172, 92, 1),
        (262, 170, 78, 2),
        (388, 170, 84, 3),
        (592, 174, 98, 4),
        (60, 174, 90, 5),
    ):
        _tree(image, x, base, tall, seed)
    return image


def _actors() -> tuple[Actor, ...]:
    cars = (
        (0.5, 6.2, 1, 312, (60, 60, 190)),
        (4.0, 9.0, -1, 246, (200, 196, 190)),
        (8.0, 13.0, 1, 308, (70, 66, 62)),
        (12.5, 18.5, -1, 248, (170, 110, 50)),
        (15.0, 20.0, 1, 312, (226, 228, 230)),
        (19.5, 24.0, -1, 246, (60, 120, 60)),
        (22.0, 28.5, 1, 308, (150, 150, 156)),
    )
    driven = tuple(
        Actor(
            Walk(((start, -140.0 if way > 0 else 780.0, row), (end, 780.0 if way > 0 else -140.0, row))),
            Looks(coat=colour), car_length, car=True,
        )
        for start, end, way, row, colour in cars
    )  # fmt: skip
    walkers = (
        Actor(
            Walk(((0.0, -20, 186), (17.0, 660, 186))),
            Looks(coat=(70, 60, 150), legs=(60, 50, 46)),
            person_height,
        ),
        Actor(
            Walk(((6.0, 660, 178), (25.0, -20, 180))),
            Looks(coat=(120, 130, 96), legs=(44, 44, 50), hair=(120, 122, 126)),
            person_height,
            1.2,
        ),
    )
    return driven + walkers


def road_with(actors: tuple[Actor, ...], length_s: float) -> Scene:
    """The road with other traffic: people who cross the line over the pavement are events of its truth."""
    truth = truth_of([a.walk for a in actors if not a.car], {}, {"pavement": PAVEMENT})
    return Scene("road", _backdrop(), actors, truth, length_s=length_s)


def road() -> Scene:
    """The road: seven cars cross the line, four to the right and three to the left."""
    actors = _actors()
    truth = truth_of([a.walk for a in actors], {}, {"count": LINE})
    return Scene("road", _backdrop(), actors, truth, length_s=LENGTH_S)
