"""Assigned cameras: a duty becomes posts, what cannot be watched is reported, and the desk goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from backend.calendars import load_calendars
from backend.domain.camera import CameraState, Transport
from backend.wire.cameras import CameraHealth, Duty, DutyCamera, Login, Occupied, Stream
from tests.fakes.clock import ManualClock
from tests.fakes.node_desk import HandDesk
from videowall.evidence.folder import EvidenceFolder, kept
from videowall.node.duty import DutyTaker, taken
from videowall.node.figures import Standing
from videowall.node.health import AGAIN_S, HealthTeller
from videowall.node.roster import CALENDAR, PICTURE_WIDTH
from videowall.workers.facts import StreamState

ZONE = {"id": "yard", "type": "zone", "polygon": [[10, 10], [90, 10], [90, 90]]}
OFFICE = load_calendars()[CALENDAR]


def rules(*listed: object) -> str:
    return json.dumps({"size": [640, 360], "rules": listed})


def camera(name: str, *, url: str = "scene:yard", epoch: int = 1, text: str = rules(ZONE)) -> DutyCamera:
    return DutyCamera(Stream(name, url), epoch, name.title(), rules=text)


def duty(*cameras: DutyCamera, seq: int = 1) -> Duty:
    return Duty(seq, last=True, cameras=cameras)


class HandReports:
    """Keeps what is reported."""

    def __init__(self) -> None:
        self.said: list[CameraHealth] = []

    def report(self, healths: Iterable[CameraHealth]) -> None:
        self.said += healths

    def take(self) -> list[CameraHealth]:
        said, self.said = self.said, []
        return said


class Shift:
    """A desk with hand-made pictures, and what joins it with a center."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.line = ManualClock(), HandReports()
        self.site = HandDesk(folder, self.clock)
        self.health = HealthTeller(self.line, self.clock.monotonic_s)
        self.first: list[tuple[str, ...]] = []
        self.taker = DutyTaker(self.site.desk.assign, self.health, OFFICE, self.first.append)

    def take(self, *cameras: DutyCamera) -> None:
        self.taker.take(duty(*cameras))
        self.tend()

    def tend(self) -> None:
        self.site.desk.tend()
        self.health.tell(self.site.standings[-1])


@pytest.fixture
def shift(tmp_path: Path) -> Iterable[Shift]:
    made = Shift(tmp_path)
    yield made
    made.site.crew.close()


def test_that_a_camera_of_a_duty_is_opened_with_its_login_and_shown_without() -> None:
    stream = Stream(
        "gate", "rtsp://10.0.0.8/main?pw={password}", "", Transport.UDP, Login("ad min", "s/cret")
    )
    found = taken(duty(DutyCamera(stream, 7, "Gate", "North gate", rules=rules(ZONE))), OFFICE)
    post = found.posts["gate"]
    assert (post.camera, post.place, post.epoch) == ("gate", "North gate", 7)
    source = post.source
    assert source.url == "rtsp://10.0.0.8/main?pw=s%2Fcret"
    assert (source.shown, source.transport, source.max_width) == (stream.main, "udp", PICTURE_WIDTH)
    assert "cret" not in repr(found)
    assert [rule.id for rule in post.rules.rules] == ["yard"]


def test_that_schedules_of_rules_go_by_the_working_calendar() -> None:
    post = taken(duty(camera("gate")), OFFICE).posts["gate"]
    assert post.rules.calendar == OFFICE


@pytest.mark.parametrize(
    ("bad", "code", "words"),
    [
        (camera("bad", text=""), "rules", "has no rules"),
        (camera("bad", text="{"), "rules", "not valid JSON"),
        (camera("bad", text=rules(ZONE | {"dwell": 1})), "rules", "dwell"),
        (camera("bad", url="usb:0"), "bad_url", "cannot be opened here"),
        (camera("bad", url="rtsp://[::1/x"), "bad_url", "cannot be opened here"),
    ],
)
def test_that_a_bad_camera_is_a_fault_with_words_and_the_others_go_on(
    shift: Shift, bad: DutyCamera, code: str, words: str
) -> None:
    shift.take(camera("good"), bad)
    assert shift.site.crew.jobs == ["good"]
    (fault,) = [one for one in shift.line.take() if one.camera == "bad"]
    assert (fault.state, fault.code, fault.epoch) == (CameraState.FAULT, code, 1)
    assert words in fault.words
    shift.take(camera("good"), camera("bad"))
    assert shift.site.crew.jobs == ["good", "bad"], "mended, it is watched"


def test_that_an_address_is_never_in_the_words_of_a_fault() -> None:
    stream = Stream("bad", "http://10.0.0.8/{password}/main", "", Transport.TCP, Login("admin", "s3cret"))
    found = taken(duty(DutyCamera(stream, 1, rules=rules(ZONE))), OFFICE)
    assert found.faults
    assert "s3cret" not in repr(found)


def test_that_another_epoch_or_the_same_duty_again_disturbs_nothing(shift: Shift) -> None:
    shift.take(camera("a"))
    shift.take(camera("a"))
    shift.take(camera("a", epoch=3))
    assert (shift.site.made, shift.site.crew.jobs) == (["a"], ["a"])
    assert shift.site.desk.figures().cameras[0].epoch == 3


def test_that_a_duty_replaces_the_one_before(shift: Shift) -> None:
    shift.take()
    assert shift.first == [()], "the first duty is told, also when it is empty"
    shift.take(camera("a"), camera("b"))
    shift.take(camera("b"), camera("c"))
    assert (shift.site.crew.jobs, shift.site.crew.left) == (["a", "b", "c"], ["a"])
    assert shift.first == [()]


def test_that_without_news_of_the_center_everything_goes_on(shift: Shift) -> None:
    shift.take(camera("a"))
    for _ in range(40):
        shift.clock.advance(1_000)
        shift.tend()
    assert (shift.site.crew.jobs, shift.site.crew.left) == (["a"], [])


def test_that_health_is_told_on_change_and_again_after_a_while(shift: Shift) -> None:
    shift.take(camera("a", epoch=2), camera("bad", text=""))
    assert [one.camera for one in shift.line.take()] == ["bad"], "of what is being opened nothing is known"
    shift.site.crew.say("a", StreamState.LIVE)
    shift.tend()
    (live,) = shift.line.take()
    assert (live.camera, live.state, live.epoch, live.code) == ("a", CameraState.LIVE, 2, "")
    shift.tend()
    assert shift.line.take() == []
    shift.site.crew.say("a", StreamState.REFUSED, "there is no such file")
    shift.tend()
    (fault,) = shift.line.take()
    assert (fault.state, fault.code, fault.words) == (CameraState.FAULT, "other", "there is no such file")
    shift.clock.advance(round(AGAIN_S * 1000))
    shift.tend()
    assert [one.camera for one in shift.line.take()] == ["a", "bad"]


def test_that_an_occupancy_that_goes_on_is_told_once_and_then_as_often_as_all() -> None:
    clock, line = ManualClock(), HandReports()
    health = HealthTeller(line, clock.monotonic_s)
    health.tell([Standing("a", StreamState.LIVE, "", 2)])
    line.take()
    health.tell([Standing("a", StreamState.LIVE, "", 2, (("yard", 5_000),))])
    assert [one.occupied for one in line.take()] == [(Occupied("yard", 5_000),)]
    health.tell([Standing("a", StreamState.LIVE, "", 2, (("yard", 5_003),))])
    assert line.take() == [], "milliseconds are no news"
    health.tell([Standing("a", StreamState.LIVE, "", 2)])
    assert [one.occupied for one in line.take()] == [()]


def test_that_evidence_is_found_by_its_digest_whatever_it_is(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path)
    for mime in ("image/jpeg", "application/json", "video/mp4"):
        ref = folder.keep(mime.encode(), mime, 5)
        path = kept(tmp_path, ref.sha256)
        assert path is not None
        assert hashlib.sha256(path.read_bytes()).hexdigest() == ref.sha256
    assert kept(tmp_path, "0" * 64) is None
