from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.errors import Unavailable
from backend.domain.limits import Budget, RungRule
from backend.domain.sla import (
    ClockReading,
    Light,
    clocks,
    light_at,
    light_history,
    next_turn_ms,
    rungs_due,
    worst,
)
from tests.fakes.domain_cast import CALENDARS, T0, Story, dispatched, fed_back, filed, table

READING = ClockReading("dispose", 1, 1000, yellow_ms=1750, deadline_ms=2000, budget_s=1)


@pytest.mark.parametrize(
    ("at_ms", "light"),
    [
        (1000, Light.GREEN),
        (1749, Light.GREEN),
        (1750, Light.YELLOW),
        (1999, Light.YELLOW),
        (2000, Light.RED),
        (9999, Light.RED),
    ],
)
def test_that_a_light_turns_exactly_at_its_marks(at_ms: int, light: Light) -> None:
    assert light_at(READING, at_ms) is light


def test_that_a_center_owing_the_next_step_shows_blue_where_a_department_shows_green() -> None:
    blue = replace(READING, blue=True)
    assert [light_at(blue, at_ms) for at_ms in (1000, 1750, 2000)] == [Light.BLUE, Light.YELLOW, Light.RED]
    assert {r.clock: r.blue for r in fed_back().readings()} == {
        "accept": True, "total": False, "dispatch": True, "sign": False, "dispose": False, "check": True,
    }  # fmt: skip


def test_that_a_paused_clock_is_grey_and_a_stopped_one_keeps_its_light() -> None:
    assert light_at(replace(READING, paused=True), 9999) is Light.GREY
    assert light_at(replace(READING, stopped_ms=1800), 9999) is Light.YELLOW


def test_that_each_clock_starts_and_stops_with_its_step() -> None:
    story = filed()
    assert story.reading("accept").stopped_ms == T0 + 1000
    assert story.reading("dispatch").started_ms == T0 + 1000
    story.do("dispatcher", "dispatch", lead="cg")
    story.wait(4000)
    story.do("zhang", "sign")
    sign, dispose = story.reading("sign"), story.reading("dispose")
    assert (sign.started_ms, sign.stopped_ms) == (T0 + 2000, T0 + 7000)
    assert (dispose.started_ms, dispose.stopped_ms, dispose.deadline_ms) == (T0 + 2000, 0, T0 + 22_000)
    assert (dispose.yellow_ms, dispose.budget_s, dispose.department) == (T0 + 17_000, 20, "cg")


def test_that_lead_and_assists_have_clocks_of_their_own() -> None:
    story = dispatched(assists="yj")
    story.do("wang", "sign")
    assert story.reading("sign", department="yj").stopped_ms > 0
    assert story.reading("sign", department="cg").stopped_ms == 0
    story.do("dispatcher", "waive", department="yj", reason="not needed")
    assert story.reading("dispose", department="yj").stopped_ms > 0


def test_that_a_rework_gets_half_the_budget_every_time() -> None:
    story = fed_back()
    for work_round in (2, 3):
        story.do("checker", "check", ok="no")
        assert story.reading("dispose", work_round).budget_s == 10
        story.do("zhang", "feedback", note="again")


def test_that_filing_swaps_the_total_budget_and_keeps_its_start() -> None:
    limits = table()
    shorter = Budget("total", "cal24", 60)
    limits = replace(limits, rows={**limits.rows, ("total", "city.waste", "*"): shorter})
    story = Story(limits)
    story.do("intake", "report", title="x")
    assert story.reading("total").budget_s == 90
    story.do("intake", "file", category="city.waste")
    total = story.reading("total")
    assert (total.budget_s, total.started_ms) == (60, T0)


def test_that_the_total_clock_runs_on_while_the_ticket_is_on_its_way() -> None:
    story = filed()
    story.do("dispatcher", "hand_up")
    story.wait(100_000)
    total = story.reading("total")
    assert (total.stopped_ms, light_at(total, story.now_ms)) == (0, Light.RED)


def test_that_working_days_are_due_at_the_close_of_the_last_one() -> None:
    limits = table()
    rows = {**limits.rows, ("dispose", "*", "*"): Budget("dispose", "office", 0, days=2)}
    dispose = dispatched(limits=replace(limits, rows=rows)).reading("dispose")
    assert dispose.deadline_ms == T0 + (2 * 24 + 10) * 3_600_000  # Wednesday 18:00
    assert dispose.budget_s == 3 * 7 * 3600  # Monday from 9, Tuesday, Wednesday
    assert not dispose.provisional


def test_that_a_rework_of_working_days_rounds_up_to_whole_days() -> None:
    limits = table()
    rows = {**limits.rows, ("dispose", "*", "*"): Budget("dispose", "office", 0, days=3)}
    story = fed_back(replace(limits, rows=rows))
    story.do("checker", "check", ok="no")
    assert next(span for span in story.known.spans if span.round == 2).budget.days == 2


def test_that_the_worst_running_clock_is_the_reddest_and_then_the_one_due_first() -> None:
    green = replace(READING, clock="total", yellow_ms=8000, deadline_ms=9000)
    blue = replace(green, clock="check", blue=True, deadline_ms=8500)
    assert worst((green, READING), 1800) == READING
    assert worst((green, blue), 1800) == blue
    assert worst((green, replace(READING, stopped_ms=1900)), 5000) == green
    assert worst((), 1) is None


def test_that_the_history_tells_every_turn_once_in_order() -> None:
    other = replace(READING, clock="sign", started_ms=1100, yellow_ms=1400, deadline_ms=1500, stopped_ms=1450)
    assert light_history((READING, other), 2500) == (
        ("dispose", Light.GREEN, 1000),
        ("sign", Light.GREEN, 1100),
        ("sign", Light.YELLOW, 1400),
        ("dispose", Light.YELLOW, 1750),
        ("dispose", Light.RED, 2000),
    )
    assert light_history((READING,), 1760)[-1] == ("dispose", Light.YELLOW, 1750)


def test_that_the_ladder_climbs_with_time_and_each_rung_once() -> None:
    story = dispatched()
    fired: list[str] = []
    for at_ms in range(0, 40_000, 500):
        now_ms = T0 + 2000 + at_ms
        story.now_ms = max(story.now_ms, now_ms)
        for rung in rungs_due(story.known, story.readings(), now_ms):
            if rung.clock == "dispose":
                story.do("center", "escalate", **rung.args)
                fired.append(f"{rung.rung}@{rung.due_ms - T0 - 2000}")
    assert fired == ["urge@15000", "supervise@20000", "center_leader@30000"]


def test_that_a_rung_waits_for_working_days_after_the_deadline_when_it_says_so() -> None:
    ladder = (RungRule("written_notice", working_days=1),)
    ticket = dispatched().known
    (rung,) = clocks(ticket, CALENDARS, T0, ladder)[-1].rungs
    due_ms = T0 + 22_000
    assert rung.at_ms == T0 + 3_600_000 + 9 * 3_600_000  # due before opening: one day's work ends at 18:00
    assert rung.at_ms > due_ms


def test_that_a_clock_that_stopped_in_time_never_climbs() -> None:
    story = fed_back()
    story.do("checker", "check", ok="yes")
    assert next_turn_ms(story.readings(), story.now_ms) is None
    story.wait(10**9)
    assert rungs_due(story.known, story.readings(), story.now_ms) == ()


def test_that_a_rung_missed_before_the_clock_stopped_is_still_told() -> None:
    story = dispatched()
    story.wait(6000)
    story.do("zhang", "sign")  # a second before its limit, after its yellow mark
    due = rungs_due(story.known, story.readings(), story.now_ms + 10**6)
    assert [rung.rung for rung in due if rung.clock == "sign"] == ["urge"]


def test_that_the_next_turn_is_the_earliest_mark_ahead() -> None:
    story = dispatched()
    assert next_turn_ms(story.readings(), T0 + 2000) == T0 + 8000  # 75 % of 8 s to sign
    assert next_turn_ms(story.readings(), T0 + 8000) == T0 + 10_000


def test_that_a_calendar_that_is_not_installed_is_said_so() -> None:
    with pytest.raises(Unavailable, match="cal24"):
        clocks(filed().known, {}, T0)
