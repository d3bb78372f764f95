from __future__ import annotations

import json

import pytest

from backend.domain.alarm import TRACE_CHARS_MAX, Priority
from backend.domain.errors import Refused
from videowall.analytics.fence import FenceEvent
from videowall.node.alarms import alarm_command, trace_text
from videowall.node.roster import priorities_of

EVENT = FenceEvent("yard", "zone_entry", 42, 6.0, "", 3, (10.04, 20.0, 30.0, 80.0), {"inside_s": 0.57})


def test_that_an_event_becomes_a_raise_with_everything_the_center_needs() -> None:
    command = alarm_command(EVENT, "c1", "化工库西围栏", 1_700_000_000_123, ())
    assert command.verb == "raise"
    assert command.target == ""
    assert {key: command.args[key] for key in ("camera", "rule", "kind", "priority", "at_ms", "place")} == {
        "camera": "c1",
        "rule": "yard",
        "kind": "zone_entry",
        "priority": "high",
        "at_ms": "1700000000123",
        "place": "化工库西围栏",
    }
    assert json.loads(command.args["trace"])["why"] == {"inside_s": 0.57}


def test_that_every_alarm_has_a_client_id_of_its_own() -> None:
    assert len({alarm_command(EVENT, "c1", "", 0, ()).client_id for _ in range(50)}) == 50


def test_that_a_long_trace_is_cut_to_what_the_center_takes_and_says_so() -> None:
    long = FenceEvent(
        "yard", "loiter", 1, 0.1, "", 1, (0, 0, 1, 1), {"path": [[1.5, 2.5]] * 2000, "since_s": 8.0}
    )
    text = trace_text(long, "c1")
    assert len(text) <= TRACE_CHARS_MAX
    assert json.loads(text)["cut"] is True
    assert json.loads(text)["why"] == {"since_s": 8.0}
    worst = FenceEvent("yard", "loiter", 1, 0.1, "", 1, (0, 0, 1, 1), {"word": "x" * 9000})
    assert json.loads(trace_text(worst, "c1")) == {"rule": "yard", "kind": "loiter", "frame": 1, "cut": True}


def test_that_priorities_can_be_set_by_kind() -> None:
    chosen = priorities_of(("zone_entry=emergency",))
    assert chosen["zone_entry"] is Priority.EMERGENCY
    assert chosen["line_cross"] is Priority.NORMAL
    assert alarm_command(EVENT, "c1", "", 0, (), chosen).args["priority"] == "emergency"


@pytest.mark.parametrize("pair", ["zone_entry", "zone_entry=urgent", "fire=high", "=high"])
def test_that_a_priority_that_does_not_exist_is_refused(pair: str) -> None:
    with pytest.raises(Refused, match="is not of the form"):
        priorities_of((pair,))


def test_that_an_assigned_camera_tells_its_epoch_and_when_it_began() -> None:
    visit = FenceEvent("yard", "loiter", 40, 12.0, "", 1, (0, 0, 1, 1), {"inside_since_s": 2.0})
    crossing = FenceEvent("gate", "line_cross", 40, 12.0, "L2R", 1, (0, 0, 1, 1), {"from": [1, 2]})
    told = [alarm_command(event, "c1", "gate", 100_000, (), epoch=3).args for event in (visit, crossing)]
    assert [args["epoch"] for args in told] == ["3", "3"]
    assert [args["since_ms"] for args in told] == ["90000", "100000"]
    assert "epoch" not in alarm_command(visit, "c1", "gate", 100_000, ()).args, "nobody assigned it"
