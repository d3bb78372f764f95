"""Assists that a row names twice, or that are its own lead."""

from __future__ import annotations

from backend.domain.limits import Urgency
from backend.domain.modules import Assignment, Catalogue, Category
from backend.domain.routing import Matter, route
from tests.fakes.domain_district import COMMUNITY, district


def test_that_an_assist_is_named_once_and_is_never_the_lead() -> None:
    row = Assignment("police", ("works", "police", "works"), clause="P-1")
    category = Category("a.b", "a", "类", "Class", Urgency.NORMAL, COMMUNITY, (row,), automatic=True)
    catalogue = Catalogue({}, {"a.b": category}, automatic_percent=90)
    (hit,) = route(Matter("a.b", "c1"), catalogue, district()).hits
    assert (hit.lead, hit.assists) == ("police", ("works",))
    assert not [reason for reason in hit.reasons if reason.code == "no_assist_here"]
