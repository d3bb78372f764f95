"""Strips of the larger machine as values: proposals, units of time, who is offered what."""

from __future__ import annotations

import pytest

from backend.domain.limits import ANY, Budget, LimitTable
from backend.domain.log import State, Ticket
from backend.domain.roles import Actor, Role
from backend.domain.transitions import TRANSITIONS
from backend.wire.messages import Command
from console.catalogue import load_catalogue
from console.class_fields import class_fields, filled, said
from console.form_maker import FormMaker, Seen
from console.forms import FieldKind, Form, FormField
from console.mirror import CenterView, TicketView
from console.offers import BESIDE, STEPS, Offer, context_of, ticket_offers
from console.wording import Words
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import MINUTES, ORG, FakeCenter, limit_table

T0 = 1_795_315_338_000  # 2026-11-22 10:42:18 in the district
DAY_MS = 86_400_000
EVERYONE = ("operator", "intake", "dispatcher", "duty_leader", "center_leader", "checker", "callback")


def fake(limits: LimitTable | None = None) -> FakeCenter:
    return FakeCenter(
        ManualClock(T0), roles=(*EVERYONE, "department"), department="cg", limits=limits or limit_table()
    )


def view(*roles: Role, department: str = "", who: str = "me") -> CenterView:
    actor = Actor(who, frozenset(roles), "tl-bc-lc", department)
    return CenterView("tl-bc-lc", "", {unit.id: unit for unit in ORG}, actor)


def report(center: FakeCenter, **more: str) -> str:
    args = {"title": "a", "category": "city.waste", "place": "gate", **more}
    return center.perform(Command(f"{len(center.tickets)}", "report", "", args)).target


def at_work(center: FakeCenter) -> str:
    ticket = report(center)
    dispatch = {"lead": "cg", "assists": "yj"}
    steps: tuple[tuple[str, dict[str, str]], ...] = (("file", {}), ("dispatch", dispatch), ("sign", {}))
    for verb, args in steps:
        assert center.perform(Command(verb, verb, ticket, args)).ok
    return ticket


def maker(seat: CenterView, center: FakeCenter | None = None, request: int = 0) -> FormMaker:
    tickets = {name: TicketView(found, ()) for name, found in center.tickets.items()} if center else {}
    names = {unit.id: unit.name_en for unit in ORG}
    seen = Seen(T0, tickets, request)
    return FormMaker(Words(), seat, load_catalogue(), lambda unit: names.get(unit, unit), seen)


def one(form: Form, key: str) -> FormField:
    return next(field for field in form.fields if field.key == key)


def offers(ticket: Ticket, seat: CenterView) -> dict[str, Offer]:
    context = context_of(seat, T0)
    assert context is not None
    return {offer.verb: offer for offer in ticket_offers(ticket, context)}


def test_that_a_limit_in_working_days_is_extended_in_working_days() -> None:
    rows = {(clock, ANY, ANY): Budget(clock, "cal24", round(m * 60)) for clock, m in MINUTES.items()}
    rows["dispose", ANY, ANY] = Budget("dispose", "office", 0, days=7)
    center = fake(LimitTable("days", "1", rows))
    form = maker(view(Role.DEPARTMENT, department="cg")).ticket("extend", center.tickets[at_work(center)])
    more = one(form, "days")
    assert (more.kind, more.value, more.most) == (FieldKind.NUMBER, "4", 366)
    assert "Limit now: 7 working days" in form.effect


def test_that_a_limit_in_minutes_is_extended_in_minutes() -> None:
    center = fake()
    form = maker(view(Role.DEPARTMENT, department="cg")).ticket("extend", center.tickets[at_work(center)])
    assert one(form, "minutes").value == "60"
    assert "Limit now: 2 h" in form.effect


def test_that_a_review_is_proposed_in_a_month_and_never_beyond_the_table() -> None:
    center = fake()
    ticket = at_work(center)
    review = one(
        maker(view(Role.DEPARTMENT, department="cg")).ticket("hang", center.tickets[ticket]), "review_ms"
    )
    assert [option.words for option in review.options] == [
        "Sun 29 Nov (in 7 d)", "Mon 7 Dec (in 15 d)", "Tue 22 Dec (in 30 d)", "Thu 21 Jan (in 60 d)",
        "Sat 20 Feb (in 90 d)",
    ]  # fmt: skip
    assert review.value == review.options[2].value
    assert Words().moment(int(review.value), T0) == "12-22 09:00"
    for option in review.options:
        assert T0 < int(option.value) <= T0 + 90 * DAY_MS
        args = {"reason": "x", "condition": "y", "review_ms": option.value}
        assert center.perform(Command(option.value, "hang", ticket, args)).ok
        assert center.perform(Command(f"w{option.value}", "withdraw", ticket, {})).ok


def test_that_a_department_is_told_the_clause_that_names_it() -> None:
    center = fake()
    form = maker(view(Role.DEPARTMENT, department="cg")).ticket("return", center.tickets[at_work(center)])
    assert one(form, "clause").hint == "the list names you by CG-21"
    assert one(form, "clause").value == ""


def test_that_merging_offers_open_tickets_held_here_the_likeliest_first() -> None:
    center = fake()
    far, alike, gone, other_class, ended = (
        report(center, place=place, category=category)
        for place, category in (
            ("far", "city.waste"), ("gate", "city.waste"), ("gate", "city.waste"), ("gate", "city.road"),
            ("gate", "city.waste"),
        )
    )  # fmt: skip
    assert center.perform(Command("up", "hand_up", gone, {})).ok
    assert center.perform(Command("no", "not_file", ended, {"reason": "x"})).ok
    ticket = center.tickets[report(center)]
    found = maker(view(Role.DISPATCHER), center).candidates(ticket)
    assert [other.id for other in found] == [alike, other_class, far]
    into = one(maker(view(Role.DISPATCHER), center).ticket("merge", ticket), "into")
    assert into.value == alike
    assert into.options[0].words == f"a · gate · {alike}"


def test_that_nothing_alike_is_not_proposed() -> None:
    center = fake()
    report(center, place="elsewhere")
    ticket = center.tickets[report(center)]
    assert one(maker(view(Role.DISPATCHER), center).ticket("merge", ticket), "into").value == ""
    alone = one(maker(view(Role.DISPATCHER)).ticket("merge", ticket), "into")
    assert alone.options == ()
    assert alone.hint == "no other open ticket is held here"


def test_that_a_ruling_means_the_request_pointed_at() -> None:
    center = fake()
    ticket = at_work(center)
    center.do(ticket, "extend", "department", who="chen", minutes="90", reason="x")
    center.do(ticket, "request_close", "department", who="chen", reason="x")
    held, seat = center.tickets[ticket], view(Role.DUTY_LEADER)
    both = maker(seat).ticket("grant", held)
    assert [option.value for option in one(both, "request").options] == ["1", "2"]
    assert both.effect == "Says yes; what was asked for happens at once."
    pointed = maker(seat, request=1).ticket("grant", held)
    assert pointed.fixed == {"request": "1"}
    assert pointed.effect == "The handling deadline of Urban Management moves on by 90 min."
    assert maker(seat, request=2).ticket("deny", held).fixed == {"request": "2"}


def test_that_waking_says_whom_it_reaches() -> None:
    center = fake()
    form = maker(view(Role.OPERATOR)).ticket("wake", center.tickets[at_work(center)])
    assert "Urban Management, Emergency Bureau, Duty leader" in form.effect


def test_that_a_class_asks_for_its_own_fields() -> None:
    center, catalogue = fake(), load_catalogue()
    dispute = center.tickets[report(center, category="dispute.neighbour")]
    fields = {field.key: field for field in class_fields("file", dispute, catalogue, Words())}
    assert fields["field.parties"].kind is FieldKind.NUMBER
    assert fields["field.parties"].required
    form = maker(view(Role.INTAKE)).ticket("file", dispute)
    values = {field.key: field.value for field in form.fields}
    assert form.missing(values) == "field.parties"
    # Another class asks for other things: what was asked for this one is neither needed nor sent.
    changed = {**values, "category": "city.waste", "field.parties": "3"}
    assert form.missing(changed) == ""
    assert "field.parties" not in form.args(changed)


def test_that_one_text_needed_at_feedback_is_taken_from_the_note() -> None:
    center, catalogue = fake(), load_catalogue()
    fire = center.tickets[report(center, category="safety.fire")]
    assert [field.key for field in class_fields("feedback", fire, catalogue, Words())] == []
    dispute = center.tickets[report(center, category="dispute.neighbour")]
    (outcome,) = class_fields("feedback", dispute, catalogue, Words())
    assert (outcome.key, outcome.kind, outcome.required) == ("field.outcome", FieldKind.CHOICE, True)


def test_that_values_of_fields_are_told_in_words() -> None:
    catalogue = load_catalogue()
    chinese, english = Words(lang="zh_CN"), Words()
    assert said(catalogue, "city.waste", "size", "small", chinese) == ("规模", "一处")
    assert said(catalogue, "city.waste", "size", "small", english) == ("Size", "One spot")
    assert said(catalogue, "no.such", "size", "small", english) == ("size", "small")
    center = fake()
    assert filled(center.tickets[report(center)]) == {}


@pytest.mark.parametrize("state", sorted(STEPS))
def test_that_the_first_step_of_every_state_belongs_to_it(state: State) -> None:
    first, *others = STEPS[state]
    assert first not in BESIDE
    for verb in (first, *others):
        assert state in TRANSITIONS[verb].states


def test_that_what_a_role_has_nothing_to_do_with_is_left_out_of_the_row() -> None:
    center = fake()
    ticket = center.tickets[at_work(center)]
    listed = offers(ticket, view(Role.CHECKER))
    assert {"extend", "hang", "grant", "wake", "void", "receipt"}.isdisjoint(listed)
    assert {"hand_up", "urge", "note"} <= set(listed)
    mine = offers(ticket, view(Role.DEPARTMENT, department="yj"))
    refused = mine["hang"].refused
    assert refused is not None
    assert refused.code == "not_lead"


def test_that_voiding_comes_last_of_what_is_possible() -> None:
    center = fake()
    possible = [
        v for v, o in offers(center.tickets[report(center)], view(Role.DUTY_LEADER)).items() if not o.refused
    ]
    assert possible[-1] == "void"
