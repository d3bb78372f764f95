"""Fence rules: what a rules file says, checked before it is believed.

A rules file is JSON: `{"SEQUENCE": {"fps": 7, "size": [768, 576], "rules": [RULE, …]}}` with rules
`{"id", "type": "zone", "polygon": [[x, y], …], "loiter_s"?, "dwell_s"?}` and
`{"id", "type": "line", "a": [x, y], "b": [x, y], "direction"?}`, in image pixels of `size`.
Names follow ONVIF: a zone is a FieldDetector (with a LoiteringDetector when `loiter_s` is given), a
line a LineDetector whose left and right are those of a walker from a to b. An occupancy rule is
`{"id", "type": "occupancy", "polygon", "object_threshold", "time_threshold_s"?}`: so many at once, so long.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.domain.errors import Refused

Point = tuple[float, float]

DIRECTIONS = ("any", "L2R", "R2L")
MAX_POINTS = 100
MAX_RULES = 64
MAX_OBJECTS = 500
MIN_SIDE_SHARE = 0.004
"""A zone's area and a line's length must not be below this share of the picture's diagonal (squared)."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Somebody is inside a polygon for at least `dwell_s`; optionally for `loiter_s` as well."""

    id: str
    polygon: tuple[Point, ...]
    dwell_s: float = 0.5
    loiter_s: float | None = None


@dataclass(frozen=True, slots=True)
class LineRule:
    """Somebody crosses the segment a → b; `direction` L2R is from the left of a walker a → b to the right."""

    id: str
    a: Point
    b: Point
    direction: str = "any"


@dataclass(frozen=True, slots=True)
class OccupancyRule:
    """At least `object_threshold` are inside a polygon at once, for `time_threshold_s`."""

    id: str
    polygon: tuple[Point, ...]
    object_threshold: int
    time_threshold_s: float = 2.0


Rule = FieldRule | LineRule | OccupancyRule


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules of one camera and the picture they were drawn on."""

    fps: float
    size: tuple[int, int]  # width, height in pixels
    rules: tuple[Rule, ...]


def load_rules(path: Path) -> dict[str, RuleSet]:
    """Every sequence or camera of a rules file. Raises Refused (code `rules`) naming what is wrong where."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise _refused(f"{path}: cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        raise _refused(f"{path}: is not UTF-8 text; save it as JSON in UTF-8") from error
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = (
            f"line {error.lineno}, column {error.colno}: {error.msg}"
            if isinstance(error, ValueError)
            else "nested too deeply"
        )
        raise _refused(f"{path}: is not valid JSON ({where})") from error
    if not isinstance(document, dict) or not document:
        raise _refused(
            f'{path}: must be an object that maps a sequence to its rules, like {{"CAMERA": {{…}}}}'
        )
    return {name: read_rules(entry, name) for name, entry in document.items()}


def read_rules(entry: object, name: str) -> RuleSet:
    """One sequence's entry of a rules file, checked. Raises Refused (code `rules`)."""
    fields = _fields(entry, name, required=("size", "rules"), optional=("fps",))
    size = fields["size"]
    if not (
        isinstance(size, Sequence) and len(size) == 2 and all(_is_number(v) and 16 <= v <= 8192 for v in size)
    ):
        raise _refused(f"{name}: size must be [width, height] in pixels, 16 to 8192")
    width, height = int(size[0]), int(size[1])
    fps = fields.get("fps", 25)
    if not (_is_number(fps) and 0 < fps <= 240):
        raise _refused(f"{name}: fps must be above 0 and at most 240")
    listed = fields["rules"]
    if not isinstance(listed, list) or len(listed) > MAX_RULES:
        raise _refused(f"{name}: rules must be a list of at most {MAX_RULES}")
    rules = tuple(
        _rule(item, f"{name}, rule {index + 1}", (width, height)) for index, item in enumerate(listed)
    )
    ids = [rule.id for rule in rules]
    for one in ids:
        if ids.count(one) > 1:
            raise _refused(f"{name}: the rule id {one!r} is used twice; rename one")
    return RuleSet(float(fps), (width, height), rules)


def _rule(item: object, where: str, size: tuple[int, int]) -> Rule:
    if not isinstance(item, Mapping):
        raise _refused(f"{where}: must be an object with id and type")
    kind = item.get("type")
    if kind == "zone":
        fields = _fields(item, where, required=("id", "type", "polygon"), optional=("loiter_s", "dwell_s"))
        return _field_rule(fields, where, size)
    if kind == "line":
        fields = _fields(item, where, required=("id", "type", "a", "b"), optional=("direction",))
        return _line_rule(fields, where, size)
    if kind == "occupancy":
        needed = ("id", "type", "polygon", "object_threshold")
        return _occupancy_rule(
            _fields(item, where, required=needed, optional=("time_threshold_s",)), where, size
        )
    raise _refused(f"{where}: type must be zone or line or occupancy, not {kind!r}")


def _occupancy_rule(fields: Mapping[str, Any], where: str, size: tuple[int, int]) -> OccupancyRule:
    least = fields["object_threshold"]
    if not isinstance(least, int) or isinstance(least, bool) or not 1 <= least <= MAX_OBJECTS:
        raise _refused(f"{where}: object_threshold must be a whole number from 1 to {MAX_OBJECTS}")
    return OccupancyRule(
        _id(fields, where),
        _polygon(fields, where, size),
        least,
        _seconds(fields, "time_threshold_s", where) or 2.0,
    )


def _polygon(fields: Mapping[str, Any], where: str, size: tuple[int, int]) -> tuple[Point, ...]:
    points = fields["polygon"]
    if not isinstance(points, list) or not 3 <= len(points) <= MAX_POINTS:
        raise _refused(f"{where}: a polygon needs 3 to {MAX_POINTS} points")
    polygon = tuple(_point(p, f"{where}, point {i + 1}") for i, p in enumerate(points))
    if polygon[0] == polygon[-1]:
        polygon = polygon[:-1]
    crossing = _self_crossing(polygon)
    if crossing is not None:
        raise _refused(
            f"{where}: sides {crossing[0] + 1} and {crossing[1] + 1} of the polygon cross; reorder its points"
        )
    if abs(_area(polygon)) < (MIN_SIDE_SHARE**2) * (size[0] ** 2 + size[1] ** 2):
        raise _refused(f"{where}: the polygon is too small for anybody to stand in; draw it larger")
    _check_inside(polygon, where, size)
    return polygon


def _field_rule(fields: Mapping[str, Any], where: str, size: tuple[int, int]) -> FieldRule:
    return FieldRule(
        _id(fields, where),
        _polygon(fields, where, size),
        dwell_s=_seconds(fields, "dwell_s", where) or 0.5,
        loiter_s=_seconds(fields, "loiter_s", where),
    )


def _line_rule(fields: Mapping[str, Any], where: str, size: tuple[int, int]) -> LineRule:
    a, b = _point(fields["a"], f"{where}, a"), _point(fields["b"], f"{where}, b")
    if math.dist(a, b) < MIN_SIDE_SHARE * math.hypot(*size):
        raise _refused(f"{where}: a and b are too close together; draw the line longer")
    _check_inside((a, b), where, size)
    direction = fields.get("direction", "any")
    if direction not in DIRECTIONS:
        raise _refused(f"{where}: direction must be one of {', '.join(DIRECTIONS)}")
    return LineRule(_id(fields, where), a, b, direction)


def _fields(
    entry: object, where: str, *, required: tuple[str, ...], optional: tuple[str, ...]
) -> Mapping[str, Any]:
    if not isinstance(entry, Mapping):
        raise _refused(f"{where}: must be an object")
    missing = [name for name in required if name not in entry]
    if missing:
        raise _refused(f"{where}: {missing[0]} is missing")
    unknown = [str(name) for name in entry if name not in required + optional]
    if unknown:
        raise _refused(
            f"{where}: {unknown[0]!r} is not a field here; there are {', '.join(required + optional)}"
        )
    return entry


def _id(fields: Mapping[str, Any], where: str) -> str:
    value = fields["id"]
    if not isinstance(value, str) or not value or len(value) > 64:
        raise _refused(f"{where}: id must be a text of 1 to 64 characters")
    return value


def _seconds(fields: Mapping[str, Any], name: str, where: str) -> float | None:
    value = fields.get(name)
    if value is None:
        return None
    if not _is_number(value) or not 0 < value <= 86_400:
        raise _refused(f"{where}: {name} must be seconds, above 0 and at most a day")
    return float(value)


def _point(value: object, where: str) -> Point:
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2:
        x, y = value
        if _is_number(x) and _is_number(y):
            return float(x), float(y)
    raise _refused(f"{where}: must be [x, y] in pixels")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_inside(points: tuple[Point, ...], where: str, size: tuple[int, int]) -> None:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    if max(xs) <= 0 or max(ys) <= 0 or min(xs) >= size[0] or min(ys) >= size[1]:
        raise _refused(f"{where}: it lies outside the picture of {size[0]}×{size[1]} pixels")


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


def _refused(words: str) -> Refused:
    return Refused("rules", words)
