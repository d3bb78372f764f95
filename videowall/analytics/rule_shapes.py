"""Points, polygons, lines and grounds of a rules file, refused with a remedy where they are of no use."""

from __future__ import annotations

import math
from collections.abc import Sequence

from resources.words import _
from videowall.analytics.ground import Ground, Lengths, Point, Rectangle
from videowall.analytics.rule_fields import Fields, Mistake, is_number, table_of
from videowall.analytics.rule_places import Path

Size = tuple[int, int]
MAX_POINTS = 100
MIN_SIDE_SHARE = 0.004
"""A zone's area and a line's length must not be below this share of the picture's diagonal (squared)."""


def polygon_of(fields: Fields, size: Size) -> tuple[Point, ...]:
    """The polygon of a rule: simple, large enough, and in the picture."""
    points, path = fields.values["polygon"], fields.at("polygon")
    if not isinstance(points, list) or not 3 <= len(points) <= MAX_POINTS:
        raise Mistake(path, _("a polygon needs 3 to {most} points").format(most=MAX_POINTS))
    polygon = tuple(point_of(point, (*path, index)) for index, point in enumerate(points))
    if polygon[0] == polygon[-1]:
        polygon = polygon[:-1]
    crossing = _self_crossing(polygon)
    if crossing is not None:
        words = _("sides {a} and {b} of the polygon cross; reorder its points")
        raise Mistake(path, words.format(a=crossing[0] + 1, b=crossing[1] + 1))
    if abs(_area(polygon)) < (MIN_SIDE_SHARE**2) * (size[0] ** 2 + size[1] ** 2):
        raise Mistake(path, _("the polygon is too small for anybody to stand in; draw it larger"))
    _check_inside(polygon, path, size)
    return polygon


def segment_of(fields: Fields, size: Size) -> tuple[Point, Point]:
    """The two ends of a line."""
    a = point_of(fields.values["a"], fields.at("a"))
    b = point_of(fields.values["b"], fields.at("b"))
    if math.dist(a, b) < MIN_SIDE_SHARE * math.hypot(*size):
        raise Mistake(fields.path, _("a and b are too close together; draw the line longer"))
    _check_inside((a, b), fields.path, size)
    return a, b


def point_of(value: object, path: Path) -> Point:
    """A point in pixels."""
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2:
        x, y = value
        if is_number(x) and is_number(y):
            return float(x), float(y)
    raise Mistake(path, _("must be [x, y] in pixels"))


def ground_of(value: object, path: Path) -> Ground:
    """The scale of the ground: `lengths`, or a `rectangle` with `metres`."""
    fields = table_of(value, path, (), ("lengths", "rectangle", "metres"))
    if "lengths" in fields.values:
        return _lengths(fields)
    corners, metres = fields.values.get("rectangle"), fields.values.get("metres")
    if not isinstance(corners, list) or len(corners) != 4:
        words = _("needs lengths, or a rectangle of 4 corners with metres [first side, second side]")
        raise Mistake(path, words)
    if not (isinstance(metres, list) and len(metres) == 2 and all(is_number(m) and m > 0 for m in metres)):
        raise Mistake(fields.at("metres"), _("metres must be the lengths of both sides, above 0"))
    ends = tuple(point_of(point, (*fields.at("rectangle"), i)) for i, point in enumerate(corners))
    a, b, c, d = ends
    if _self_crossing(ends) is not None or abs(_area(ends)) < 4.0:
        raise Mistake(fields.at("rectangle"), _("the corners must go around the rectangle in order"))
    return Rectangle((a, b, c, d), (float(metres[0]), float(metres[1])))


def _lengths(fields: Fields) -> Lengths:
    listed, path = fields.values["lengths"], fields.at("lengths")
    if not isinstance(listed, list) or len(listed) != 2:
        raise Mistake(path, _("lengths must be two of [[x, y], [x, y], metres]"))
    found = []
    for index, item in enumerate(listed):
        if not (isinstance(item, list) and len(item) == 3 and is_number(item[2]) and item[2] > 0):
            raise Mistake((*path, index), _("must be [[x, y], [x, y], metres], metres above 0"))
        a, b = point_of(item[0], (*path, index)), point_of(item[1], (*path, index))
        found.append((a, b, float(item[2])))
    return Lengths(found[0], found[1])


def area_of(ground: Ground, polygon: tuple[Point, ...], path: Path) -> float:
    """Square metres of a polygon; Mistake when the scale does not tell them."""
    try:
        area_m2 = ground.area_m2(polygon)
    except ValueError as error:
        if isinstance(ground, Lengths):
            words = _(
                "the two lengths do not tell the scale; measure one across the picture and one along it"
            )
        else:
            words = _("the polygon reaches beyond the horizon of this rectangle; draw it lower")
        raise Mistake(path, words) from error
    if not 0.5 <= area_m2 <= 1e6:
        words = _("by this scale the polygon has {area:.3g} m²; check the metres")
        raise Mistake(path, words.format(area=area_m2))
    return area_m2


def _check_inside(points: tuple[Point, ...], path: Path, size: Size) -> None:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    if max(xs) <= 0 or max(ys) <= 0 or min(xs) >= size[0] or min(ys) >= size[1]:
        words = _("it lies outside the picture of {width}×{height} pixels; move it in")
        raise Mistake(path, words.format(width=size[0], height=size[1]))


def _area(polygon: tuple[Point, ...]) -> float:
    following = polygon[1:] + polygon[:1]
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(polygon, following, strict=True)) / 2


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _self_crossing(polygon: tuple[Point, ...]) -> tuple[int, int] | None:
    """The first two sides that cross each other, or None."""
    sides = list(zip(polygon, polygon[1:] + polygon[:1], strict=True))
    for i, (a, b) in enumerate(sides):
        for j in range(i + 2, len(sides)):
            if i == 0 and j == len(sides) - 1:
                continue
            c, d = sides[j]
            if _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0:
                return i, j
    return None
