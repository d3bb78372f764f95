"""What one act does to several tickets: all of it in one commit, or nothing."""

from __future__ import annotations

import pytest

from backend.center import desk
from backend.domain.acts import Act
from backend.domain.errors import Unavailable
from backend.domain.log import State
from backend.domain.merging import FollowUp
from tests.fakes.center_cluster import Cluster
from tests.fakes.center_store import MemoryStore


def _two(c: Cluster, center: str = "lc") -> tuple[str, str]:
    """A filed ticket and a reported, more urgent one."""
    into = c.done(center, "intake", "report", title="lid", category="city.waste")
    c.done(center, "intake", "file", into)
    told = {"title": "lid again", "category": "city.waste", "urgency": "emergency", "reporter": "Li"}
    return into, c.done(center, "intake", "report", **told)


def _memory(c: Cluster, center: str = "lc") -> MemoryStore:
    store = c.nodes[center].store
    assert isinstance(store, MemoryStore)
    return store


def test_that_merging_writes_both_logs_in_one_commit() -> None:
    c = Cluster()
    into, child = _two(c)
    before = _memory(c).commits
    assert c.do("lc", "dispatcher", "merge", child, into=into).rev == 2
    assert _memory(c).commits == before + 1
    assert (c.ticket("lc", child).state, c.ticket("lc", child).into) == (State.MERGED, into)
    parent = c.ticket("lc", into)
    assert ([one.id for one in parent.children], parent.urgency) == ([child], "emergency")
    told = parent.events[-1]
    assert (told.kind, told.actor, told.role) == ("absorbed", "lc", "center")
    assert [e.subject for e in _memory(c).journal(0, 100) if e.act == "events"][-2:] == [child, into]


def test_that_a_disk_that_fails_leaves_neither_log_changed() -> None:
    c = Cluster()
    into, child = _two(c)
    logs = (c.ticket("lc", into), c.ticket("lc", child))

    def fail() -> None:
        raise Unavailable("disk full")

    _memory(c).before_commit = fail
    assert c.do("lc", "dispatcher", "merge", child, into=into).code == "unavailable"
    _memory(c).before_commit = lambda: None
    c.clock.advance(2_000)
    assert (c.ticket("lc", into), c.ticket("lc", child)) == logs
    c.done("lc", "dispatcher", "merge", child, into=into)


def test_that_taking_out_again_is_told_to_both() -> None:
    c = Cluster()
    into, child = _two(c)
    c.done("lc", "dispatcher", "merge", child, into=into)
    c.done("lc", "dispatcher", "unmerge", child, reason="another lid")
    assert c.ticket("lc", child).state is State.REPORTED
    assert (c.ticket("lc", into).children, c.ticket("lc", into).urgency) == ((), "normal")


def test_that_tickets_of_another_custodian_are_not_merged() -> None:
    c = Cluster()
    into, _ = _two(c)
    c.settle()
    above = c.done("bc", "intake", "report", title="lid seen from above", category="city.waste")
    refused = c.do("bc", "dispatcher", "merge", above, into=into)
    assert (refused.code, refused.who_may) == ("not_custodian", ("center:lc",))
    assert c.do("bc", "dispatcher", "merge", into, into=above).code == "not_custodian"
    assert c.do("bc", "dispatcher", "split", title="part", origin=into).code == "not_custodian"
    assert c.do("bc", "dispatcher", "merge", above, into="lc/1/99").code == "no_ticket"
    assert c.ticket("bc", above).state is State.REPORTED


def test_that_a_ticket_with_others_in_it_stays_where_they_are() -> None:
    c = Cluster()
    into, child = _two(c)
    c.done("lc", "dispatcher", "merge", child, into=into)
    assert c.do("lc", "dispatcher", "hand_up", into).code == "has_children"
    assert c.do("lc", "dispatcher", "hand_up", child).code == "wrong_state"
    c.settle()
    assert c.ticket("tl", child) == c.ticket("lc", child)
    assert c.ticket("tl", into) == c.ticket("lc", into)


def test_that_what_a_ticket_comes_to_is_told_down_the_whole_chain() -> None:
    c = Cluster()
    into, child = _two(c)
    grandchild = c.done("lc", "intake", "report", title="a third", category="city.waste")
    c.done("lc", "dispatcher", "merge", grandchild, into=child)
    c.done("lc", "dispatcher", "merge", child, into=into)
    c.done("lc", "dispatcher", "dispatch", into, lead="cg")
    c.done("lc", "zhang", "sign", into)
    c.done("lc", "zhang", "feedback", into, note="done")
    before = _memory(c).commits
    c.done("lc", "checker", "check", into, ok="yes")
    assert _memory(c).commits == before + 1
    states = [c.ticket("lc", one).state for one in (into, child, grandchild)]
    assert states == [State.CLOSED, State.CALLBACK, State.CLOSED]


def test_that_voiding_lets_those_merged_into_it_go() -> None:
    c = Cluster()
    into, child = _two(c)
    c.done("lc", "dispatcher", "merge", child, into=into)
    c.done("lc", "duty", "void", into, reason="typed twice")
    result = c.do("lc", "leader", "grant", into)
    parent = c.ticket("lc", into)
    assert (parent.state, parent.children, result.rev) == (State.VOID, (), parent.rev)
    assert c.ticket("lc", child).state is State.REPORTED


def test_that_a_part_is_split_off_with_the_ticket_as_target_or_as_argument() -> None:
    c = Cluster()
    into, _ = _two(c)
    by_target = c.done("lc", "dispatcher", "split", into, title="one part")
    by_name = c.done("lc", "dispatcher", "split", origin=into, title="another")
    assert by_target != by_name
    assert {c.ticket("lc", one).split_from for one in (by_target, by_name)} == {into}
    assert c.ticket("lc", by_target).since_ms == c.ticket("lc", into).since_ms


def test_that_a_source_makes_one_ticket_of_one_report_within_a_batch_and_after_a_crash() -> None:
    c = Cluster()
    told = {"title": "t", "source": "12345", "key": "k1"}
    first = c.done("lc", "intake", "report", **told)
    assert c.do("lc", "intake", "report", **told).code == "reported_already"
    c.crash("lc")
    c.restart("lc")
    assert c.do("lc", "intake", "report", **told).code == "reported_already"
    c.settle()
    # The center above has the copy, so the same report does not make a second ticket there.
    assert first in c.do("bc", "intake", "report", **told).words
    c.done("lc", "intake", "report", **{**told, "source": "app"})


def test_that_what_an_act_asks_of_others_is_bounded_and_must_be_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    c = Cluster()
    into, child = _two(c)
    monkeypatch.setattr(desk, "FOLLOW_UPS_MAX", 0)
    assert c.do("lc", "dispatcher", "merge", child, into=into).code == "too_large"
    monkeypatch.undo()

    def lost(*_: object) -> tuple[FollowUp, ...]:
        return (FollowUp("lc/1/99", Act("answer")),)

    monkeypatch.setattr(desk, "follow_ups", lost)
    assert c.do("lc", "dispatcher", "merge", child, into=into).code == "no_ticket"
    assert c.ticket("lc", child).state is State.REPORTED


def test_that_requests_fill_no_log_beyond_what_can_be_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    c = Cluster()
    into, child = _two(c)
    monkeypatch.setattr(desk, "LOG_BYTES_MAX", 10)
    assert c.do("lc", "duty", "void", into, reason="x").code == "log_full"
    assert c.do("lc", "dispatcher", "wake", into).code == "log_full"
    c.done("lc", "dispatcher", "dispatch", into, lead="cg")
    assert c.do("lc", "dispatcher", "merge", child, into=into).code == "log_full"
