from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from videowall.wall.shapes import load_shapes
from videowall.wall.spec import RuleShape

ENTRY: dict[str, Any] = {
    "fps": 7,
    "size": [100, 50],
    "rules": [
        {"id": "lawn", "type": "zone", "polygon": [[0, 0], [50, 0], [100, 50]], "loiter_s": 8},
        {"id": "gate", "type": "line", "a": [10, 10], "b": [20, 40]},
    ],
}


def written(folder: Path, content: object) -> Path:
    path = folder / "rules.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def test_that_corners_become_shares_of_the_picture(tmp_path: Path) -> None:
    shapes = load_shapes(written(tmp_path, {"c1": ENTRY, "c2": {"size": [1, 1], "rules": []}}), "c1")
    assert shapes.shapes == (
        RuleShape("lawn", is_zone=True, points=((0.0, 0.0), (0.5, 0.0), (1.0, 1.0))),
        RuleShape("gate", is_zone=False, points=((0.1, 0.2), (0.2, 0.8))),
    )


def test_that_a_file_with_one_entry_serves_any_camera(tmp_path: Path) -> None:
    assert len(load_shapes(written(tmp_path, {"other": ENTRY}), "c1").shapes) == 2


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        [],
        {},
        {"a": ENTRY, "b": ENTRY},
        {"c1": {"rules": []}},
        {"c1": {"size": [0, 0], "rules": [{"id": "x", "type": "line", "a": [1, 1], "b": [2, 2]}]}},
        {"c1": {"size": [9, 9], "rules": [{"id": "x", "type": "zone", "polygon": [[1, 1]]}]}},
        {"c1": {"size": [9, 9], "rules": [{"id": "x", "type": "line"}]}},
        {"c1": {"size": [9, 9], "rules": [{"id": "x", "type": "line", "a": [1, 1], "b": [2, 2]}] * 65}},
    ],
)
def test_that_a_file_that_cannot_be_drawn_is_refused_in_one_line(tmp_path: Path, content: object) -> None:
    with pytest.raises(ValueError, match=r"rules\.json: ") as refusal:
        load_shapes(written(tmp_path, content), "c1")
    assert "\n" not in str(refusal.value)


def test_that_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="absent"):
        load_shapes(tmp_path / "absent.json", "c1")
