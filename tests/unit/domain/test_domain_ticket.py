from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.errors import Corrupt
from backend.domain.ticket import Event, State, TaskState, apply, replay
from tests.fakes.domain_cast import PHOTO, T0, Story, dispatched, fed_back, filed


def test_that_a_ticket_knows_what_its_report_said() -> None:
    story = Story()
    ticket = story.do(
        "intake",
        "report",
        title="Dark",
        place="Gate 2",
        urgency="urgent",
        reporter="Li",
        source="hotline",
    )
    assert (ticket.id, ticket.title, ticket.place) == ("lc/1/1", "Dark", "Gate 2")
    assert (ticket.urgency, ticket.reporter, ticket.source) == ("urgent", "Li", "hotline")
    assert (ticket.state, ticket.rev, ticket.opened_ms) == (State.REPORTED, 1, T0)
    assert (ticket.custody.holder, ticket.custody.epoch) == ("lc", 1)


def test_that_a_confirmed_alarm_keeps_its_alarm_and_says_it_came_from_a_machine() -> None:
    story = Story()
    ticket = story.do("watch", "confirm_alarm", photo="yes", alarm="lc/1/7", title="Somebody in the yard")
    assert (ticket.source, ticket.alarm, ticket.evidence) == ("machine", "lc/1/7", (PHOTO,))


def test_that_filing_settles_class_urgency_and_place_and_freezes_the_table() -> None:
    story = Story()
    story.do("intake", "report", title="x", place="?")
    ticket = story.do("intake", "file", category="city.road", urgency="urgent", place="Gate 3")
    assert (ticket.category, ticket.urgency, ticket.place) == ("city.road", "urgent", "Gate 3")
    assert ticket.limits == "test@1"
    assert {budget.clock for budget in ticket.budgets} == {
        "accept", "dispatch", "sign", "dispose", "check", "callback", "total", "arbitrate",
    }  # fmt: skip


def test_that_dispatch_makes_one_lead_and_its_assists() -> None:
    ticket = dispatched(assists="yj,jj").known
    assert (ticket.lead, ticket.assists) == ("cg", ("yj", "jj"))
    assert [task.lead for task in ticket.tasks] == [True, False, False]
    assert all(task.state is TaskState.WAITING for task in ticket.tasks)


def test_that_only_the_leads_signature_starts_the_work() -> None:
    story = dispatched(assists="yj")
    assert story.do("wang", "sign").state is State.DISPATCHED
    assert story.do("zhang", "sign").state is State.IN_PROGRESS


def test_that_the_handler_is_who_fed_back_for_the_lead() -> None:
    ticket = fed_back().known
    assert (ticket.handler, ticket.handlers, ticket.state) == ("zhang", frozenset({"zhang"}), State.FED_BACK)


def test_that_a_rework_begins_a_new_round_of_the_lead_alone() -> None:
    story = dispatched(assists="yj")
    for who in ("wang", "zhang"):
        story.do(who, "sign")
        story.do(who, "feedback", note="done")
    ticket = story.do("checker", "check", ok="no", reason="half of it is still there")
    assert (ticket.state, ticket.round) == (State.IN_PROGRESS, 2)
    assert {task.department: task.state for task in ticket.tasks} == {
        "cg": TaskState.SIGNED,
        "yj": TaskState.DONE,
    }


def test_that_the_trail_says_who_held_it_since_when_and_how_it_came() -> None:
    story = filed()
    story.do("dispatcher", "hand_up", reason="needs the crane")
    story.wait(5000)
    ticket = story.do("center", "receive", "bc")
    born, came = ticket.trail
    assert (born.center, born.epoch, born.how, born.sent_ms) == ("lc", 1, "reported", 0)
    assert (came.center, came.epoch, came.how, came.reason) == ("bc", 2, "handed_up", "needs the crane")
    assert came.at_ms - came.sent_ms == 6000


def test_that_a_ticket_keeps_every_event_and_all_evidence() -> None:
    ticket = fed_back().known
    assert [event.kind for event in ticket.events] == [
        "reported",
        "filed",
        "dispatched",
        "signed",
        "fed_back",
    ]
    assert [event.rev for event in ticket.events] == [1, 2, 3, 4, 5]
    assert ticket.evidence == (PHOTO,)


def _log() -> list[Event]:
    return list(fed_back().log)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("empty", []),
        ("headless", _log()[1:]),
        ("with a gap", _log()[:2] + _log()[3:]),
        ("with an event twice", [*_log()[:2], *_log()[1:]]),
        ("of an unknown kind", [*_log(), replace(_log()[-1], rev=6, kind="teleported")]),
        ("without what its kind needs", [*_log()[:2], replace(_log()[2], args={})]),
        ("without a name", [replace(_log()[0], args={"title": "x"})]),
        ("without a budget", [replace(_log()[0], budgets=())]),
        ("received but never sent", [*_log(), replace(_log()[-1], rev=6, kind="received", args={})]),
        (
            "with a rung of no round",
            [*_log(), replace(_log()[-1], rev=6, kind="escalated", args={"round": "x"})],
        ),
    ],
)
def test_that_a_broken_log_is_corrupt_and_not_guessed_at(name: str, broken: list[Event]) -> None:
    with pytest.raises(Corrupt):
        replay(broken)


def test_that_a_log_read_in_two_parts_is_the_log_read_at_once() -> None:
    log = _log()
    for cut in range(1, len(log)):
        ticket = replay(log[:cut])
        for event in log[cut:]:
            ticket = apply(ticket, event)
        assert ticket == replay(log)
