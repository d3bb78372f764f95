"""Rules files: what is read, and that every mistake is named with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend.domain.errors import Refused
from videowall.analytics.rules import FieldRule, LineRule, OccupancyRule, load_rules, read_rules

ZONE = {"id": "z", "type": "zone", "polygon": [[0, 0], [200, 0], [200, 100]]}
LINE = {"id": "l", "type": "line", "a": [10, 10], "b": [10, 200]}

CROWD = {"id": "o", "type": "occupancy", "polygon": ZONE["polygon"], "object_threshold": 3}


def entry(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"fps": 7, "size": [400, 300], "rules": list(rules)} | more


def test_that_a_file_gives_every_sequence_its_rules(tmp_path: Path) -> None:
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({"a": entry(ZONE | {"loiter_s": 8}, LINE), "b": entry()}), "utf-8")
    rules = load_rules(path)
    assert rules["a"].fps == 7
    assert rules["a"].size == (400, 300)
    field, line = rules["a"].rules
    assert field == FieldRule("z", ((0, 0), (200, 0), (200, 100)), dwell_s=0.5, loiter_s=8)
    assert line == LineRule("l", (10, 10), (10, 200), "any")
    assert rules["b"].rules == ()


def test_that_a_closed_ring_is_the_same_as_an_open_one() -> None:
    ring = ZONE | {"polygon": [[0, 0], [200, 0], [200, 100], [0, 0]]}
    assert read_rules(entry(ring), "s").rules == read_rules(entry(ZONE), "s").rules


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (ZONE | {"polygon": [[0, 0], [200, 100], [200, 0], [0, 100]]}, "sides 1 and 3 of the polygon cross"),
        (ZONE | {"polygon": [[0, 0], [1, 0], [1, 1]]}, "too small"),
        (ZONE | {"polygon": [[500, 0], [700, 0], [700, 100]]}, "outside the picture"),
        (ZONE | {"polygon": [[0, 0], [200, 0]]}, "3 to 100 points"),
        (ZONE | {"polygon": [[0, 0], [200, 0], [200]]}, "point 3"),
        (ZONE | {"polygon": [[0, 0], [200, 0], [200, "1"]]}, "point 3"),
        (ZONE | {"polygon": [[0, 0], [200, 0], [200, float("nan")]]}, "point 3"),
        (ZONE | {"loiter_s": 0}, "loiter_s must be seconds"),
        (ZONE | {"dwel_s": 2}, "'dwel_s' is not a field here"),
        (ZONE | {"id": ""}, "id must be a text"),
        ({"id": "z", "type": "zone"}, "polygon is missing"),
        (LINE | {"b": [10, 10]}, "too close together"),
        (LINE | {"a": [500, 0], "b": [600, 9]}, "outside the picture"),
        (LINE | {"direction": "up"}, "any, L2R, R2L"),
        ({"id": "c", "type": "circle"}, "zone or line or occupancy"),
        (CROWD | {"object_threshold": 0}, "whole number from 1 to 500"),
        (CROWD | {"object_threshold": 2.5}, "whole number"),
        (CROWD | {"object_threshold": True}, "whole number"),
        (CROWD | {"time_threshold_s": -1}, "time_threshold_s must be seconds"),
        (CROWD | {"loiter_s": 3}, "'loiter_s' is not a field here"),
        (CROWD | {"polygon": [[0, 0], [1, 0], [1, 1]]}, "too small"),
        ({"id": "c", "type": "occupancy", "object_threshold": 3}, "polygon is missing"),
    ],
)
def test_that_a_mistake_in_a_rule_is_named_with_its_place(rule: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        read_rules(entry(LINE | {"id": "first"}, rule), "gate")
    assert caught.value.code == "rules"
    assert "gate, rule 2" in caught.value.words


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (entry(ZONE, ZONE), "used twice"),
        (entry(ZONE, size=[0, 300]), "size must be"),
        (entry(ZONE, fps=0), "fps must be"),
        (entry(ZONE, name="x"), "'name' is not a field here"),
        ({"size": [400, 300]}, "rules is missing"),
        ([], "must be an object"),
        (entry() | {"rules": "none"}, "rules must be a list"),
        (entry() | {"rules": [3]}, "rule 1: must be an object"),
    ],
)
def test_that_a_mistake_in_an_entry_is_named(document: object, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_rules(document, "gate")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "line 1, column 2"),
        (b"\xff\xfe", "UTF-8"),
        (b"[]", "maps a sequence"),
        (b"{}", "maps a sequence"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_that_a_broken_file_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "rules.json"
    path.write_bytes(content)
    with pytest.raises(Refused, match=words):
        load_rules(path)


def test_that_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        load_rules(tmp_path / "none.json")


def test_that_an_occupancy_rule_is_read_with_its_thresholds() -> None:
    (rule,) = read_rules(entry(CROWD | {"time_threshold_s": 5}), "s").rules
    assert rule == OccupancyRule("o", ((0, 0), (200, 0), (200, 100)), 3, 5.0)
