from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from backend.domain.org import UnitKind
from backend.domain.roles import Role
from backend.domain.roster import POSTED_AT, ROLE_OF, Change, Duty, Roster, Staff, leader_on_duty
from tests.fakes.domain_cast import CALENDARS, T0
from tests.fakes.domain_district import district, roster, shifts

HOUR = 3_600_000
DAY = 24 * HOUR
MIDNIGHT = T0 - 8 * HOUR  # 2025-12-01 00:00 in Shanghai, a Monday


def on(unit: str, now_ms: int, duty: Duty | None = None, given: Roster | None = None) -> list[str]:
    return [one.post.id for one in (given or roster()).on_duty(unit, now_ms, CALENDARS, duty)]


def test_that_a_shift_begins_and_ends_to_the_millisecond() -> None:
    assert on("c1-g1", MIDNIGHT + 8 * HOUR - 1) == []
    assert len(on("c1-g1", MIDNIGHT + 8 * HOUR)) == 1
    assert len(on("c1-g1", MIDNIGHT + 20 * HOUR - 1)) == 1
    assert on("c1-g1", MIDNIGHT + 20 * HOUR) == []


def test_that_a_night_shift_reaches_into_the_next_day() -> None:
    before, after = MIDNIGHT + 23 * HOUR, MIDNIGHT + DAY + 7 * HOUR
    assert on("t1", before) == on("t1", after) != on("t1", MIDNIGHT + DAY + 8 * HOUR)
    (found,) = roster().on_duty("t1", before, CALENDARS)
    assert found.until_ms == MIDNIGHT + DAY + 8 * HOUR
    assert found.shift == "night"


def test_that_an_office_shift_is_stood_on_workdays_only() -> None:
    liaison = Duty.LIAISON
    assert len(on("works", MIDNIGHT + 10 * HOUR, liaison)) == 1
    assert on("works", MIDNIGHT + 5 * DAY + 10 * HOUR, liaison) == []  # Saturday
    new_year = MIDNIGHT + 31 * DAY + 10 * HOUR
    assert on("works", new_year, liaison) == []
    assert len(on("works", new_year + 3 * DAY, liaison)) == 1  # Sunday, a make-up workday


def test_that_everybody_stands_equally_often_and_nobody_twice_a_day() -> None:
    counted: Counter[str] = Counter()
    for day in range(8):
        hours = (MIDNIGHT + day * DAY + hour * HOUR for hour in (9, 21))
        today = [name for now_ms in hours for name in on("police", now_ms, Duty.RESPONDER)]
        assert len(set(today)) == len(today) == 4
        counted.update(today)
    assert set(counted.values()) == {8}
    leaders: Counter[str] = Counter()
    for day in range(8):
        leaders.update(on("t1", MIDNIGHT + day * DAY + 9 * HOUR) + on("t1", MIDNIGHT + day * DAY + 21 * HOUR))
    assert set(leaders.values()) == {4}


def test_that_a_changed_turn_is_stood_by_the_other() -> None:
    given = roster()
    (before,) = on("t1", T0)
    instead = int(before.rpartition("/")[2])
    stands = instead % 4 + 1
    change = Change("t1", Duty.DUTY_LEADER, date(2025, 12, 1), "day", instead, stands)
    key = (change.unit, change.duty, change.day, change.shift)
    changed = Roster(given.shifts, given.staff, {key: (change,)})
    assert on("t1", T0, given=changed) == [f"t1/duty_leader/{stands}"]
    assert on("t1", T0 + 4 * DAY, given=changed) == on("t1", T0 + 4 * DAY)


def test_that_the_duty_leader_of_a_place_is_the_nearest_above_it() -> None:
    org = district()
    found = leader_on_duty(org, roster(), "c1-g1-b", T0, CALENDARS)
    assert found is not None
    assert found.post.unit == "t1"
    assert leader_on_duty(org, roster(), "c2", T0, CALENDARS) is None


def test_that_every_duty_has_a_role_and_a_place() -> None:
    assert set(ROLE_OF) == set(POSTED_AT) == set(Duty)
    assert all(POSTED_AT.values())
    assert ROLE_OF[Duty.LIAISON] is Role.DEPARTMENT
    assert UnitKind.BUILDING not in {kind for kinds in POSTED_AT.values() for kind in kinds}


def test_that_posts_are_numbers_and_not_people() -> None:
    posts = Roster(shifts(), {"t1": (Staff("t1", Duty.INTAKE, 2, ("day",)),)}).posts("t1")
    assert [post.id for post in posts] == ["t1/intake/1", "t1/intake/2"]
    assert roster().posts("nowhere") == ()


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_that_day_and_night_leave_no_gap(hour: int) -> None:
    assert len(on("t1", MIDNIGHT + hour * HOUR)) == 1
