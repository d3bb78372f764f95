"""What may be done: derived by the domain, worded by the console."""

from __future__ import annotations

import pytest

from backend.domain.errors import Refused
from backend.domain.org import OrgUnit
from backend.domain.roles import Actor, Role
from backend.wire.messages import Command
from console.mirror import CenterView
from console.offers import Offer, alarm_offers, children, context_of, departments, ticket_offers
from console.refusals import REASONS, sentence, who_may
from console.wording import Words
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import ORG, FakeCenter

T0 = 1_795_315_338_000


def view(center: str, *roles: Role, department: str = "") -> CenterView:
    actor = Actor("me", frozenset(roles), center, department)
    return CenterView(center, "", {unit.id: unit for unit in ORG}, actor)


def fake() -> FakeCenter:
    return FakeCenter(ManualClock(T0), roles=("operator", "intake", "dispatcher"))


def reported(center: FakeCenter) -> str:
    return center.perform(Command("r", "report", "", {"title": "a", "category": "city.waste"})).target


def named(offers: tuple[Offer, ...]) -> dict[str, Offer]:
    return {offer.verb: offer for offer in offers}


def test_that_departments_of_every_center_above_are_known() -> None:
    own = OrgUnit("zf", ORG[3].kind, "执法队", "Enforcement", "tl-bc")
    everyone = CenterView("tl-bc-lc", "", {unit.id: unit for unit in (*ORG, own)})
    assert departments(everyone) == ("cg", "yj", "jj", "zf")
    assert departments(CenterView("tl", "", everyone.units)) == ("cg", "yj", "jj")
    assert children(CenterView("tl", "", everyone.units)) == ("tl-bc",)
    assert children(everyone) == ()


def test_that_nothing_is_known_before_the_center_answered() -> None:
    assert context_of(CenterView(), T0) is None


def test_that_the_natural_next_step_is_the_main_act() -> None:
    center = fake()
    ticket = center.tickets[reported(center)]
    context = context_of(view("tl-bc-lc", Role.INTAKE), T0)
    assert context is not None
    offers = ticket_offers(ticket, context)
    assert [offer.verb for offer in offers] == [
        "file",
        "not_file",
        "ask_more",
        "send_verify",
        "hand_up",
        "merge",
        "split",
        "note",
        "hand_down",
        "urge",
        "supervise",
    ]
    assert [offer.verb for offer in offers if offer.main] == ["file"]
    refused = named(offers)["hand_down"].refused
    assert refused is not None
    assert refused.code == "no_child"


def test_that_who_may_not_take_the_step_sees_it_refused() -> None:
    center = fake()
    ticket = center.tickets[reported(center)]
    context = context_of(view("tl-bc-lc", Role.CHECKER), T0)
    assert context is not None
    offers = named(ticket_offers(ticket, context))
    no = offers["file"].refused
    assert no is not None
    assert (no.code, no.who_may) == ("role", ("intake", "duty_leader"))
    assert offers["file"].main  # Enter explains it


def test_that_a_department_in_a_ticket_that_others_work_on_may_still_sign() -> None:
    center = fake()
    ticket = reported(center)
    for verb, args in (("file", {}), ("dispatch", {"lead": "cg", "assists": "yj"})):
        assert center.perform(Command(verb, verb, ticket, args)).ok
    center.do(ticket, "sign", "department")
    context = context_of(view("tl-bc-lc", Role.DEPARTMENT, department="yj"), T0)
    assert context is not None
    offers = ticket_offers(center.tickets[ticket], context)
    assert [offer.verb for offer in offers if offer.main] == ["sign"]


def test_that_a_ticket_held_elsewhere_refuses_everything_and_names_the_holder() -> None:
    center = fake()
    ticket = reported(center)
    assert center.perform(Command("h", "hand_up", ticket, {})).ok
    context = context_of(view("tl-bc-lc", Role.DUTY_LEADER), T0)
    assert context is not None
    offers = ticket_offers(center.tickets[ticket], context)
    assert {offer.refused.code for offer in offers if offer.refused} == {"in_transit"}
    assert all(offer.refused for offer in offers)
    assert [offer.verb for offer in offers if offer.main] == ["file"]


def test_that_nothing_leads_on_from_the_end() -> None:
    center = fake()
    ticket = reported(center)
    assert center.perform(Command("n", "not_file", ticket, {"reason": "x"})).ok
    context = context_of(view("tl-bc-lc", Role.INTAKE), T0)
    assert context is not None
    offers = ticket_offers(center.tickets[ticket], context)
    assert not any(offer.main for offer in offers)
    assert named(offers)["note"].refused is None


def test_that_an_alarm_claimed_by_another_is_his() -> None:
    center = fake()
    alarm = center.alarm()
    center.perform(Command("c", "claim", alarm.id))
    context = context_of(view("tl-bc-lc", Role.OPERATOR), T0)
    assert context is not None
    offers = named(alarm_offers(center.alarms[alarm.id], context))
    no = offers["confirm"].refused
    assert no is not None
    assert no.code == "claimed_by_other"
    assert set(offers) == {"confirm", "dismiss", "claim"}


def test_that_my_own_claim_can_be_released() -> None:
    center = fake()
    alarm = center.alarm()
    center.operator = "me"
    center.perform(Command("c", "claim", alarm.id))
    context = context_of(view("tl-bc-lc", Role.OPERATOR), T0)
    assert context is not None
    offers = named(alarm_offers(center.alarms[alarm.id], context))
    assert offers["release"].refused is None
    assert offers["confirm"].main


def test_that_a_refusal_says_why_by_which_rule_and_who_may() -> None:
    no = Refused("role", "english", rule="file", who_may=("intake", "center:tl", "operator:lee"))
    said = sentence(Words(), no, lambda unit: {"tl": "Tongliang"}.get(unit, unit))
    assert said == ("your role does not include it · rule file/role · who may: Intake clerk, Tongliang, lee")


def test_that_an_unknown_code_shows_what_the_center_said() -> None:
    assert sentence(Words(), Refused("new_rule", "no moon tonight"), str).startswith("no moon tonight")


@pytest.mark.parametrize("code", sorted(REASONS.words))
def test_that_every_known_code_has_words_of_its_own(code: str) -> None:
    said = sentence(Words(), Refused(code, "spoken"), str)
    assert not said.startswith("spoken")
    assert code in said


def test_that_nobody_named_is_an_empty_enumeration() -> None:
    assert who_may(Words(), (), str) == ""
