from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from backend.domain.worktime import BUDGET_MS_MAX, WorkCalendar
from tests.fakes.domain_cast import CALENDARS

SHANGHAI = timezone(timedelta(hours=8))
OFFICE, CAL24 = CALENDARS["office"], CALENDARS["cal24"]
HOUR_MS = 3_600_000


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp()) * 1000


def local(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def test_that_lunch_and_night_do_not_count() -> None:
    due = OFFICE.add_working(at("2025-12-01 11:30"), 2 * HOUR_MS)
    assert local(due.at_ms) == "2025-12-01 15:30:00"
    due = OFFICE.add_working(at("2025-12-01 17:30"), HOUR_MS)
    assert local(due.at_ms) == "2025-12-02 09:30:00"


def test_that_a_budget_of_seconds_is_exact_to_the_millisecond() -> None:
    assert CAL24.add_working(1_000_001, 8_000).at_ms == 1_008_001
    assert CAL24.add_working(1_000_001, 1).at_ms == 1_000_002


def test_that_a_budget_ending_with_the_shift_is_due_at_its_close() -> None:
    assert local(OFFICE.add_working(at("2025-12-01 09:00"), 7 * HOUR_MS).at_ms) == "2025-12-01 18:00:00"
    assert local(OFFICE.add_working(at("2025-12-01 18:00"), 7 * HOUR_MS).at_ms) == "2025-12-02 18:00:00"


def test_that_nothing_to_do_is_due_at_once() -> None:
    assert OFFICE.add_working(at("2025-12-06 12:00"), 0).at_ms == at("2025-12-06 12:00")


def test_that_make_up_days_count_and_holidays_do_not() -> None:
    due = OFFICE.add_working(at("2025-12-31 17:00"), 2 * HOUR_MS)
    assert local(due.at_ms) == "2026-01-04 10:00:00"  # Sunday, a make-up workday


def test_that_an_unpublished_year_is_provisional_and_keeps_new_years_day_free() -> None:
    due = OFFICE.add_working(at("2026-12-31 17:00"), 2 * HOUR_MS)
    assert (local(due.at_ms), due.provisional) == ("2027-01-04 10:00:00", True)
    assert not OFFICE.add_working(at("2026-12-31 17:00"), HOUR_MS).provisional


def test_that_a_calendar_of_every_day_is_never_provisional() -> None:
    assert not CAL24.add_working(at("2031-01-01 00:00"), 400 * 24 * HOUR_MS).provisional


def test_that_pauses_are_united_and_only_their_working_time_counts() -> None:
    start = at("2025-12-01 09:00")
    pauses = [
        (at("2025-12-01 09:30"), at("2025-12-01 10:30")),
        (at("2025-12-01 10:00"), at("2025-12-01 13:00")),
    ]
    assert local(OFFICE.add_working(start, HOUR_MS, pauses).at_ms) == "2025-12-01 14:30:00"
    night = [(at("2025-12-01 18:00"), at("2025-12-02 09:00"))]
    assert OFFICE.add_working(start, 7 * HOUR_MS, night) == OFFICE.add_working(start, 7 * HOUR_MS)


def test_that_a_pause_from_the_deadline_on_changes_nothing() -> None:
    start, due = at("2025-12-01 09:00"), at("2025-12-01 10:00")
    assert OFFICE.add_working(start, HOUR_MS, [(due, due + HOUR_MS)]).at_ms == due
    assert OFFICE.add_working(start, HOUR_MS, [(due - 1, due + HOUR_MS)]).at_ms == due + HOUR_MS + 1


def test_that_an_empty_pause_is_no_pause() -> None:
    start = at("2025-12-01 09:00")
    assert OFFICE.add_working(start, HOUR_MS, [(start, start), (start + 9, start)]).at_ms == start + HOUR_MS


def test_that_working_time_between_two_moments_is_counted_without_pauses() -> None:
    assert OFFICE.working_ms(at("2025-12-01 11:00"), at("2025-12-02 10:00")) == 6 * HOUR_MS
    pause = [(at("2025-12-01 15:00"), at("2025-12-01 20:00"))]
    assert OFFICE.working_ms(at("2025-12-01 11:00"), at("2025-12-02 10:00"), pause) == 3 * HOUR_MS
    assert OFFICE.working_ms(at("2025-12-02 10:00"), at("2025-12-01 10:00")) == 0


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2025-12-01 08:00", 1, "2025-12-02 18:00:00"),  # the day itself is not counted
        ("2025-12-05 17:00", 1, "2025-12-08 18:00:00"),  # over a weekend
        ("2025-12-06 12:00", 2, "2025-12-09 18:00:00"),  # begun on a Saturday
        ("2025-12-30 10:00", 3, "2026-01-05 18:00:00"),  # 31st, make-up Sunday 4th, Monday 5th
    ],
)
def test_that_working_days_end_with_the_last_shift(start: str, days: int, due: str) -> None:
    assert local(OFFICE.close_of_day(at(start), days).at_ms) == due


def test_that_a_pause_moves_working_days_to_the_close_of_a_later_day() -> None:
    day = [(at("2025-12-02 00:00"), at("2025-12-03 00:00"))]
    assert local(OFFICE.close_of_day(at("2025-12-01 18:00"), 1, day).at_ms) == "2025-12-03 18:00:00"
    hour = [(at("2025-12-02 09:00"), at("2025-12-02 10:00"))]
    assert local(OFFICE.close_of_day(at("2025-12-01 18:00"), 1, hour).at_ms) == "2025-12-03 18:00:00"


def test_that_natural_days_end_at_midnight() -> None:
    assert local(CAL24.close_of_day(at("2025-12-01 08:00"), 1).at_ms) == "2025-12-03 00:00:00"
    pause = [(at("2025-12-01 09:00"), at("2025-12-01 10:00"))]
    assert local(CAL24.close_of_day(at("2025-12-01 08:00"), 1, pause).at_ms) == "2025-12-04 00:00:00"
    before = [(at("2025-12-01 06:00"), at("2025-12-01 07:00"))]
    assert local(CAL24.close_of_day(at("2025-12-01 08:00"), 1, before).at_ms) == "2025-12-03 00:00:00"


@pytest.mark.parametrize("budget_ms", [-1, BUDGET_MS_MAX + 1])
def test_that_an_absurd_budget_is_not_timed(budget_ms: int) -> None:
    with pytest.raises(ValueError, match="cannot be timed"):
        OFFICE.add_working(0, budget_ms)


def test_that_less_than_a_working_day_is_not_timed_in_days() -> None:
    with pytest.raises(ValueError, match="cannot be timed"):
        OFFICE.close_of_day(0, 0)


@pytest.mark.parametrize("shifts", [(), ((5, 5),), ((9, 12), (11, 13)), ((9, 12), (12, 13)), ((0, 90_000),)])
def test_that_a_calendar_without_sound_shifts_is_refused(shifts: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="shift"):
        WorkCalendar("x", shifts)


def test_that_the_length_of_a_day_is_that_of_its_shifts() -> None:
    assert OFFICE.day_ms == 7 * HOUR_MS
    assert OFFICE.is_workday(date(2026, 1, 4))
    assert not OFFICE.is_workday(date(2026, 1, 3))
