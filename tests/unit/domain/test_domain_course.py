"""Lights with pauses, their history, and the light of a whole ticket as a step function."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.limits import Budget, RungRule, strictest
from backend.domain.log import ClockSpan
from backend.domain.sla import (
    ClockReading,
    Light,
    course,
    light_at,
    light_history,
    moment_ms,
    next_turn_ms,
    read,
)
from tests.fakes.domain_cast import CALENDARS, T0, dispatched

PAUSED = ClockReading(
    "dispose", 1, 1000, yellow_ms=3000, deadline_ms=4000, budget_s=2, pauses=((1200, 1500), (3500, 3800))
)


@pytest.mark.parametrize(
    ("at_ms", "light"),
    [(1199, Light.GREEN), (1200, Light.GREY), (1499, Light.GREY), (1500, Light.GREEN), (3000, Light.YELLOW),
     (3500, Light.GREY), (3800, Light.YELLOW), (4000, Light.RED)],
)  # fmt: skip
def test_that_a_pause_is_grey_and_nothing_else(at_ms: int, light: Light) -> None:
    assert light_at(PAUSED, at_ms) is light


def test_that_a_pause_never_hides_a_deadline_that_has_passed() -> None:
    late = replace(PAUSED, pauses=((3900, 9000),))
    assert [light_at(late, at_ms) for at_ms in (3999, 4000)] == [Light.GREY, Light.RED]


def test_that_a_clock_stopped_in_a_pause_keeps_the_colour_it_had() -> None:
    assert light_at(replace(PAUSED, stopped_ms=1300), 9999) is Light.GREEN
    assert light_at(replace(PAUSED, stopped_ms=3600, blue=True), 1) is Light.YELLOW
    assert light_at(replace(PAUSED, stopped_ms=4000), 1) is Light.RED


def test_that_history_tells_pauses_too() -> None:
    turns = [(light, at_ms) for _, light, at_ms in light_history((PAUSED,), 5000)]
    assert turns == [
        (Light.GREEN, 1000), (Light.GREY, 1200), (Light.GREEN, 1500), (Light.YELLOW, 3000),
        (Light.GREY, 3500), (Light.YELLOW, 3800), (Light.RED, 4000),
    ]  # fmt: skip
    stopped = light_history((replace(PAUSED, stopped_ms=1400),), 5000)
    assert [at_ms for _, _, at_ms in stopped] == [1000, 1200]


def test_that_the_next_turn_may_be_the_end_of_a_pause() -> None:
    assert [next_turn_ms((PAUSED,), at_ms) for at_ms in (1100, 1200, 3600)] == [1200, 1500, 3800]


def test_that_a_course_is_the_worst_light_at_any_time() -> None:
    total = ClockReading("total", 1, 1000, 8000, 9000, 8)
    whole = course((PAUSED, total))
    assert whole.times == (3000, 3500, 3800, 4000)
    assert whole.lights == (Light.GREEN, Light.YELLOW, Light.GREEN, Light.YELLOW, Light.RED)
    assert [whole.at(at_ms) for at_ms in (0, 2999, 3000, 3600, 10**9)] == [
        Light.GREEN, Light.GREEN, Light.YELLOW, Light.GREEN, Light.RED,
    ]  # fmt: skip


def test_that_without_a_running_clock_there_is_no_light() -> None:
    empty = course((replace(PAUSED, stopped_ms=1500),))
    assert (empty.times, empty.lights, empty.at(5)) == ((), (None,), None)


def test_that_a_flag_without_times_is_grey_throughout() -> None:
    assert light_at(replace(PAUSED, pauses=(), paused=True), 9999) is Light.GREY
    assert light_at(replace(PAUSED, paused=True), 9999) is Light.RED


def span(budget: Budget, **more: object) -> ClockSpan:
    return replace(ClockSpan("dispose", 1, T0, budget), **more)  # type: ignore[arg-type]


def test_that_extensions_and_pauses_move_every_mark() -> None:
    made = span(Budget("dispose", "cal24", 100), granted_s=100, pauses=((T0 + 10_000, T0 + 20_000),))
    reading = read(made, CALENDARS, T0 + 15_000, (RungRule("r", percent=50),))
    assert (reading.deadline_ms, reading.first_deadline_ms) == (T0 + 210_000, T0 + 110_000)
    assert (reading.yellow_ms, reading.budget_s) == (T0 + 160_000, 200)
    assert (reading.rungs[0].at_ms, reading.paused) == (T0 + 110_000, True)
    assert not read(made, CALENDARS, T0 + 20_000).paused
    assert not read(replace(made, stopped_ms=T0 + 16_000), CALENDARS, T0 + 15_000).paused


def test_that_granted_days_count_beside_budget_days_only() -> None:
    days = span(Budget("dispose", "office", 0, days=1), granted_days=1, granted_s=10**6)
    reading = read(days, CALENDARS, T0)
    assert reading.deadline_ms - reading.first_deadline_ms == 86_400_000
    assert reading.budget_s == 3 * 7 * 3600
    seconds = span(Budget("dispose", "cal24", 10), granted_days=5)
    assert read(seconds, CALENDARS, T0).deadline_ms == T0 + 10_000


def test_that_rungs_in_working_days_wait_out_pauses_too() -> None:
    rule = (RungRule("late", working_days=1),)
    plain = span(Budget("dispose", "cal24", 3600))
    hung = replace(plain, pauses=((T0 + 2 * 3_600_000, T0 + 26 * 3_600_000),))
    first, later = (read(made, CALENDARS, T0, rule).rungs[0].at_ms for made in (plain, hung))
    assert later - first == 24 * 3_600_000


def test_that_the_earlier_condition_of_a_rung_counts() -> None:
    rule = (RungRule("both", percent=150, working_days=1),)
    short, long = span(Budget("dispose", "cal24", 60)), span(Budget("dispose", "cal24", 30 * 86_400))
    assert read(short, CALENDARS, T0, rule).rungs[0].at_ms == T0 + 90_000
    assert read(long, CALENDARS, T0, rule).rungs[0].at_ms < T0 + 45 * 86_400_000


def test_that_moments_are_shares_of_working_time() -> None:
    office = span(Budget("dispose", "office", 4 * 3600))
    assert moment_ms(office, CALENDARS, 25) == T0 + 2 * 3_600_000
    assert moment_ms(office, CALENDARS, 100) == T0 + 7 * 3_600_000
    assert moment_ms(replace(office, granted_s=3600), CALENDARS, 100) == T0 + 8 * 3_600_000


def test_that_uncounted_clocks_say_so() -> None:
    assert not read(span(Budget("dispose", "cal24", 1), counted=False), CALENDARS, T0).counted
    assert all(reading.counted for reading in dispatched().readings())


def test_that_the_strictest_urgency_is_the_first_known_one() -> None:
    assert strictest(("normal", "emergency", "complex")) == "emergency"
    assert strictest(("of another program", "complex")) == "complex"
    with pytest.raises(ValueError, match="empty"):
        strictest(())


def test_that_a_share_is_never_nothing() -> None:
    assert Budget("dispose", "cal24", 3).share(50).seconds == 1
    assert Budget("dispose", "cal24", 1).share(1).seconds == 1
    assert Budget("dispose", "office", 0, days=3).share(50).days == 2


def test_that_pauses_that_overlap_are_one_stretch_of_grey() -> None:
    twice = replace(PAUSED, pauses=((1200, 1500), (1300, 1800)))
    turns = [(light, at_ms) for _, light, at_ms in light_history((twice,), 2000)]
    assert turns == [(Light.GREEN, 1000), (Light.GREY, 1200), (Light.GREEN, 1800)]
