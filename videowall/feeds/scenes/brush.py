"""Small drawing tools over OpenCV: anti-aliased shapes in fractions of a pixel, gradients, soft shadows.

Coordinates are image pixels (float), colours blue-green-red 0..255.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2

Colour = tuple[float, float, float]
Point = tuple[float, float]
_SHIFT = 4
_ONE = 1 << _SHIFT


def _fixed(points: Sequence[Point]) -> NDArray[np.int32]:
    return np.round(np.asarray(points, dtype=np.float64) * _ONE).astype(np.int32)


def polygon(image: Picture, points: Sequence[Point], colour: Colour) -> None:
    """Fill a polygon."""
    cv2.fillPoly(image, [_fixed(points)], colour, cv2.LINE_AA, _SHIFT)


def stroke(image: Picture, points: Sequence[Point], colour: Colour, width: int = 1) -> None:
    """Draw an open line through the points."""
    cv2.polylines(image, [_fixed(points)], False, colour, width, cv2.LINE_AA, _SHIFT)  # noqa: FBT003 (cv2 is positional)


def ellipse(image: Picture, center: Point, axes: Point, colour: Colour, angle: float = 0.0) -> None:
    """Fill an ellipse with half axes `axes`, turned by `angle` degrees."""
    middle, half = _fixed([center])[0], _fixed([axes])[0]
    at = (int(middle[0]), int(middle[1]))
    size = (max(1, int(half[0])), max(1, int(half[1])))
    cv2.ellipse(image, at, size, angle, 0, 360, colour, -1, cv2.LINE_AA, _SHIFT)


def limb(image: Picture, a: Point, b: Point, widths: Point, colour: Colour) -> None:
    """A tapering limb from `a` to `b` with round ends of diameters `widths`."""
    ax, ay = a
    bx, by = b
    length = max(1e-6, float(np.hypot(bx - ax, by - ay)))
    nx, ny = -(by - ay) / length / 2, (bx - ax) / length / 2
    wa, wb = widths
    polygon(
        image,
        [
            (ax + nx * wa, ay + ny * wa),
            (bx + nx * wb, by + ny * wb),
            (bx - nx * wb, by - ny * wb),
            (ax - nx * wa, ay - ny * wa),
        ],
        colour,
    )
    ellipse(image, a, (wa / 2, wa / 2), colour)
    ellipse(image, b, (wb / 2, wb / 2), colour)


def shade(colour: Colour, factor: float) -> Colour:
    """The colour made darker (below 1) or lighter (above 1)."""
    blue, green, red = (max(0.0, min(255.0, part * factor)) for part in colour)
    return blue, green, red


def gradient(image: Picture, top: int, bottom: int, upper: Colour, lower: Colour) -> None:
    """Fill the rows `top`..`bottom` with a vertical gradient."""
    share = np.linspace(0.0, 1.0, max(1, bottom - top), dtype=np.float32)[:, None, None]
    rows = np.asarray(upper, np.float32) * (1 - share) + np.asarray(lower, np.float32) * share
    image[top:bottom] = np.round(rows).astype(np.uint8)


def darken(image: Picture, points: Sequence[Point], amount: float, blur: int = 0) -> None:
    """Darken a polygon by `amount` (0..1), with a soft edge of `blur` pixels."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    pad = blur + 2
    x0, x1 = max(0, int(min(xs)) - pad), min(image.shape[1], int(max(xs)) + pad + 1)
    y0, y1 = max(0, int(min(ys)) - pad), min(image.shape[0], int(max(ys)) + pad + 1)
    if x1 <= x0 or y1 <= y0:
        return
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillPoly(mask, [_fixed([(x - x0, y - y0) for x, y in points])], 255, cv2.LINE_AA, _SHIFT)
    if blur:
        mask = cv2.blur(mask, (blur, blur))
    keep = 1.0 - mask.astype(np.float32)[:, :, None] * (amount / 255.0)
    part = image[y0:y1, x0:x1]
    np.copyto(part, (part * keep).astype(np.uint8))


def oval(center: Point, axes: Point, corners: int = 20) -> list[Point]:
    """The outline of an ellipse as a polygon."""
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    return [(float(center[0] + axes[0] * np.cos(t)), float(center[1] + axes[1] * np.sin(t))) for t in turn]


def texture(
    image: Picture, seed: int, strength: float, grain: int = 1, rows: tuple[int, int] | None = None
) -> None:
    """Roughen rows of a picture with fixed noise: `grain` is the size of its specks in pixels."""
    top, bottom = rows or (0, image.shape[0])
    part = image[top:bottom]
    small = (max(1, part.shape[0] // grain), max(1, part.shape[1] // grain))
    noise = np.random.default_rng(seed).normal(0, strength, small).astype(np.float32)
    if grain > 1:
        noise = cv2.resize(noise, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_CUBIC)
    np.copyto(part, np.clip(part + noise[:, :, None], 0, 255).astype(np.uint8))
