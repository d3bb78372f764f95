"""Traces execute again to the verdict they tell; changed ones do not."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.domain.errors import Refused
from tests.fakes.vision_frames import scene_events
from videowall.analytics.looks import FenceEvent
from videowall.analytics.offline import Progress, analyse_detections
from videowall.analytics.rules import load_rules
from videowall.evidence.traces import trace_bytes
from videowall.feeds.scenes.catalogue import scene_named
from videowall.replay import examine, replay_trace


@pytest.fixture(scope="module")
def event() -> FenceEvent:
    return scene_events(scene_named("yard"), until_s=12.0)[0]


def kept(folder: Path, data: bytes) -> Path:
    path = folder / f"{hashlib.sha256(data).hexdigest()}.json"
    path.write_bytes(data)
    return path


def test_that_a_trace_executes_again_to_the_same_verdict(tmp_path: Path, event: FenceEvent) -> None:
    path = kept(tmp_path, trace_bytes(event, "c1"))
    outcome = examine(path)
    assert outcome.differences == ()
    assert outcome.found == outcome.told
    done = CliRunner().invoke(replay_trace, ["--replay", str(path), "--json"])
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    assert (document["same"], document["camera"], document["rule"]) == (True, "c1", "field")
    assert document["program"].startswith("onegrid ")


def test_that_every_event_of_public_detections_executes_again(tmp_path: Path, shared: Path) -> None:
    fence = shared / "bench" / "fence"
    rules = load_rules(fence / "rules.json")
    different, count = [], 0
    for table in sorted((fence / "seqs").glob("*.csv")):
        if "simdet" in table.name:
            continue  # long; bench.fence has them
        sequence = table.name.split(".")[0]
        for one in analyse_detections(table, rules[sequence], rules[sequence].fps):
            if isinstance(one, Progress):
                continue
            count += 1
            data = trace_bytes(one, sequence)
            assert len(data) < 64_000
            different += [(sequence, one.rule, d) for d in examine(kept(tmp_path, data)).differences]
    assert different == []
    assert count > 40


def test_that_a_changed_trace_differs_and_says_in_what(tmp_path: Path, event: FenceEvent) -> None:
    document = json.loads(trace_bytes(event, "c1"))
    rows = document["why"]["replay"]["rows"]
    column = document["why"]["replay"]["columns"].index("x")
    for row in rows:
        row[column] = 5.0
    moved = kept(tmp_path, json.dumps(document).encode())
    assert any("nothing" in words for words in examine(moved).differences)
    document = json.loads(trace_bytes(event, "c1"))
    document["why"]["replay"]["rule"]["polygon"][0][0] -= 30
    redrawn = kept(tmp_path, json.dumps(document).encode())
    assert any("digest" in words for words in examine(redrawn).differences)
    document = json.loads(trace_bytes(event, "c1")) | {"kind": "loiter"}
    assert any(
        "told as loiter" in words
        for words in examine(kept(tmp_path, json.dumps(document).encode())).differences
    )
    named = kept(tmp_path, trace_bytes(event, "c1"))
    named.write_bytes(named.read_bytes().replace(b'"c1"', b'"c2"'))
    assert any("its name" in words for words in examine(named).differences)
    done = CliRunner().invoke(replay_trace, ["--replay", str(named)], standalone_mode=False)
    assert done.return_value == 1


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b'{"why": {"replay": 3}}', b'{"why": {"replay": {}}}', b"[" * 100_000]
)
def test_that_what_is_no_trace_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "trace.json"
    path.write_bytes(data)
    with pytest.raises(Refused):
        examine(path)
    with pytest.raises(Refused):
        examine(tmp_path / "absent.json")
