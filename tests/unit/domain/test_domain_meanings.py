"""What each event leaves in a ticket, field by field, where the stories do not look closely."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from backend.domain import spans
from backend.domain.errors import Corrupt
from backend.domain.limits import Budget, RungRule
from backend.domain.log import Event, Request, Task, TaskState
from backend.domain.sla import ClockReading, Light, clocks, course, light_at, light_history, read, rungs_due
from backend.domain.ticket import State, Ticket, apply, replay
from backend.domain.worktime import BUDGET_MS_MAX, DAY_MS, WorkCalendar
from tests.fakes.domain_cast import CALENDARS, T0, Story, dispatched, fed_back, filed, in_progress
from tests.fakes.domain_world import World

OFFICE, CAL24 = CALENDARS["office"], CALENDARS["cal24"]
HOUR_MS = 3_600_000


def told(ticket: Ticket, event_kind: str, /, **args: str) -> Ticket:
    """The ticket after one event, written down as it stands."""
    at_ms = ticket.events[-1].at_ms + 5
    return apply(ticket, Event(ticket.rev + 1, event_kind, at_ms, "somebody", "intake", "lc", args))


# -- tasks ------------------------------------------------------------------------------------------


def test_that_waiving_ends_one_task_its_clocks_and_its_requests() -> None:
    story = in_progress(assists="yj")
    story.do("wang", "extend", minutes="1", reason="x")
    story.do("zhang", "extend", minutes="1", reason="x")
    at_ms = story.now_ms
    ticket = story.do("dispatcher", "waive", department="yj", reason="x")
    assert ticket.tasks == (
        Task("cg", lead=True, state=TaskState.SIGNED, person="zhang"),
        Task("yj", lead=False, state=TaskState.WAIVED, person=""),
    )
    lapsed, open_still = ticket.requests
    assert (lapsed.ruling, lapsed.ruled_ms, lapsed.ruled_by) == ("lapsed", at_ms, "")
    assert open_still.pending
    assert {s.clock: s.stopped_ms for s in ticket.spans if s.department == "yj"} == {
        "sign": at_ms,
        "dispose": at_ms,
    }
    assert not any(s.stopped_ms for s in ticket.spans if (s.clock, s.department) == ("dispose", "cg"))


def test_that_an_assist_feeding_back_changes_its_own_part_only() -> None:
    story = in_progress(assists="yj")
    story.do("wang", "sign")
    for who in ("wang", "zhang"):
        story.do(who, "extend", minutes="1", reason="x")
    at_ms = story.now_ms
    ticket = story.do("wang", "feedback", note="done")
    assert ticket.task_of("yj") == Task("yj", lead=False, state=TaskState.DONE, person="wang")
    assert ticket.handlers == {"zhang", "wang"}
    assert (ticket.handler, ticket.state) == ("", State.IN_PROGRESS)
    assert [request.ruling for request in ticket.requests] == ["lapsed", ""]
    stopped = {(s.clock, s.department): s.stopped_ms for s in ticket.spans if s.department}
    assert (stopped["dispose", "yj"], stopped["dispose", "cg"]) == (at_ms, 0)


def test_that_who_signed_is_known() -> None:
    ticket = in_progress(assists="yj").known
    assert ticket.task_of("cg") == Task("cg", lead=True, state=TaskState.SIGNED, person="zhang")
    assert ticket.handlers == {"zhang"}
    assert in_progress().known.handlers == {"zhang"}


def test_that_a_rework_is_the_leads_and_says_whose_clock_it_is() -> None:
    story = fed_back()
    ticket = story.do("checker", "check", ok="no")
    span = ticket.span("dispose", "cg")
    assert span is not None
    assert (span.round, span.percent, span.department, span.stopped_ms) == (2, 50, "cg", 0)
    assert ticket.tasks == (Task("cg", lead=True, state=TaskState.SIGNED, person="zhang"),)


# -- reporting --------------------------------------------------------------------------------------


def test_that_a_supplement_replaces_what_it_names_and_keeps_the_rest() -> None:
    story = Story()
    story.do("intake", "report", title="x", place="here", description="this", reporter="Wu")
    story.do("intake", "ask_more", question="?")
    ticket = story.do("intake", "supplement", reporter="Li")
    assert (ticket.place, ticket.description, ticket.reporter) == ("here", "this", "Li")
    story.do("intake", "ask_more", question="?")
    ticket = story.do("intake", "supplement", place="there", description="that")
    assert (ticket.place, ticket.description, ticket.reporter) == ("there", "that", "Li")


def test_that_a_report_says_nothing_that_was_not_said() -> None:
    bare = Event(1, "reported", T0, "a", "intake", "lc", {"ticket": "t"}, filed().log[0].budgets)
    ticket = replay([bare])
    assert (ticket.title, ticket.place, ticket.description, ticket.category) == ("", "", "", "")
    assert (ticket.urgency, ticket.own_urgency, ticket.source, ticket.alarm) == ("", "", "", "")
    assert (ticket.reporter, ticket.focus, ticket.key, ticket.link, ticket.split_from) == ("", "", "", "", "")
    assert (ticket.since_ms, ticket.opened_ms) == (T0, T0)
    early = replay([replace(bare, args={"ticket": "t", "since_ms": "77"})])
    total, accept = early.span("total"), early.span("accept")
    assert total is not None
    assert accept is not None
    assert (early.since_ms, early.opened_ms, total.started_ms, accept.started_ms) == (77, T0, 77, T0)
    assert replay([replace(bare, args={"ticket": "t", "since_ms": "soon"})]).since_ms == T0


def test_that_a_class_keeps_what_is_not_named() -> None:
    ticket = filed(focus="pump", place="Gate").known
    same = told(ticket, "reclassified")
    assert (same.category, same.urgency, same.own_urgency) == ("city.waste", "normal", "normal")
    assert (same.place, same.focus, same.limits) == ("Gate", "pump", "test@1")
    assert told(ticket, "reclassified", urgency="urgent").own_urgency == "urgent"
    assert told(ticket, "reclassified", urgency="urgent", own_urgency="normal").own_urgency == "normal"
    assert told(ticket, "filed", limits="other@2").limits == "other@2"


def test_that_a_handover_without_a_reason_has_none() -> None:
    story = filed()
    story.do("dispatcher", "hand_up")
    assert story.do("center", "receive", "bc").trail[-1].reason == ""
    with pytest.raises(Corrupt, match="received at event 3 without being sent"):
        told(filed().known, "received")


@pytest.mark.parametrize(
    ("kind", "args", "words"),
    [
        ("granted", {"request": "1", "kind": "void"}, "granted"),
        ("granted", {"request": "x"}, "granted"),
        ("arbitrated", {"ruling": "uphold"}, "arbitrated"),
        ("asked_more", {}, "until_ms"),
        ("evaluated", {"rating": "good"}, "evaluated"),
        ("absorbed", {"child": "x", "since_ms": "y", "urgency": "z"}, "absorbed"),
    ],
)
def test_that_an_event_without_what_it_needs_is_corrupt(kind: str, args: dict[str, str], words: str) -> None:
    with pytest.raises(Corrupt, match=words):
        told(in_progress().known, kind, **args)


# -- requests and rulings ---------------------------------------------------------------------------


def test_that_a_request_remembers_everything_about_itself() -> None:
    story = in_progress()
    at_ms = story.now_ms
    story.do("zhang", "extend", minutes="2", reason="rain")
    args = {"minutes": "2", "reason": "rain", "department": "cg", "kind": "extend"}
    assert story.known.requests == (Request(1, "extend", "zhang", "cg", at_ms, args),)
    ruled_ms = story.now_ms
    story.do("duty", "deny", reason="no")
    assert story.known.requests == (
        Request(1, "extend", "zhang", "cg", at_ms, args, "denied", "duty", ruled_ms),
    )
    void = story.do("duty", "void", reason="x").requests[1]
    assert (void.n, void.department) == (2, "")


def test_that_ending_waives_what_is_open_and_lets_requests_lapse() -> None:
    story = in_progress(assists="yj,jj")
    story.do("wang", "sign")
    story.do("wang", "feedback", note="done")
    story.do("zhang", "extend", minutes="1", reason="x")
    story.do("duty", "void", reason="x")
    at_ms = story.now_ms
    ticket = story.do("deputy", "grant", request="2")
    assert [task.state for task in ticket.tasks] == [TaskState.WAIVED, TaskState.DONE, TaskState.WAIVED]
    assert [(r.ruling, r.ruled_ms) for r in ticket.requests] == [("lapsed", at_ms), ("granted", at_ms)]
    assert ticket.closed_ms == at_ms


def test_that_letting_go_keeps_what_is_done_and_the_proposal_to_void() -> None:
    story = in_progress(assists="yj")
    story.do("wang", "sign")
    story.do("wang", "feedback", note="done")
    story.do("deputy", "void", reason="x")
    story.do("zhang", "extend", minutes="1", reason="x")
    story.do("zhang", "request_close", reason="gone")
    at_ms = story.now_ms
    ticket = story.do("leader", "grant", request="3")
    assert [task.state for task in ticket.tasks] == [TaskState.WAIVED, TaskState.DONE]
    assert ticket.handlers == {"zhang", "wang"}
    assert [(r.kind, r.ruling, r.ruled_ms) for r in ticket.requests] == [
        ("void", "", 0), ("extend", "lapsed", at_ms), ("close", "granted", at_ms),
    ]  # fmt: skip
    dispose = ticket.span("dispose", "cg")
    assert dispose is not None
    assert (dispose.stopped_ms, dispose.counted) == (at_ms, True)


def test_that_whoever_asked_to_close_counts_among_those_who_handled_it() -> None:
    story = dispatched()
    story.do("zhang", "request_close", reason="gone")
    assert story.do("leader", "grant").handlers == {"zhang"}


def test_that_joint_work_without_assists_has_the_lead_alone() -> None:
    story = in_progress(assists="yj")
    story.do("zhang", "extend", minutes="1", reason="x")
    story.do("wang", "extend", minutes="1", reason="x")
    story.do("zhang", "return", clause="4")
    disputed = story.known
    at_ms = story.now_ms
    ticket = story.do("duty", "arbitrate", ruling="joint", lead="yj", reason="x")
    assert ticket.tasks == (Task("yj", lead=True, state=TaskState.WAITING, person=""),)
    assert [(r.ruling, r.ruled_ms) for r in ticket.requests[:2]] == [("lapsed", at_ms), ("", 0)]
    bare = told(disputed, "arbitrated", ruling="joint", lead="yj")
    assert [task.department for task in bare.tasks] == ["yj"]
    assert len([s for s in ticket.spans if s.department == "yj"]) == 2, "its clocks run on"


# -- merging ----------------------------------------------------------------------------------------


def test_that_an_answered_child_has_run_all_the_time() -> None:
    world = World()
    parent, child = world.report(), world.report(reporter="Li")
    world.do("intake", "merge", child, into=parent)
    world.do("officer", "solve_on_spot", parent)
    answered = world.ticket(child)
    total = answered.span("total")
    assert total is not None
    assert (total.stopped_ms, total.pauses, answered.closed_ms) == (0, (), 0)


def test_that_what_was_taken_over_stays_when_the_children_go() -> None:
    world = World()
    old = world.report(urgency="emergency")
    parent = world.report()
    world.do("intake", "merge", old, into=parent)
    world.do("officer", "solve_on_spot", parent)
    done = world.ticket(parent)
    assert (done.since_ms, done.own_urgency, done.children) == (T0, "emergency", ())


# -- spans ------------------------------------------------------------------------------------------


def test_that_resuming_what_runs_or_never_was_changes_nothing() -> None:
    ticket = filed().known
    assert spans.resume(ticket, T0 + 9000, "dispatch") is ticket
    assert spans.resume(ticket, T0 + 9000, "callback") is ticket


def test_that_a_clock_resumed_at_once_has_no_empty_pause() -> None:
    ticket = filed().known
    span = spans.resume(ticket, T0 + 1000, "accept").span("accept")
    assert span is not None
    assert (span.stopped_ms, span.pauses) == (0, ())


def test_that_a_pause_that_ends_as_it_begins_is_none() -> None:
    ticket = filed().known
    assert spans.pause(ticket, T0, T0, lambda _: True) is ticket
    paused = spans.pause(ticket, T0 + 5000, T0 + 9000, lambda span: span.clock == "total")
    assert {s.clock: s.pauses for s in paused.spans if s.pauses} == {"total": ((T0 + 5000, T0 + 9000),)}
    assert all(not span.pauses for span in spans.end_pauses(paused, T0 + 5000).spans)


def test_that_rounds_never_go_back() -> None:
    ticket = replace(filed().known, round=5)
    event = replace(ticket.events[-1], args={})
    again = spans.start(spans.stop(ticket, T0 + 2000, "dispatch"), event, "dispatch").spans[-1]
    assert (again.round, again.percent) == (5, 100)
    early = spans.start(replace(ticket, round=1), event, "dispatch").spans[-1]
    assert early.round == 2


# -- lights and working time ------------------------------------------------------------------------


def test_that_time_begins_after_1970() -> None:
    assert clocks(filed().known, CALENDARS, 1)
    with pytest.raises(AssertionError):
        clocks(filed().known, CALENDARS, 0)


def test_that_readings_say_when_they_are_provisional_and_count_whole_seconds() -> None:
    late = T0 + 400 * DAY_MS  # in 2027, which nobody has published
    for budget in (Budget("dispose", "office", 3600), Budget("dispose", "office", 0, days=1)):
        span = replace(filed().known.spans[0], budget=budget, started_ms=late)
        reading = read(span, CALENDARS, late)
        assert reading.provisional
        assert isinstance(reading.budget_s, int)
        assert isinstance(reading.yellow_ms, int)
        assert reading.deadline_ms > reading.yellow_ms
        assert not read(replace(span, started_ms=T0), CALENDARS, T0).provisional


def test_that_a_budget_in_days_counts_the_time_outside_pauses() -> None:
    gap = ((T0 + HOUR_MS, T0 + 4 * HOUR_MS),)  # Monday 9 to 12: a morning
    span = replace(
        filed().known.spans[0], budget=Budget("dispose", "office", 0, days=1), pauses=gap, started_ms=T0
    )
    reading = read(span, CALENDARS, T0)
    assert reading.deadline_ms == T0 + (48 + 10) * HOUR_MS
    assert reading.budget_s == (4 + 7 + 7) * 3600


def test_that_a_rung_is_due_in_the_millisecond_and_when_a_clock_stops_then() -> None:
    story = dispatched()
    reading = replace(story.reading("sign"), rungs=())
    rung = read(story.known.spans[-2], CALENDARS, T0, (RungRule("urge", percent=75),)).rungs[0]
    due = replace(reading, rungs=(rung,))
    assert rungs_due(story.known, (due,), rung.at_ms - 1) == ()
    assert rungs_due(story.known, (due,), rung.at_ms)[0].due_ms == rung.at_ms
    assert rungs_due(story.known, (replace(due, stopped_ms=rung.at_ms),), rung.at_ms + 9)
    assert rungs_due(story.known, (replace(due, stopped_ms=rung.at_ms - 1),), rung.at_ms + 9) == ()


def test_that_a_clock_stopped_on_a_mark_has_turned() -> None:
    reading = ClockReading("sign", 1, 1000, 1750, 2000, 1, stopped_ms=1750)
    assert light_at(reading, 9) is Light.YELLOW
    assert [at_ms for *_, at_ms in light_history((reading,), 9)] == [1000, 1750]


def test_that_a_course_begins_with_what_shows_before_its_first_turn() -> None:
    reading = ClockReading("sign", 1, 1000, 1750, 2000, 1, pauses=((1000, 1500),))
    whole = course((reading,))
    assert (whole.at(999), whole.at(1000), whole.at(1500)) == (Light.GREEN, Light.GREY, Light.GREEN)
    assert whole.times == (1000, 1500, 1750, 2000)


@pytest.mark.parametrize(
    ("day", "works"),
    [("2027-01-01", False), ("2027-01-04", True), ("2027-01-02", False), ("2027-01-03", False),
     ("2027-02-01", True), ("2027-01-08", True), ("2028-01-01", False), ("2027-06-05", False),
     ("2026-01-01", False), ("2026-01-04", True), ("2026-01-05", True), ("2026-01-10", False)],
)  # fmt: skip
def test_that_unpublished_years_know_weekends_and_new_year_only(day: str, works: bool) -> None:  # noqa: FBT001 (drawn)
    assert OFFICE.is_workday(date.fromisoformat(day)) is works
    assert CAL24.is_workday(date.fromisoformat(day))


def test_that_a_day_is_provisional_if_any_day_on_the_way_is() -> None:
    december = T0 + 30 * DAY_MS  # the last days of 2025
    assert not OFFICE.close_of_day(december, 3).provisional
    assert OFFICE.close_of_day(december + 365 * DAY_MS, 1).provisional
    assert OFFICE.close_of_day(december + 364 * DAY_MS, 3).provisional
    assert OFFICE.add_working(december + 365 * DAY_MS, 8 * HOUR_MS).provisional
    gap = ((december + 364 * DAY_MS, december + 366 * DAY_MS),)
    assert not OFFICE.close_of_day(december + 364 * DAY_MS, 1).provisional
    assert OFFICE.close_of_day(december + 364 * DAY_MS, 1, gap).provisional
    assert CAL24.close_of_day(december + 900 * DAY_MS, 3).provisional is False
    assert CAL24.add_working(december + 900 * DAY_MS, 5).provisional is False


def test_that_budgets_have_bounds_to_the_last_unit() -> None:
    most = BUDGET_MS_MAX // DAY_MS
    assert CAL24.close_of_day(T0, most).at_ms == T0 + 16 * HOUR_MS + most * DAY_MS
    for days in (0, most + 1):
        with pytest.raises(ValueError, match=f"{days} working days cannot be timed"):
            CAL24.close_of_day(T0, days)
    assert CAL24.add_working(T0, BUDGET_MS_MAX).at_ms == T0 + BUDGET_MS_MAX
    with pytest.raises(ValueError, match="cannot be timed"):
        CAL24.add_working(T0, BUDGET_MS_MAX + 1)


def test_that_a_day_of_24_hours_closes_at_midnight_also_when_paused() -> None:
    nights = WorkCalendar("nights", ((20 * 3600, 86_400),), every_day=True)
    assert nights.close_of_day(T0, 1).at_ms == T0 + 40 * HOUR_MS
    paused = nights.close_of_day(T0, 1, ((T0 + 12 * HOUR_MS, T0 + 13 * HOUR_MS),))
    assert paused.at_ms == T0 + 64 * HOUR_MS
    whole_night = nights.close_of_day(T0, 1, ((T0 + 12 * HOUR_MS, T0 + 16 * HOUR_MS),))
    assert whole_night.at_ms == T0 + 64 * HOUR_MS


@pytest.mark.parametrize(
    "shifts", [((0, 86_401),), ((-1, 5),), ((5, 5),), ((0, 10), (10, 20)), ((0, 10), (5, 20)), ()]
)
def test_that_shifts_lie_in_order_within_one_day(shifts: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="'odd'"):
        WorkCalendar("odd", shifts)


def test_that_shifts_may_fill_the_day_or_start_with_it() -> None:
    assert WorkCalendar("whole", ((0, 86_400),)).day_ms == DAY_MS
    assert WorkCalendar("two", ((0, 1), (2, 4))).day_ms == 3000
    assert not WorkCalendar("weekdays", ((0, 86_400),)).around_the_clock
    assert not WorkCalendar("mornings", ((0, 43_200),), every_day=True).around_the_clock
    assert CAL24.around_the_clock


def test_that_pauses_touch_only_their_own_days() -> None:
    tuesday = T0 - 8 * HOUR_MS + DAY_MS  # its midnight
    for gap in ((tuesday - 5, tuesday), (tuesday + DAY_MS, tuesday + DAY_MS + 5)):
        due = OFFICE.add_working(T0, 15 * HOUR_MS, (gap,))
        assert due.at_ms == OFFICE.add_working(T0, 15 * HOUR_MS).at_ms
    inside = OFFICE.add_working(T0, 15 * HOUR_MS, ((tuesday + 9 * HOUR_MS, tuesday + 10 * HOUR_MS),))
    assert inside.at_ms == OFFICE.add_working(T0, 15 * HOUR_MS).at_ms + HOUR_MS
    first, last = (tuesday + 9 * HOUR_MS - 1, tuesday + 9 * HOUR_MS + 1), (tuesday + 18 * HOUR_MS - 1,) * 2
    assert OFFICE.add_working(T0, 14 * HOUR_MS + 1, (first, last)).at_ms == tuesday + DAY_MS + 9 * HOUR_MS + 2
