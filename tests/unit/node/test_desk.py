"""The analyst of many cameras, with pictures put on its belts by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from backend.clock import SystemClock
from tests.fakes.clock import ManualClock
from tests.fakes.node_desk import WHOLE, HandDesk, post
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import FieldRule, RuleSet
from videowall.feeds.frame import Frame
from videowall.feeds.scenes.catalogue import scene_named
from videowall.workers.facts import StreamState

GREY = np.full((90, 160, 3), 90, np.uint8)
OTHER = RuleSet(12.0, (640, 360), (FieldRule("gate", ((10, 10), (90, 10), (90, 90))),))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[HandDesk]:
    made = HandDesk(tmp_path)
    yield made
    made.crew.close()


def test_that_an_intruder_becomes_an_alarm_with_masked_evidence(site: HandDesk, tmp_path: Path) -> None:
    site.assign(post("c1", epoch=4))
    scene = scene_named("yard")
    for n in range(round(scene.length_s * scene.fps)):
        site.crew.picture("c1", scene.picture(n / scene.fps), n / scene.fps)
        site.drain()
        if site.line.sent:
            break
    command = site.line.sent[0][0]
    assert (command.verb, command.args["camera"], command.args["rule"]) == ("raise", "c1", "yard")
    assert command.args["at_ms"].startswith("17000000")
    snapshot, trace = command.evidence
    picture = (tmp_path / f"{snapshot.sha256}.jpg").read_bytes()
    assert picture[:3] == b"\xff\xd8\xff"
    assert hashlib.sha256(picture).hexdigest() == snapshot.sha256
    assert snapshot.masked
    assert json.loads((tmp_path / f"{trace.sha256}.json").read_text("utf-8"))["rule"] == "yard"
    assert site.line.tracks
    assert site.desk.waiting == len(site.line.sent), "nothing was acknowledged, so all of it is on disk"


def test_that_an_occupancy_that_goes_on_is_part_of_how_a_camera_stands(site: HandDesk) -> None:
    site.assign(post("c1", epoch=4))
    site.crew.say("c1", StreamState.LIVE)
    scene = scene_named("yard")
    for n in range(round(scene.length_s * scene.fps)):
        site.crew.picture("c1", scene.picture(n / scene.fps), n / scene.fps)
        site.drain()
        if site.line.sent:
            break
    site.desk.tend()
    ((standing,), args) = site.standings[-1], site.line.sent[0][0].args
    ((rule, since_ms),) = standing.occupied
    assert (standing.camera, standing.epoch, rule) == ("c1", 4, "yard")
    assert since_ms == pytest.approx(int(args["since_ms"]), abs=2), "as the alarm said"
    site.crew.say("c1", StreamState.LOST, "no answer")
    site.desk.tend()
    assert site.standings[-1][0].occupied == (), "of what is not seen nothing is claimed"


def test_that_cameras_come_and_go_while_others_are_not_disturbed(site: HandDesk) -> None:
    site.assign(post("a"), post("b"))
    site.assign(post("b"), post("c"))
    assert (site.crew.jobs, site.crew.left) == (["a", "b", "c"], ["a"])
    assert site.made == ["a", "b", "c"], "b goes on with what it knows"
    site.crew.picture("b", GREY, 0.0)
    site.crew.picture("c", GREY, 0.0)
    site.drain()
    assert site.figures("b") == site.figures("c") == (1, 0)
    assert site.desk.figures().looked == 2


def test_that_other_rules_start_afresh_and_other_words_do_not(site: HandDesk) -> None:
    site.assign(post("a"))
    site.assign(post("a", epoch=2))
    assert site.made == ["a"]
    assert site.desk.figures().cameras[0].epoch == 2
    site.assign(post("a", rules=OTHER, epoch=3))
    assert site.made == ["a", "a"]
    assert site.crew.jobs == ["a"], "the stream goes on"
    site.assign(post("a", url="scene:road", rules=OTHER))
    assert (site.crew.jobs, site.crew.left) == (["a", "a"], ["a"])


def test_that_pictures_that_waited_too_long_are_dropped_and_counted(site: HandDesk) -> None:
    site.assign(post("a"))
    for age_s in (2.0, 1.0, 0.0):
        site.crew.picture("a", GREY, 3.0 - age_s, age_s=age_s)
    assert not site.crew.picture("a", GREY, 9.0), "the belt is full"
    site.drain()
    assert site.figures("a") == (1, 3)


def test_that_totals_keep_cameras_that_were_given_up(site: HandDesk) -> None:
    site.assign(post("a"))
    site.crew.picture("a", GREY, 1.0)
    site.drain()
    site.assign()
    figures = site.desk.figures()
    assert (figures.looked, figures.cameras) == (1, ())


def test_that_a_picture_that_breaks_the_chain_of_one_camera_stops_no_other(
    site: HandDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Pipeline.step

    def step(self: Pipeline, frame: Frame) -> object:
        if frame.camera == "bad":
            raise ValueError("no such picture")
        return whole(self, frame)

    monkeypatch.setattr(Pipeline, "step", step)
    site.assign(post("bad"), post("good"))
    for n in range(2):
        site.crew.picture("bad", GREY, n / 5)
        site.crew.picture("good", GREY, n / 5)
        site.drain()
    assert site.figures("good") == (2, 0)
    assert site.made == ["bad", "good", "bad", "bad"], "its chain starts afresh each time"


def test_that_time_goes_on_when_a_source_is_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = ManualClock(monotonic_s=0.0)
    site = HandDesk(tmp_path, clock)
    times: list[float] = []
    whole = Pipeline.step

    def step(self: Pipeline, frame: Frame) -> object:
        times.append(frame.time_s)
        return whole(self, frame)

    monkeypatch.setattr(Pipeline, "step", step)
    site.assign(post("a"))
    try:
        for opening, time_s in ((1, 0.0), (1, 0.2), (2, 0.0), (2, 0.2), (2, 0.1)):
            clock.advance(1000)
            site.crew.picture("a", GREY, time_s, opening)
            site.drain()
    finally:
        site.crew.close()
    assert times == sorted(set(times))
    assert times[2] == pytest.approx(3.0), "by the analyst's own clock"
    assert times[3] - times[2] == pytest.approx(0.2), "by the source's"


def test_that_a_camera_without_pictures_is_told_to_its_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = ManualClock(monotonic_s=0.0)
    site = HandDesk(tmp_path, clock)
    silences: list[float] = []
    monkeypatch.setattr(Pipeline, "silent", lambda _self, _frame, time_s, _ms: _silence(silences, time_s))
    site.assign(post("a"))
    try:
        for _ in range(12):
            clock.advance(250)
            site.desk.tend()
        site.crew.say("a", StreamState.ENDED, "the end")
        for _ in range(12):
            clock.advance(250)
            site.desk.tend()
    finally:
        site.crew.close()
    assert silences == pytest.approx([1.0, 2.0, 3.0], abs=0.3), "once a second, and not after the end"


def _silence(silences: list[float], time_s: float) -> object:
    silences.append(time_s)
    return Pipeline(WHOLE).step(Frame("a", 0, time_s, GREY))


def test_that_a_desk_of_files_ends_when_all_are_over(tmp_path: Path) -> None:
    site = HandDesk(tmp_path, SystemClock())
    site.assign(post("a"), post("b"))
    site.crew.picture("a", GREY, 0.0)
    site.crew.say("a", StreamState.ENDED)
    site.crew.say("b", StreamState.ENDED)
    site.desk.run(until_over=True)
    assert site.reports[-1].looked == 1, "what waited was looked at first"
