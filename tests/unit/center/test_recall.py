"""Recall: whoever held a ticket asks for it back; whoever holds it answers; nothing is ever taken."""

from __future__ import annotations

import pytest

from backend.domain.log import Custody
from backend.wire.messages import Recall
from tests.fakes.center_cluster import Cluster
from tests.fakes.center_store import MemoryStore


def _handed_up(c: Cluster, *, twice: bool = False) -> str:
    """A ticket of the community that the town (or the district) holds."""
    ticket = c.done("lc", "intake", "report", title="Bin on fire", category="city.waste")
    c.done("lc", "intake", "file", ticket)
    c.done("lc", "dispatcher", "hand_up", ticket)
    c.settle()
    if twice:
        c.done("bc", "dispatcher", "hand_up", ticket)
        c.settle()
    return ticket


def _kinds(c: Cluster, center: str, ticket: str) -> list[str]:
    return [event.kind for event in c.ticket(center, ticket).events]


def test_that_a_recall_is_in_the_log_of_both_and_answered_by_handing_down() -> None:
    c = Cluster()
    ticket = _handed_up(c)
    c.done("lc", "dispatcher", "recall", ticket, reason="we can do it after all")
    c.settle()
    for center in c.nodes:
        event = c.ticket(center, ticket).events[-1]
        assert (event.kind, event.center) == ("recalled", "bc")
        assert event.args == {"center": "lc", "person": "dispatcher", "reason": "we can do it after all"}
    (request,) = c.ticket("lc", ticket).pending
    assert (request.kind, request.person) == ("recall", "dispatcher")
    assert c.ticket("lc", ticket).custody == Custody("bc", 2)
    c.done("bc", "dispatcher", "hand_down", ticket, to="lc")
    c.settle()
    back = c.ticket("bc", ticket)
    assert back.custody == Custody("lc", 3)
    assert (back.requests[0].ruling, back.requests[0].ruled_by) == ("granted", "lc")
    assert back == c.ticket("lc", ticket) == c.ticket("tl", ticket)


def test_that_a_recall_is_declined_with_a_reason_and_may_be_asked_again() -> None:
    c = Cluster()
    ticket = _handed_up(c)
    c.done("lc", "dispatcher", "recall", ticket, reason="ours")
    c.settle()
    assert c.do("bc", "dispatcher", "decline_recall", ticket).code == "args_missing"
    c.done("bc", "dispatcher", "decline_recall", ticket, reason="work has begun")
    c.settle()
    declined = c.ticket("lc", ticket).events[-1]
    assert (declined.kind, declined.args["reason"]) == ("recall_declined", "work has begun")
    assert c.ticket("lc", ticket).requests[0].ruling == "denied"
    assert c.do("bc", "dispatcher", "decline_recall", ticket, reason="x").code == "nothing_asked"
    c.done("lc", "dispatcher", "recall", ticket, reason="please")
    c.settle()
    assert len(c.ticket("lc", ticket).pending) == 1


def test_that_a_recall_is_passed_on_to_where_the_ticket_lies() -> None:
    c = Cluster()
    ticket = _handed_up(c, twice=True)
    c.done("lc", "dispatcher", "recall", ticket, reason="back, please")
    c.settle()
    assert c.ticket("tl", ticket).events[-1].args["center"] == "lc"
    c.done("tl", "dispatcher", "hand_down", ticket, to="bc")
    c.settle()
    assert c.ticket("bc", ticket).pending, "the town is asked now"
    c.done("bc", "dispatcher", "hand_down", ticket, to="lc")
    c.settle()
    assert c.ticket("lc", ticket).pending == ()
    assert c.ticket("lc", ticket).custody.holder == "lc"


def test_that_two_centers_may_ask_and_each_only_once() -> None:
    c = Cluster()
    ticket = _handed_up(c, twice=True)
    c.done("lc", "dispatcher", "recall", ticket, reason="a")
    c.done("bc", "dispatcher", "recall", ticket, reason="b")
    c.settle()
    assert c.do("lc", "dispatcher", "recall", ticket, reason="c").code == "asked_already"
    assert {request.args["center"] for request in c.ticket("tl", ticket).pending} == {"lc", "bc"}
    c.done("tl", "dispatcher", "decline_recall", ticket, reason="neither")
    assert c.ticket("tl", ticket).pending == ()


@pytest.mark.parametrize(
    ("center", "who", "code"),
    [("bc", "dispatcher", "held_here"), ("tl", "dispatcher", "never_held"), ("lc", "checker", "role")],
)
def test_that_not_everybody_may_recall(center: str, who: str, code: str) -> None:
    c = Cluster()
    ticket = _handed_up(c)
    refused = c.do(center, who, "recall", ticket, reason="mine")
    assert (refused.ok, refused.code) == (False, code)
    assert c.do("lc", "dispatcher", "recall", ticket).code == "args_missing"
    assert "recalled" not in _kinds(c, "bc", ticket)


def test_that_what_is_on_its_way_is_not_recalled_and_an_emergency_opens_a_linked_ticket() -> None:
    c = Cluster()
    ticket = c.done("lc", "intake", "report", title="Bin on fire", category="city.waste")
    c.done("lc", "intake", "file", ticket)
    c.split("lc", "bc")
    c.done("lc", "dispatcher", "hand_up", ticket)
    refused = c.do("lc", "dispatcher", "recall", ticket, reason="it burns")
    assert refused.code == "in_transit"
    assert f"link={ticket}" in refused.words
    linked = c.done("lc", "intake", "report", title="Fire spreads", category="city.waste", link=ticket)
    c.done("lc", "intake", "file", linked)
    c.done("lc", "dispatcher", "dispatch", linked, lead="cg")
    assert c.ticket("lc", linked).link == ticket
    c.heal("lc", "bc")
    c.settle(3_000)
    assert c.ticket("tl", linked).link == ticket


def test_that_a_recall_waits_for_a_center_that_is_away_and_comes_once() -> None:
    c = Cluster()
    ticket = _handed_up(c)
    c.split("lc", "bc")
    c.done("lc", "dispatcher", "recall", ticket, reason="x")
    c.crash("lc")
    c.restart("lc")
    c.heal("lc", "bc")
    c.settle(3_000)
    assert _kinds(c, "bc", ticket).count("recalled") == 1


def test_that_a_recall_of_a_ticket_that_is_just_coming_back_changes_nothing() -> None:
    c = Cluster()
    ticket = _handed_up(c)
    c.done("bc", "dispatcher", "hand_down", ticket, to="lc")
    c.done("lc", "dispatcher", "recall", ticket, reason="x")
    c.settle(3_000)
    assert c.ticket("lc", ticket).custody == Custody("lc", 3)
    assert c.ticket("lc", ticket) == c.ticket("bc", ticket)
    assert "recalled" not in _kinds(c, "lc", ticket)


def test_that_a_center_that_never_held_it_cannot_ask_through_another() -> None:
    c = Cluster()
    ticket = _handed_up(c)
    c.nodes["tl"].core._ledger.queue("bc", Recall(ticket, 2, "tl", "boss", "mine", 1))
    c.settle()
    store = c.nodes["bc"].store
    assert isinstance(store, MemoryStore)
    (parked,) = store.tables.parked.values()
    assert "tl asks back what it never held" in parked.reason


def test_that_a_keyed_report_waits_until_a_restored_center_knows_its_past() -> None:
    """Seed 1002 of the simulation: the neighbour that knew it was away when the channel asked again."""
    c = Cluster()
    c.backup("lc")
    c.settle(3_000)
    told = {"title": "t", "source": "12345", "key": "A-7"}
    first = c.done("lc", "intake", "report", **told)
    c.settle(3_000)
    c.split("lc", "bc")
    c.lose_disk("lc")
    c.restart("lc")
    c.settle(3_000)
    assert c.do("lc", "intake", "report", **told).code == "recovering"
    assert c.done("lc", "intake", "report", title="without a key") != first
    c.heal("lc", "bc")
    c.settle(8_000)
    assert c.do("lc", "intake", "report", **told).code == "reported_already"
