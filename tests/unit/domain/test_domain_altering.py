from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from backend.domain.altering import altered, new_ticket
from backend.domain.errors import Corrupt
from backend.domain.log import Custody, Event, State, Ticket
from backend.domain.spans import first
from tests.fakes.domain_cast import T0, filed

BORN: dict[str, Any] = {
    "id": "tl/1/1", "title": "t", "state": State.REPORTED, "rev": 1, "custody": Custody("tl"), "trail": (),
    "opened_ms": T0,
}  # fmt: skip


def test_that_a_new_ticket_is_what_its_class_makes() -> None:
    ticket = new_ticket(**BORN)
    assert ticket == Ticket(**BORN)
    assert type(ticket) is Ticket


def test_that_an_altered_ticket_is_what_replace_makes_and_the_old_one_stays() -> None:
    ticket = filed().ticket
    assert ticket is not None
    whole = {one.name: getattr(ticket, one.name) for one in fields(ticket)}
    made = altered(ticket, rev=99, title="other")
    assert made == replace(ticket, rev=99, title="other")
    assert {one.name: getattr(ticket, one.name) for one in fields(ticket)} == whole


@pytest.mark.parametrize("ticket", [new_ticket(**BORN), altered(new_ticket(**BORN), rev=2)])
def test_that_no_ticket_can_be_changed_in_place(ticket: Ticket) -> None:
    with pytest.raises(FrozenInstanceError):
        ticket.rev = 3  # type: ignore[misc]  # exactly this is forbidden


def test_that_a_field_that_a_ticket_does_not_have_is_refused() -> None:
    with pytest.raises((AttributeError, TypeError)):
        altered(new_ticket(**BORN), colour="red")  # type: ignore[call-arg]  # exactly this is forbidden


def test_that_a_report_without_a_budget_for_its_clock_is_corrupt() -> None:
    event = Event(1, "reported", T0, "Li", "intake", "tl", {"ticket": "tl/1/1"})
    with pytest.raises(Corrupt, match="log of tl/1/1: no budget for accept at event 1"):
        first(event, "accept")
