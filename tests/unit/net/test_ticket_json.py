"""The document that other programs read."""

from __future__ import annotations

import json

from console.cli.ticket_json import iso, row, whole
from tests.fakes.net_messages import AT_MS, RECORD


def test_that_times_are_utc_with_ms_and_never_is_null() -> None:
    assert iso(AT_MS + 7) == "2026-01-01T00:00:00.007Z"
    assert iso(0) is None


def test_that_a_document_has_everything_the_contract_names() -> None:
    document = whole(RECORD, AT_MS + 70_000_000)
    named = {"id", "state", "custodian", "transit_to", "epoch", "rev", "events", "clocks", "lights", "trail"}
    assert named <= set(document)
    assert (document["id"], document["state"], document["rev"]) == ("tl-bc-lc/1/1", "filed", 2)
    assert (document["custodian"], document["transit_to"], document["epoch"]) == ("tl-bc-lc", None, 1)
    json.dumps(document)


def test_that_events_say_what_when_where_and_who() -> None:
    first, second = whole(RECORD, AT_MS)["events"]
    assert first == {
        "rev": 1,
        "event": "reported",
        "at": "2026-01-01T00:00:00.000Z",
        "center": "tl-bc-lc",
        "actor": "李伟",
        "role": "intake",
        "args": {"ticket": "tl-bc-lc/1/1", "title": "井盖破损"},
        "evidence": [],
    }
    assert second["evidence"][0]["masked"] is True


def test_that_lights_are_those_that_have_turned_by_then() -> None:
    early, late = whole(RECORD, AT_MS + 1_000), whole(RECORD, AT_MS + 90_000_000)
    assert [turn["light"] for turn in early["lights"]] == ["green"]
    assert [turn["light"] for turn in late["lights"]] == ["green", "yellow", "red"]
    assert late["lights"][2] == {"clock": "total", "light": "red", "at": "2026-01-02T00:00:00.000Z"}
    assert (early["light"], late["light"]) == ("green", "red")
    assert late["clocks"][0]["deadline"] == "2026-01-02T00:00:00.000Z"


def test_that_the_trail_tells_who_held_it() -> None:
    (step,) = whole(RECORD, AT_MS)["trail"]
    assert (step["center"], step["epoch"], step["how"], step["sent"]) == ("tl-bc-lc", 1, "reported", None)


def test_that_a_row_is_the_head_of_the_whole() -> None:
    short, long = row(RECORD, AT_MS), whole(RECORD, AT_MS)
    assert short.items() <= long.items()
