"""Rates and the monthly report, each number worked out by hand from a short story."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

import pytest

from backend.domain.facts import Fact, facts
from backend.domain.statistics import (
    Frequent,
    Period,
    Share,
    as_of,
    figures,
    frequent,
    grouped,
    month,
    monthly_report,
)
from backend.domain.ticket import Ticket, replay
from backend.domain.worktime import DAY_MS
from tests.fakes.domain_cast import CALENDARS, T0, Story, dispatched, fed_back, filed, in_progress
from tests.fakes.domain_world import World

EVER = Period(0, T0 * 2)


def found(*stories: Story) -> list[Fact]:
    return [fact for story in stories for fact in facts(story.known, CALENDARS)]


def share(kind: str, *stories: Story) -> Share:
    return figures(found(*stories), EVER).rate(kind)


def closed(satisfied: str = "yes", **said: str) -> Story:
    story = fed_back(reporter="Li")
    story.do("checker", "check", ok="yes")
    story.do("caller", "callback", satisfied=satisfied, **said)
    return story


def test_that_a_month_is_that_of_the_district() -> None:
    assert month(2025, 12) == Period(T0 - 8 * 3_600_000, T0 - 8 * 3_600_000 + 31 * DAY_MS)
    assert month(2026, 2).to_ms - month(2026, 2).from_ms == 28 * DAY_MS
    assert month(2025, 12).to_ms == month(2026, 1).from_ms
    with pytest.raises(ValueError, match="month"):
        month(2026, 13)


def test_that_a_period_holds_its_beginning_and_not_its_end() -> None:
    assert [Period(10, 20).has(at_ms) for at_ms in (9, 10, 19, 20)] == [False, True, True, False]


def test_that_nothing_of_nothing_is_no_rate() -> None:
    assert (Share().percent, Share(1, 3).percent, Share(0, 2).percent) == (None, 33.3, 0.0)
    assert figures((), EVER).rate("on_time") == figures((), EVER).rate("teapot") == Share()


def test_that_the_three_rates_come_from_what_reporters_say() -> None:
    stories = [closed(), closed(satisfied="no"), closed(satisfied="no", solved="yes", responded="no")]
    assert share("satisfied", *stories) == Share(1, 3)
    assert share("solved", *stories) == Share(2, 3)
    assert share("responded", *stories) == Share(2, 3)


def test_that_the_last_word_of_a_reporter_counts_once() -> None:
    story = closed()
    story.do("Li", "evaluate", rating="2", solved="yes")
    assert share("satisfied", story) == Share(0, 1)
    assert share("solved", story) == Share(1, 1)
    good = closed()
    good.do("Li", "evaluate", rating="4")
    assert share("satisfied", good) == share("solved", good) == Share(1, 1)


def test_that_each_life_of_a_ticket_has_its_own_answer() -> None:
    story = closed()
    story.do("caller", "reopen", reason="back")
    assert share("satisfied", story) == Share(1, 1)
    for who, verb, args in (
        ("dispatcher", "dispatch", {"lead": "yj"}), ("wang", "sign", {}), ("wang", "feedback", {"note": "x"}),
        ("checker", "check", {"ok": "yes"}), ("caller", "callback", {"satisfied": "no"}),
    ):  # fmt: skip
        story.do(who, verb, **args)
    assert share("satisfied", story) == Share(1, 2)
    by = grouped(found(story), lambda fact: fact.department, EVER)
    assert (by["cg"].rate("satisfied"), by["yj"].rate("satisfied")) == (Share(1, 1), Share(0, 1))


def test_that_on_time_is_before_the_deadline_and_extensions_are_shown_apart() -> None:
    story = in_progress()
    story.do("zhang", "extend", minutes="1", reason="x")
    story.do("duty", "grant")
    story.now_ms = story.reading("dispose").first_deadline_ms
    story.do("zhang", "feedback", note="done")
    disposes = [fact for fact in found(story) if fact.clock == "dispose"]
    assert [(fact.kind, fact.hit) for fact in disposes] == [("on_time", True), ("on_time_first", False)]
    assert {(fact.department, fact.person, fact.center) for fact in disposes} == {("cg", "zhang", "lc")}
    late = in_progress()
    late.now_ms = late.reading("dispose").deadline_ms
    late.do("zhang", "feedback", note="done")
    assert [f.hit for f in found(late) if f.clock == "dispose"] == [False, False]


def test_that_steps_of_a_center_count_for_the_center_alone() -> None:
    story = filed()
    story.do("dispatcher", "hand_up")
    story.do("center", "receive", "bc")
    story.do("dispatcher", "dispatch", "bc", lead="cg")
    story.do("zhang", "sign", "bc")
    clocks = {(f.clock, f.center, f.department, f.person) for f in found(story) if f.kind == "on_time"}
    assert clocks == {
        ("accept", "lc", "", "intake"), ("dispatch", "lc", "", "dispatcher"), ("sign", "bc", "cg", "zhang"),
    }  # fmt: skip


def test_that_an_upheld_return_is_left_out_and_a_rejected_one_counts() -> None:
    def returned(ruling: str) -> Story:
        story = dispatched()
        story.do("zhang", "return", clause="4")
        story.do("duty", "arbitrate", ruling=ruling, reason="x")
        return story

    right, wrong = returned("uphold"), returned("reject")
    assert share("returned", right, wrong, dispatched()) == Share(2, 3)
    assert share("upheld", right, wrong) == Share(1, 2)
    assert not [fact for fact in found(right) if fact.kind == "on_time" and fact.department]
    assert found(right)[2].department == "cg"


def test_that_reworks_are_a_share_of_checks() -> None:
    story = fed_back()
    story.do("checker", "check", ok="no")
    story.do("zhang", "feedback", note="again")
    story.do("checker", "check", ok="yes")
    assert share("rework", story) == Share(1, 2)
    counts = figures(found(story), EVER).counts
    assert counts == {"closed": 1, "filed": 1, "not_filed": 0, "reopened": 0, "reported": 1}


def test_that_only_what_lies_in_the_period_counts() -> None:
    story = fed_back()
    reported, filed_at = story.log[0].at_ms, story.log[1].at_ms
    counts = figures(found(story), Period(reported, filed_at)).counts
    assert (counts["reported"], counts["filed"]) == (1, 0)


def test_that_a_group_without_a_name_is_left_out_and_the_rest_is_in_order() -> None:
    story = dispatched(assists="yj")
    story.do("wang", "sign")
    story.do("zhang", "sign")
    assert list(grouped(found(story), lambda fact: fact.department, EVER)) == ["cg", "yj"]


def reports(*days: float, focus: str = "pump", category: str = "city") -> list[Ticket]:
    world = World()
    made = []
    for day in days:
        world.now_ms = T0 + int(day * DAY_MS)
        made.append(world.ticket(world.report(focus=focus, category=category)))
    return made


def test_that_three_reports_in_three_days_are_a_high_frequency() -> None:
    assert frequent(reports(0, 1, 3.0001), 3, 3) == ()
    (run,) = frequent(reports(0, 1, 3), 3, 3)
    assert run == Frequent("pump", "city", ("lc/1/1", "lc/1/2", "lc/1/3"), T0, T0 + 3 * DAY_MS)


def test_that_runs_that_overlap_are_one_and_others_apart() -> None:
    runs = frequent(reports(0, 1, 2, 4, 10, 11, 12, 20), 3, 3)
    assert [len(run.tickets) for run in runs] == [4, 3]


def test_that_the_same_ticket_counts_once_and_other_objects_apart() -> None:
    one = reports(0)
    assert frequent([*one, *one, *one], 3, 3) == ()
    assert frequent([*reports(0, 1), *reports(2, focus="gate")], 3, 3) == ()
    assert frequent(reports(0, 1, 2, focus=""), 3, 3) == ()
    assert frequent(reports(0, 1, 2, category=""), 3, 3) == ()
    by_place = [replace(ticket, focus="", place="Gate") for ticket in reports(0, 1, 2)]
    assert frequent(by_place, 3, 3)[0].focus == "Gate"


def december() -> Sequence[Ticket]:
    late, done, away = in_progress(), closed(), filed()
    late.now_ms = T0 + 40 * DAY_MS
    late.do("zhang", "feedback", note="at last")
    return [_named(story, name) for name, story in (("a", late), ("b", done), ("c", away))]


def _named(story: Story, name: str) -> Ticket:
    """The same log under another name."""
    first = replace(story.log[0], args={**story.log[0].args, "ticket": name})
    return replay([first, *story.log[1:]])


def test_that_the_monthly_report_says_what_was_and_what_is_left() -> None:
    made = monthly_report(december(), CALENDARS, 2025, 12, team_of={"zhang": "east"}.get)  # type: ignore[arg-type]
    assert made.whole.counts["reported"] == 3
    assert made.before.counts["reported"] == 0
    assert made.whole.rate("satisfied") == Share(1, 1)
    assert (list(made.centers), list(made.departments)) == (["lc"], ["cg"])
    assert list(made.teams) == ["east"]
    assert made.categories["city.waste"].counts["closed"] == 1
    assert set(made.open) == set(made.overdue) == {"a", "c"}
    assert json.loads(json.dumps(asdict(made)))["period"]["from_ms"] == made.period.from_ms


def test_that_the_month_before_is_there_to_compare_with() -> None:
    made = monthly_report(december(), CALENDARS, 2026, 1)
    assert (made.before.counts["reported"], made.whole.counts["reported"]) == (3, 0)
    assert made.whole.rate("on_time").of == 1
    assert made.teams == {}
    assert monthly_report(december(), CALENDARS, 2025, 11).open == ()
    assert monthly_report(december(), CALENDARS, 2026, 2).before == made.whole


def test_that_the_report_lists_high_frequencies_by_the_numbers_given() -> None:
    tickets = reports(0, 1)
    assert monthly_report(tickets, CALENDARS, 2025, 12).frequent == ()
    made = monthly_report(tickets, CALENDARS, 2025, 12, frequent_count=2, frequent_days=1)
    assert [run.tickets for run in made.frequent] == [("lc/1/1", "lc/1/2")]
    assert monthly_report(tickets, CALENDARS, 2026, 1, frequent_count=2).frequent == ()


def test_that_a_ticket_is_known_as_it_was() -> None:
    story = fed_back()
    ticket = story.known
    then = as_of(ticket, ticket.events[2].at_ms)
    assert then is not None
    assert then.rev == 2
    assert as_of(ticket, T0) is None
    assert as_of(ticket, story.now_ms) == ticket
