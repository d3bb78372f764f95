"""A newer peer: what it sends durably is kept with its bytes, and read once this side knows the kind."""

from __future__ import annotations

import msgspec

from backend.center.ports import Caller, Park
from backend.domain.roles import Role
from backend.wire.codec import decode, encode
from backend.wire.messages import Bye, Data, Envelope, Hello, Recall, Sealed, Shadow, Welcome
from tests.fakes.center_cluster import Cluster, Node
from tests.fakes.center_store import MemoryStore
from tests.fakes.domain_cast import filed

LC = Caller("center", "lc", frozenset({Role.CENTER}))


def _parked(node: Node) -> list[Park]:
    assert isinstance(node.store, MemoryStore)
    return list(node.store.tables.parked.values())


def _newer(c: Cluster, seq: int, payload: list[object]) -> Envelope:
    """DATA as a later version might send it."""
    envelope = Envelope(1, "lc", 1, 1, seq, 0, Data(Sealed("", "x", b"")), 0, 128)
    array = msgspec.msgpack.decode(encode(envelope))
    array[6] = ["Data", payload]
    return decode(msgspec.msgpack.encode(array))


def _say(c: Cluster, envelope: Envelope) -> None:
    c._batch("bc", lambda core: core.handle(b"lc", LC, envelope, c.now))


def test_that_an_unknown_durable_kind_is_kept_and_the_stream_goes_on() -> None:
    c = Cluster()
    _say(c, _newer(c, 1, ["Notice", "lc/1/1", "of tomorrow"]))
    (kept,) = _parked(c.nodes["bc"])
    assert isinstance(kept.payload, Sealed)
    assert msgspec.msgpack.decode(kept.payload.raw) == ["Notice", "lc/1/1", "of tomorrow"]
    assert c.nodes["bc"].core._ledger.edge("lc").applied_seq == 1
    acts = [(e.act, e.outcome) for e in c.nodes["bc"].store.journal(0, 1_000)]
    assert ("park", "parked") in acts


def test_that_it_is_taken_up_at_the_start_of_a_version_that_knows_it() -> None:
    c = Cluster()
    ticket = filed().known
    shadow = Shadow(ticket.id, ticket.custody.epoch, ticket.rev, ticket.events)
    store = c.nodes["bc"].store
    c.crash("bc")
    store.commit([Park("lc", 1, Sealed("", "Shadow", msgspec.msgpack.encode(shadow)), "unknown then", 1)])
    store.commit([Park("lc", 2, Sealed("", "Notice", b"x"), "unknown still", 1)])
    c.restart("bc")
    c.settle()
    assert c.ticket("bc", ticket.id) == ticket
    assert [kept.seq for kept in _parked(c.nodes["bc"])] == [2]
    assert c.ticket("tl", ticket.id) == ticket


def test_that_a_sealed_message_that_cannot_be_read_stays_kept() -> None:
    c = Cluster()
    c.crash("bc")
    c.nodes["bc"].store.commit([Park("lc", 1, Sealed("", "Shadow", b"\xc1"), "unknown then", 1)])
    c.restart("bc")
    c.settle()
    assert [kept.seq for kept in _parked(c.nodes["bc"])] == [1]


def test_that_versions_settle_on_the_highest_that_both_speak() -> None:
    c = Cluster()
    hello = Envelope(7, "lc", 1, 1, 0, 0, Hello(7, 1, "lc"))
    replies = [send.envelope for send in c.nodes["bc"].core.handle(b"lc", LC, hello, c.now)]
    assert [reply.body.version for reply in replies if isinstance(reply.body, Welcome)] == [1]
    far = Envelope(7, "lc", 1, 1, 0, 0, Hello(7, 5, "lc"))
    (bye,) = [send.envelope.body for send in c.nodes["bc"].core.handle(b"lc", LC, far, c.now)]
    assert isinstance(bye, Bye)
    assert bye.code == "version"


def test_that_what_cannot_be_judged_while_recovering_is_taken_up_after_it() -> None:
    """Seed 395 of the simulation: a town was restored, then upgraded, and kept a RECALL aside for ever."""
    c = Cluster()
    ticket = c.done("lc", "intake", "report", title="Bin on fire", category="city.waste")
    c.done("lc", "dispatcher", "hand_up", ticket)
    c.settle(3_000)
    recall = Recall(ticket, 2, "lc", "duty", "we know the matter", c.clock.now_ms())
    c.nodes["bc"].store.commit(
        [Park("lc", 99, Sealed("", "Recall", msgspec.msgpack.encode(recall)), "new", 1)]
    )
    c.backup("bc")
    c.lose_disk("bc")
    c.restart("bc")
    c.settle(8_000)
    store = c.nodes["bc"].store
    assert isinstance(store, MemoryStore)
    assert not c.nodes["bc"].core.recovering
    assert store.tables.parked == {}
