"""Extension, hanging, returning, closing and voiding: asked for by one, ruled on by another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.acts import Act
from backend.domain.errors import Refused
from backend.domain.log import TaskState
from backend.domain.roles import Role
from backend.domain.sla import Light, course, light_at
from backend.domain.ticket import State
from backend.domain.workflow import decide, refusal
from backend.domain.worktime import DAY_MS
from tests.fakes.domain_cast import Story, context, dispatched, fed_back, filed, in_progress, slow_table


def no(story: Story, who: str, verb: str, **args: str) -> Refused:
    before = story.ticket
    with pytest.raises(Refused) as caught:
        story.do(who, verb, **args)
    assert story.ticket == before
    return caught.value


# -- extension --------------------------------------------------------------------------------------


def test_that_an_extension_moves_the_deadline_and_keeps_the_first() -> None:
    story = in_progress()
    first = story.reading("dispose")
    story.do("zhang", "extend", minutes="2", reason="rain")
    assert story.reading("dispose") == first, "asking changes nothing"
    ticket = story.do("duty", "grant", reason="it rains")
    request = ticket.requests[0]
    assert (request.ruling, request.ruled_by, request.department) == ("granted", "duty", "cg")
    dispose = story.reading("dispose")
    assert (dispose.deadline_ms, dispose.budget_s) == (first.deadline_ms + 120_000, 140)
    assert (dispose.first_deadline_ms, dispose.started_ms) == (first.deadline_ms, first.started_ms)
    assert ticket.state is State.IN_PROGRESS


def test_that_a_limit_in_days_is_extended_by_days() -> None:
    story = in_progress(limits=slow_table(), assists="")
    story.do("dispatcher", "reclassify", category="road", reason="x")
    first = story.reading("dispose")
    assert no(story, "zhang", "extend", minutes="5", reason="x").code == "bad_extension"
    story.do("zhang", "extend", days="1", reason="x")
    story.do("duty", "grant")
    assert story.reading("dispose").deadline_ms == first.deadline_ms + DAY_MS
    assert story.reading("dispose").budget_s == first.budget_s + 7 * 3600


@pytest.mark.parametrize(
    "args", [{}, {"minutes": "0"}, {"minutes": "x"}, {"days": "1"}, {"minutes": "1", "days": "1"},
             {"minutes": "527041"}, {"minutes": "9" * 16}],
)  # fmt: skip
def test_that_an_extension_without_a_sensible_length_is_refused(args: dict[str, str]) -> None:
    assert no(in_progress(), "zhang", "extend", reason="x", **args).code == "bad_extension"


def test_that_the_longest_extension_is_a_year() -> None:
    story = in_progress()
    assert story.do("zhang", "extend", minutes="527040", reason="x").pending


def test_that_nothing_is_extended_once_the_deadline_has_passed() -> None:
    story = in_progress()
    story.now_ms = story.reading("dispose").deadline_ms
    assert no(story, "zhang", "extend", minutes="1", reason="x").code == "breached"
    story.now_ms -= 1
    story.do("zhang", "extend", minutes="1", reason="x")
    assert no(story, "duty", "grant").code == "breached"
    assert story.do("duty", "deny", reason="too late").requests[0].ruling == "denied"


def test_that_a_second_extension_goes_to_a_center_leader() -> None:
    story = in_progress()
    for leader in ("duty", "leader"):
        story.do("zhang", "extend", minutes="1", reason="x")
        if leader == "leader":
            refused = no(story, "duty", "grant")
            assert (refused.code, refused.who_may) == ("role", ("center_leader",))
        story.do(leader, "grant")
    assert story.reading("dispose").budget_s == 140


def test_that_the_same_thing_is_asked_once_and_may_be_taken_back() -> None:
    story = in_progress(assists="yj")
    story.do("zhang", "extend", minutes="1", reason="x")
    assert no(story, "zhang", "extend", minutes="1", reason="x").code == "asked_already"
    story.do("wang", "sign")
    assert story.do("wang", "extend", minutes="1", reason="x").pending[-1].department == "yj"
    assert no(story, "duty", "withdraw").code == "nothing_asked"
    assert no(story, "duty", "withdraw").who_may == ("operator:zhang", "operator:wang")
    assert story.do("wang", "withdraw").requests[1].ruling == "withdrawn"
    assert [request.n for request in story.known.pending] == [1]
    assert "extend" in story.may("wang")


def test_that_a_request_is_named_where_several_wait() -> None:
    story = in_progress(assists="yj")
    story.do("zhang", "extend", minutes="1", reason="x")
    story.do("wang", "extend", minutes="3", reason="x")
    assert no(story, "duty", "grant", request="7").code == "nothing_asked"
    story.do("duty", "grant", request="2")
    assert story.reading("dispose", department="yj").budget_s == 200
    assert story.reading("dispose", department="cg").budget_s == 20
    assert no(story, "duty", "grant", request="1").code == "role"
    assert no(story, "duty", "grant", request="2").code == "role"


def test_that_requests_lapse_when_the_work_is_done() -> None:
    story = in_progress()
    story.do("zhang", "extend", minutes="1", reason="x")
    ticket = story.do("zhang", "feedback", note="done")
    assert (ticket.requests[0].ruling, ticket.requests[0].ruled_by) == ("lapsed", "")
    assert no(story, "duty", "grant").code == "nothing_asked"


def test_that_without_calendars_time_is_not_judged_but_nothing_is_decided() -> None:
    story = in_progress()
    story.now_ms += 10**9
    blind = replace(context("zhang", now_ms=story.now_ms), calendars={})
    for verb, args in (("extend", {"minutes": "1", "reason": "x"}), ("return", {"clause": "1"})):
        assert refusal(story.known, verb, blind) is None
        with pytest.raises(Refused) as caught:
            decide(story.known, Act(verb, args), blind)
        assert caught.value.code == "no_calendar"
    story.now_ms -= 10**9
    story.do("zhang", "extend", minutes="1", reason="x")
    with pytest.raises(Refused) as caught:
        decide(story.known, Act("grant", {}), replace(context("duty", now_ms=story.now_ms), calendars={}))
    assert caught.value.code == "no_calendar"


# -- hanging ----------------------------------------------------------------------------------------


def hung(days: float = 10) -> Story:
    story = in_progress(assists="yj", limits=slow_table())
    review_ms = str(story.now_ms + int(days * DAY_MS))
    story.do("zhang", "hang", reason="frost", condition="spring", review_ms=review_ms)
    story.do("leader", "grant")
    return story


def test_that_hanging_pauses_everything_until_the_review_date() -> None:
    story = hung()
    assert story.known.state is State.HUNG
    running = [r for r in story.readings() if not r.stopped_ms]
    assert {r.clock for r in running} == {"sign", "dispose", "total", "review"}
    assert all(r.paused for r in running if r.clock != "review")
    at_ms = story.now_ms
    assert {light_at(r, at_ms) for r in running} == {Light.GREY}
    assert course(running).at(at_ms) is Light.GREY
    review = story.reading("review")
    assert (review.deadline_ms - review.started_ms) // 1000 == review.budget_s == 10 * 86_400 - 1
    assert course(running).at(review.yellow_ms) is Light.YELLOW
    assert course(running).at(review.deadline_ms) is Light.RED


def test_that_lifting_gives_back_exactly_the_time_that_was_paused() -> None:
    story = in_progress(limits=slow_table())
    before = story.reading("dispose")
    story.do("zhang", "hang", reason="x", condition="y", review_ms=str(story.now_ms + DAY_MS))
    paused_ms = story.now_ms
    story.do("leader", "grant")
    story.wait(3_600_000)
    lifted_ms = story.now_ms
    ticket = story.do("duty", "lift", reason="thawed")
    after = story.reading("dispose")
    assert (ticket.state, after.deadline_ms) == (
        State.IN_PROGRESS,
        before.deadline_ms + lifted_ms - paused_ms,
    )
    assert story.reading("review").stopped_ms == lifted_ms
    assert after.pauses == ((paused_ms, lifted_ms),)


def test_that_a_hang_nobody_reviews_stops_hiding_the_deadline() -> None:
    story = hung(days=1)
    dispose = story.reading("dispose", department="cg")
    assert light_at(dispose, dispose.pauses[0][1] - 1) is Light.GREY
    assert light_at(dispose, dispose.pauses[0][1]) is not Light.GREY
    assert light_at(dispose, dispose.deadline_ms) is Light.RED
    story.wait(3 * DAY_MS).do("duty", "lift", reason="late")
    assert story.reading("dispose", department="cg").pauses == dispose.pauses


def test_that_hanging_pauses_working_time_only() -> None:
    story = in_progress(limits=slow_table(), assists="")
    story.do("dispatcher", "reclassify", category="road", urgency="emergency", reason="x")
    before = story.reading("dispose")
    story.do("zhang", "hang", reason="x", condition="y", review_ms=str(story.now_ms + DAY_MS // 2))
    story.do("leader", "grant")
    story.do("leader", "lift", reason="before the office opened")
    assert story.reading("dispose").deadline_ms == before.deadline_ms


@pytest.mark.parametrize("days", [-1, 0, 90.0001, 10**9])
def test_that_the_review_date_lies_within_ninety_days(days: float) -> None:
    story = in_progress()
    review_ms = str(int(story.now_ms + days * DAY_MS))
    args = {"reason": "x", "condition": "y", "review_ms": review_ms}
    assert no(story, "zhang", "hang", **args).code == "bad_review"
    assert no(story, "zhang", "hang", **args | {"review_ms": "tomorrow"}).code == "bad_review"


def test_that_the_ninetieth_day_is_still_allowed_and_a_late_ruling_is_not() -> None:
    story = in_progress()
    story.do("zhang", "hang", reason="x", condition="y", review_ms=str(story.now_ms + 90 * DAY_MS))
    assert no(story, "duty", "grant").code == "role"
    story.wait(90 * DAY_MS)
    assert no(story, "leader", "grant").code == "bad_review"


def test_that_only_the_lead_asks_to_hang() -> None:
    story = in_progress(assists="yj")
    story.do("wang", "sign")
    refused = no(story, "wang", "hang", reason="x", condition="y", review_ms="1")
    assert (refused.code, refused.who_may) == ("not_lead", ("department:cg",))
    assert no(story, "zhao", "hang", reason="x", condition="y", review_ms="1").code == "not_your_task"


# -- closing and voiding ----------------------------------------------------------------------------


def test_that_a_leader_may_let_the_work_go_and_a_checker_looks_at_it() -> None:
    story = in_progress(assists="yj", reporter="Li")
    story.do("zhang", "request_close", reason="the house is gone")
    ticket = story.do("duty", "grant")
    assert ticket.state is State.FED_BACK
    assert {task.state for task in ticket.tasks} == {TaskState.WAIVED}
    assert {r.clock for r in story.readings() if not r.stopped_ms} == {"check", "total"}
    assert ("zhang" in ticket.handlers, ticket.handler) == (True, "zhang")
    assert story.do("checker", "check", ok="no").state is State.IN_PROGRESS
    assert story.known.task_of("cg") == replace(ticket.tasks[0], state=TaskState.SIGNED, person="zhang")


def test_that_voiding_takes_two_people() -> None:
    story = in_progress(assists="yj")
    story.do("duty", "void", reason="entered twice")
    assert story.known.state is State.IN_PROGRESS
    refused = no(story, "duty", "grant")
    assert (refused.code, refused.who_may) == ("same_person", ("duty_leader", "center_leader"))
    assert no(story, "zhang", "grant").code == "role"
    ticket = story.do("deputy", "grant", reason="right")
    assert (ticket.state, ticket.ended) == (State.VOID, True)
    assert not any(task.open for task in ticket.tasks)
    assert all(
        span.stopped_ms == ticket.closed_ms for span in ticket.spans if span.clock in {"total", "dispose"}
    )


def test_that_whoever_asked_last_does_not_hide_what_another_may_rule_on() -> None:
    story = in_progress()
    story.do("duty", "void", reason="x")
    assert no(story, "duty", "deny", reason="y").code == "same_person"
    story.do("zhang", "extend", minutes="1", reason="x")
    assert story.do("duty", "deny", reason="y").requests[1].ruling == "denied"
    assert story.known.requests[0].pending


def test_that_a_request_waits_while_the_state_does_not_allow_a_ruling() -> None:
    story = in_progress()
    story.do("zhang", "request_close", reason="x")
    story.do("zhang", "return", clause="3")
    assert no(story, "duty", "grant").code == "wrong_state"
    story.do("duty", "arbitrate", ruling="reject", reason="yours")
    assert story.do("duty", "grant").state is State.FED_BACK


def test_that_with_nothing_asked_there_is_nothing_to_rule() -> None:
    assert no(filed(), "duty", "grant").code == "nothing_asked"
    assert no(fed_back(), "zhang", "extend", minutes="1", reason="x").code == "wrong_state"


# -- returning --------------------------------------------------------------------------------------


def test_that_returning_stops_signing_but_not_the_work_clock() -> None:
    story = dispatched(assists="yj")
    ticket = story.do("zhang", "return", clause="list 4.1", reason="not ours")
    assert (ticket.state, ticket.returns, ticket.pending[0].kind) == (State.DISPUTED, 1, "return")
    running = {(r.clock, r.department) for r in story.readings() if not r.stopped_ms}
    assert running == {("dispose", "cg"), ("dispose", "yj"), ("arbitrate", ""), ("total", "")}


def test_that_a_rejected_return_goes_back_and_signing_runs_on() -> None:
    story = dispatched()
    returned_ms = story.now_ms
    story.do("zhang", "return", clause="4")
    story.wait(500)
    ruled_ms = story.now_ms
    ticket = story.do("duty", "arbitrate", ruling="reject", reason="yours")
    assert (ticket.state, ticket.requests[0].ruling) == (State.DISPATCHED, "reject")
    sign, dispose = story.reading("sign"), story.reading("dispose")
    assert (sign.stopped_ms, sign.pauses, dispose.pauses) == (0, ((returned_ms, ruled_ms),), ())
    story.do("zhang", "sign")
    assert story.do("zhang", "return", clause="4").state is State.DISPUTED
    refused = no(story, "duty", "arbitrate", ruling="reject", reason="x")
    assert (refused.code, refused.who_may) == ("role", ("center_leader",))
    assert story.do("leader", "arbitrate", ruling="reject", reason="x").state is State.IN_PROGRESS
    assert story.reading("sign").stopped_ms, "who had signed need not sign again"
    assert no(story, "zhang", "return", clause="4").code == "too_often"


def test_that_an_upheld_return_costs_the_department_nothing() -> None:
    story = dispatched(assists="yj")
    story.do("wang", "sign")
    story.do("zhang", "return", clause="4")
    ticket = story.do("duty", "arbitrate", ruling="uphold", reason="right")
    assert (ticket.state, ticket.tasks, ticket.round) == (State.FILED, (), 2)
    counted = {(s.clock, s.department): s.counted for s in ticket.spans if s.department}
    assert counted == {("sign", "cg"): False, ("dispose", "cg"): False,
                       ("sign", "yj"): True, ("dispose", "yj"): False}  # fmt: skip
    story.do("dispatcher", "dispatch", lead="cg")
    assert story.reading("dispose", 2, "cg").started_ms == story.now_ms - 1000
    assert story.reading("dispatch", 2).counted


def test_that_joint_work_gets_the_lead_that_the_leader_names() -> None:
    story = in_progress(assists="yj")
    story.do("zhang", "return", clause="4")
    assert no(story, "duty", "arbitrate", ruling="joint", reason="x").code == "args_missing"
    assert no(story, "duty", "arbitrate", ruling="joint", lead="zz", reason="x").code == "unknown_department"
    ticket = story.do("duty", "arbitrate", ruling="joint", lead="jj", assists="cg", reason="both")
    assert (ticket.state, ticket.lead, ticket.assists) == (State.DISPATCHED, "jj", ("cg",))
    assert ticket.task_of("cg") is not None
    assert [task.state for task in ticket.tasks] == [TaskState.WAITING, TaskState.SIGNED]
    gone = [s for s in ticket.spans if s.department == "yj"]
    assert [(s.counted, bool(s.stopped_ms)) for s in gone] == [(False, True), (False, True)]
    kept = ticket.span("dispose", "cg")
    assert kept is not None
    assert (kept.stopped_ms, kept.counted) == (0, True)


def test_that_joint_work_led_by_who_had_signed_goes_on() -> None:
    story = in_progress(assists="yj")
    story.do("zhang", "return", clause="4")
    ticket = story.do("leader", "arbitrate", ruling="joint", lead="cg", assists="yj,jj", reason="together")
    assert (ticket.state, ticket.assists) == (State.IN_PROGRESS, ("yj", "jj"))
    assert story.reading("sign", department="yj").stopped_ms == 0


def test_that_a_return_comes_in_the_first_quarter_of_the_budget() -> None:
    story = in_progress()
    dispose = story.reading("dispose")
    story.now_ms = dispose.started_ms + 5000
    assert no(story, "zhang", "return", clause="4").code == "too_late"
    story.now_ms -= 1
    assert story.do("zhang", "return", clause="4").state is State.DISPUTED


def test_that_only_the_lead_returns_and_names_the_clause() -> None:
    story = dispatched(assists="yj")
    assert no(story, "wang", "return", clause="4").code == "not_lead"
    assert no(story, "zhang", "return").code == "args_missing"
    assert no(story, "zhao", "return", clause="4").code == "not_your_task"


def test_that_a_ruling_takes_the_open_requests_of_the_department_along() -> None:
    story = in_progress()
    story.do("zhang", "extend", minutes="1", reason="x")
    story.do("deputy", "void", reason="y")
    story.do("zhang", "return", clause="4")
    ticket = story.do("duty", "arbitrate", ruling="uphold", reason="right")
    assert [(r.kind, r.ruling) for r in ticket.requests] == [
        ("extend", "lapsed"), ("void", ""), ("return", "uphold"),
    ]  # fmt: skip


def test_that_an_own_role_is_needed_to_rule() -> None:
    story = in_progress()
    story.do("zhang", "return", clause="4")
    assert no(story, "zhang", "arbitrate", ruling="uphold", reason="x").who_may == (
        Role.DUTY_LEADER.value, Role.CENTER_LEADER.value,
    )  # fmt: skip


def test_that_naming_a_request_does_not_get_round_the_rules() -> None:
    story = in_progress()
    story.do("duty", "void", reason="x")
    story.do("zhang", "extend", minutes="1", reason="x")
    assert no(story, "duty", "grant", request="1").code == "same_person"
    assert no(story, "duty", "deny", request="1", reason="x").code == "same_person"
    assert story.do("duty", "grant", request="2").requests[1].ruling == "granted"
