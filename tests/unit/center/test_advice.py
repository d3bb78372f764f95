"""Suggestions and the roster's call, as a center answers them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.calendars import load_calendars
from backend.center.ports import Caller
from backend.domain.roles import Role
from backend.modules import load_catalogue
from backend.organisation import load_organisation
from backend.wire.messages import Command, Result, Suggestion
from tests.fakes.center_cluster import CAMERA, Cluster, person
from tests.fakes.domain_cast import CALENDARS

FILE = load_organisation("sample")
CATALOGUE = load_catalogue()
HERE = "tl-bc-lc"


def _cluster() -> Cluster:
    """The cast's centers, the lowest one standing in the sample organisation under its own name there."""
    c = Cluster()
    node = c.nodes["lc"]
    node.place = replace(
        node.place,
        center="lc",
        catalogue=CATALOGUE,
        organisation=replace(
            FILE.organisation,
            units={
                **{name: replace(u, parent=u.parent.replace(HERE, "lc") if u.parent == HERE else u.parent)
                   for name, u in FILE.organisation.units.items() if name != HERE},
                "lc": replace(FILE.organisation.units[HERE], id="lc"),
            },
            under={("lc" if k == HERE else k): tuple("lc" if n == HERE else n for n in v)
                   for k, v in FILE.organisation.under.items()},
        ),
        roster=replace(
            FILE.roster,
            staff={**FILE.roster.staff, "lc": tuple(replace(r, unit="lc") for r in FILE.roster.staff[HERE])},
        ),
        rules=FILE.rules,
        calendars={**load_calendars(), **CALENDARS},
    )  # fmt: skip
    c.crash("lc")
    c.restart("lc")
    c.settle()
    return c


def _ask(c: Cluster, who: str, target: str = "", **args: str) -> Result:
    (result,) = c.say("lc", person(who), Command("same", "suggest", target, args))
    assert isinstance(result, Result)
    return result


def _suggested(c: Cluster, target: str = "", **args: str) -> Suggestion:
    result = _ask(c, "dispatcher", target, **args)
    assert result.ok, result
    assert result.suggestion is not None
    return result.suggestion


def test_that_a_ticket_gets_departments_officers_and_what_closing_lacks() -> None:
    c = _cluster()
    told = {"title": "建筑垃圾", "category": "city.waste", "place": "tl-bc-lc-01"}
    suggestion = _suggested(c, c.done("lc", "intake", "report", **told))
    (hit,) = suggestion.route.hits
    assert (hit.lead, hit.assists, suggestion.route.center) == ("cg", ("zj",), "lc")
    assert suggestion.lacking == ("before_evidence", "after_evidence")
    first = suggestion.officers[0]
    assert first.name == first.post.replace("/", ".")
    assert [one.cost_s for one in suggestion.officers] == sorted(one.cost_s for one in suggestion.officers)
    assert "own_grid" in {reason.code for one in suggestion.officers for reason in one.reasons}


def test_that_arguments_count_before_the_ticket_and_a_matter_needs_no_ticket() -> None:
    c = _cluster()
    ticket = c.done("lc", "intake", "report", title="t", category="city.waste")
    assert _suggested(c, ticket, category="safety.fire").route.center == "tl"
    assert _suggested(c, category="city.road", text="井盖").route.hits[0].assists == ("jj",)
    assert [r.code for r in _suggested(c, category="x.y").route.reasons] == ["unknown_class"]


def test_that_tasks_in_hand_count_against_an_officer() -> None:
    c = _cluster()
    ticket = c.done("lc", "intake", "report", title="t", category="city.waste", place="tl-bc-lc-01")
    before = _suggested(c, ticket).officers[0]
    c.done("lc", "intake", "send_verify", ticket, officer=before.name)
    after = next(one for one in _suggested(c, ticket).officers if one.post == before.post)
    assert after.cost_s == before.cost_s + FILE.rules.load_min * 60


def test_that_reading_is_answered_anew_and_leaves_no_trace() -> None:
    c = _cluster()
    store = c.nodes["lc"].store
    lines = store.journal(0, 1000)
    assert _ask(c, "dispatcher", category="city.waste") != _ask(c, "dispatcher", category="city.road")
    assert store.journal(0, 1000) == lines
    assert store.result_of("operator:dispatcher", "same") is None


@pytest.mark.parametrize("who", ["viewer", "Li"])
def test_that_only_staff_is_advised(who: str) -> None:
    assert _ask(_cluster(), who, category="city.waste").code == "role"


def test_that_what_cannot_be_asked_is_refused() -> None:
    c = _cluster()
    assert _ask(c, "dispatcher", "lc/1/99").code == "no_ticket"
    assert _ask(c, "dispatcher", colour="red").code == "unknown_arg"
    assert _ask(c, "dispatcher", text="x" * 20_000).code == "too_large"
    (result,) = c.say("lc", CAMERA, Command("c", "suggest"))
    assert isinstance(result, Result)
    assert result.code == "role"


def test_that_waking_calls_departments_the_duty_leader_and_the_nearest_officers() -> None:
    c = _cluster()
    told = {"title": "t", "category": "city.waste", "place": "tl-bc-lc-01"}
    ticket = c.done("lc", "intake", "report", **told)
    c.done("lc", "intake", "file", ticket)
    c.done("lc", "dispatcher", "dispatch", ticket, lead="cg", assists="yj")
    c.done("lc", "watch", "wake", ticket)
    args = c.ticket("lc", ticket).events[-1].args
    posts = args["posts"].split(",")
    assert any(post.startswith("cg/liaison/") for post in posts)
    assert any("/duty_leader/" in post for post in posts)
    officers = [post.replace("/", ".") for post in posts if "/grid_officer/" in post]
    (flag,) = c.ticket("lc", ticket).flags
    assert len(officers) == 2
    assert flag.summons == (
        "department:cg", "department:yj", "duty_leader", *(f"officer:{name}" for name in officers),
    )  # fmt: skip
    c.clock.advance(1_000)
    officer = Caller("operator", officers[0], frozenset({Role.GRID_OFFICER}))
    c.done("lc", officer, "receipt", ticket)
    (flag,) = c.ticket("lc", ticket).flags
    (receipt,) = flag.receipts
    assert (receipt.who, receipt.at_ms - flag.at_ms >= 1_000) == (f"officer:{officers[0]}", True)


def test_that_officers_who_are_named_are_taken_as_they_are() -> None:
    c = _cluster()
    ticket = c.done("lc", "intake", "report", title="t")
    c.done("lc", "duty", "wake", ticket, officers="officer")
    args = c.ticket("lc", ticket).events[-1].args
    assert ("posts" in args, args["officers"]) == (False, "officer")
    c.done("lc", "officer", "receipt", ticket)


def test_that_a_center_outside_the_organisation_says_that_it_has_no_roster() -> None:
    c = Cluster()
    ticket = c.done("lc", "intake", "report", title="t")
    c.done("lc", "duty", "wake", ticket)
    assert c.ticket("lc", ticket).events[-1].args["lacking"] == "no_roster"
    assert _suggested(c, ticket).officers == ()
