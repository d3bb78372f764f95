from __future__ import annotations

from dataclasses import replace

from backend.domain.limits import Urgency
from backend.domain.modules import Assignment, Catalogue, Category
from backend.domain.org import UnitKind
from backend.domain.routing import Matter, Route, route
from tests.fakes.domain_district import COMMUNITY, TOWN, district


def a_class(*rows: Assignment, level: UnitKind = COMMUNITY, automatic: bool = True) -> Catalogue:
    category = Category("a.b", "a", "类", "Class", Urgency.NORMAL, level, rows, automatic)
    return Catalogue({}, {"a.b": category}, automatic_percent=90)


def ask(catalogue: Catalogue, **matter: object) -> Route:
    given = replace(Matter("a.b", "c1"), **matter)  # type: ignore[arg-type]  # a test names fields by keyword
    return route(given, catalogue, district())


def codes(found: Route) -> set[str]:
    return {reason.code for reason in found.reasons}


PLAIN = Assignment("police", ("works",), clause="P-1")


def test_that_one_sure_hit_needs_no_person_and_says_why() -> None:
    found = ask(a_class(PLAIN))
    assert found.automatic
    (hit,) = found.hits
    assert (hit.lead, hit.assists, hit.confidence_percent) == ("police", ("works",), 90)
    assert hit.reasons[0].code == "clause"
    assert "P-1" in hit.reasons[0].words
    assert codes(found) == {"settle_here"}


def test_that_below_the_mark_a_person_decides() -> None:
    catalogue = a_class(PLAIN)
    assert not ask(catalogue, certainty_percent=99).automatic
    assert "not_sure" in codes(ask(catalogue, certainty_percent=99))
    assert not ask(replace(catalogue, automatic_percent=101)).automatic
    assert not ask(a_class(PLAIN, automatic=False)).automatic
    assert "person_asked" in codes(ask(a_class(PLAIN, automatic=False)))


def test_that_two_equal_rows_share_the_confidence_and_ask_for_a_person() -> None:
    rows = (PLAIN, Assignment("works", words=("hole",)), Assignment("police", words=("fight",)))
    found = ask(a_class(*rows), text="a fight in a hole")
    assert [hit.lead for hit in found.hits] == ["police", "works"]
    assert [hit.confidence_percent for hit in found.hits] == [45, 45]
    assert not found.automatic
    assert "not_one_hit" in codes(found)


def test_that_rows_that_agree_are_one_hit() -> None:
    rows = (Assignment("works", words=("hole",), confidence_percent=91), Assignment("works", words=("pit",)))
    found = ask(a_class(PLAIN, *rows), text="a hole, a pit")
    (hit,) = found.hits
    assert hit.confidence_percent == 91


def test_that_the_row_with_the_most_conditions_wins() -> None:
    rows = (
        PLAIN,
        Assignment("works", words=("hole",)),
        Assignment("office:enforcement", words=("hole",), within="t1", urgencies=frozenset({Urgency.URGENT})),
    )
    catalogue = a_class(*rows)
    assert [hit.lead for hit in ask(catalogue).hits] == ["police"]
    assert [hit.lead for hit in ask(catalogue, text="hole").hits] == ["works"]
    (hit,) = ask(catalogue, text="hole", urgency="urgent").hits
    assert hit.lead == "t1-law"
    assert {"clause", "place", "word", "urgency"} == {reason.code for reason in hit.reasons}


def test_that_an_office_is_the_one_at_the_place() -> None:
    catalogue = a_class(Assignment("office:enforcement", ("police", "office:nothing")))
    (hit,) = ask(catalogue, place="c1-g1-b").hits
    assert (hit.lead, hit.assists) == ("t1-law", ("police",))
    assert "no_assist_here" in {reason.code for reason in hit.reasons}
    (other,) = ask(catalogue, center="c2").hits
    assert other.lead == "t2-law"


def test_that_a_lead_that_cannot_be_had_is_explained() -> None:
    catalogue = a_class(Assignment("office:enforcement"))
    nobody = ask(catalogue, center="d")
    assert nobody.hits == ()
    assert {"no_lead_here", "not_one_hit"} <= codes(nobody)
    below = ask(catalogue, center="d", place="c1-g1")
    (why,) = [reason for reason in below.reasons if reason.code == "lead_elsewhere"]
    assert why.values["center"] == "t1"
    assert not below.automatic


def test_that_a_class_of_a_higher_level_is_handed_up() -> None:
    found = ask(a_class(PLAIN, level=TOWN), place="c1-g2")
    assert found.center == "t1"
    assert {"hand_up", "other_center"} <= codes(found)
    assert not found.automatic
    assert ask(a_class(PLAIN, level=COMMUNITY), center="t1").center == "t1"


def test_that_an_unknown_class_is_said_and_a_finer_one_is_taken_as_its_coarser() -> None:
    catalogue = a_class(PLAIN)
    assert codes(ask(catalogue, category="x.y")) == {"unknown_class"}
    found = ask(catalogue, category="a.b.c")
    assert [hit.lead for hit in found.hits] == ["police"]
    assert {"coarser_class", "class_not_exact"} <= codes(found)


def test_that_a_place_outside_the_center_is_not_believed() -> None:
    catalogue = a_class(Assignment("office:enforcement"))
    found = ask(catalogue, place="c2")
    assert "place_elsewhere" in codes(found)
    assert [hit.lead for hit in found.hits] == ["t1-law"]


def test_that_an_unlisted_center_gets_an_answer_too() -> None:
    found = ask(a_class(PLAIN), center="elsewhere")
    assert (found.center, [hit.lead for hit in found.hits]) == ("elsewhere", ["police"])
