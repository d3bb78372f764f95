"""Traces that an act leaves or does not leave: spans, handlers, flags, and marks in pauses."""

from __future__ import annotations

from dataclasses import replace

from backend.domain.acts import Act
from backend.domain.limits import Budget
from backend.domain.log import ClockSpan, Event
from backend.domain.sla import moment_ms, read
from backend.domain.ticket import apply
from backend.domain.workflow import decide
from backend.domain.worktime import DAY_MS
from tests.fakes.domain_cast import CALENDARS, T0, Story, context, fed_back, filed, in_progress

HOUR_MS = 3_600_000


def spans_of(story: Story, clock: str) -> int:
    return sum(span.clock == clock for span in story.known.spans)


def test_that_a_satisfied_callback_starts_no_new_round() -> None:
    story = fed_back(reporter="Li")
    story.do("checker", "check", ok="yes")
    ticket = story.do("caller", "callback", satisfied="yes")
    assert (ticket.round, spans_of(story, "dispose"), spans_of(story, "callback")) == (1, 1, 1)


def test_that_without_a_reporter_no_callback_clock_ever_runs() -> None:
    story = fed_back()
    story.do("checker", "check", ok="yes")
    assert spans_of(story, "callback") == 0


def test_that_a_colleague_who_feeds_back_counts_among_those_who_handled_it() -> None:
    story = in_progress()
    here = context("zhang", now_ms=story.now_ms)
    colleague = replace(here, actor=replace(here.actor, name="zhou"))
    (event,) = decide(story.known, Act("feedback", {"note": "done"}), colleague)
    assert apply(story.known, event).handlers == {"zhang", "zhou"}


def test_that_a_department_that_joins_has_clocks_of_its_own() -> None:
    story = in_progress()
    story.do("zhang", "return", clause="4")
    at_ms = story.now_ms
    ticket = story.do("duty", "arbitrate", ruling="joint", lead="cg", assists="jj", reason="x")
    joined = {(s.clock, s.started_ms) for s in ticket.spans if s.department == "jj"}
    assert joined == {("sign", at_ms), ("dispose", at_ms)}
    assert [(task.department, task.lead) for task in ticket.tasks] == [("cg", True), ("jj", False)]


def test_that_pushes_of_older_logs_summon_nobody() -> None:
    ticket = filed().known
    for kind, args in (
        ("urged", {}),
        ("escalated", {"rung": "urge", "clock": "dispatch", "round": "1"}),
    ):
        event = Event(ticket.rev + 1, kind, T0 + 9000, "a", "center", "lc", args)
        after = apply(ticket, event)
        assert after.flags[0].summons == ()
        assert after.urged == 1
    assert after.fired == {("dispatch", 1, "", "urge")}


def test_that_marks_leave_pauses_out() -> None:
    gap = ((T0 + HOUR_MS, T0 + 3 * HOUR_MS),)
    span = ClockSpan("dispose", 1, T0, Budget("dispose", "cal24", 4 * 3600), pauses=gap)
    assert moment_ms(span, CALENDARS, 50) == T0 + 4 * HOUR_MS
    assert moment_ms(span, CALENDARS, 100) == T0 + 6 * HOUR_MS
    assert read(span, CALENDARS, gap[0][0]).paused
    assert not read(span, CALENDARS, gap[0][0] - 1).paused


def test_that_the_day_of_the_start_counts_for_being_provisional() -> None:
    office, newyear = CALENDARS["office"], T0 + (31 + 365) * DAY_MS
    assert office.add_working(newyear, 0).provisional
    assert not office.add_working(T0, 0).provisional
