"""The alarm queue as values."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from backend.domain.alarm import Alarm, AlarmState, Priority
from console.alarm_board import Fact, decided, facts, load, plates, waiting

T0 = 1_795_315_338_000


def alarm(name: str, priority: Priority = Priority.NORMAL, at_s: int = 0, **more: str) -> Alarm:
    return Alarm(
        name,
        AlarmState(more.get("state", "raised")),
        more.get("camera", "cam-1"),
        "yard",
        "zone_entry",
        priority,
        T0 + at_s * 1000,
        decided_ms=T0 + at_s * 1000,
        trace=more.get("trace", ""),
    )


def test_that_the_queue_has_the_gravest_first_and_of_those_the_newest() -> None:
    given = [
        alarm("old", at_s=0),
        alarm("new", at_s=9),
        alarm("grave", Priority.EMERGENCY),
        alarm("high", Priority.HIGH),
        alarm("gone", Priority.EMERGENCY, state="dismissed"),
    ]
    assert [found.id for found in waiting(given)] == ["grave", "high", "new", "old"]


def test_that_a_claimed_alarm_still_waits_for_its_decision() -> None:
    assert [found.id for found in waiting([alarm("a", state="claimed")])] == ["a"]


def test_that_the_decided_are_listed_newest_first_up_to_a_limit() -> None:
    given = [alarm(str(n), at_s=n, state="dismissed") for n in range(5)] + [alarm("waits")]
    assert [found.id for found in decided(given, 3)] == ["4", "3", "2"]


def test_that_load_counts_the_ten_minutes_before_each_minute() -> None:
    given = [alarm("a", at_s=0), alarm("b", at_s=30), alarm("c", at_s=660)]
    now_ms = T0 + 660_000
    assert load(given, now_ms, slots=3) == (2, 1, 1)  # at 9, 10 and 11 minutes
    assert load([], now_ms, slots=2) == (0, 0)


def test_that_a_camera_shows_the_first_alarm_of_its_queue() -> None:
    given = [alarm("a"), alarm("b", Priority.HIGH), alarm("c", camera="cam-2")]
    assert {camera: found.id for camera, found in plates(given).items()} == {"cam-1": "b", "cam-2": "c"}


def test_that_a_trace_says_how_long_the_stay_was() -> None:
    trace = {
        "rule": "yard",
        "kind": "zone_entry",
        "frame": 412,
        "time_s": 58.9,
        "track": 7,
        "box": [1, 2],
        "direction": "",
        "why": {"inside_since_s": 55.7, "needed_s": 0.5, "polygon": [[1, 2]], "own": "word"},
    }
    shown = facts(alarm("a", trace=json.dumps(trace)))
    assert shown[:2] == (Fact("stay_s", "3.2 s"), Fact("needed_s", "0.5 s"))
    assert Fact("own", "word") in shown
    assert {"box", "polygon", "direction", "inside_since_s"}.isdisjoint({fact.key for fact in shown})


@pytest.mark.parametrize("trace", ["", "{", "[1]", '"x"', "null"])
def test_that_a_trace_which_is_no_object_gives_no_lines(trace: str) -> None:
    assert facts(alarm("a", trace=trace)) == ()


def test_that_a_long_word_of_a_machine_is_cut() -> None:
    shown = facts(replace(alarm("a"), trace=json.dumps({"detector": "x" * 5000, "masked": True})))
    assert shown == (Fact("detector", "x" * 80), Fact("masked", "true"))
