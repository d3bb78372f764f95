from __future__ import annotations

import pytest

from backend.domain.acts import Act, Hold
from backend.domain.errors import Refused
from backend.domain.ids import make_id
from backend.domain.roles import Role
from backend.domain.ticket import MEANINGS, State
from backend.domain.transitions import TRANSITIONS
from backend.domain.workflow import decide, refusal
from tests.fakes.domain_cast import Story, context, dispatched, fed_back, filed


def refused(story: Story, who: str, verb: str, center: str = "lc", **args: str) -> Refused:
    before = story.ticket
    with pytest.raises(Refused) as caught:
        story.do(who, verb, center, **args)
    assert story.ticket == before, "a refusal leaves nothing behind"
    return caught.value


def test_that_the_whole_path_across_two_centers_closes_a_ticket() -> None:
    story = Story()
    story.do("watch", "confirm_alarm", alarm="lc/1/1", title="Somebody in the yard", category="safety")
    story.do("intake", "file")
    story.do("dispatcher", "hand_up")
    story.do("center", "receive", "bc")
    story.do("dispatcher", "dispatch", "bc", lead="cg")
    story.do("zhang", "sign", "bc")
    story.do("zhang", "feedback", "bc", note="removed")
    ticket = story.do("checker", "check", "bc", ok="yes")
    assert [event.kind for event in ticket.events] == [
        "reported", "filed", "handed_up", "received", "dispatched", "signed", "fed_back", "checked", "closed",
    ]  # fmt: skip
    assert (ticket.state, ticket.custody.holder, ticket.custody.epoch) == (State.CLOSED, "bc", 2)
    assert all(event.actor and event.role and event.center for event in ticket.events)


def test_that_a_reporter_is_called_back_before_closing() -> None:
    story = fed_back(reporter="Li")
    assert story.do("checker", "check", ok="yes").state is State.CALLBACK
    assert story.do("caller", "callback", satisfied="yes").state is State.CLOSED


def test_that_an_unsatisfied_reporter_sends_the_work_back() -> None:
    story = fed_back(reporter="Li")
    story.do("checker", "check", ok="yes")
    ticket = story.do("caller", "callback", satisfied="no", reason="still smells")
    assert (ticket.state, ticket.round) == (State.IN_PROGRESS, 2)


def test_that_a_report_may_be_turned_down_only_with_a_reason() -> None:
    story = Story()
    story.do("intake", "report", title="x")
    assert refused(story, "intake", "not_file").code == "args_missing"
    assert story.do("intake", "not_file", reason="reported twice").ended


def test_that_what_has_ended_takes_only_notes_receipts_and_a_reopening() -> None:
    story = fed_back()
    story.do("checker", "check", ok="yes")
    assert story.may("duty") == ("reopen", "note")
    assert story.may("center") == ("escalate", "part")
    assert story.do("intake", "note", note="thanked by the reporter").state is State.CLOSED


def test_that_custody_shuts_out_every_other_center() -> None:
    story = filed()
    no = refused(story, "dispatcher", "dispatch", "bc", lead="cg")
    assert (no.code, no.who_may) == ("not_custodian", ("center:lc",))


def test_that_a_ticket_on_its_way_is_frozen_for_everybody_but_the_receiver() -> None:
    story = filed()
    story.do("dispatcher", "hand_up")
    for center in ("lc", "bc", "tl"):
        for who in ("duty", "dispatcher", "intake"):
            assert story.may(who, center) == ()
    assert refused(story, "duty", "note", note="x").code == "in_transit"
    assert refused(story, "center", "receive", "tl").code == "not_target"
    assert story.may("center", "bc") == ("receive", "refuse_custody")


def test_that_refusing_custody_is_a_transfer_back_at_the_next_epoch() -> None:
    story = filed()
    story.do("dispatcher", "hand_up")
    ticket = story.do("center", "refuse_custody", "bc", reason="belongs to you")
    assert (ticket.custody.holder, ticket.custody.epoch, ticket.custody.transit_to) == ("bc", 3, "lc")
    assert ticket.events[-1].kind == "handed_down"
    ticket = story.do("center", "receive", "lc")
    assert ticket.trail[-1].reason == "belongs to you"
    assert [step.center for step in ticket.trail] == ["lc", "bc", "lc"]


def test_that_refusing_what_came_from_above_sends_it_up_again() -> None:
    story = filed()
    story.do("dispatcher", "hand_up")
    story.do("center", "receive", "bc")
    story.do("dispatcher", "hand_down", "bc", to="lc")
    assert story.do("center", "refuse_custody", "lc", reason="no").events[-1].kind == "handed_up"


def test_that_custody_does_not_move_while_a_department_owes_work() -> None:
    story = dispatched()
    assert refused(story, "dispatcher", "hand_up").code == "wrong_state"


def test_that_the_root_cannot_hand_up_and_a_leaf_cannot_hand_down() -> None:
    story = filed()
    assert refused(story, "dispatcher", "hand_down", to="bc").code == "no_child"
    for lower, upper in (("lc", "bc"), ("bc", "tl")):
        story.do("dispatcher", "hand_up", lower)
        story.do("center", "receive", upper)
    assert refused(story, "dispatcher", "hand_up", "tl").code == "no_parent"
    assert refused(story, "dispatcher", "hand_down", "tl", to="lc").code == "not_a_child"


def test_that_a_role_is_needed_and_the_refusal_says_which() -> None:
    no = refused(filed(), "watch", "dispatch", lead="cg")
    assert (no.code, no.rule, no.who_may) == ("role", "dispatch", ("dispatcher", "duty_leader"))


def test_that_somebody_of_another_center_has_no_role_here() -> None:
    stranger = context("dispatcher", "bc").actor
    here = context("dispatcher", "lc")
    lent = type(here)(**{name: getattr(here, name) for name in here.__slots__} | {"actor": stranger})
    no = refusal(filed().ticket, "dispatch", lent)
    assert no is not None
    assert no.code == "role"


def test_that_a_machine_and_a_viewer_may_do_nothing_with_tickets() -> None:
    assert {Role.ANALYST, Role.VIEWER}.isdisjoint(
        {role for verb in TRANSITIONS.values() for role in verb.roles}
    )
    assert filed().may("viewer") == ()


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"lead": "zz"}, "unknown_department"),
        ({"lead": "cg", "assists": "zz"}, "unknown_department"),
        ({"lead": "cg", "assists": "cg"}, "named_twice"),
        ({"lead": "cg", "assists": "yj, yj"}, "named_twice"),
        ({}, "args_missing"),
        ({"lead": "  "}, "args_missing"),
        ({"lead": "cg", "boss": "me"}, "unknown_arg"),
        ({"lead": "cg", "note": "x" * 4001}, "bad_arg"),
    ],
)
def test_that_a_dispatch_that_makes_no_sense_is_refused(args: dict[str, str], code: str) -> None:
    assert refused(filed(), "dispatcher", "dispatch", **args).code == code


def test_that_a_choice_is_one_of_the_choices() -> None:
    no = refused(fed_back(), "checker", "check", ok="maybe")
    assert (no.code, "yes, no" in no.words) == ("bad_arg", True)


def test_that_a_class_is_needed_to_file_but_may_come_with_the_report() -> None:
    story = Story()
    story.do("intake", "report", title="x")
    assert refused(story, "intake", "file").code == "args_missing"
    assert story.do("intake", "file", category="city").category == "city"


def test_that_a_department_signs_once_and_only_its_own_task() -> None:
    story = dispatched()
    no = refused(story, "wang", "sign")
    assert (no.code, no.who_may) == ("not_your_task", ("department:cg",))
    assert refused(story, "zhang", "feedback", note="x").code == "not_signed"
    story.do("zhang", "sign")
    assert refused(story, "zhang", "sign").code == "already_signed"


def test_that_feedback_needs_evidence_from_after_the_work_or_a_note() -> None:
    story = dispatched()
    story.do("zhang", "sign")
    assert refused(story, "zhang", "feedback").code == "no_evidence"
    assert refused(story, "zhang", "feedback", note=" ").code == "no_evidence"
    assert story.do("zhang", "feedback", photo="yes").state is State.FED_BACK


def test_that_the_lead_feeds_back_last_unless_an_assist_is_waived() -> None:
    story = dispatched(assists="yj,jj")
    for who in ("zhang", "wang"):
        story.do(who, "sign")
    no = refused(story, "zhang", "feedback", note="done")
    assert (no.code, no.who_may) == ("open_assists", ("department:yj", "department:jj"))
    story.do("wang", "feedback", note="done")
    assert refused(story, "wang", "feedback", note="again").code == "already_fed_back"
    assert refused(story, "dispatcher", "waive", department="cg", reason="x").code == "nothing_open"
    story.do("dispatcher", "waive", department="jj", reason="road was clear")
    assert refused(story, "dispatcher", "waive", department="jj", reason="x").code == "nothing_open"
    assert story.do("zhang", "feedback", note="done").state is State.FED_BACK


def test_that_nobody_checks_his_own_work() -> None:
    story = fed_back()
    own = context("checker", now_ms=story.now_ms)
    actor = type(own.actor)("zhang", frozenset({Role.CHECKER, Role.DEPARTMENT}), "lc", "cg")
    both = type(own)(own.now_ms, actor, "lc")
    with pytest.raises(Refused) as caught:
        decide(story.ticket, Act("check", {"ok": "yes"}), both)
    assert caught.value.code == "same_person"


def test_that_evidence_of_one_act_is_kept_once() -> None:
    story = fed_back()
    before = len(story.known.evidence)
    ticket = story.do("checker", "check", ok="yes", photo="yes")
    assert ticket.events[-1].kind == "closed"
    assert len(ticket.evidence) == before + 1


def test_that_pushing_is_counted_and_open_to_leaders() -> None:
    story = dispatched()
    story.do("duty", "urge", note="soon, please")
    ticket = story.do("leader", "supervise")
    assert (ticket.urged, ticket.supervised, ticket.state) == (1, 1, State.DISPATCHED)


def test_that_a_rung_fires_once_per_clock_and_round() -> None:
    story = dispatched()
    rung = {"rung": "urge", "clock": "sign", "round": "1", "department": "cg", "due_ms": "1"}
    assert story.do("center", "escalate", **rung).urged == 1
    assert refused(story, "center", "escalate", **rung).code == "already_fired"
    assert refused(story, "center", "escalate", **rung | {"round": "first"}).code == "bad_arg"
    assert story.do("center", "escalate", **rung | {"round": "2"}).urged == 2


def test_that_a_ticket_is_made_once_and_needed_for_the_rest() -> None:
    assert refused(filed(), "intake", "report", title="x").code == "exists"
    assert refused(Story(), "intake", "file").code == "no_ticket"
    assert refused(filed(), "intake", "teleport").code == "unknown_verb"


def test_that_without_a_limit_nothing_is_reported() -> None:
    empty = type(context("intake"))(1, context("intake").actor, "lc")
    with pytest.raises(Refused) as caught:
        decide(None, Act("report", {"title": "x"}, ticket_id="lc/1/1"), empty)
    assert caught.value.code == "no_limit"


def test_that_time_never_runs_backwards_in_a_log() -> None:
    story = filed()
    story.wait(-60_000)
    story.do("dispatcher", "dispatch", lead="cg")
    times = [event.at_ms for event in story.log]
    assert times == sorted(times)


def test_that_the_natural_next_step_is_offered_first() -> None:
    assert Story().may("intake") == ("report", "confirm_alarm", "split")
    story = Story()
    story.do("intake", "report", title="x", category="city")
    assert story.may("intake")[0] == "file"
    story.do("intake", "file")
    assert story.may("dispatcher")[0] == "dispatch"
    assert fed_back().may("checker")[0] == "check"


def test_that_every_kind_of_event_has_a_meaning_and_every_verb_a_maker() -> None:
    assert all((verb.makes is None) is (verb.hold is Hold.NONE) for verb in TRANSITIONS.values())
    assert all((verb.opens is None) is (verb.hold is not Hold.NONE) for verb in TRANSITIONS.values())
    assert {"reported", "filed", "closed", "escalated"} - set(MEANINGS) == {"reported"}


def test_that_a_department_without_a_task_feeds_nothing_back() -> None:
    no = refused(dispatched(), "zhao", "feedback", note="x")
    assert (no.code, no.who_may) == ("not_your_task", ("department:cg",))


def test_that_ids_can_be_read_back() -> None:
    assert make_id("lc", 2, 17) == "lc/2/17"
    for center, incarnation, counter in (("", 1, 1), ("a/b", 1, 1), ("lc", 0, 1), ("lc", 1, 0)):
        with pytest.raises(ValueError, match="no id"):
            make_id(center, incarnation, counter)
