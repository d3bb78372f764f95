"""The registry of cameras: who may change it, what is refused, what is told and what never is."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from backend.domain.camera import HISTORY_MAX, CameraState, Capability, StreamFacts, Why
from backend.domain.errors import Unavailable
from backend.wire.cameras import AskStreams, CameraForm, CameraHealth, HealthReport, Login, Streams
from backend.wire.codec import encode
from backend.wire.messages import Command, Result, Tail
from tests.fakes.camera_center import CameraCenter, OpenVault, analyst, form
from tests.fakes.center_cluster import person

SECRET = Login("admin", "p4ss-w0rd-9")


@pytest.fixture
def center() -> CameraCenter:
    return CameraCenter()


def codes(result: Result) -> list[tuple[int, str, str]]:
    assert result.cameras is not None
    return [(one.index, one.field, one.code) for one in result.cameras.faults]


def test_that_a_camera_is_written_down_and_told(center: CameraCenter) -> None:
    center.set(form("gate", place="at the gate", key_area=True, rules='{"size":[64,48],"rules":[]}'))
    record = center.records()["gate"]
    assert (record.camera.unit, record.camera.place, record.camera.key_area) == ("lc-01", "at the gate", True)
    assert len(record.camera.rules) == 64
    assert center.store.rules_of("gate") == '{"size":[64,48],"rules":[]}'
    center.run(0.5)
    tails = [out.tail for out in center.published if out.topic == "camera" and out.tail.cameras]
    assert [one.camera.id for tail in tails for one in tail.cameras] == ["gate"]


def test_that_what_a_form_leaves_out_stays(center: CameraCenter) -> None:
    center.set(form("gate", place="at the gate", login=SECRET, rules="{}"))
    result = center.do("duty", "camera_set", "", CameraForm("gate", armed=False))
    assert result.cameras is not None
    assert (result.cameras.new, result.cameras.changed, result.target) == (0, 1, "gate")
    camera = center.records()["gate"].camera
    assert (camera.place, camera.armed, camera.login, bool(camera.rules)) == (
        "at the gate",
        False,
        True,
        True,
    )


def test_that_the_same_again_is_unchanged_and_written_nowhere(center: CameraCenter) -> None:
    center.set(form("gate", login=SECRET, rules="{}"))
    before = dict(center.store.tables.cameras), dict(center.store.tables.logins)
    result = center.do("duty", "camera_set", "", form("gate", login=SECRET, rules="{}"))
    assert result.cameras is not None
    assert (result.cameras.new, result.cameras.changed, result.cameras.unchanged) == (0, 0, 1)
    assert (center.store.tables.cameras, center.store.tables.logins) == before


def test_that_the_same_command_again_gets_the_first_answer(center: CameraCenter) -> None:
    command = Command("k1", "camera_set", cameras=(form("gate"),))
    first, second = (center.say(person("duty"), command) for _ in range(2))
    assert first == second
    assert len([e for e in center.store.tables.journal.values() if e.act == "camera_set"]) == 2


def test_that_one_bad_camera_stops_a_whole_command(center: CameraCenter) -> None:
    result = center.do("duty", "camera_set", "", form("a"), form("b", unit="yq"), form("a"), CameraForm("c"))
    assert (result.ok, result.code) == (False, "camera_faults")
    wanted = [(1, "unit", "no_unit"), (2, "id", "twice"), (3, "name", "missing"), (3, "unit", "missing")]
    assert codes(result) == [*wanted, (3, "main", "missing")]
    assert not center.records()


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"unit": "nowhere"}, ("unit", "no_unit")),
        ({"main": "rtsp://u:p@h/x"}, ("main", "login_in_address")),
        ({"sub": "rtsp://h/x?password=abc"}, ("sub", "login_in_address")),
        ({"main": "gopher://h/x"}, ("main", "bad_url")),
        ({"main": "rtsp:///x"}, ("main", "bad_url")),
        ({"transport": "pigeon"}, ("transport", "bad_value")),
        ({"rules": "x" * 65_537}, ("rules", "too_long")),
        ({"name": "a\nb"}, ("name", "too_long")),
    ],
)
def test_that_each_mistake_is_named(
    center: CameraCenter, told: dict[str, Any], fault: tuple[str, str]
) -> None:
    result = center.do("duty", "camera_set", "", form("gate", **told))
    assert codes(result) == [(0, *fault)]


def test_that_checking_says_the_same_and_does_nothing(center: CameraCenter) -> None:
    center.set(form("gate"))
    lines = len(center.store.tables.journal)
    forms = (form("gate"), form("yard"), form("gate", place="new"))
    result = center.do("duty", "camera_check", "", *forms[:2])
    assert result.ok
    assert result.cameras is not None
    assert (result.cameras.new, result.cameras.unchanged) == (1, 1)
    assert codes(center.do("duty", "camera_check", "", *forms)) == [(2, "id", "twice")]
    assert (set(center.records()), len(center.store.tables.journal)) == ({"gate"}, lines)


@pytest.mark.parametrize("who", ["watch", "intake", "viewer", "zhang", "officer"])
@pytest.mark.parametrize("verb", ["camera_set", "camera_remove", "camera_check"])
def test_that_only_leaders_keep_the_registry(center: CameraCenter, who: str, verb: str) -> None:
    center.set(form("gate"))
    result = center.do(who, verb, "", form("gate", name="mine"))
    assert (result.ok, result.code, set(result.who_may)) == (False, "role", {"duty_leader", "center_leader"})
    assert center.records()["gate"].camera.name == "gate"


def test_that_a_removed_camera_is_gone_with_its_secrets(center: CameraCenter) -> None:
    center.set(form("gate", login=SECRET, rules="{}"), form("yard"))
    assert center.do("leader", "camera_remove", "gate").ok
    assert set(center.records()) == {"yard"}
    assert (center.store.login_of("gate"), center.store.rules_of("gate")) == (b"", "")
    center.run(0.5)
    tails = [out.tail for out in center.published if out.topic == "camera"]
    assert [tail.gone for tail in tails if tail.gone] == [("gate",)]
    assert center.do("leader", "camera_remove", "gate").code == "no_camera"
    center.set(form("gate"))
    assert not center.records()["gate"].camera.login


def test_that_no_secret_is_in_anything_but_the_answer_to_who_asks(center: CameraCenter) -> None:
    center.set(form("gate", login=SECRET))
    replies = [
        encode(center.core.envelope(body)) for body in center.say(person("duty"), Command("z", "nonsense"))
    ]
    center.records()
    center.run(1)
    told = [msgspec.msgpack.encode(out.tail) for out in center.published if isinstance(out.tail, Tail)]
    kept = [
        msgspec.msgpack.encode([*table.values()])
        for name, table in vars(center.store.tables).items()
        if name != "logins"
    ]
    assert not [raw for raw in (*replies, *told, *kept) if SECRET.password.encode() in raw]
    assert SECRET.password not in repr(form("gate", login=SECRET))


@pytest.mark.parametrize(
    ("who", "may"), [("watch", True), ("duty", True), ("viewer", False), ("zhang", False)]
)
def test_that_streams_are_told_to_who_may_open_them_and_journalled(
    center: CameraCenter, who: str, *, may: bool
) -> None:
    center.set(form("gate", login=SECRET))
    answers = center.say(person(who), AskStreams("q", ("gate", "none")))
    streams = [body for body in answers if isinstance(body, Streams)]
    if not may:
        assert all(not body.streams for body in streams)
        return
    (answer,) = streams
    assert answer.streams[0].login == SECRET
    assert [one.code for one in answer.faults] == ["no_camera"]
    assert [e.detail for e in center.store.tables.journal.values() if e.act == "camera_streams"] == ["gate"]


def test_that_without_a_vault_no_login_is_taken(center: CameraCenter) -> None:
    bare = CameraCenter(vault=None)
    assert codes(bare.do("duty", "camera_set", "", form("gate", login=SECRET))) == [(0, "login", "no_vault")]
    bare.set(form("gate"))


def test_that_logins_of_another_key_are_asked_for_again(center: CameraCenter) -> None:
    center.set(form("gate", login=SECRET))
    other = CameraCenter(store=center.store, vault=OpenVault("b"))
    (answer,) = other.say(person("duty"), AskStreams("q", ("gate",)))
    assert isinstance(answer, Streams)
    assert answer.streams[0].login is None
    other.set(form("gate", login=SECRET))
    assert other.vault is not None
    assert other.vault.open("gate", other.store.login_of("gate")) == SECRET


def test_that_an_empty_login_takes_it_away(center: CameraCenter) -> None:
    center.set(form("gate", login=SECRET))
    center.set(CameraForm("gate", login=Login("", "")))
    assert (center.records()["gate"].camera.login, center.store.login_of("gate")) == (False, b"")


def test_that_health_is_kept_with_its_history(center: CameraCenter) -> None:
    center.set(form("gate"))
    facts = Capability(StreamFacts("h264", 64, 48, 7.0))
    told = [
        CameraHealth("gate", CameraState.LIVE, capability=facts),
        CameraHealth("gate", CameraState.LOST, Why.TIMEOUT, "no answer"),
        CameraHealth("gate", CameraState.LOST, Why.TIMEOUT, "still no answer"),
        CameraHealth("gate", CameraState.LOST, Why.WRONG_LOGIN, "no"),
        CameraHealth("nobody", CameraState.LIVE),
    ]
    for one in told:
        center.clock.advance(1_000)
        assert center.say(person("watch"), HealthReport((one,))) == []
    life = center.life("gate")
    assert (life.health.state, life.health.code, life.health.by) == (
        CameraState.FAULT, "wrong_login", "operator:watch",
    )  # fmt: skip
    assert [one.state for one in life.history] == [CameraState.LIVE, CameraState.LOST]
    assert life.capability.main == facts.main
    for n in range(3 * HISTORY_MAX):
        state = (CameraState.LIVE, CameraState.LOST)[n % 2]
        center.say(person("watch"), HealthReport((CameraHealth("gate", state),)))
    assert len(center.life("gate").history) == HISTORY_MAX


def test_that_a_probe_is_reported_by_command(center: CameraCenter) -> None:
    center.set(form("gate"))
    healths = (CameraHealth("gate", CameraState.FAULT, Why.NO_PATH, "no such path"),)
    (result,) = center.say(person("watch"), Command("p", "camera_report", healths=healths))
    assert isinstance(result, Result)
    assert result.ok
    assert center.life("gate").health.code == "no_path"
    (refused,) = center.say(person("viewer"), Command("p2", "camera_report", healths=healths))
    assert isinstance(refused, Result)
    assert refused.code == "role"


def test_that_an_analyst_speaks_only_of_cameras_it_has(center: CameraCenter) -> None:
    center.set(form("gate"))
    center.batch((analyst("n1"), HealthReport((CameraHealth("gate", CameraState.LIVE),))))
    assert center.life("gate").health.state is CameraState.UNKNOWN


def test_that_a_failed_commit_leaves_the_registry_as_it_was(center: CameraCenter) -> None:
    center.set(form("gate"))

    def full() -> None:
        raise Unavailable("the disk is full")

    center.store.before_commit = full
    result = center.do("duty", "camera_set", "", form("gate", name="other"), form("yard"))
    center.store.before_commit = lambda: None
    assert (result.ok, result.code) == (False, "unavailable")
    records = center.records()
    assert (set(records), records["gate"].camera.name) == ({"gate"}, "gate")


def test_that_everything_is_there_after_a_restart(center: CameraCenter) -> None:
    center.set(form("gate", login=SECRET, rules="{}"), form("yard", armed=False))
    before = center.records()
    center.start()
    assert center.records() == before
