"""Rules files of every type, in JSON and TOML: read, written again, refused with line and remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend.domain.errors import Refused
from videowall.analytics.rule_doubts import AtHand, doubts
from videowall.analytics.rule_entries import rule_entry
from videowall.analytics.rule_places import json_places, toml_places
from videowall.analytics.rules import (
    Admission,
    FieldRule,
    LineRule,
    StillRule,
    TamperRule,
    ThermalRule,
    load_rules,
    read_rules,
)
from videowall.analytics.schedule import Window

POLYGON = [[0, 0], [200, 0], [200, 100]]
NIGHT = [
    {"days": ["workday"], "from": "22:00", "to": "06:00"},
    {"days": ["sun"], "from": "00:00", "to": "24:00"},
]
ZONE: dict[str, Any] = {"id": "z", "type": "zone", "polygon": POLYGON}
HOT: dict[str, Any] = {
    "id": "h",
    "type": "thermal",
    "pre_alarm_c": 60,
    "alarm_c": 90,
    "gain": 0.04,
    "offset": -273.15,
}
EVERY: list[dict[str, Any]] = [
    ZONE
    | {"class_filter": ["person", "vehicle"], "confidence_level": 0.4, "min_size": 0.001, "max_size": 0.5},
    {"id": "l", "type": "line", "a": [10, 10], "b": [10, 200], "direction": "L2R", "schedule": NIGHT},
    {"id": "o", "type": "occupancy", "polygon": POLYGON, "object_threshold": 5, "object_release": 2},
    {
        "id": "d",
        "type": "occupancy",
        "polygon": POLYGON,
        "density_threshold": 2,
        "ground": {"rectangle": [[50, 20], [150, 20], [180, 90], [20, 90]], "metres": [4, 3]},
        "priority": "emergency",
    },
    {
        "id": "d2",
        "type": "occupancy",
        "polygon": POLYGON,
        "density_threshold": 2,
        "ground": {"lengths": [[[0, 0], [100, 0], 4], [[0, 0], [0, 50], 3]]},
    },
    {"id": "b", "type": "object_left", "polygon": POLYGON, "time_threshold_s": 60, "min_size": 0.002},
    {"id": "r", "type": "object_removed"},
    {"id": "t", "type": "tamper", "conditions": ["dark", "scene"], "on_delay_s": 8, "off_delay_s": 3},
    HOT | {"polygon": POLYGON, "rise_c_per_min": 30, "min_area": 0.01, "duration_s": 2, "contrast_c": 4},
]


def entry(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"fps": 7, "size": [400, 300], "rules": list(rules)} | more


def test_that_every_type_is_read_and_written_again_as_it_was() -> None:
    rules = read_rules(entry(*EVERY), "s").rules
    assert len(rules) == len(EVERY)
    again = read_rules(entry(*(rule_entry(rule) for rule in rules)), "s").rules
    assert again == rules
    json.dumps([rule_entry(rule) for rule in rules])


def test_that_fields_mean_what_they_say() -> None:
    rules: dict[str, Any] = {rule.id: rule for rule in read_rules(entry(*EVERY), "s").rules}
    line = rules["l"]
    assert isinstance(line, LineRule)
    assert line.schedule.windows == (Window(("workday",), 79_200, 21_600), Window(("sun",), 0, 86_400))
    still = rules["r"]
    assert isinstance(still, StillRule)
    assert [list(point) for point in still.polygon] == [[0, 0], [400, 0], [400, 300], [0, 300]]
    tamper = rules["t"]
    assert isinstance(tamper, TamperRule)
    assert tamper.conditions == ("dark", "scene")
    hot = rules["h"]
    assert isinstance(hot, ThermalRule)
    assert (hot.gain, hot.offset, hot.hysteresis_c) == (0.04, -273.15, 5.0)


def test_that_schedules_and_radiometry_can_be_named_once_for_a_camera() -> None:
    bare = {name: value for name, value in HOT.items() if name not in {"gain", "offset"}}
    shared = entry(
        ZONE | {"schedule": "nights"},
        bare,
        schedules={"nights": NIGHT},
        radiometry={"gain": 0.01, "offset": -273.15},
    )
    zone, hot = read_rules(shared, "s").rules
    assert len(zone.schedule.windows) == 2
    assert isinstance(hot, ThermalRule)
    assert hot.gain == 0.01


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (ZONE | {"class_filter": ["dog"]}, "'dog' is not known in class_filter; there are moving, person"),
        (ZONE | {"class_filter": []}, "class_filter must be a list"),
        (ZONE | {"class_filter": "person"}, "class_filter must be a list"),
        (ZONE | {"class_filter": ["car", "car"]}, "each once"),
        (ZONE | {"confidence_level": 40}, "confidence_level must be a number from 0 to 1"),
        (ZONE | {"min_size": 0.5, "max_size": 0.2}, "min_size must be below max_size"),
        (ZONE | {"schedule": "nights"}, "no schedule 'nights'"),
        (ZONE | {"schedule": []}, "1 to 32 windows"),
        (ZONE | {"schedule": [{"days": ["mon"], "from": "22:00"}]}, "window 1: to is missing"),
        (
            ZONE | {"schedule": [NIGHT[0] | {"days": ["monday"]}]},
            "'monday' is not known",
        ),
        (
            ZONE | {"schedule": [NIGHT[0], NIGHT[0] | {"from": "25:00"}]},
            "window 2: from must be",
        ),
        (ZONE | {"schedule": [NIGHT[0] | {"to": "24:30"}]}, "to must be a local time"),
        (ZONE | {"schedule": [NIGHT[0] | {"to": "22:00"}]}, "a window must last"),
        (ZONE | {"priority": "urgent"}, "priority must be one of emergency, high, normal"),
        (HOT | {"alarm_c": 50}, "pre_alarm_c must be below alarm_c"),
        (HOT | {"gain": 0}, "gain must be a number"),
        (HOT | {"alarm_c": "hot"}, "alarm_c must be a number from -100 to 3000 °C"),
        ({n: v for n, v in HOT.items() if n != "gain"}, "gain is missing: say how grey values become °C"),
        ({"id": "t", "type": "tamper", "conditions": ["smoke"]}, "'smoke' is not known in conditions"),
        ({"id": "b", "type": "object_left", "time_threshold_s": 0}, "time_threshold_s must be seconds"),
        ({"id": "b", "type": "object_left", "class_filter": ["car"]}, "'class_filter' is not a field here"),
    ],
)
def test_that_a_mistake_is_named_with_its_place_and_a_remedy(rule: dict[str, Any], words: str) -> None:
    first = ZONE | {"id": "first"}
    with pytest.raises(Refused, match=words.replace("(", r"\(")) as caught:
        read_rules(entry(first, rule), "gate")
    assert "gate, rule 2" in caught.value.words
    assert caught.value.code == "rules"


JSON_TEXT = """{
  "gate": {
    "fps": 7,
    "size": [400, 300],
    "rules": [
      {"id": "a", "type": "zone", "polygon": [[0, 0], [200, 0], [200, 100]]},
      {
        "id": "b",
        "type": "zone",
        "polygon": [
          [0, 0],
          [200, "x"],
          [200, 100]
        ]
      }
    ]
  }
}
"""
TOML_TEXT = """# fences of the gate
[gate]
size = [400, 300]

[[gate.rules]]
id = "a"
type = "zone"
polygon = [[0, 0], [200, 0], [200, 100]]

[[gate.rules]]
id = "b"
type = "line"
a = [
  10, 10,  # "]"
]
b = [10, 200]
direction = "up"
"""


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("r.json", JSON_TEXT, "line 12: gate, rule 2, point 2: must be"),
        (
            "r.json",
            JSON_TEXT.replace('"x"', "0").replace('"b"', '"a"'),
            "line 8: gate, rule 2: the rule id 'a'",
        ),
        ("r.json", JSON_TEXT.replace('"fps": 7', '"fpz": 7'), "line 3: gate: 'fpz' is not a field here"),
        ("r.json", JSON_TEXT.replace('"size": [400, 300],', ""), "line 2: gate: size is missing"),
        ("r.json", JSON_TEXT.replace('"fps": 7', '"size": 7'), "'size' is given twice"),
        ("r.toml", TOML_TEXT, "line 17: gate, rule 2: direction must be one of any, L2R, R2L"),
        (
            "r.toml",
            TOML_TEXT.replace('"b"', '"a"', 1).replace('"up"', '"any"'),
            "line 11: gate, rule 2: the rule id 'a' is used twice",
        ),
        ("r.toml", TOML_TEXT.replace("size", "sise"), "line 2: gate: size is missing"),
        (
            "r.toml",
            TOML_TEXT.replace("direction", "directions"),
            "line 17: gate, rule 2: 'directions' is not",
        ),
        ("r.toml", "[gate\n", "is not valid TOML .*line 1"),
        ("r.json", " " * 5_000_000, "too large"),
    ],
)
def test_that_a_mistake_in_a_file_is_told_with_its_line(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(Refused, match=words.replace("[", r"\[")) as caught:
        load_rules(path)
    assert len(caught.value.words.splitlines()) == 1


def test_that_a_sound_toml_file_gives_the_same_rules_as_json(tmp_path: Path) -> None:
    toml, text = tmp_path / "r.toml", TOML_TEXT.replace('"up"', '"L2R"')
    toml.write_text(text, "utf-8")
    assert [rule.id for rule in load_rules(toml)["gate"].rules] == ["a", "b"]


def test_that_lines_of_everything_in_a_file_are_known() -> None:
    places = json_places('{"a\\"b": [1,\n {"c": "]}"}],\n"d": {}}')
    assert places[('a"b',)] == 1
    assert places['a"b', 1, "c"] == 2
    assert places[("d",)] == 3
    places = toml_places(
        "[a.'b c']\nx = [1,\n 2]\ny = {z = 1}\n[[a.list]]\n[[a.list]]\nk = '#'\n[a.list.in]\n"
    )
    assert places["a", "b c"] == 1
    assert places["a", "b c", "y"] == 4
    assert places["a", "list", 1, "k"] == 7
    assert places["a", "list", 1, "in"] == 8


def test_that_rules_which_ask_in_vain_are_told_with_a_remedy() -> None:
    rules = read_rules(entry(ZONE | {"class_filter": ["person"], "schedule": NIGHT}, EVERY[7]), "s")
    nothing = doubts(rules, AtHand(classes=False, time_of_day=False, pictures=False))
    assert [words.split(":")[0] for words in nothing] == ["rule z", "rule z", "rule t"]
    assert "models fetch" in nothing[0]
    assert "--began" in nothing[1]
    assert doubts(rules, AtHand(classes=True, time_of_day=True, pictures=True)) == ()


def test_that_a_filter_that_is_not_said_admits_all() -> None:
    (zone,) = read_rules(entry(ZONE), "s").rules
    assert isinstance(zone, FieldRule)
    assert zone.who == Admission()
