"""A market street with stalls and a crowd that grows and thins out."""

from __future__ import annotations

import numpy as np

from videowall.feeds.frame import Picture
from videowall.feeds.scenes.brush import Colour, darken, ellipse, gradient, polygon, shade, stroke, texture
from videowall.feeds.scenes.figures import Looks
from videowall.feeds.scenes.paths import SceneTruth, Walk, truth_of
from videowall.feeds.scenes.scene import SIZE, Actor, Scene

LENGTH_S = 40.0
AISLE = ((250.0, 196.0), (392.0, 196.0), (452.0, 330.0), (188.0, 330.0))
PEOPLE = 52


def _height(y: float) -> float:
    return 0.34 * (y - 20.0)


def _awning(image: Picture, left: float, right: float, top: float, drop: float, colour: Colour) -> None:
    stripes = 8
    for i in range(stripes):
        a, b = left + (right - left) * i / stripes, left + (right - left) * (i + 1) / stripes
        tint = colour if i % 2 == 0 else (226, 230, 232)
        lean = drop * 0.3
        polygon(image, [(a + lean * 0.4, top), (b + lean * 0.4, top), (b, top + drop), (a, top + drop)], tint)
        ellipse(image, ((a + b) / 2, top + drop), ((b - a) / 2, drop * 0.16), shade(tint, 0.92))


def _stall(
    image: Picture, left: float, right: float, base: float, colour: Colour, goods: Colour, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    wide = right - left
    tall = wide * 0.62
    darken(image, [(left, base), (right, base), (right + 6, base + 7), (left + 6, base + 7)], 0.4, 5)
    polygon(image, [(left, base - tall), (right, base - tall), (right, base), (left, base)], (86, 92, 98))
    polygon(
        image,
        [(left, base - tall * 0.42), (right, base - tall * 0.42), (right, base), (left, base)],
        (92, 122, 150),
    )
    for _ in range(int(wide * 0.9)):
        x, y = rng.uniform(left + 4, right - 4), base - tall * 0.44 - abs(rng.normal(0, wide * 0.035))
        ellipse(
            image,
            (float(x), float(y)),
            (wide * 0.03, wide * 0.03),
            shade(goods, float(rng.uniform(0.75, 1.2))),
        )
    for x in np.linspace(left, right, 6):
        stroke(image, [(float(x), base - tall * 0.4), (float(x), base)], (80, 106, 130))
    _awning(image, left - wide * 0.06, right + wide * 0.06, base - tall * 1.22, tall * 0.34, colour)


def _backdrop() -> Picture:
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    gradient(image, 0, 150, (216, 186, 158), (234, 226, 218))
    polygon(image, [(296, 112), (324, 104), (354, 114), (354, 150), (296, 150)], (168, 172, 158))
    for left, right, top, wall in (
        (0, 190, 10, (176, 192, 204)),
        (190, 300, 40, (192, 200, 206)),
        (350, 470, 34, (184, 196, 208)),
        (470, 640, 4, (198, 206, 212)),
    ):
        polygon(image, [(left, top), (right, top), (right, 150), (left, 150)], wall)
        polygon(image, [(left, top), (right, top), (right, top + 6), (left, top + 6)], shade(wall, 0.7))
        for row in range(top + 14, 120, 26):
            for x in range(left + 10, right - 16, 28):
                polygon(image, [(x, row), (x + 15, row), (x + 15, row + 15), (x, row + 15)], (140, 122, 104))
                polygon(image, [(x, row), (x + 7, row), (x + 7, row + 15), (x, row + 15)], (160, 142, 122))
    gradient(image, 140, 360, (160, 170, 176), (134, 146, 154))
    texture(image, 31, 5.0, 1, (140, 360))
    texture(image, 32, 5.0, 20, (140, 360))
    for y in (158, 180, 210, 250, 304):
        stroke(image, [(0, y), (640, y)], (140, 150, 156))
    for x in range(-300, 1000, 90):
        stroke(image, [(320 + (x - 320) * 0.4, 140), (x, 360)], (142, 152, 158))
    for left, right, base, colour, goods, seed in (
        (176, 242, 172, (60, 120, 60), (60, 160, 90), 1), (404, 470, 172, (50, 60, 190), (60, 90, 220), 2),
        (84, 176, 214, (60, 70, 200), (40, 150, 235), 3), (472, 566, 216, (150, 110, 40), (80, 190, 120), 4),
        (-50, 82, 282, (140, 120, 50), (70, 70, 210), 5), (562, 700, 286, (60, 130, 70), (40, 190, 230), 6),
    ):  # fmt: skip
        _stall(image, left, right, base, colour, goods, seed)
    for lamp in range(14):
        x = 40 + lamp * 43
        sag = 14 * np.sin(np.pi * lamp / 13)
        ellipse(image, (x, 62 + sag), (4, 5.5), (50, 60, 215))
    stroke(image, [(40 + i * 43, 57 + 14 * np.sin(np.pi * i / 13)) for i in range(14)], (90, 96, 110))
    return image


def _looks(rng: np.random.Generator) -> Looks:
    coats: tuple[Colour, ...] = (
        (120, 84, 50), (60, 54, 150), (96, 120, 80), (150, 140, 130),
        (70, 66, 64), (190, 176, 160), (90, 70, 110), (50, 120, 170),
    )  # fmt: skip
    hair: tuple[Colour, ...] = ((30, 28, 26), (44, 50, 60), (130, 132, 136), (36, 34, 40))
    return Looks(
        coat=coats[int(rng.integers(len(coats)))],
        legs=shade((70, 62, 56), float(rng.uniform(0.6, 1.5))),
        skin=shade((150, 180, 220), float(rng.uniform(0.88, 1.05))),
        hair=hair[int(rng.integers(len(hair)))],
        build=float(rng.uniform(0.92, 1.12)),
    )


def _walk(rng: np.random.Generator, start_s: float) -> Walk:
    """In at the far end or the near one, a stop or two on the way, out at the other."""
    down = bool(rng.integers(2))
    rows = np.linspace(162, 415, 5) if down else np.linspace(415, 162, 5)
    lane = float(rng.uniform(-0.85, 0.85))
    stops: list[tuple[float, float, float]] = []
    time_s = start_s
    last: tuple[float, float] | None = None
    for index, row in enumerate(rows):
        half = 62 + (float(row) - 160) * 0.5
        at = (320 + half * max(-0.95, min(0.95, lane + float(rng.normal(0, 0.14)))), float(row))
        if last is not None:
            time_s += float(np.hypot(at[0] - last[0], at[1] - last[1])) / (
                0.62 * _height((at[1] + last[1]) / 2)
            )
        stops.append((time_s, *at))
        if index in {1, 3} and rng.random() < 0.5:
            time_s += float(rng.uniform(0.8, 2.5))
            stops.append((time_s, *at))
        last = at
    return Walk(tuple(stops))


def market() -> Scene:
    """The market: two dozen people on their ways; the field is the aisle between the stalls."""
    rng = np.random.default_rng(77)
    actors = []
    for start_s in np.sort(rng.uniform(0, LENGTH_S, PEOPLE)):
        walk, looks, phase = _walk(rng, float(start_s)), _looks(rng), float(rng.uniform(0, 6))
        # Whoever is still there at the end of a pass is there at the start of the next.
        earlier = Walk(tuple((time_s - LENGTH_S, x, y) for time_s, x, y in walk.stops))
        actors += [Actor(walk, looks, _height, phase), Actor(earlier, looks, _height, phase)]
    found = truth_of([a.walk for a in actors], {"aisle": AISLE}, {})
    truth = SceneTruth(found.zones, found.lines, tuple(e for e in found.events if 0 <= e.time_s < LENGTH_S))
    return Scene("market", _backdrop(), tuple(actors), truth, length_s=LENGTH_S)
