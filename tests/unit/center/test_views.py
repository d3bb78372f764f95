"""What each console of one center is shown of its tickets, and what is kept from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.center.ports import Caller
from backend.center.privacy import HIDDEN
from backend.domain.access import view_of
from backend.domain.limits import Urgency
from backend.domain.modules import Assignment, Catalogue, Category, FieldKind, FormField
from backend.domain.org import OrgUnit, UnitKind, organise
from backend.domain.roles import Role
from backend.domain.ticket import replay
from backend.wire.codec import encode
from backend.wire.messages import Bye, Snap, TicketRecord
from tests.fakes.center_cluster import Cluster, person

WISH = FormField("wish", FieldKind.TEXT, "诉求", "wish", private=True)
CATALOGUE = Catalogue(
    categories={
        "care.visit": Category(
            "care.visit", "care", "探访", "visit", Urgency.NORMAL, UnitKind.COMMUNITY, (Assignment("cg"),),
            fields=(WISH,),
        )
    }
)  # fmt: skip
UNITS = organise(
    (
        OrgUnit("d", UnitKind.DISTRICT, "区", "d"),
        OrgUnit("g1", UnitKind.GRID, "网格", "g1", "d"),
        OrgUnit("g2", UnitKind.GRID, "网格", "g2", "d"),
        OrgUnit("b1", UnitKind.BUILDING, "楼", "b1", "g1"),
    )
)
SECRETS = ("a quiet word", "Li")
OFFICER = Caller("operator", "ge", frozenset({Role.GRID_OFFICER}), grid="g1")


@pytest.fixture
def district() -> Cluster:
    c = Cluster()
    node = c.nodes["lc"]
    node.place = replace(node.place, catalogue=CATALOGUE, organisation=UNITS)
    c.restart("lc")
    return c


def reported(c: Cluster, place: str = "b1") -> str:
    """A ticket with a private value and a reporter."""
    form = {"field.wish": SECRETS[0], "category": "care.visit", "reporter": SECRETS[1], "place": place}
    return c.done("lc", "intake", "report", title="t", **form)


def dispatched(c: Cluster, lead: str = "cg") -> str:
    """The same, given to a department."""
    ticket = reported(c)
    c.done("lc", "intake", "file", ticket)
    return c.done("lc", "dispatcher", "dispatch", ticket, lead=lead)


def seen(c: Cluster, caller: Caller) -> tuple[TicketRecord, ...]:
    """What a snapshot shows this caller."""
    return tuple(record for part in c.snapshot("lc", "ticket", caller) for record in part.tickets)


def told(c: Cluster, caller: Caller) -> bytes:
    """Every byte that this caller was sent of tickets: snapshot and changes."""
    core = c.nodes["lc"].core
    parts = c.snapshot("lc", "ticket", caller)
    sent = [*parts, *c.tails("lc", view_of(caller).topic)]
    return b"".join(encode(core.envelope(body)) for body in sent)


@pytest.mark.parametrize("who", ["intake", "dispatcher", "duty", "leader", "checker", "caller", "officer"])
def test_that_who_handles_tickets_sees_them_whole(district: Cluster, who: str) -> None:
    ticket = reported(district)
    (record,) = seen(district, person(who))
    assert record.events == district.ticket("lc", ticket).events


@pytest.mark.parametrize("who", ["viewer", "watch"])
def test_that_who_only_looks_gets_no_private_value_in_any_byte(district: Cluster, who: str) -> None:
    assert seen(district, person(who)) == ()
    ticket = reported(district)
    district.settle()
    district.done("lc", "intake", "note", ticket, note="seen by all")
    district.settle()
    sent = told(district, person(who))
    assert b"seen by all" in sent
    assert not [secret for secret in SECRETS if secret.encode() in sent]
    (record,) = seen(district, person(who))
    whole = district.ticket("lc", ticket)
    shown = replay(record.events)
    assert (shown.state, shown.rev, shown.spans) == (
        whole.state,
        whole.rev,
        whole.spans,
    )
    assert shown.reporter == record.events[0].args["field.wish"] == HIDDEN
    assert district.ticket("lc", ticket).reporter == SECRETS[1]


def test_that_a_department_sees_its_own_tickets_only_and_those_whole(district: Cluster) -> None:
    reported(district)
    mine = dispatched(district)
    assert [record.ticket for record in seen(district, person("zhang"))] == [mine]
    assert SECRETS[0].encode() in told(district, person("zhang"))
    assert seen(district, person("wang")) == ()
    district.settle()
    assert b"quiet" not in told(district, person("wang"))


def test_that_a_department_let_off_sees_the_course_without_private_values(district: Cluster) -> None:
    ticket = dispatched(district)
    district.done("lc", "zhang", "return", ticket, clause="4.2")
    district.done("lc", "duty", "arbitrate", ticket, ruling="joint", lead="yj", reason="theirs")
    (record,) = seen(district, person("wang"))
    assert record.events[0].args["field.wish"] == SECRETS[0]
    (record,) = seen(district, person("zhang"))
    assert record.events[-1].kind == "arbitrated"
    assert record.events[0].args["field.wish"] == HIDDEN


def test_that_a_grid_officer_sees_his_grid_and_a_reporter_his_reports(district: Cluster) -> None:
    inside, outside = reported(district), reported(district, "g2")
    assert [record.ticket for record in seen(district, OFFICER)] == [inside]
    assert {record.ticket for record in seen(district, person("Li"))} == {inside, outside}
    other = Caller("operator", "Wu", frozenset({Role.REPORTER}))
    assert seen(district, other) == ()


def test_that_a_ticket_one_does_not_see_is_not_there_for_any_act(district: Cluster) -> None:
    ticket, missing = reported(district), "lc/1/999"
    for caller, verb in ((person("wang"), "sign"), (person("wang"), "suggest"), (OFFICER, "note")):
        target = reported(district, "g2") if caller is OFFICER else ticket
        hidden, absent = (district.do("lc", caller, verb, name) for name in (target, missing))
        assert hidden.code == absent.code == "no_ticket"
        assert hidden.words.replace(target, missing) == absent.words


@pytest.mark.parametrize(
    ("who", "topic"),
    [
        ("zhang", "ticket"),
        ("zhang", "ticket/department/yj"),
        ("zhang", "alarm"),
        ("viewer", "ticket"),
        ("Li", "center"),
        ("Li", "ticket/reporter/Wu"),
    ],
)
def test_that_another_view_is_refused_and_journalled(district: Cluster, who: str, topic: str) -> None:
    (bye,) = district.say("lc", person(who), Snap(topic))
    assert isinstance(bye, Bye)
    assert bye.code == "topic_refused"
    lines = district.nodes["lc"].store.journal(0, 1_000)
    assert (lines[-1].actor, lines[-1].outcome) == (who, "topic_refused")


def test_that_a_view_has_numbers_without_gaps_of_its_own(district: Cluster) -> None:
    (first,) = district.snapshot("lc", "ticket", person("zhang"))
    for _ in range(3):
        dispatched(district)
        reported(district)
        district.settle()
    tails = [tail for tail in district.tails("lc", "ticket/department/cg") if tail.tickets]
    assert [tail.seq for tail in tails] == [first.seq + 1 + n for n in range(len(tails))]
    assert tails
