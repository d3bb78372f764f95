from __future__ import annotations

import pytest

from backend.center.custody import neighbours_of
from backend.center.ports import PutOutbox
from backend.domain.log import Custody, State
from backend.domain.ticket import Event
from backend.wire.messages import Command, Envelope, Shadow
from tests.fakes.center_cluster import Cluster, person
from tests.fakes.domain_cast import filed


def _filed(c: Cluster, center: str = "lc") -> str:
    ticket = c.done(center, "intake", "report", title="Bin on fire", category="city.waste")
    c.done(center, "intake", "file", ticket)
    return ticket


def _work(c: Cluster, at: str, ticket: str) -> None:
    c.done(at, "dispatcher", "dispatch", ticket, lead="cg")
    c.done(at, "zhang", "sign", ticket)
    c.done(at, "zhang", "feedback", ticket, photo="yes")
    c.done(at, "checker", "check", ticket, ok="yes")


def _logs(c: Cluster, ticket: str) -> list[tuple[Event, ...]]:
    return [c.ticket(name, ticket).events for name in c.nodes]


def test_that_a_ticket_goes_up_is_closed_there_and_reads_the_same_everywhere() -> None:
    c = Cluster()
    ticket = _filed(c)
    c.done("lc", "dispatcher", "hand_up", ticket, reason="not ours")
    c.settle()
    _work(c, "bc", ticket)
    c.settle()
    logs = _logs(c, ticket)
    assert logs[0] == logs[1] == logs[2]
    assert [e.kind for e in logs[0]] == [
        "reported", "filed", "handed_up", "received", "dispatched", "signed", "fed_back", "checked", "closed",
    ]  # fmt: skip
    assert [step.center for step in c.ticket("tl", ticket).trail] == ["lc", "bc"]
    snaps = [c.snapshot(name, "ticket")[0].tickets for name in c.nodes]
    assert snaps[0] == snaps[1] == snaps[2]
    assert snaps[0][0].clocks


def test_that_the_district_sees_a_community_ticket_without_holding_it() -> None:
    c = Cluster()
    ticket = _filed(c)
    c.settle()
    assert c.ticket("tl", ticket) == c.ticket("lc", ticket)
    refused = c.do("tl", "dispatcher", "dispatch", ticket, lead="cg")
    assert (refused.code, refused.who_may) == ("not_custodian", ("center:lc",))


def test_that_a_ticket_goes_down_and_up_two_levels_and_ends_there() -> None:
    c = Cluster()
    ticket = _filed(c, "tl")
    c.done("tl", "dispatcher", "hand_down", ticket, to="bc")
    c.settle()
    c.done("bc", "dispatcher", "hand_down", ticket, to="lc")
    c.settle()
    c.done("lc", "dispatcher", "hand_up", ticket)
    c.settle()
    c.done("bc", "dispatcher", "hand_up", ticket)
    c.settle()
    _work(c, "tl", ticket)
    c.settle()
    logs = _logs(c, ticket)
    assert logs[0] == logs[1] == logs[2]
    end = c.ticket("lc", ticket)
    assert end.state is State.CLOSED
    assert [step.center for step in end.trail] == ["tl", "bc", "lc", "bc", "tl"]
    assert end.custody == Custody("tl", 5)


def test_that_a_ticket_on_its_way_is_frozen_for_everybody() -> None:
    c = Cluster()
    ticket = _filed(c)
    c.split("lc", "bc")
    c.done("lc", "dispatcher", "hand_up", ticket)
    c.settle()
    assert c.ticket("lc", ticket).custody == Custody("lc", 2, "bc")
    assert c.do("lc", "intake", "note", ticket, note="x").code == "in_transit"
    assert c.ticket("bc", ticket).custody == Custody("lc", 1)
    assert c.do("bc", "dispatcher", "dispatch", ticket, lead="cg").code == "not_custodian"


def test_that_a_ticket_waits_for_a_center_that_is_away_and_nothing_is_lost() -> None:
    c = Cluster()
    ticket = _filed(c)
    c.crash("bc")
    c.done("lc", "dispatcher", "hand_up", ticket)
    c.settle(20_000)
    c.restart("bc")
    c.settle(6_000)
    assert c.ticket("lc", ticket).custody == Custody("bc", 2)
    logs = _logs(c, ticket)
    assert logs[0] == logs[1] == logs[2]


def test_that_the_one_on_its_way_to_you_is_told_by_transfer_alone() -> None:
    c = Cluster()
    ticket = _filed(c)
    c.settle()
    c.split("lc", "bc")
    c.done("lc", "intake", "note", ticket, note="seen")
    c.done("lc", "dispatcher", "hand_up", ticket)
    c.settle()
    node = c.nodes["lc"]
    acked = node.core._ledger.edge("bc").acked_seq
    queued = [type(body).__name__ for _, body in node.store.outbox("bc", acked, 100)]
    assert queued == ["Shadow", "Transfer"]


def test_that_many_changes_in_one_batch_make_one_copy() -> None:
    c = Cluster()
    ticket = _filed(c)
    c.settle()
    core = c.nodes["lc"].core
    for n in range(3):
        note = Command(f"n{n}", "note", ticket, {"note": str(n)})
        core.handle(b"console", person("intake"), Envelope(1, "intake", 1, 1, 0, 0, note), c.now)
    core.tick(c.now)
    queued = [write for write in core.take() if isinstance(write, PutOutbox)]
    copies = [(write.peer, write.payload) for write in queued if isinstance(write.payload, Shadow)]
    assert [(peer, len(copy.events)) for peer, copy in copies] == [("bc", 5)]


@pytest.mark.parametrize("first", ["tl", "bc", "lc"])
def test_that_a_kept_database_is_served_alone(first: str) -> None:
    c = Cluster()
    ticket = _filed(c)
    c.done("lc", "dispatcher", "hand_up", ticket)
    c.settle()
    _work(c, "bc", ticket)
    c.settle()
    whole = c.snapshot("bc", "ticket")[0].tickets
    for name in c.nodes:
        c.crash(name)
    c.restart(first, parent="")
    assert c.snapshot(first, "ticket")[0].tickets == whole


def test_that_neighbours_of_a_ticket_are_those_it_passed_between() -> None:
    ticket = filed().known
    assert neighbours_of(ticket, "lc") == frozenset()
    story = filed()
    story.do("dispatcher", "hand_up", "lc")
    assert neighbours_of(story.known, "lc") == {"bc"}
    story.do("center", "receive", "bc")
    story.do("dispatcher", "hand_up", "bc")
    assert neighbours_of(story.known, "bc") == {"lc", "tl"}
    assert neighbours_of(story.known, "tl") == {"bc"}
    assert neighbours_of(story.known, "lc") == {"bc"}
