"""From the report to filing, and solving on the spot; reopening and rating at the other end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.acts import Act
from backend.domain.errors import Refused
from backend.domain.limits import Budget
from backend.domain.roles import Role
from backend.domain.sla import Light, light_at
from backend.domain.ticket import State
from backend.domain.workflow import decide
from backend.domain.worktime import DAY_MS
from tests.fakes.domain_cast import (
    BEFORE,
    T0,
    Story,
    context,
    fed_back,
    filed,
    in_progress,
    slow_table,
    table,
)


def reported(**report: str) -> Story:
    story = Story()
    story.do("intake", "report", title="x", **report)
    return story


def no(story: Story, who: str, verb: str, **args: str) -> Refused:
    with pytest.raises(Refused) as caught:
        story.do(who, verb, **args)
    return caught.value


def test_that_asking_for_more_pauses_the_accept_clock_and_nothing_else() -> None:
    story = reported()
    story.wait(3000).do("intake", "ask_more", question="which gate?")
    assert story.known.state is State.NEED_INFO
    accept, total = story.reading("accept"), story.reading("total")
    assert (accept.paused, total.paused) == (True, False)
    assert light_at(accept, story.now_ms) is Light.GREY
    story.wait(60_000).do("Li", "supplement", place="Gate 2", description="by the pump")
    accept = story.reading("accept")
    assert (accept.paused, accept.stopped_ms) == (False, 0)
    assert accept.pauses == ((T0 + 4000, T0 + 65_000),)
    assert accept.deadline_ms == T0 + 20_000 + 61_000
    ticket = story.known
    assert (ticket.state, ticket.place, ticket.description) == (State.REPORTED, "Gate 2", "by the pump")
    assert ticket.round == accept.round == 1


def test_that_the_pause_for_an_answer_ends_by_itself() -> None:
    story = reported()
    story.do("intake", "ask_more", question="?")
    accept = story.reading("accept")
    assert accept.pauses == ((T0 + 1000, T0 + 1000 + DAY_MS),)
    assert accept.deadline_ms == T0 + 20_000 + DAY_MS
    assert light_at(accept, accept.deadline_ms) is Light.RED
    story.wait(2 * DAY_MS).do("intake", "supplement")
    assert story.reading("accept").deadline_ms == accept.deadline_ms


def test_that_a_question_without_an_answer_may_end_the_matter() -> None:
    story = reported()
    story.do("intake", "ask_more", question="?")
    ticket = story.do("intake", "not_file", reason="no answer")
    assert (ticket.state, ticket.closed_ms) == (State.NOT_FILED, story.now_ms - 1000)


def test_that_verifying_stops_the_accept_clock_and_runs_its_own() -> None:
    story = reported()
    story.do("intake", "send_verify", officer="officer")
    assert story.known.state is State.VERIFYING
    assert {r.clock for r in story.readings() if not r.stopped_ms} == {"verify", "total"}
    assert no(story, "intake", "file", category="city").code == "wrong_state"
    story.wait(4000).do("officer", "verified", finding="it is there")
    assert (story.known.state, story.known.finding) == (State.REPORTED, "verified")
    accept = story.reading("accept")
    assert (accept.stopped_ms, accept.pauses) == (0, ((T0 + 1000, T0 + 6000),))
    story.do("intake", "send_verify")
    story.do("officer", "refuted", reason="nothing there")
    assert story.known.finding == "refuted"
    assert [r.round for r in story.readings() if r.clock == "verify"] == [1, 2]
    assert len([r for r in story.readings() if r.clock == "accept"]) == 1


def test_that_the_officer_who_was_asked_verifies() -> None:
    story = reported()
    story.do("intake", "send_verify", officer="somebody")
    refusal = no(story, "officer", "verified")
    assert (refusal.code, refusal.who_may) == ("not_assigned", ("officer:somebody",))


def test_that_solving_on_the_spot_needs_both_pictures_and_closes() -> None:
    story = reported(category="city", reporter="Li")
    assert no(story, "officer", "solve_on_spot").code == "no_evidence"
    assert no(story, "officer", "solve_on_spot", photo="yes").code == "no_evidence"
    only_before = decide_with(story, (BEFORE,))
    assert only_before.code == "no_evidence"
    ticket = story.do("officer", "solve_on_spot", photo="both")
    assert (ticket.state, ticket.on_spot, ticket.handler) == (State.CLOSED, True, "officer")
    assert ticket.handlers == {"officer"}
    assert ticket.limits == "test@1"
    assert all(span.stopped_ms for span in ticket.spans)


def decide_with(story: Story, evidence: tuple[object, ...]) -> Refused:
    with pytest.raises(Refused) as caught:
        decide(story.known, Act("solve_on_spot", {}, evidence), context("officer"))  # type: ignore[arg-type]
    return caught.value


def test_that_a_checker_samples_once_what_was_solved_on_the_spot() -> None:
    story = reported(category="city")
    story.do("officer", "solve_on_spot", photo="both")
    assert story.do("checker", "sample", ok="yes").sampled == "yes"
    assert story.known.state is State.CLOSED
    assert no(story, "checker", "sample", ok="yes").code == "nothing_to_sample"
    closed = fed_back()
    closed.do("checker", "check", ok="yes")
    assert no(closed, "checker", "sample", ok="yes").code == "nothing_to_sample"


def test_that_a_sample_that_fails_opens_the_ticket_again() -> None:
    story = reported(category="city")
    story.do("officer", "solve_on_spot", photo="both")
    ticket = story.do("checker", "sample", ok="no", reason="still there")
    assert (ticket.state, ticket.sampled, ticket.on_spot, ticket.round) == (State.FILED, "no", False, 2)
    assert story.reading("dispatch", 2).started_ms == story.now_ms - 1000


def test_that_nobody_samples_his_own() -> None:
    story = reported(category="city")
    story.do("officer", "solve_on_spot", photo="both")
    here = context("checker", now_ms=story.now_ms)
    own = replace(here, actor=replace(here.actor, name="officer"))
    with pytest.raises(Refused) as caught:
        decide(story.known, Act("sample", {"ok": "yes"}), own)
    assert caught.value.code == "same_person"


def test_that_reopening_begins_a_new_life_with_clocks_of_its_own() -> None:
    story = fed_back()
    story.do("checker", "check", ok="yes")
    first = story.reading("total")
    story.wait(DAY_MS)
    ticket = story.do("caller", "reopen", reason="it is back")
    at_ms = story.now_ms - 1000
    assert (ticket.state, ticket.round, ticket.tasks, ticket.handler) == (State.FILED, 2, (), "")
    assert (ticket.closed_ms, ticket.ended, ticket.since_ms) == (0, False, at_ms)
    assert story.reading("total") == first
    assert story.reading("total", 2).started_ms == story.reading("dispatch", 2).started_ms == at_ms
    story.do("dispatcher", "dispatch", lead="cg")
    assert story.reading("sign", 2).started_ms == at_ms + 1000


def test_that_reopening_is_possible_for_fifteen_days_to_the_millisecond() -> None:
    story = fed_back()
    story.do("checker", "check", ok="yes")
    story.now_ms = story.known.closed_ms + 15 * DAY_MS
    assert "reopen" in story.may("intake")
    story.now_ms += 1
    assert no(story, "intake", "reopen", reason="x").code == "too_late"


def test_that_the_reporter_rates_and_nobody_else() -> None:
    story = fed_back(reporter="Li")
    story.do("checker", "check", ok="yes")
    story.do("caller", "callback", satisfied="yes")
    here = context("Li", now_ms=story.now_ms)
    stranger = replace(here, actor=replace(here.actor, name="Wu"))
    with pytest.raises(Refused) as caught:
        decide(story.known, Act("evaluate", {"rating": "1"}), stranger)
    assert (caught.value.code, caught.value.who_may) == ("not_reporter", ("callback",))
    assert no(story, "Li", "evaluate", rating="6").code == "bad_arg"
    closed_ms = story.known.closed_ms
    ticket = story.do("Li", "evaluate", rating="5")
    assert (ticket.state, ticket.rating, ticket.closed_ms) == (State.EVALUATED, 5, closed_ms)
    assert no(story, "intake", "reopen", reason="x").code == "wrong_state"


def test_that_a_clerk_may_write_the_rating_down_but_not_invent_a_reporter() -> None:
    story = fed_back()
    story.do("checker", "check", ok="yes")
    assert no(story, "caller", "evaluate", rating="5").code == "no_reporter"
    told = fed_back(reporter="Li")
    told.do("checker", "check", ok="yes")
    told.do("caller", "callback", satisfied="yes")
    assert told.do("caller", "evaluate", rating="2").rating == 2


def test_that_a_source_reports_one_matter_once() -> None:
    here = replace(context("intake"), reports={("hotline", "77"): "lc/1/9"})
    act = Act("report", {"title": "x", "source": "hotline", "key": "77"}, (), "lc/1/10")
    with pytest.raises(Refused, match="lc/1/9") as caught:
        decide(None, act, here)
    assert caught.value.code == "reported_already"
    other = replace(act, args={**act.args, "source": "app"})
    assert decide(None, other, here)[0].args["key"] == "77"
    assert decide(None, replace(act, args={"title": "x", "source": "hotline"}), here)


def test_that_reclassifying_swaps_budgets_and_keeps_start_and_pauses() -> None:
    story = in_progress(limits=slow_table())
    before = story.reading("dispose")
    ticket = story.do("dispatcher", "reclassify", category="road.hole", reason="a hole")
    after = story.reading("dispose")
    assert ticket.category == "road.hole"
    assert (after.started_ms, before.budget_s, after.budget_s) == (before.started_ms, 20, 3 * 7 * 3600)
    assert story.reading("total").budget_s == 5 * 86_400
    story.do("duty", "reclassify", urgency="emergency", reason="deep")
    assert (story.reading("dispose").budget_s, story.reading("total").budget_s) == (7200, 60)
    assert story.reading("sign").budget_s == 8
    assert story.known.urgency == story.known.own_urgency == "emergency"


def test_that_reclassifying_keeps_the_share_of_a_rework() -> None:
    story = fed_back(slow_table())
    story.do("checker", "check", ok="no")
    assert story.reading("dispose", 2).budget_s == 10
    story.do("dispatcher", "reclassify", category="road", urgency="emergency", reason="deep")
    assert story.reading("dispose", 2).budget_s == 3600


def test_that_a_ticket_keeps_the_table_it_was_filed_under() -> None:
    story = filed()
    shorter = table({**{b.clock: b.seconds for b in story.known.budgets}, "dispose": 5})
    story.limits = replace(shorter, version="2")
    story.do("dispatcher", "dispatch", lead="cg")
    assert story.reading("dispose").budget_s == 20
    assert story.known.limits == "test@1"


def test_that_the_arbitrate_limit_is_frozen_only_where_the_table_has_one() -> None:
    limits = table()
    rows = {key: budget for key, budget in limits.rows.items() if key[0] != "arbitrate"}
    story = filed(replace(limits, rows=rows))
    assert story.known.budget("arbitrate") is None
    assert filed().known.budget("arbitrate") == Budget("arbitrate", "cal24", 20)


def test_that_what_is_reported_about_the_object_is_kept() -> None:
    ticket = reported(focus="pump 7", link="lc/1/4", key="9").known
    assert (ticket.focus, ticket.link, ticket.key, ticket.since_ms) == ("pump 7", "lc/1/4", "9", T0)
    story = filed(focus="pump 7")
    assert story.do("duty", "reclassify", focus="pump 8", place="Hill", reason="x").focus == "pump 8"
    assert story.known.place == "Hill"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
def test_that_lookers_on_accept_nothing(role: Role) -> None:
    here = context("intake")
    looking = replace(here, actor=replace(here.actor, roles=frozenset({role})))
    with pytest.raises(Refused):
        decide(reported().known, Act("file", {"category": "x"}), looking)


def test_that_a_table_may_allow_no_pause_for_answers() -> None:
    story = Story(replace(table(), ask_max_s=0))
    story.do("intake", "report", title="x")
    story.do("intake", "ask_more", question="?")
    assert story.reading("accept").pauses == ()
