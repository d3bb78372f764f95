"""Leases, the assignment made of them, and alarms told on both sides of a move."""

from __future__ import annotations

import pytest

from backend.center.duty import GRACE_MS, LEASE_MS, LEVEL_MS
from backend.center.unwatched import UNWATCHED_MS
from backend.domain.alarm import AlarmState, Priority
from backend.domain.camera import EPOCHS, CameraState, Watch, watch_of
from backend.domain.errors import Unavailable
from backend.wire.cameras import Announce, CameraForm, CameraHealth, HealthReport, Login, Occupied
from backend.wire.messages import Bye
from tests.fakes.camera_center import CameraCenter, analyst, form

ONE, TWO = analyst("n1"), analyst("n2")
SETTLED_S = 1.0
LEASE_S = LEASE_MS / 1000 + 1


@pytest.fixture
def center() -> CameraCenter:
    """Four armed cameras, and an idle time since the start."""
    found = CameraCenter()
    found.set(*(form(f"c{n}") for n in range(4)))
    found.run(GRACE_MS / 1000 + 1)
    return found


def tell(center: CameraCenter, name: str, epoch: int, since_ms: int, at_ms: int, camera: str = "c0") -> str:
    """An alarm of an analyst; returns which alarm it became."""
    args = {"camera": camera, "rule": "fence", "kind": "zone_entry", "epoch": str(epoch)}
    result = center.do(analyst(name), "raise", since_ms=str(since_ms), at_ms=str(at_ms), **args)
    assert result.ok, result
    return result.target


def move(center: CameraCenter) -> tuple[int, int]:
    """c0 goes from n1, which dies, to n2; returns the epochs."""
    center.join("n1", 4)
    center.run(SETTLED_S)
    before = center.duty("n1")["c0"]
    center.join("n2", 4)
    center.die("n1")
    center.run(LEASE_S)
    return before, center.duty("n2")["c0"]


def test_that_every_armed_camera_goes_to_exactly_one_analyst(center: CameraCenter) -> None:
    center.join("n1")
    center.join("n2")
    center.run(SETTLED_S)
    first, second = center.duty("n1"), center.duty("n2")
    assert sorted([*first, *second]) == ["c0", "c1", "c2", "c3"]
    assert (len(first), len(second)) == (2, 2)
    assert {*first.values(), *second.values()} == {1}


def test_that_a_duty_tells_all_that_a_node_needs(center: CameraCenter) -> None:
    center.set(
        CameraForm("c0", rules="{}", login=Login("u", "p"), place="yard", sub="rtsp://h/s", transport="udp")
    )
    center.join("n1")
    center.run(SETTLED_S)
    found = center.duties["n1"][-1]
    one = found.cameras[0]
    assert (one.stream.camera, one.stream.sub, one.stream.transport) == ("c0", "rtsp://h/s", "udp")
    assert (one.stream.login, one.rules, one.place) == (Login("u", "p"), "{}", "yard")
    assert (found.last, found.lease_ms, one.since_ms > 0) == (True, LEASE_MS, True)


def test_that_the_assignment_is_on_disk_before_it_is_told(center: CameraCenter) -> None:
    def full() -> None:
        raise Unavailable("the disk is full")

    center.store.before_commit = full
    center.join("n1")
    center.run(SETTLED_S)
    assert not center.duty("n1")
    center.store.before_commit = lambda: None
    center.run(SETTLED_S)
    assert len(center.duty("n1")) == 4
    assert center.life("c0").analyst == "n1"


def test_that_cameras_of_a_silent_analyst_move_at_the_next_epoch(center: CameraCenter) -> None:
    center.join("n1")
    center.join("n2")
    center.run(SETTLED_S)
    before = center.duty("n1")
    center.die("n1")
    center.run(LEASE_S)
    after = center.duty("n2")
    assert len(after) == 4
    assert all(after[name] == epoch + 1 for name, epoch in before.items())
    assert sum(epoch == 1 for epoch in after.values()) == 2
    acts = [entry.act for entry in center.store.tables.journal.values()]
    assert (acts.count("lease"), acts.count("lease_end"), acts.count("duty")) == (2, 1, 6)


@pytest.mark.parametrize("farewell", [Bye("leaving", "stopped"), Announce(0)])
def test_that_taking_leave_moves_them_at_once(center: CameraCenter, farewell: Bye | Announce) -> None:
    center.join("n1")
    center.join("n2")
    center.run(SETTLED_S)
    center.die("n1")
    center.batch((ONE, farewell))
    assert len(center.duty("n2")) == 4


def test_that_a_lease_lives_on_pings_and_health_alone(center: CameraCenter) -> None:
    center.join("n1")
    center.run(3 * LEASE_S)
    assert {center.life(f"c{n}").epoch for n in range(4)} == {1}


def test_that_a_node_that_comes_back_gets_no_camera_that_is_well(center: CameraCenter) -> None:
    center.join("n1", 8)
    center.run(SETTLED_S)
    center.join("n2", 8)
    center.run(SETTLED_S)
    assert (len(center.duty("n1")), len(center.duty("n2"))) == (4, 0)


def test_that_a_great_imbalance_is_levelled_after_a_while(center: CameraCenter) -> None:
    center.join("n1", 4)
    center.run(SETTLED_S)
    center.join("n2", 4)
    center.run(LEVEL_MS / 1000 + 1)
    assert (len(center.duty("n1")), len(center.duty("n2"))) == (2, 2)


def test_that_disarming_and_removing_take_a_camera_away(center: CameraCenter) -> None:
    center.join("n1")
    center.run(SETTLED_S)
    center.set(CameraForm("c0", armed=False))
    center.do("duty", "camera_remove", "c1")
    center.run(SETTLED_S)
    assert center.duty("n1") == {"c2": 1, "c3": 1}
    center.set(CameraForm("c0", armed=True))
    center.run(SETTLED_S)
    assert center.duty("n1") == {"c0": 2, "c2": 1, "c3": 1}


def test_that_a_changed_camera_is_told_again_under_its_epoch(center: CameraCenter) -> None:
    center.join("n1")
    center.run(SETTLED_S)
    center.set(CameraForm("c0", rules='{"new":1}'))
    found = center.duties["n1"][-1].cameras[0]
    assert (found.stream.camera, found.rules, found.epoch) == ("c0", '{"new":1}', 1)


def test_that_only_addresses_that_a_node_opens_are_given_to_it(center: CameraCenter) -> None:
    center.set(form("web", main="http://h/m.mjpg"))
    center.join("n1", 10, "rtsp")
    center.run(SETTLED_S)
    assert set(center.duty("n1")) == {"c0", "c1", "c2", "c3"}
    assert watch_of(center.records()["web"].camera, center.life("web")) is Watch.UNWATCHED
    center.join("n2", 10, "http")
    center.run(SETTLED_S)
    assert set(center.duty("n2")) == {"web"}


def test_that_a_restarted_center_waits_for_its_analysts(center: CameraCenter) -> None:
    center.join("n1")
    center.join("n2")
    center.run(SETTLED_S)
    before = center.duty("n1")
    center.start()
    center.run(1)
    assert center.life("c0").epoch == 1
    center.join("n1")
    center.run(1)
    assert center.duty("n1") == before
    center.die("n2")
    center.run(GRACE_MS / 1000 + 1)
    assert len(center.duty("n1")) == 4


def test_that_a_new_link_of_an_analyst_is_told_everything_again(center: CameraCenter) -> None:
    center.join("n1")
    center.run(SETTLED_S)
    told = len(center.duties["n1"])
    center.run(4)
    center.batch((ONE, Announce(10, (), "test", 0)))
    assert len(center.duties["n1"]) == told + 1
    seq = center.duties["n1"][-1].seq
    center.run(4)
    center.batch((ONE, Announce(10, (), "test", seq)))
    assert len(center.duties["n1"]) == told + 1


def test_that_epochs_of_a_restored_center_are_above_all_before(center: CameraCenter) -> None:
    center.join("n1")
    center.run(SETTLED_S)
    center.store.tables.meta["incarnation"] = "2"
    center.start()
    center.die("n1")
    center.join("n2")
    center.run(GRACE_MS / 1000 + 1)
    assert set(center.duty("n2").values()) == {EPOCHS + 1}


def test_that_an_occupancy_told_on_both_sides_is_one_alarm(center: CameraCenter) -> None:
    before, after = move(center)
    now_ms = center.now.utc_ms
    first = tell(center, "n1", before, now_ms - 9_000, now_ms - 8_500)
    assert tell(center, "n2", after, now_ms - 1_000, now_ms - 500) == first
    (alarm,) = center.alarms()
    assert (alarm.count, alarm.epoch, alarm.since_ms) == (2, before, now_ms - 9_000)


def test_that_it_is_one_also_when_somebody_has_decided_already(center: CameraCenter) -> None:
    before, after = move(center)
    now_ms = center.now.utc_ms
    first = tell(center, "n1", before, now_ms - 9_000, now_ms - 8_500)
    assert center.do("watch", "dismiss", first, reason="a cat").ok
    assert tell(center, "n2", after, now_ms - 1_000, now_ms - 500) == first
    (alarm,) = center.alarms()
    assert (alarm.state, alarm.count) == (AlarmState.DISMISSED, 2)


def test_that_a_decided_alarm_does_not_swallow_every_visit_after_the_move(center: CameraCenter) -> None:
    before, after = move(center)
    now_ms = center.now.utc_ms
    first = tell(center, "n1", before, now_ms - 9_000, now_ms - 8_500)
    assert center.do("watch", "dismiss", first, reason="a cat").ok
    told = []
    for _ in range(4):
        at_ms = center.now.utc_ms
        told.append(tell(center, "n2", after, at_ms - 500, at_ms) == first)
        center.run(9)
    assert told == [True, True, False, False], "counted from what the former analyst saw"


def test_that_a_late_one_of_the_former_analyst_joins_what_the_next_told(center: CameraCenter) -> None:
    before, after = move(center)
    now_ms = center.now.utc_ms
    first = tell(center, "n2", after, now_ms - 500, now_ms)
    assert center.do("watch", "dismiss", first, reason="a cat").ok
    assert tell(center, "n1", before, now_ms - 9_000, now_ms - 8_500) == first


def test_that_a_late_one_of_another_time_is_not_lost(center: CameraCenter) -> None:
    before, after = move(center)
    now_ms = center.now.utc_ms
    first = tell(center, "n2", after, now_ms - 500, now_ms)
    late = tell(center, "n1", before, now_ms - 3_600_000, now_ms - 3_599_000)
    assert late != first
    assert [alarm.raised_ms for alarm in center.alarms()] == [now_ms - 3_599_000, now_ms]


def test_that_an_occupancy_that_outlasts_the_move_by_minutes_is_one(center: CameraCenter) -> None:
    center.join("n1", 4)
    center.run(SETTLED_S)
    began_ms = center.now.utc_ms
    first = tell(center, "n1", 1, began_ms - 500, began_ms)
    assert center.do("watch", "dismiss", first, reason="works here").ok
    going = CameraHealth("c0", CameraState.LIVE, epoch=1, occupied=(Occupied("fence", began_ms - 500),))
    for _ in range(60):
        center.run(5)
        center.batch((ONE, HealthReport((going,))))
    center.join("n2", 4)
    center.die("n1")
    center.run(LEASE_S)
    now_ms = center.now.utc_ms
    assert tell(center, "n2", center.duty("n2")["c0"], now_ms - 600, now_ms) == first


def test_that_a_later_visit_at_the_next_analyst_is_a_new_alarm(center: CameraCenter) -> None:
    before, after = move(center)
    now_ms = center.now.utc_ms
    first = tell(center, "n1", before, now_ms - 9_000, now_ms - 8_500)
    assert center.do("watch", "dismiss", first, reason="a cat").ok
    center.run(60)
    later_ms = center.now.utc_ms
    assert tell(center, "n2", after, later_ms - 500, later_ms) != first


def test_that_repeats_of_one_analyst_are_joined_as_ever(center: CameraCenter) -> None:
    now_ms = center.now.utc_ms
    args = {"camera": "x", "rule": "fence", "kind": "zone_entry"}
    first = center.do(ONE, "raise", at_ms=str(now_ms), **args)
    assert center.do(ONE, "raise", at_ms=str(now_ms), **args).target == first.target
    assert center.do("watch", "dismiss", first.target, reason="a cat").ok
    assert center.do(TWO, "raise", at_ms=str(now_ms), **args).target != first.target


@pytest.mark.parametrize("args", [{"epoch": "x"}, {"since_ms": "-3"}, {"epoch": "1" * 16}])
def test_that_an_epoch_is_a_number(center: CameraCenter, args: dict[str, str]) -> None:
    result = center.do(ONE, "raise", camera="x", rule="fence", kind="zone_entry", **args)
    assert (result.ok, result.code) == (False, "bad_arg")


def test_that_unwatched_cameras_are_one_alarm_of_the_center(center: CameraCenter) -> None:
    center.set(form("vault-door", key_area=True))
    center.run(UNWATCHED_MS / 1000 + 1)
    (alarm,) = center.alarms()
    assert (alarm.kind, alarm.camera, alarm.priority) == ("unwatched", "vault-door", Priority.HIGH)
    assert (alarm.analyst, '"cameras": 5' in alarm.trace) == ("lc", True)
    center.run(UNWATCHED_MS / 1000 + 1)
    assert len(center.alarms()) == 1
    center.join("n1")
    center.run(SETTLED_S)
    assert [alarm.state for alarm in center.alarms()] == [AlarmState.CLEARED]
    center.die("n1")
    center.run(UNWATCHED_MS / 1000 + LEASE_S + 1)
    assert [alarm.state for alarm in center.alarms()] == [AlarmState.CLEARED, AlarmState.RAISED]


def test_that_a_short_gap_is_no_alarm(center: CameraCenter) -> None:
    center.join("n1")
    center.run(UNWATCHED_MS / 1000 + 1)
    center.die("n1")
    center.run(LEASE_S + 5)
    center.join("n2")
    center.run(UNWATCHED_MS / 1000 + 1)
    assert not center.alarms()
