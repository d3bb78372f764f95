"""What a neighbour says is checked against what is known; what contradicts it is parked, never applied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.center.levels import Parked
from backend.center.ports import Payload, PutEdge, PutOutbox
from backend.domain.acts import Act
from backend.domain.limits import Budget
from backend.domain.ticket import Event, replay
from backend.domain.workflow import decide
from backend.wire.messages import Accept, Shadow, Transfer
from tests.fakes.center_cluster import Cluster
from tests.fakes.domain_cast import Story, context, filed


def _apply(c: Cluster, center: str, peer: str, payload: Payload) -> str:
    core = c.nodes[center].core
    before = core._ledger.take()
    assert before == ()
    try:
        core._levels.apply(peer, payload, c.now)
    except Parked as why:
        assert core._ledger.take() == ()
        return str(why)
    return ""


def _shadow(story: Story, **changes: object) -> Shadow:
    ticket = story.known
    made = Shadow(ticket.id, ticket.custody.epoch, ticket.rev, ticket.events)
    for name, value in changes.items():
        made = Shadow(**{**{f: getattr(made, f) for f in made.__struct_fields__}, name: value})
    return made


def _transfer(story: Story) -> Transfer:
    ticket = story.known
    return Transfer(ticket.id, ticket.custody.epoch, ticket.events)


def _handed_up(center: str = "lc") -> Story:
    story = filed()
    story.do("dispatcher", "hand_up", center)
    return story


def test_that_an_honest_copy_is_taken() -> None:
    c = Cluster()
    assert _apply(c, "bc", "lc", _shadow(filed())) == ""
    assert "lc/1/1" in c.nodes["bc"].core._ledger.tickets


def test_that_an_older_copy_changes_nothing() -> None:
    c = Cluster()
    story = filed()
    old = _shadow(story)
    story.do("intake", "note", note="x")
    assert _apply(c, "bc", "lc", _shadow(story)) == ""
    c.nodes["bc"].core._ledger.take()
    assert _apply(c, "bc", "lc", old) == ""
    assert c.nodes["bc"].core._ledger.take() == ()


@pytest.mark.parametrize("change", [{"epoch": 7}, {"ticket": "lc/1/9"}, {"events": ()}])
def test_that_a_message_must_match_the_log_in_it(change: dict[str, object]) -> None:
    c = Cluster()
    assert _apply(c, "bc", "lc", _shadow(filed(), **change)) != ""


def test_that_a_log_that_cannot_be_read_is_parked() -> None:
    c = Cluster()
    events = filed().known.events
    for broken in (
        (events[0], replace(events[1], kind="unheard_of")),
        (events[0], replace(events[1], kind="dispatched", args={})),
        (events[0], replace(events[1], kind="received")),
        (events[0], replace(events[1], kind="escalated", args={"clock": "a", "round": "x", "rung": "r"})),
        (events[1],),
    ):
        assert _apply(c, "bc", "lc", Shadow("lc/1/1", 1, len(broken), broken)) != ""


def test_that_two_logs_that_disagree_are_not_mixed() -> None:
    c = Cluster()
    ours, theirs = filed(), filed()
    _apply(c, "bc", "lc", _shadow(ours))
    c.nodes["bc"].core._ledger.take()
    theirs.log[1] = replace(theirs.log[1], actor="somebody")
    theirs.ticket = replay(theirs.log)
    theirs.do("intake", "note", note="x")
    assert "disagree" in _apply(c, "bc", "lc", _shadow(theirs))


def test_that_a_neighbour_may_not_speak_for_another_one() -> None:
    c = Cluster()
    _apply(c, "bc", "lc", _shadow(filed()))
    c.nodes["bc"].core._ledger.take()
    story = filed()
    story.do("intake", "note", note="x")
    assert "tells of what lc holds" in _apply(c, "bc", "tl", _shadow(story))


def test_that_nobody_brings_acts_in_our_name() -> None:
    c = Cluster()
    assert "in the name of lc" in _apply(c, "lc", "bc", _shadow(filed()))


def test_that_an_unknown_calendar_is_parked_instead_of_stopping_the_clocks() -> None:
    c = Cluster()
    story = filed()
    first = story.log[0]
    story.log[0] = replace(first, budgets=(*first.budgets, Budget("verify", "lunar", 60)))
    story.ticket = replay(story.log)
    assert "no calendar here is called lunar" in _apply(c, "bc", "lc", _shadow(story))


def test_that_a_transfer_not_meant_for_us_is_parked() -> None:
    c = Cluster()
    assert "not to us" in _apply(c, "bc", "lc", _transfer(filed()))
    assert "not to us" in _apply(c, "tl", "lc", _transfer(_handed_up()))


def test_that_the_same_transfer_twice_takes_custody_once() -> None:
    c = Cluster()
    transfer = _transfer(_handed_up())
    assert _apply(c, "bc", "lc", transfer) == ""
    taken = c.nodes["bc"].core._ledger.tickets["lc/1/1"]
    c.nodes["bc"].core._ledger.take()
    assert _apply(c, "bc", "lc", transfer) == ""
    assert c.nodes["bc"].core._ledger.tickets["lc/1/1"] == taken
    # Whoever sends it again has lost the answer, so that is given once more.
    assert {type(write) for write in c.nodes["bc"].core._ledger.take()} == {PutOutbox, PutEdge}


def test_that_nobody_takes_away_what_we_hold() -> None:
    c = Cluster()
    _apply(c, "bc", "lc", _transfer(_handed_up()))
    held = c.nodes["bc"].core._ledger.tickets["lc/1/1"]
    c.nodes["bc"].core._ledger.take()
    forged = Event(held.rev + 1, "noted", held.events[-1].at_ms, "x", "intake", "lc", {"note": "mine"})
    longer = (*held.events, forged)
    assert "held or awaited" in _apply(c, "bc", "lc", Shadow(held.id, 2, held.rev + 1, longer))
    stolen = (*held.events, replace(forged, kind="handed_up", args={"to": "bc"}))
    assert _apply(c, "bc", "lc", Transfer(held.id, 3, stolen)) != ""


def _accept_of(c: Cluster) -> tuple[str, Accept]:
    ticket = c.done("lc", "intake", "report", title="t")
    c.done("lc", "intake", "file", ticket, category="city.waste")
    c.done("lc", "dispatcher", "hand_up", ticket)
    frozen = c.ticket("lc", ticket)
    events = decide(frozen, Act("receive"), context("center", "bc", c.clock.now_ms()))
    return ticket, Accept(ticket, 2, events)


def test_that_only_the_receiver_accepts_and_only_for_itself() -> None:
    c = Cluster()
    c.split("lc", "bc")
    _, accept = _accept_of(c)
    wrong = [
        ("tl", accept),
        ("bc", Accept(accept.ticket, 9, accept.events)),
        ("bc", Accept("lc/1/77", 2, accept.events)),
        ("bc", Accept(accept.ticket, 2, (replace(accept.events[0], center="tl"),))),
        ("bc", Accept(accept.ticket, 2, (replace(accept.events[0], kind="noted"),))),
    ]
    for peer, payload in wrong:
        assert _apply(c, "lc", peer, payload) != ""
    assert _apply(c, "lc", "bc", accept) == ""
    assert c.nodes["lc"].core._ledger.tickets[accept.ticket].custody.holder == "bc"
    c.nodes["lc"].core._ledger.take()
    assert _apply(c, "lc", "bc", accept) == ""
    assert c.nodes["lc"].core._ledger.take() == ()


def test_that_refusing_custody_is_a_transfer_back() -> None:
    c = Cluster()
    ticket, _ = _accept_of(c)
    frozen = c.ticket("lc", ticket)
    refusing = decide(
        frozen, Act("refuse_custody", {"reason": "no room"}), context("center", "bc", c.clock.now_ms())
    )
    back = (*frozen.events, *refusing)
    assert _apply(c, "lc", "bc", Transfer(ticket, 3, back)) == ""
    custody = c.nodes["lc"].core._ledger.tickets[ticket].custody
    assert (custody.holder, custody.epoch, custody.transit_to) == ("lc", 3, "")


def test_that_a_parked_message_does_not_stop_the_stream() -> None:
    c = Cluster()
    c.nodes["lc"].core._ledger.queue("bc", Shadow("lc/1/5", 1, 0, ()))
    ticket = c.done("lc", "intake", "report", title="t")
    c.settle()
    assert c.ticket("bc", ticket) == c.ticket("lc", ticket)
    lines = c.nodes["bc"].store.journal(0, 100)
    assert [(line.act, line.outcome) for line in lines if line.act == "park"] == [("park", "parked")]
