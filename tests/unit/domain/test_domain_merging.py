"""Merging and splitting, and what is told to the other ticket; pushes and their receipts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.acts import Act
from backend.domain.errors import Refused
from backend.domain.log import Child
from backend.domain.ticket import State
from backend.domain.workflow import decide, follow_ups
from tests.fakes.domain_cast import T0, Story, context, dispatched, fed_back, filed, in_progress
from tests.fakes.domain_world import World, refused


def two(**child: str) -> tuple[World, str, str]:
    """A parent in progress, and a younger ticket that is only reported."""
    world = World()
    parent = world.report(urgency="normal")
    for who, verb, args in (
        ("intake", "file", {}),
        ("dispatcher", "dispatch", {"lead": "cg"}),
        ("zhang", "sign", {}),
    ):
        world.do(who, verb, parent, **args)
    return world, parent, world.report(**child)


def test_that_a_merged_ticket_ends_and_its_parent_knows_it() -> None:
    world, parent, child = two()
    world.do("intake", "merge", child, into=parent, reason="the same pump")
    merged, into = world.ticket(child), world.ticket(parent)
    assert (merged.state, merged.into, merged.ended) == (State.MERGED, parent, True)
    assert into.children == (Child(child, merged.since_ms, "normal"),)
    assert into.state is State.IN_PROGRESS
    assert merged.limits == "test@1"


def test_that_the_parent_takes_the_strictest_urgency_with_its_limits() -> None:
    world, parent, child = two(urgency="emergency")
    before = world.ticket(parent).span("dispose", "cg")
    world.do("intake", "merge", child, into=parent)
    into = world.ticket(parent)
    total, dispose = into.span("total"), into.span("dispose", "cg")
    assert (into.urgency, into.own_urgency) == ("emergency", "normal")
    assert total is not None
    assert dispose is not None
    assert before is not None
    assert total.budget.seconds == 60
    assert dispose.started_ms == before.started_ms
    world.do("intake", "unmerge", child, reason="another pump")
    into = world.ticket(parent)
    total = into.span("total")
    assert total is not None
    assert (into.urgency, into.children, total.budget.seconds) == ("normal", (), 90)


def test_that_the_parent_takes_the_earliest_total_clock_and_gives_it_back() -> None:
    world = World()
    old = world.report()
    young = world.report()
    world.do("intake", "merge", old, into=young)
    total = world.ticket(young).span("total")
    assert total is not None
    assert total.started_ms == T0
    world.do("dispatcher", "unmerge", old, reason="x")
    total = world.ticket(young).span("total")
    assert total is not None
    assert total.started_ms == T0 + 1000 == world.ticket(young).opened_ms


def test_that_taking_out_restores_state_and_clocks_without_a_gap() -> None:
    world, parent, child = two()
    merged_ms = world.now_ms
    world.do("intake", "merge", child, into=parent)
    out_ms = world.now_ms
    world.do("intake", "unmerge", child, reason="x")
    out = world.ticket(child)
    total, accept = out.span("total"), out.span("accept")
    assert (out.state, out.into, out.ended, out.closed_ms) == (State.REPORTED, "", False, 0)
    assert total is not None
    assert accept is not None
    assert (total.stopped_ms, total.pauses) == (0, ())
    assert (accept.stopped_ms, accept.pauses) == (0, ((merged_ms, out_ms),))


def test_that_children_keep_their_reporters_and_are_called_back() -> None:
    world, parent, child = two(reporter="Li")
    other = world.report()
    world.do("intake", "merge", child, into=parent)
    world.do("intake", "merge", other, into=parent)
    world.do("zhang", "feedback", parent, note="done")
    world.do("checker", "check", parent, ok="yes")
    assert world.ticket(parent).state is State.CLOSED
    assert (world.ticket(child).state, world.ticket(child).into) == (State.CALLBACK, "")
    alone = world.ticket(other)
    total = alone.span("total")
    assert total is not None
    assert (alone.state, alone.closed_ms, total.stopped_ms) == (
        State.CLOSED,
        alone.closed_ms,
        alone.closed_ms,
    )
    world.do("caller", "callback", child, satisfied="no")
    again = world.ticket(child)
    assert (again.state, again.round, again.tasks) == (State.FILED, 2, ())
    world.do("dispatcher", "dispatch", child, lead="cg")
    assert world.ticket(child).state is State.DISPATCHED


def test_that_a_grandchild_is_answered_through_its_parent() -> None:
    world, parent, child = two(reporter="Li")
    grandchild = world.report(reporter="Wu")
    world.do("intake", "merge", grandchild, into=child)
    world.do("intake", "merge", child, into=parent)
    world.do("zhang", "feedback", parent, note="done")
    world.do("checker", "check", parent, ok="yes")
    assert world.ticket(child).state is world.ticket(grandchild).state is State.CALLBACK


def test_that_a_parent_solved_on_the_spot_answers_its_children_too() -> None:
    world = World()
    parent, child = world.report(), world.report(reporter="Li")
    world.do("intake", "merge", child, into=parent)
    world.do("officer", "solve_on_spot", parent)
    assert world.ticket(child).state is State.CALLBACK
    assert world.ticket(parent).children == ()


def test_that_a_parent_that_is_turned_down_or_void_lets_its_children_go() -> None:
    world = World()
    for end in ("not_file", "void"):
        parent, child = world.report(), world.report()
        world.do("intake", "merge", child, into=parent)
        world.do("duty", end, parent, reason="x")
        if end == "void":
            world.do("leader", "grant", parent)
        assert world.ticket(parent).ended
        assert (world.ticket(child).state, world.ticket(parent).children) == (State.REPORTED, ())
        assert world.ticket(child).events[-1].args["reason"].startswith(parent)


def test_that_merging_never_makes_a_circle() -> None:
    world = World()
    a, b, c = world.report(), world.report(), world.report()
    assert refused(world, "intake", "merge", a, into=a).code == "cycle"
    world.do("intake", "merge", a, into=b)
    assert refused(world, "intake", "merge", b, into=a).code == "cycle"
    world.do("intake", "merge", b, into=c)
    assert refused(world, "intake", "merge", c, into=a).code == "cycle"
    assert refused(world, "intake", "merge", a, into=c).code == "wrong_state"
    d = world.report()
    assert refused(world, "intake", "merge", d, into=a).code == "not_open"


def test_that_both_tickets_are_held_here_and_the_parent_is_still_to_be_checked() -> None:
    world, parent, child = two(reporter="Li")
    assert refused(world, "intake", "merge", child, into="lc/9/9").code == "no_ticket"
    world.do("zhang", "feedback", parent, note="x")
    loose = world.report()
    world.do("intake", "file", loose)
    world.do("intake", "hand_up", loose)
    no = refused(world, "intake", "merge", child, into=loose)
    assert (no.code, no.who_may) == ("not_custodian", ("center:bc",))
    world.do("checker", "check", parent, ok="yes")
    assert refused(world, "intake", "merge", child, into=parent).code == "not_open"


def test_that_a_class_is_needed_to_merge_and_taken_from_the_parent() -> None:
    world = World()
    parent, child = world.report(category=""), world.report(category="")
    assert refused(world, "intake", "merge", child, into=parent).code == "args_missing"
    world.do("intake", "file", parent, category="road")
    world.do("intake", "merge", child, into=parent)
    assert world.ticket(child).category == "road"


def test_that_a_filed_child_keeps_its_class_and_limits() -> None:
    world = World()
    parent, child = world.report(), world.report()
    world.do("intake", "file", child, category="road.hole")
    world.do("intake", "merge", child, into=parent)
    assert world.ticket(child).category == "road.hole"
    world.do("intake", "unmerge", child, reason="x")
    dispatch = world.ticket(child).span("dispatch")
    assert dispatch is not None
    assert (world.ticket(child).state, dispatch.round, dispatch.stopped_ms) == (State.FILED, 1, 0)


def test_that_filing_does_not_lower_the_urgency_of_those_merged() -> None:
    world = World()
    parent, child = world.report(), world.report(urgency="urgent")
    world.do("intake", "merge", child, into=parent)
    world.do("intake", "file", parent, urgency="complex")
    into = world.ticket(parent)
    assert (into.urgency, into.own_urgency) == ("urgent", "complex")


def test_that_a_ticket_with_children_is_not_handed_on() -> None:
    world = World()
    parent, child = world.report(), world.report()
    world.do("intake", "merge", child, into=parent)
    assert refused(world, "intake", "hand_up", parent).code == "has_children"
    up = world.report(center="bc")
    under = world.report(center="bc")
    world.do("intake", "merge", under, "bc", into=up)
    assert refused(world, "intake", "hand_down", up, "bc", to="lc").code == "has_children"


def test_that_a_part_split_off_keeps_the_clock_of_the_whole() -> None:
    world = World()
    whole = world.report(place="Gate", urgency="urgent", reporter="Li")
    world.now_ms += 5000
    part = world.report("intake", "lc", "split", origin=whole, title="the other half")
    off = world.ticket(part)
    total = off.span("total")
    assert total is not None
    assert (off.split_from, off.place, off.urgency, off.reporter) == (whole, "Gate", "urgent", "")
    assert (total.started_ms, off.since_ms, off.opened_ms) == (T0, T0, T0 + 6000)
    world.do("intake", "merge", part, into=whole, reason="one matter after all")
    assert world.ticket(part).into == whole


def test_that_only_what_is_open_and_held_here_is_split() -> None:
    world = World()
    whole = world.report()
    world.do("duty", "not_file", whole, reason="x")
    for origin, code in ((whole, "not_open"), ("lc/9/9", "no_ticket")):
        with pytest.raises(Refused) as caught:
            world.report("intake", "lc", "split", origin=origin, title="x")
        assert caught.value.code == code


def test_that_a_first_report_asks_nothing_of_others() -> None:
    story = filed()
    assert follow_ups(None, story.log) == ()
    assert follow_ups(story.known, story.log) == ()


# -- pushes -----------------------------------------------------------------------------------------


def no(story: Story, who: str, verb: str, **args: str) -> Refused:
    with pytest.raises(Refused) as caught:
        story.do(who, verb, **args)
    return caught.value


def test_that_urging_summons_who_owes_the_next_step() -> None:
    story = Story()
    story.do("intake", "report", title="x", category="city")
    assert story.do("duty", "urge").flags[0].summons == ("intake",)
    assert dispatched(assists="yj").do("duty", "urge").flags[0].summons == ("department:cg", "department:yj")
    assert fed_back().do("duty", "supervise").flags[0].summons == ("checker", "duty_leader")


def test_that_waking_summons_everybody_at_once_and_each_answers_in_his_time() -> None:
    story = in_progress(assists="yj")
    story.do("watch", "wake", officers="officer, officer2")
    (flag,) = story.known.flags
    assert flag.summons == (
        "department:cg",
        "department:yj",
        "duty_leader",
        "officer:officer",
        "officer:officer2",
    )
    assert (flag.kind, flag.by) == ("wake", "watch")
    story.wait(4000)
    story.do("wang", "receipt", flag="1")
    story.do("officer", "receipt")
    (flag,) = story.known.flags
    assert [(r.who, r.person, r.at_ms - flag.at_ms) for r in flag.receipts] == [
        ("department:yj", "wang", 5000), ("officer:officer", "officer", 6000),
    ]  # fmt: skip
    assert flag.waiting == ("department:cg", "duty_leader", "officer:officer2")
    again = no(story, "wang", "receipt")
    assert (again.code, again.who_may) == ("not_summoned", flag.waiting)
    assert no(story, "zhao", "receipt").code == "not_summoned"


def test_that_one_push_after_another_is_answered() -> None:
    story = in_progress()
    for _ in range(2):
        story.do("duty", "urge")
    assert no(story, "zhang", "receipt", flag="3").code == "not_summoned"
    story.do("zhang", "receipt", flag="2")
    story.do("zhang", "receipt")
    assert [len(flag.receipts) for flag in story.known.flags] == [1, 1]
    assert (story.known.urged, story.known.supervised) == (2, 0)


def test_that_a_rung_summons_whom_the_table_says() -> None:
    rung = {"rung": "supervise", "clock": "dispose", "round": "1", "due_ms": "1"}
    story = in_progress(assists="yj")
    flag = story.do("center", "escalate", **rung, department="yj").flags[-1]
    assert (flag.kind, flag.summons) == ("supervise", ("department:yj", "duty_leader"))
    flag = story.do("center", "escalate", **rung | {"clock": "total"}).flags[-1]
    assert flag.summons == ("department:cg", "department:yj", "duty_leader")
    flag = story.do("center", "escalate", **rung | {"rung": "of another table"}).flags[-1]
    assert flag.summons == ()


def test_that_a_hand_down_leaves_a_reserve_for_checking() -> None:
    world = World()
    name = world.report(center="bc")
    world.do("intake", "file", name, "bc", category="road")
    world.do("duty", "hand_down", name, "bc", to="lc")
    budget = world.ticket(name, "bc").budget("dispose")
    total = world.ticket(name, "bc").span("total")
    assert budget is not None
    assert total is not None
    assert budget.days == 2, "two working days fit into five natural ones"
    urgent = world.report(center="bc", urgency="emergency")
    world.do("intake", "file", urgent, "bc", category="road", urgency="emergency")
    handed_ms = world.now_ms
    world.do("duty", "hand_down", urgent, "bc", to="lc")
    budget, total = world.ticket(urgent, "bc").budget("dispose"), world.ticket(urgent, "bc").span("total")
    assert budget is not None
    assert total is not None
    assert (budget.calendar, budget.days) == ("cal24", 0)
    assert handed_ms + budget.seconds * 1000 == total.started_ms + 54_000


def test_that_what_cannot_be_timed_is_handed_down_as_it_is() -> None:
    story = filed()
    story.do("dispatcher", "hand_up")
    story.do("center", "receive", "bc")
    late = replace(story.known)
    story.wait(10**6)
    ticket = story.do("dispatcher", "hand_down", "bc", to="lc")
    budget = ticket.budget("dispose")
    assert budget is not None
    assert budget.seconds == 1, "nothing remains, but never nothing at all"
    assert late.budget("dispose") != budget


def test_that_what_is_not_filed_or_cannot_be_timed_keeps_its_budgets_when_handed_down() -> None:
    world = World()
    fresh = world.report(center="bc")
    assert world.do("duty", "hand_down", fresh, "bc", to="lc")[0].budgets == ()
    story = filed()
    story.do("dispatcher", "hand_up")
    story.do("center", "receive", "bc")
    blind = replace(context("dispatcher", "bc", story.now_ms + 10**6), calendars={})
    assert decide(story.known, Act("hand_down", {"to": "lc"}), blind)[0].budgets == ()
