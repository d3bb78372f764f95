"""The inline strips as values: ready for Enter wherever the rules allow."""

from __future__ import annotations

from backend.domain.alarm import Priority
from backend.domain.log import Ticket
from backend.domain.roles import Actor, Role
from backend.domain.transitions import TRANSITIONS
from backend.wire.messages import Command
from console.catalogue import load_catalogue
from console.class_fields import FIELD
from console.effects import EFFECTS
from console.form_maker import FormMaker
from console.forms import FieldKind, Form, FormField, Option
from console.mirror import CenterView
from console.screens.act_keys import TICKET_ACTS
from console.wording import Words
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import ORG, FakeCenter

T0 = 1_795_315_338_000


def maker(center: str = "tl-bc-lc", department: str = "") -> FormMaker:
    actor = Actor("me", frozenset({Role.OPERATOR}), center, department)
    view = CenterView(center, "", {unit.id: unit for unit in ORG}, actor)
    names = {unit.id: unit.name_en for unit in ORG}
    return FormMaker(Words(), view, load_catalogue(), lambda unit: names.get(unit, unit))


def fake() -> FakeCenter:
    return FakeCenter(ManualClock(T0), roles=("operator", "intake", "dispatcher"))


def ticket(center: FakeCenter, *steps: tuple[str, dict[str, str]]) -> Ticket:
    made = center.perform(Command("r", "report", "", {"title": "a", "category": "safety.fire"})).target
    for verb, args in steps:
        assert center.perform(Command(verb, verb, made, args)).ok
    return center.tickets[made]


def prefilled(form: Form) -> dict[str, str]:
    return {field.key: field.value for field in form.fields}


def test_that_confirming_an_alarm_needs_nothing_but_enter() -> None:
    alarm = fake().alarm(priority=Priority.EMERGENCY)
    form = maker().alarm("confirm", alarm)
    values = prefilled(form)
    assert form.missing(values) == ""
    assert form.args(values) == {
        "title": "Area entered at 化工库西围栏",
        "category": "safety.intrusion",
        "urgency": "emergency",
        "place": "化工库西围栏",
    }


def test_that_dismissing_an_alarm_needs_a_reason() -> None:
    form = maker().alarm("dismiss", fake().alarm())
    assert form.missing(prefilled(form)) == "reason"
    (reason,) = form.fields
    assert reason.kind is FieldKind.REASON
    assert len(reason.options) == 9


def test_that_dispatch_proposes_who_leads_such_matters() -> None:
    form = maker().ticket("dispatch", ticket(fake(), ("file", {})))
    assert prefilled(form)["lead"] == "yj"
    assert "Proposed by the responsibility list: Emergency Bureau YJ-21." in form.effect
    assert form.missing(prefilled(form)) == ""
    assert form.args({"lead": "cg", "assists": "yj,jj", "note": " "}) == {"lead": "cg", "assists": "yj,jj"}


def test_that_a_proposal_the_center_cannot_dispatch_to_is_not_made() -> None:
    center = fake()
    view = CenterView("tl-bc-lc", "", {unit.id: unit for unit in ORG if unit.id != "yj"})
    form = FormMaker(Words(), view, load_catalogue(), str).ticket("dispatch", ticket(center, ("file", {})))
    assert prefilled(form)["lead"] == ""
    assert form.missing(prefilled(form)) == "lead"


def test_that_redoing_needs_a_reason_and_being_done_does_not() -> None:
    form = maker().ticket("check", ticket(fake()))
    assert form.missing({"ok": "yes", "reason": ""}) == ""
    assert form.missing({"ok": "no", "reason": " "}) == "reason"
    assert form.missing({"ok": "no", "reason": "still there"}) == ""


def test_that_handing_up_says_where_it_goes() -> None:
    form = maker().ticket("hand_up", ticket(fake()))
    assert "Bachuan Subdistrict" in form.effect
    assert form.missing(prefilled(form)) == ""


def test_that_handing_down_proposes_where_it_came_from() -> None:
    form = maker("tl-bc").ticket("hand_down", ticket(fake()))
    assert prefilled(form)["to"] == "tl-bc-lc"


def test_that_signing_names_the_department() -> None:
    assert maker(department="cg").ticket("sign", ticket(fake())).effect.startswith("Urban Management")


def test_that_every_act_of_the_screen_has_a_form_the_center_understands() -> None:
    made = ticket(fake())
    for act in TICKET_ACTS:
        form = maker().report() if act.verb == "report" else maker().ticket(act.verb, made)
        known = {arg.name for arg in TRANSITIONS[act.verb].args} | {"note"}
        told = {field.key for field in form.fields if not field.key.startswith(FIELD)}
        assert told | set(form.fixed) <= known, act.verb
        needed = {arg.name for arg in TRANSITIONS[act.verb].args if arg.required}
        required = {field.key for field in form.fields if field.required} | set(form.fixed)
        assert needed <= required, act.verb
        assert form.effect, act.verb
    assert {act.verb for act in TICKET_ACTS} <= set(EFFECTS)


def test_that_a_choice_offers_only_what_the_rules_take() -> None:
    urgency = next(field for field in maker().report().fields if field.key == "urgency")
    (arg,) = (arg for arg in TRANSITIONS["report"].args if arg.name == "urgency")
    assert tuple(option.value for option in urgency.options) == arg.choices


def test_that_spaces_are_not_an_answer() -> None:
    form = Form("x", "", "", "", (FormField("note", "", required=True),))
    assert form.missing({"note": "  "}) == "note"
    assert form.args({"note": " a "}) == {"note": "a"}


def test_that_names_of_classes_follow_the_language() -> None:
    catalogue = load_catalogue()
    assert catalogue.name("safety.fire", "en") == "Public safety: fire"
    assert catalogue.name("safety.fire", "zh_CN") == "公共安全·火情"
    assert catalogue.name("no.such", "en") == "no.such"
    assert catalogue.clause_of("no.such") == ""
    assert catalogue.urgency_of("no.such") == ""
    assert catalogue.for_alarm("smoke") == ""
    assert Option("a", "b").words == "b"
