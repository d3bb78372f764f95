"""The durable streams of an edge: once, in order, without gaps, whatever the wire does."""

from __future__ import annotations

import random

import pytest

from backend.center import ledger, links
from backend.center.ports import UP, Caller
from backend.domain.roles import Role
from backend.wire.codec import decode
from backend.wire.messages import Ack, Bye, Data, Envelope, Hello, Message, Ping, Welcome
from tests.fakes.center_cluster import Cluster

BC = Caller("center", "bc", frozenset({Role.CENTER}))
LC = Caller("center", "lc", frozenset({Role.CENTER}))


def _tickets(c: Cluster, n: int) -> list[str]:
    return [c.done("lc", "intake", "report", title=f"t{n}") for n in range(n)]


def _same(c: Cluster, tickets: list[str]) -> bool:
    return all(c.ticket("tl", t) == c.ticket("bc", t) == c.ticket("lc", t) for t in tickets)


def test_that_links_come_up_and_are_shown() -> None:
    c = Cluster()
    assert c.up("tl") == {"bc": True}
    assert c.up("bc") == {"tl": True, "lc": True}
    assert c.up("lc") == {"bc": True}


def test_that_messages_lost_on_the_way_are_sent_again() -> None:
    c = Cluster()
    tickets = _tickets(c, 3)
    c.nodes["bc"].inbox.clear()
    c.settle(100)
    c.nodes["lc"].inbox.clear()
    c.settle(6_000)
    assert _same(c, tickets)


def test_that_doubled_and_shuffled_messages_are_applied_once_and_in_order() -> None:
    c = Cluster()
    shuffle = random.Random(7).shuffle
    tickets: list[str] = []
    for _ in range(40):
        tickets += _tickets(c, 1)
        for node in c.nodes.values():
            doubled = list(node.inbox) * 2
            shuffle(doubled)
            node.inbox.clear()
            node.inbox.extend(doubled)
        c.settle(50)
    c.settle(10_000)
    assert _same(c, tickets)
    for node in c.nodes.values():
        assert node.core._ledger.edges
        for row in node.core._ledger.edges.values():
            assert row.acked_seq == row.next_seq - 1


def test_that_no_more_than_a_window_is_on_its_way() -> None:
    c = Cluster()
    c.split("lc", "bc")
    tickets = _tickets(c, links.WINDOW + 50)
    c.settle(6_000)
    assert not c.up("lc")["bc"]
    c.cut.clear()
    c.connect("lc")
    for _ in range(6):
        c._batch("bc", lambda _: ())
        c._batch("lc", lambda _: ())
        waiting = [m for route, raw in c.nodes["bc"].inbox if isinstance(m := decode(raw).body, Data)]
        assert len(waiting) <= links.WINDOW
    c.settle(5_000)
    assert _same(c, tickets)


def test_that_the_outbox_is_emptied_by_acknowledgement_and_a_backup_there() -> None:
    c = Cluster()
    _tickets(c, 5)
    c.settle(1_000)
    rows = c.nodes["lc"].store.outbox("bc", 0, 10)
    assert [seq for seq, _ in rows] == [1, 2, 3, 4, 5]
    assert c.nodes["lc"].core.links(c.now)[0].queued == 0
    c.nodes["bc"].core.backed_up({"lc": 3}, c.now)
    c.settle(2_000)
    assert [seq for seq, _ in c.nodes["lc"].store.outbox("bc", 0, 10)] == [4, 5]
    assert c.nodes["lc"].core.links(c.now)[0].kept == 2


def test_that_a_center_without_backups_has_a_bounded_number_of_messages_kept_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger, "KEPT_MAX", 3)
    c = Cluster()
    _tickets(c, 7)
    c.settle(1_000)
    assert [seq for seq, _ in c.nodes["lc"].store.outbox("bc", 0, 10)] == [5, 6, 7]


def test_that_silence_is_noticed_and_ends_with_the_next_word() -> None:
    c = Cluster()
    c.split("bc", "lc")
    c.settle(links.SILENCE_MS + 500)
    (part,) = c.snapshot("bc", "center")
    assert {n.center: (n.up, n.words) for n in part.neighbours}["lc"] == (False, "silent for 5 s")
    c.heal("bc", "lc")
    c.settle(3_000)
    assert c.up("bc")["lc"]
    assert c.up("lc")["bc"]


def test_that_a_center_that_went_silent_must_greet_again() -> None:
    c = Cluster()
    c.split("bc", "lc")
    c.settle(links.SILENCE_MS + 500)
    (bye,) = c.say("bc", LC, Ack(), src="lc")
    assert isinstance(bye, Bye)
    assert bye.code == "hello_first"


def test_that_a_lost_route_counts_as_down_until_it_greets() -> None:
    c = Cluster()
    c.nodes["bc"].core.route_lost(b"lc", c.now)
    c.settle(50)
    assert c.up("bc")["lc"] is False
    c.settle(3_000)
    assert c.up("bc")["lc"]


@pytest.mark.parametrize(("applied", "following"), [(99, 1000), (0, 1)])
def test_that_a_neighbour_whose_database_went_back_is_told_so(applied: int, following: int) -> None:
    c = Cluster()
    _tickets(c, 3)
    c.settle(1_000)
    (bye,) = c.say("bc", LC, Hello(1, 1, "lc", applied, following))
    assert isinstance(bye, Bye)
    assert bye.code == "behind"
    assert "onegrid center restore" in bye.words
    assert c.up("bc")["lc"] is False


def test_that_a_center_that_is_not_below_is_turned_away() -> None:
    c = Cluster()
    tl = Caller("center", "tl", frozenset({Role.CENTER}))
    (bye,) = c.say("bc", tl, Hello(1, 1, "tl"))
    assert isinstance(bye, Bye)
    assert bye.code == "not_below"


def test_that_a_wrong_parent_is_not_followed() -> None:
    c = Cluster()
    node = c.nodes["lc"]
    node.core.parent_lost("x", c.now)
    welcome = Welcome(1, "nc", "town", 1)
    envelope = node.core.envelope(welcome)
    node.core.handle_parent(_from("nc", welcome, c), c.now)
    assert envelope.src == "lc"
    (part,) = c.snapshot("lc", "center")
    assert part.neighbours[0].up is False
    assert "the endpoint given as parent is nc" in part.neighbours[0].words


def test_that_an_unlisted_center_learns_its_parent_from_the_welcome() -> None:
    c = Cluster()
    c.crash("lc")
    node = c.nodes["lc"]
    c.restart("lc", parent="")
    assert c.do("lc", "intake", "report", title="t").ok
    assert c.do("lc", "dispatcher", "hand_up", "lc/1/1").code == "no_parent"
    list(node.core.parent_connected(c.now))
    node.core.handle_parent(_from("bc", Welcome(1, "bc", "town", 1), c), c.now)
    c.settle(50)
    assert node.core._levels.parent == "bc"
    c.crash("lc")
    c.restart("lc", parent="")
    assert c.nodes["lc"].core._levels.parent == "bc"


def test_that_only_the_parent_is_heard_on_the_parents_link() -> None:
    c = Cluster()
    core = c.nodes["lc"].core
    assert core.handle_parent(_from("nc", Ping(1), c), c.now) == ()
    assert core.handle_parent(_from("nc", Welcome(1, "bc", "town", 1), c), c.now) == ()
    (hello,) = core.handle_parent(_from("bc", Bye("hello_first"), c), c.now)
    assert (hello.route, type(hello.envelope.body)) == (UP, Hello)
    core.handle_parent(_from("bc", Bye("behind", "restore"), c), c.now)
    (part,) = c.snapshot("lc", "center")
    assert part.neighbours[0].words == "behind: restore"


def test_that_neighbours_say_goodbye_when_a_center_stops() -> None:
    c = Cluster()
    c.settle(3_000)
    sends = c.nodes["bc"].core.stop(c.now)
    assert {send.route for send in sends} >= {UP, b"lc"}
    assert {getattr(send.envelope.body, "code", "") for send in sends} == {"stopping"}
    bye = next(send.envelope for send in sends if send.route == UP)
    c.nodes["tl"].core.handle(b"bc", BC, bye, c.now)
    (part,) = c.snapshot("tl", "center")
    assert (part.neighbours[0].up, part.neighbours[0].words) == (False, "bc stops")


def _from(src: str, body: Message, c: Cluster) -> Envelope:
    return Envelope(1, src, 1, 1, 0, 0, body)
