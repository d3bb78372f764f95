"""Working time against a stepper that looks at every single minute."""

from __future__ import annotations

import random
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.calendars import load_calendars
from backend.domain.worktime import WorkCalendar
from tests.fakes.domain_stepper import MINUTE_MS, SHANGHAI, is_worked, random_case, step, stepped

ORIGIN = datetime(2024, 1, 1, tzinfo=SHANGHAI)

minutes = st.integers(0, 4 * 365 * 1440)
pauses_after = st.lists(st.tuples(st.integers(-2000, 8000), st.integers(0, 4000)), max_size=4)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """One of the shipped calendars, or one with made-up shifts and holidays."""
    shipped = load_calendars()
    name = draw(st.sampled_from([*shipped, "made up"]))
    if name in shipped:
        return shipped[name]
    bounds = sorted(draw(st.sets(st.integers(0, 1440), min_size=2, max_size=8)))
    bounds = bounds[: len(bounds) // 2 * 2]
    shifts = tuple((a * 60, b * 60) for a, b in zip(bounds[::2], bounds[1::2], strict=True))
    days = st.frozensets(st.dates(date(2024, 1, 1), date(2028, 12, 31)), max_size=20)
    return WorkCalendar(
        "made up",
        shifts,
        every_day=draw(st.booleans()),
        holidays=draw(days),
        makeup_days=draw(days),
        published=frozenset({2024, 2025, 2027}),
    )


@settings(max_examples=120, deadline=None)
@given(calendar=calendars(), start=minutes, budget_min=st.integers(1, 2500), gaps=pauses_after)
def test_that_deadlines_equal_those_of_a_slow_minute_stepper(
    calendar: WorkCalendar, start: int, budget_min: int, gaps: list[tuple[int, int]]
) -> None:
    start_ms = int(ORIGIN.timestamp() * 1000) + start * MINUTE_MS
    pauses = [
        (start_ms + after * MINUTE_MS, start_ms + (after + length) * MINUTE_MS) for after, length in gaps
    ]
    slow = step(calendar, start_ms, budget_min, pauses)
    if slow is None:
        return
    fast = calendar.add_working(start_ms, budget_min * MINUTE_MS, pauses)
    assert (fast.at_ms, fast.provisional) == slow


@settings(max_examples=150, deadline=None)
@given(calendar=calendars(), start=minutes, budget_ms=st.integers(1, 10**9), gaps=pauses_after)
def test_that_exactly_the_budget_is_worked_before_the_deadline(
    calendar: WorkCalendar, start: int, budget_ms: int, gaps: list[tuple[int, int]]
) -> None:
    start_ms = int(ORIGIN.timestamp() * 1000) + start * MINUTE_MS + 7
    pauses = [(start_ms + a * MINUTE_MS, start_ms + (a + n) * MINUTE_MS) for a, n in gaps]
    due_ms = calendar.add_working(start_ms, budget_ms, pauses).at_ms
    assert calendar.working_ms(start_ms, due_ms, pauses) == budget_ms
    assert calendar.working_ms(start_ms, due_ms - 1, pauses) == budget_ms - 1


@settings(max_examples=150, deadline=None)
@given(calendar=calendars(), start=minutes, parts=st.lists(st.integers(1, 10**8), min_size=2, max_size=5))
def test_that_a_budget_in_parts_ends_where_the_whole_does(
    calendar: WorkCalendar, start: int, parts: list[int]
) -> None:
    start_ms = at_ms = int(ORIGIN.timestamp() * 1000) + start * MINUTE_MS
    for part in parts:
        at_ms = calendar.add_working(at_ms, part).at_ms
    assert at_ms == calendar.add_working(start_ms, sum(parts)).at_ms


@settings(max_examples=150, deadline=None)
@given(calendar=calendars(), start=minutes, days=st.integers(1, 12), gaps=pauses_after)
def test_that_working_days_end_at_a_close_and_pauses_never_bring_them_forward(
    calendar: WorkCalendar, start: int, days: int, gaps: list[tuple[int, int]]
) -> None:
    start_ms = int(ORIGIN.timestamp() * 1000) + start * MINUTE_MS
    pauses = [(start_ms + a * MINUTE_MS, start_ms + (a + n) * MINUTE_MS) for a, n in gaps]
    plain, moved = calendar.close_of_day(start_ms, days), calendar.close_of_day(start_ms, days, pauses)
    assert start_ms < plain.at_ms <= moved.at_ms
    for due in (plain, moved):
        assert not is_worked(calendar, due.at_ms, []) or calendar.shifts[-1][1] == 86_400
        assert is_worked(calendar, due.at_ms - MINUTE_MS, [])


def test_that_some_hundred_random_cases_of_eight_years_agree_to_the_minute() -> None:
    """`./dev bench ticket` does the same with 10,000."""
    chance, compared = random.Random(20261122), 0
    for _ in range(150):
        case = random_case(chance)
        slow = stepped(case)
        if slow is not None:
            fast = case.calendar.add_working(case.start_ms, case.budget_min * MINUTE_MS, case.pauses)
            assert (fast.at_ms, fast.provisional) == slow, case
            compared += 1
    assert compared > 100
