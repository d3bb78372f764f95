"""The shapes of a camera's rules, read from the rules file for drawing only.

The file's form is that of `onegrid analyse`: a name leads to {"fps", "size", "rules": […]} in image pixels;
a zone has `polygon`, a line `a` and `b`. The analyst judges rules; here they are only outlines.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from videowall.wall.spec import RuleShape, RuleShapes

SHAPES_MAX = 64
BYTES_MAX = 1 << 20


def load_shapes(path: Path, camera: str) -> RuleShapes:
    """Read the shapes of one camera; a file with a single entry serves whatever camera is asked for.

    Raises:
        ValueError: the file is missing, too large, or not of that form; one line that says what is wrong.
    """
    try:
        if path.stat().st_size > BYTES_MAX:
            raise ValueError(f"{path.name}: larger than {BYTES_MAX} bytes")
        table = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise ValueError(f"{path.name}: {fault}") from fault
    if not isinstance(table, dict) or not table:
        raise ValueError(f"{path.name}: not a table of cameras")
    entry = table.get(camera, next(iter(table.values())) if len(table) == 1 else None)
    if entry is None:
        raise ValueError(f"{path.name}: no rules for {camera!r}")
    try:
        return shapes_of(entry)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as fault:
        raise ValueError(f"{path.name}: the rules of {camera!r} cannot be drawn ({fault!r})") from fault


def shapes_of(entry: dict[str, Any]) -> RuleShapes:
    """Turn one entry of a rules file into shapes; another form raises KeyError, TypeError or ValueError."""
    width, height = (float(side) for side in entry["size"])
    rules = entry["rules"]
    if len(rules) > SHAPES_MAX:
        raise ValueError(f"more than {SHAPES_MAX} rules")
    return RuleShapes(tuple(_shape(rule, width, height) for rule in rules))


def _shape(rule: dict[str, Any], width: float, height: float) -> RuleShape:
    is_zone = "polygon" in rule
    corners = rule["polygon"] if is_zone else rule.get("points") or [rule["a"], rule["b"]]
    points = tuple((float(x) / width, float(y) / height) for x, y in corners)
    if len(points) < (3 if is_zone else 2):
        raise ValueError(f"rule {rule['id']!r} has too few corners")
    return RuleShape(str(rule["id"]), is_zone, points)
