"""The analyst's loop on a drawn scene with known truth, and on sources that fail."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.clock import SystemClock
from backend.domain.errors import Refused
from tests.fakes.node_line import HandLine
from tests.fakes.waiting import until
from tests.fakes.wall_sources import HandSource
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import FieldRule, RuleSet
from videowall.feeds.errors import EndOfSource, FeedError, SourceLost
from videowall.feeds.reader import open_source
from videowall.feeds.source import FrameSource, SourceSpec
from videowall.node.courier import Courier
from videowall.evidence.folder import EvidenceFolder
from videowall.node.options import rules_of
from videowall.node.spool import Spool
from videowall.node.tracks import TrackSender
from videowall.node.watch import Analyst, Post

WHOLE = RuleSet(12.0, (640, 360), (FieldRule("yard", ((60, 60), (600, 60), (600, 350), (60, 350))),))


class Site:
    """An analyst of a source that the test opens."""

    def __init__(self, folder: Path, opener: Callable[[], FrameSource]) -> None:
        clock = SystemClock()
        self.line = HandLine()
        self.folder = folder
        self.analyst = Analyst(
            Post("c1", "化工库", SourceSpec("scene:yard")),
            Pipeline(WHOLE),
            opener,
            EvidenceFolder(folder, "c1"),
            Courier(Spool(folder / "spool"), self.line, clock.monotonic_s),
            TrackSender("c1", WHOLE.size, self.line, clock.monotonic_s),
            clock,
        )


def test_that_an_intruder_in_a_drawn_yard_becomes_an_alarm_with_masked_evidence(tmp_path: Path) -> None:
    source = open_source(SourceSpec("scene:yard", loop=True), camera="c1", now_ms=SystemClock().now_ms)
    site = Site(tmp_path, lambda: source)
    thread = threading.Thread(target=site.analyst.run)
    thread.start()
    until(lambda: site.line.sent, 30, saying="an alarm")
    site.analyst.stop()
    thread.join(10)
    assert not thread.is_alive()
    command = site.line.sent[0][0]
    assert (command.verb, command.args["camera"], command.args["rule"]) == ("raise", "c1", "yard")
    assert len(command.args["at_ms"]) == 13
    snapshot, trace = command.evidence
    picture = (tmp_path / f"{snapshot.sha256}.jpg").read_bytes()
    assert picture[:3] == b"\xff\xd8\xff"
    assert hashlib.sha256(picture).hexdigest() == snapshot.sha256
    assert snapshot.masked
    facts = json.loads((tmp_path / f"{trace.sha256}.json").read_text("utf-8"))
    assert facts["rule"] == "yard"
    assert site.line.tracks
    assert site.analyst.waiting == len(site.line.sent), "nothing was acknowledged, so all of it is on disk"


def test_that_a_lost_source_is_opened_again_and_time_goes_on(tmp_path: Path) -> None:
    first, second = HandSource(), HandSource()
    outcomes: list[HandSource | FeedError] = [first, SourceLost("gone"), second]

    def opener() -> FrameSource:
        outcome = outcomes.pop(0)
        if isinstance(outcome, FeedError):
            raise outcome
        return outcome

    site = Site(tmp_path, opener)
    thread = threading.Thread(target=site.analyst.run)
    thread.start()
    for grey in (10, 10, 10):
        first.items.put(grey)
    first.items.put(SourceLost("the camera ended the stream"))
    for grey in (10, 10):
        second.items.put(grey)
    second.items.put(EndOfSource("the end"))
    thread.join(20)
    assert not thread.is_alive()
    assert site.analyst.frames == 5


def test_that_a_file_with_one_entry_serves_the_camera_and_another_does_not(tmp_path: Path) -> None:
    entry = {"fps": 7, "size": [100, 100], "rules": []}
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    one.write_text(json.dumps({"pets": entry}), "utf-8")
    two.write_text(json.dumps({"a": entry, "b": entry}), "utf-8")
    assert rules_of(one, "c1").size == (100, 100)
    with pytest.raises(Refused, match="no rules for 'c1'"):
        rules_of(two, "c1")
