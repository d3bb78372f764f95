"""Whose turn it is when many cameras share one analyst."""

from __future__ import annotations

import pytest

from videowall.analytics.budget import PATIENCE_S, Budget, BudgetSettings, Urgency


def budget(*cameras: str, now_s: float = 0.0) -> Budget:
    made = Budget()
    for camera in cameras:
        made.add(camera, now_s)
    return made


def test_that_an_alarm_comes_before_movement_and_movement_before_stillness() -> None:
    turn = budget("idle", "moving", "alarm", "off")
    urgencies = (Urgency.ARMED, Urgency.MOVING, Urgency.ALARM, Urgency.RESTING)
    for camera, urgency in zip(("idle", "moving", "alarm", "off"), urgencies, strict=True):
        turn.looked(camera, urgency, 1.0)
    assert turn.order(["off", "idle", "alarm", "moving"], 1.2) == ["alarm", "moving", "idle", "off"]


def test_that_who_has_waited_long_enough_overtakes_the_urgent() -> None:
    turn = budget("idle", "alarm")
    turn.looked("idle", Urgency.ARMED, 0.0)
    turn.looked("alarm", Urgency.ALARM, 9.95)
    assert turn.order(["alarm", "idle"], 10.0)[0] == "idle"


def test_that_only_cameras_with_a_picture_are_named() -> None:
    assert budget("a", "b", "c").order(["b"], 5.0) == ["b"]


def test_that_equally_late_cameras_have_one_fixed_order() -> None:
    assert budget("b", "a", "c").order(["c", "b", "a"], 1.0) == ["a", "b", "c"]


def test_that_a_picture_is_overdue_after_its_deadline_and_not_before() -> None:
    turn = Budget(BudgetSettings(wait_max_s=0.5))
    assert not turn.is_overdue(1.0, 1.5)
    assert turn.is_overdue(1.0, 1.51)


def test_that_what_is_thrown_away_is_counted_per_camera() -> None:
    turn = budget("a", "b")
    turn.drop("a")
    turn.drop("a", 2)
    turn.looked("b", Urgency.ARMED, 1.0)
    assert (turn.tallies["a"].dropped, turn.tallies["a"].looked) == (3, 0)
    assert (turn.tallies["b"].dropped, turn.tallies["b"].looked) == (0, 1)


def test_that_a_camera_that_left_is_forgotten() -> None:
    turn = budget("a", "b")
    turn.remove("a")
    assert set(turn.tallies) == {"b"}
    with pytest.raises(KeyError):
        turn.order(["a"], 1.0)


def test_that_every_urgency_has_a_patience_and_the_urgent_have_less() -> None:
    patience = [PATIENCE_S[urgency] for urgency in Urgency]
    assert patience == sorted(patience)
    assert patience[0] > 0
