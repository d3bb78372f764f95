"""Traces: every kind of event is judged again from its trace alone, to the same verdict and moment."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from backend.domain.errors import Refused
from bench.thermal_scenes import FPS as HEAT_FPS
from bench.thermal_scenes import GAIN, OFFSET, RULE, spot
from tests.fakes.vision_frames import SIZE, line_walk, standing, watch
from tests.fakes.vision_views import film, told
from tests.unit.vision.test_vision_still import FPS as STILL_FPS
from tests.unit.vision.test_vision_still import LEFT, brings
from tests.unit.vision.test_vision_tamper import covered
from videowall.analytics.looks import FenceEvent
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.replay import Verdict, agrees, claimed, rerun
from videowall.analytics.rules import (
    Admission,
    FieldRule,
    LineRule,
    OccupancyRule,
    TamperRule,
    read_rules,
)
from videowall.feeds.frame import Frame

FIELD = FieldRule("field", ((150, 100), (300, 100), (300, 299), (150, 299)), loiter_s=40.0)
LINE = LineRule("line", (200, 100), (200, 299), who=Admission(min_size=0.001))
CROWD = OccupancyRule("crowd", FIELD.polygon, 1, 2.0)


def walked() -> list[FenceEvent]:
    """One walker who trembles, crosses, enters, makes a crowd of one, and stays."""
    rng = np.random.default_rng(5)
    path = line_walk((60, 200), (225, 200), 40) + [(225.0, 200.0)] * 420
    return watch([FIELD, LINE, CROWD], [standing((x + rng.normal(0, 1), y)) for x, y in path])


def heated() -> list[FenceEvent]:
    entry = {"size": list(SIZE), "rules": [RULE | {"gain": GAIN, "offset": OFFSET}]}
    pipeline = Pipeline(read_rules(entry, "t"))
    events: list[FenceEvent] = []
    for index in range(80):
        heat = np.full((120, 160), 20, np.float32)
        spot(heat, (80, 60), 4, 150)
        counts = ((heat - OFFSET) / GAIN).astype(np.uint16)
        image = np.full((120, 160, 3), 80, np.uint8)
        events += pipeline.step(Frame("c", index, index / HEAT_FPS, image, counts=counts)).events
    return events


@pytest.fixture(scope="module")
def events() -> list[FenceEvent]:
    found = walked() + heated()
    found += told([TamperRule("eye")], film(40, covered))
    return found + told([LEFT], film(40, brings, fps=STILL_FPS))


def through_json(event: FenceEvent) -> dict[str, Any]:
    text = json.dumps(event.trace["replay"], allow_nan=False)
    assert len(text) < 64_000
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def test_that_every_kind_comes_to_its_verdict_again(events: list[FenceEvent]) -> None:
    assert {event.kind for event in events} == {
        "zone_entry",
        "loiter",
        "line_cross",
        "crowding",
        "heat_warning",
        "heat_alarm",
        "tamper_dark",
        "object_left",
    }
    for event in events:
        replay = through_json(event)
        assert rerun(replay) == Verdict(event.kind, event.direction, event.time_s), event.kind
        assert claimed(replay) == Verdict(event.kind, event.direction, event.time_s)
        assert agrees(replay)
        assert len(replay["rows"]) <= 256


def test_that_a_long_story_begins_with_the_state_before_its_rows(events: list[FenceEvent]) -> None:
    loiter = through_json(next(event for event in events if event.kind == "loiter"))
    assert len(loiter["rows"]) == 256
    assert loiter["before"][0] is not None


@pytest.mark.parametrize(
    "kind", ["zone_entry", "loiter", "line_cross", "crowding", "heat_alarm", "tamper_dark"]
)
def test_that_another_ending_is_another_verdict(events: list[FenceEvent], kind: str) -> None:
    replay = through_json(next(event for event in events if event.kind == kind))
    if kind == "line_cross":
        replay["rows"][-1][2] = 60.0
    elif kind == "tamper_dark":
        replay["rows"][-1][2] = 0.1
    elif kind in {"crowding", "heat_alarm"}:
        replay["rows"][-1][2] = 0.0
    else:
        replay["rule"]["dwell_s"] = replay["rule"]["loiter_s"] = 5000.0
    assert rerun(replay) is None
    assert not agrees(replay)


def test_that_moving_a_verdict_in_time_is_noticed(events: list[FenceEvent]) -> None:
    replay = through_json(events[0])
    replay["verdict"]["time_s"] += 1.0
    assert not agrees(replay)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"rule": {"id": "x"}},
        {"rule": 3},
        {"rows": [[1]]},
        {"rows": [["a"] * 8]},
        {"rows": None},
        {"before": ["x"] * 99},
        {"settings": {"nobody": 1}},
        {"subject": "first"},
        {"verdict": None},
        {"size": "large"},
    ],
)
def test_that_what_is_no_trace_is_refused_in_words(events: list[FenceEvent], change: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        agrees(through_json(events[0]) | change)
    assert caught.value.code in {"trace", "rules"}
    assert len(caught.value.words.splitlines()) == 1


def test_that_what_was_seen_is_what_is_judged(events: list[FenceEvent]) -> None:
    """Rows are rounded before they are judged, so that a trace is exact."""
    for event in events[:3]:
        for row in through_json(event)["rows"]:
            assert all(
                value is None or value == round(value, 6) or index == 0 for index, value in enumerate(row)
            )
