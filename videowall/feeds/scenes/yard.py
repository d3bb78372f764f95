"""A depot for chemicals: a marked storage field that nobody may enter, and people who do and do not."""

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

LENGTH_S = 40.0
FIELD = ((196.0, 168.0), (468.0, 168.0), (560.0, 262.0), (118.0, 262.0))
GATE = ((596.0, 176.0), (628.0, 250.0))
STRANGER = (
    (4.0, -26.0, 246.0), (7.0, 96.0, 240.0), (9.6, 214.0, 228.0), (13.0, 330.0, 216.0), (16.0, 336.0, 217.0),
    (20.5, 480.0, 236.0), (23.0, 606.0, 238.0), (24.2, 670.0, 232.0),
)  # fmt: skip
FOREMAN = ((15.0, 670.0, 292.0), (24.0, 330.0, 300.0), (28.0, 326.0, 300.0), (36.5, -30.0, 296.0))
SECOND = (
    (25.0, 668.0, 186.0), (27.5, 548.0, 196.0), (31.0, 400.0, 214.0), (34.0, 300.0, 244.0),
    (37.0, 210.0, 312.0), (39.5, 120.0, 398.0),
)  # fmt: skip


def person_height(y: float) -> float:
    """How tall people are, in pixels, whose feet are in this row."""
    return 0.47 * (y - 36.0)


def _tank(image: Picture, x: float, base: float, half: float, tall: float, colour: Colour) -> None:
    top = base - tall
    for column in range(int(-half), int(half) + 1):
        light = 0.72 + 0.4 * np.sqrt(max(0.0, 1 - ((column + half * 0.35) / (half * 1.35)) ** 2))
        polygon(
            image,
            [(x + column, top), (x + column + 1, top), (x + column + 1, base), (x + column, base)],
            shade(colour, float(light)),
        )
    ellipse(image, (x, base), (half, half * 0.2), shade(colour, 0.8))
    ellipse(image, (x, top), (half, half * 0.22), shade(colour, 1.12))
    for band in (0.33, 0.66):
        row = top + tall * band
        points = [(x + half * np.cos(a), row + half * 0.2 * np.sin(a)) for a in np.linspace(0, np.pi, 24)]
        stroke(image, points, shade(colour, 0.7))
    stroke(image, [(x + half * 0.55, top + 3), (x + half * 0.55, base)], shade(colour, 0.55))
    stroke(image, [(x + half * 0.68, top + 3), (x + half * 0.68, base)], shade(colour, 0.55))


def _drum(image: Picture, x: float, base: float, half: float, colour: Colour) -> None:
    tall = half * 2.6
    darken(image, oval((x + half * 0.9, base), (half * 1.4, half * 0.4)), 0.35, 3)
    polygon(
        image, [(x - half, base - tall), (x + half, base - tall), (x + half, base), (x - half, base)], colour
    )
    polygon(
        image,
        [(x - half, base - tall), (x - half * 0.3, base - tall), (x - half * 0.3, base), (x - half, base)],
        shade(colour, 1.2),
    )
    polygon(
        image,
        [(x + half * 0.4, base - tall), (x + half, base - tall), (x + half, base), (x + half * 0.4, base)],
        shade(colour, 0.75),
    )
    ellipse(image, (x, base), (half, half * 0.3), shade(colour, 0.85))
    ellipse(image, (x, base - tall), (half, half * 0.32), shade(colour, 1.15))
    stroke(image, [(x - half, base - tall * 0.55), (x + half, base - tall * 0.55)], shade(colour, 0.6))


def _hall(image: Picture) -> None:
    wall: Colour = (168, 172, 170)
    polygon(image, [(352, 62), (640, 40), (640, 150), (352, 132)], wall)
    polygon(image, [(340, 64), (352, 50), (640, 26), (640, 44)], (120, 92, 74))
    for x in range(360, 640, 9):
        lean = (x - 352) / 288
        stroke(image, [(x, 62 - 20 * lean), (x, 132 + 17 * lean)], shade(wall, 0.93))
    for x, wide in ((392, 46), (486, 56)):
        lean = (x - 352) / 288
        polygon(
            image,
            [
                (x, 88 - 10 * lean),
                (x + wide, 86 - 12 * lean),
                (x + wide, 136 + 17 * lean),
                (x, 133 + 17 * lean),
            ],
            (112, 100, 84),
        )
        for row in range(94, 136, 7):
            stroke(image, [(x, row), (x + wide, row)], (98, 88, 74))


def _backdrop() -> Picture:
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    gradient(image, 0, 110, (214, 178, 142), (226, 214, 204))
    polygon(
        image,
        [
            (0, 96),
            (60, 66),
            (130, 82),
            (210, 54),
            (300, 84),
            (380, 60),
            (470, 80),
            (640, 58),
            (640, 130),
            (0, 130),
        ],
        (158, 150, 132),
    )
    polygon(
        image,
        [(0, 106), (90, 88), (180, 102), (280, 90), (400, 104), (640, 92), (640, 130), (0, 130)],
        (104, 122, 106),
    )
    gradient(image, 118, 360, (150, 156, 158), (124, 130, 134))
    texture(image, 3, 5.0, 1, (118, 360))
    texture(image, 4, 5.0, 24, (118, 360))
    for y in (150, 186, 236, 304):
        stroke(image, [(0, y), (640, y)], (122, 127, 130))
    for x in range(-400, 1100, 130):
        stroke(image, [(320 + (x - 320) * 0.46, 118), (x, 360)], (124, 129, 132))
    _hall(image)
    _tank(image, 66, 134, 44, 84, (205, 206, 202))
    _tank(image, 168, 130, 40, 74, (196, 200, 200))
    _tank(image, 264, 126, 34, 62, (188, 192, 192))
    stroke(image, [(66, 56), (66, 46), (168, 46), (168, 58)], (140, 142, 140), 3)
    stroke(image, [(168, 60), (168, 52), (264, 52), (264, 66)], (140, 142, 140), 3)
    _marking(image)
    for x, y, half, colour in (
        (244, 178, 8, (150, 88, 30)), (262, 180, 8, (150, 88, 30)), (280, 178, 8, (150, 88, 30)),
        (252, 188, 9, (160, 96, 36)), (271, 189, 9, (160, 96, 36)), (392, 178, 8, (40, 60, 170)),
        (410, 180, 8, (40, 60, 170)), (401, 189, 9, (46, 66, 182)), (430, 182, 8, (40, 150, 190)),
    ):  # fmt: skip
        _drum(image, x, y, half, colour)
    return image


def _marking(image: Picture) -> None:
    yellow: Colour = (70, 190, 226)
    corners = [*FIELD, FIELD[0]]
    stroke(image, corners, yellow, 4)
    for share in np.linspace(0.03, 0.97, 16):
        x0, x1 = 118 + 442 * share, 118 + 442 * (share + 0.022)
        polygon(image, [(x0, 268), (x1, 268), (x1 - 9, 277), (x0 - 9, 277)], yellow)
    texture(image, 8, 6.0, 1, (160, 280))


def _fence(image: Picture) -> None:
    """The chain fence along the front of the picture, before everybody."""
    steel: Colour = (132, 138, 140)
    for x in range(-60, 720, 9):
        stroke(image, [(x, 338), (x + 26, 364)], steel)
        stroke(image, [(x + 26, 338), (x, 364)], steel)
    stroke(image, [(0, 337), (640, 337)], (166, 170, 172), 2)
    for x in range(40, 640, 140):
        stroke(image, [(x, 330), (x, 360)], (150, 154, 156), 4)


def _actors() -> tuple[Actor, ...]:
    worker = Looks(coat=(140, 104, 52), legs=(92, 66, 40), helmet=(40, 190, 240), vest=(30, 150, 250))
    foreman = Looks(coat=(96, 92, 88), legs=(60, 56, 52), helmet=(235, 235, 235), vest=(60, 220, 200))
    stranger = Looks(coat=(58, 52, 128), legs=(52, 46, 44), skin=(140, 172, 214))
    second = Looks(coat=(84, 110, 70), legs=(38, 38, 40), hair=(48, 56, 70), build=1.1)
    return (
        Actor(Walk(((0.0, -30, 322), (13.0, 672, 316))), worker, person_height),
        Actor(Walk(STRANGER), stranger, person_height, 1.0),
        Actor(Walk(FOREMAN), foreman, person_height, 2.0),
        Actor(Walk(SECOND), second, person_height, 0.5),
    )


def yard_with(actors: tuple[Actor, ...], length_s: float) -> Scene:
    """The depot with other people: whoever enters the marked field is an event of its truth."""
    truth = truth_of([a.walk for a in actors if not a.car], {"field": FIELD}, {})
    return Scene("yard", _backdrop(), actors, truth, length_s=length_s, before=_fence)


def yard() -> Scene:
    """The depot: two people enter the marked field, two workers pass it by; some use the side gate."""
    actors = _actors()
    truth = truth_of([a.walk for a in actors], {"field": FIELD}, {"gate": GATE})
    return Scene("yard", _backdrop(), actors, truth, length_s=LENGTH_S, before=_fence)
