"""People-like figures and cars. Proportions follow a standing adult of 7.5 head heights.

A figure is drawn at its foot point (bottom centre), the point that fence rules look at. Heads are
plain: enough to be seen and masked, nobody in particular.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from videowall.feeds.frame import Picture
from videowall.feeds.scenes.brush import Colour, Point, darken, ellipse, limb, oval, polygon, shade


@dataclass(frozen=True, slots=True)
class Looks:
    """Colours of one figure (blue-green-red)."""

    coat: Colour = (120, 90, 60)
    legs: Colour = (60, 50, 45)
    skin: Colour = (150, 180, 220)
    hair: Colour = (35, 30, 28)
    helmet: Colour | None = None
    vest: Colour | None = None
    build: float = 1.0  # breadth of the body


def person(image: Picture, foot: Point, height: float, looks: Looks, stride: float, facing: float) -> None:
    """Draw a figure standing or walking at `foot`.

    `stride` is the phase of the walk in radians, NaN for standing; `facing` from -1 (walks left) to 1.
    """
    x, y = foot
    swing = 0.0 if math.isnan(stride) else math.sin(stride)
    lift = 0.0 if math.isnan(stride) else abs(math.cos(stride)) * 0.012 * height
    unit = height / 7.5
    wide = unit * looks.build
    hip = (x, y - 3.75 * unit + lift * 0)
    shoulder_y = y - 6.05 * unit - lift
    reach = swing * 0.85 * unit * max(0.35, abs(facing))
    _legs(image, hip, y, reach, unit, looks)
    back, front = (reach * 0.9, -reach * 0.9)
    _arm(image, (x - 0.1 * wide, shoulder_y + 0.2 * unit), back, unit, shade(looks.coat, 0.75), looks)
    _torso(image, x, shoulder_y, hip[1], wide, looks)
    _arm(image, (x + 0.12 * wide, shoulder_y + 0.2 * unit), front, unit, shade(looks.coat, 0.9), looks)
    _head(image, (x + 0.08 * unit * facing, y - 6.95 * unit - lift), unit, looks, facing)


def _legs(image: Picture, hip: Point, ground_y: float, reach: float, unit: float, looks: Looks) -> None:
    for side, tone in ((-1, 0.8), (1, 1.0)):
        ankle_x = hip[0] + side * reach + side * 0.16 * unit
        raised = max(0.0, -side * reach) * 0.18
        knee = ((hip[0] + ankle_x) / 2 + abs(reach) * 0.15, hip[1] + 1.75 * unit)
        ankle = (ankle_x, ground_y - 0.28 * unit - raised)
        colour = shade(looks.legs, tone)
        start = (hip[0] + side * 0.2 * unit, hip[1])
        limb(image, start, knee, (0.78 * unit, 0.6 * unit), colour)
        limb(image, knee, ankle, (0.58 * unit, 0.4 * unit), colour)
        ellipse(
            image, (ankle[0] + 0.1 * unit, ankle[1] + 0.12 * unit), (0.42 * unit, 0.2 * unit), (25, 25, 28)
        )


def _arm(image: Picture, shoulder: Point, reach: float, unit: float, colour: Colour, looks: Looks) -> None:
    elbow = (shoulder[0] + reach * 0.45, shoulder[1] + 1.25 * unit)
    hand = (shoulder[0] + reach, shoulder[1] + 2.35 * unit)
    limb(image, shoulder, elbow, (0.55 * unit, 0.46 * unit), colour)
    limb(image, elbow, hand, (0.46 * unit, 0.34 * unit), colour)
    ellipse(image, (hand[0], hand[1] + 0.12 * unit), (0.2 * unit, 0.24 * unit), looks.skin)


def _torso(image: Picture, x: float, top: float, bottom: float, wide: float, looks: Looks) -> None:
    outline = [
        (x - 0.72 * wide, top + 0.25 * wide),
        (x - 0.45 * wide, top - 0.05 * wide),
        (x + 0.45 * wide, top - 0.05 * wide),
        (x + 0.72 * wide, top + 0.25 * wide),
        (x + 0.62 * wide, bottom + 0.2 * wide),
        (x - 0.62 * wide, bottom + 0.2 * wide),
    ]
    polygon(image, outline, looks.coat)
    polygon(
        image,
        [outline[0], outline[1], (x - 0.15 * wide, top), (x - 0.3 * wide, bottom), outline[5]],
        shade(looks.coat, 0.86),
    )
    if looks.vest is not None:
        span = bottom - top
        polygon(
            image,
            [
                (x - 0.55 * wide, top),
                (x + 0.55 * wide, top),
                (x + 0.6 * wide, bottom - 0.1 * span),
                (x - 0.6 * wide, bottom - 0.1 * span),
            ],
            looks.vest,
        )
        for part in (0.42, 0.68):
            row = top + part * span
            polygon(
                image,
                [
                    (x - 0.58 * wide, row),
                    (x + 0.58 * wide, row),
                    (x + 0.58 * wide, row + 0.09 * span),
                    (x - 0.58 * wide, row + 0.09 * span),
                ],
                (225, 230, 230),
            )


def _head(image: Picture, at: Point, unit: float, looks: Looks, facing: float) -> None:
    x, y = at
    limb(image, (x, y + 0.4 * unit), (x, y + 0.8 * unit), (0.36 * unit, 0.4 * unit), shade(looks.skin, 0.8))
    ellipse(image, (x - 0.05 * unit * facing, y - 0.06 * unit), (0.45 * unit, 0.55 * unit), looks.hair)
    ellipse(image, (x + 0.09 * unit * facing, y + 0.08 * unit), (0.36 * unit, 0.46 * unit), looks.skin)
    if unit >= 6:
        for side in (-1, 1):
            eye = (x + (0.16 * facing + side * 0.14) * unit, y + 0.04 * unit)
            ellipse(image, eye, (0.05 * unit, 0.05 * unit), (40, 45, 60))
    if looks.helmet is not None:
        dome = [
            (x + 0.56 * unit * math.cos(a), y - 0.12 * unit - 0.55 * unit * math.sin(a)) for a in _HALF_TURN
        ]
        polygon(image, dome, looks.helmet)
        brim = shade(looks.helmet, 0.82)
        limb(
            image,
            (x - 0.55 * unit, y - 0.12 * unit),
            (x + 0.55 * unit + 0.2 * unit * facing, y - 0.12 * unit),
            (0.12 * unit, 0.12 * unit),
            brim,
        )


_HALF_TURN = [math.pi * i / 12 for i in range(13)]


def person_shadow(image: Picture, foot: Point, height: float) -> None:
    """The soft shadow of a figure, falling to the right and back."""
    x, y = foot
    darken(
        image,
        oval((x + 0.16 * height, y - 0.01 * height), (0.3 * height, 0.045 * height)),
        0.42,
        max(3, int(height / 14)),
    )


def car(image: Picture, foot: Point, length: float, colour: Colour, facing: float) -> None:
    """A car from its side; `foot` is the ground under its middle, `facing` -1 or 1."""
    x, y = foot
    unit = length / 4.4  # a metre

    def at(dx: float, dy: float) -> Point:
        return x + facing * dx * unit, y - dy * unit

    darken(image, oval((x, y - 0.02 * unit), (0.52 * length, 0.22 * unit)), 0.5, max(3, int(unit / 4)))
    body = [
        at(-2.18, 0.3),
        at(-2.2, 0.82),
        at(-1.75, 0.98),
        at(0.95, 0.98),
        at(1.9, 0.82),
        at(2.18, 0.6),
        at(2.15, 0.3),
    ]
    roof = [at(-1.75, 0.96), at(-1.2, 1.45), at(0.2, 1.47), at(1.0, 0.96)]
    polygon(image, body, colour)
    polygon(image, roof, shade(colour, 0.92))
    polygon(image, [at(-2.18, 0.3), at(-2.2, 0.5), at(2.17, 0.5), at(2.15, 0.3)], shade(colour, 0.68))
    glass = (96, 84, 70)
    polygon(image, [at(-1.52, 0.98), at(-1.12, 1.37), at(-0.5, 1.39), at(-0.5, 0.98)], glass)
    polygon(image, [at(-0.42, 0.98), at(-0.42, 1.39), at(0.16, 1.39), at(0.82, 0.98)], shade(glass, 1.15))
    polygon(image, [at(2.02, 0.62), at(2.17, 0.6), at(2.17, 0.72), at(1.9, 0.78)], (200, 240, 250))
    polygon(image, [at(-2.2, 0.66), at(-2.05, 0.66), at(-2.05, 0.84), at(-2.2, 0.82)], (40, 40, 190))
    for wheel in (-1.35, 1.35):
        ellipse(image, at(wheel, 0.32), (0.34 * unit, 0.34 * unit), (28, 28, 30))
        ellipse(image, at(wheel, 0.32), (0.19 * unit, 0.19 * unit), (165, 165, 168))
