"""Credit: whoever receives says how much it will take, and whoever sends keeps to it."""

from __future__ import annotations

import msgspec

from backend.center import links
from backend.center.ports import Caller
from backend.domain.roles import Role
from backend.wire.codec import decode
from backend.wire.messages import Ack, Data, Envelope
from tests.fakes.center_cluster import Cluster
from tests.fakes.center_store import MemoryStore

BC_UP = b""
LC = Caller("center", "lc", frozenset({Role.CENTER}))


def _credit(c: Cluster, credit: int, ack: int = 0) -> None:
    """The town says to the community how much it will take."""
    envelope = Envelope(1, "bc", 1, 1, 0, ack, Ack(), 0, credit)
    c._batch("lc", lambda core: core.handle_parent(envelope, c.now))


def _sent(c: Cluster) -> list[int]:
    found = [decode(raw) for route, raw in c.nodes["bc"].inbox if route == b"lc"]
    return [envelope.seq for envelope in found if isinstance(envelope.body, Data)]


def test_that_no_credit_stops_the_stream_and_more_lets_it_go_on() -> None:
    c = Cluster()
    _credit(c, 0)
    for n in range(5):
        c.done("lc", "intake", "report", title=f"t{n}")
    assert _sent(c) == []
    _credit(c, 2)
    assert _sent(c) == [1, 2]
    assert c.nodes["lc"].core.links(c.now)[0].credit == 2
    _credit(c, 2, ack=1)
    assert _sent(c) == [1, 2, 3]
    c.settle(3_000)
    assert c.nodes["lc"].core.links(c.now)[0].queued == 0


def test_that_credit_never_lets_more_go_than_the_window() -> None:
    c = Cluster()
    _credit(c, 1 << 40)
    for n in range(links.WINDOW + 9):
        c._batch("lc", lambda _: ())
        c.done("lc", "intake", "report", title=f"t{n}")
    assert max(_sent(c)) == links.WINDOW


def test_that_everybody_gives_credit_while_its_disk_works() -> None:
    c = Cluster()
    store = c.nodes["bc"].store
    assert isinstance(store, MemoryStore)
    (ack,) = [e for e in _words(c, "bc") if isinstance(e.body, Ack)][:1]
    assert ack.credit == links.WINDOW
    links_of = c.nodes["bc"].core._links
    links_of.reload(c.nodes["bc"].core._ledger, c.nodes["bc"].core._levels, c.now.mono_ms + 1_000)
    assert links_of._send(b"lc", Ack(), c.now, "lc").envelope.credit == 0


def _words(c: Cluster, center: str) -> list[Envelope]:
    """What the community is told after it has said something."""
    c.done("lc", "intake", "report", title="t")
    c._batch(center, lambda _: ())
    return [msgspec.convert(decode(raw), Envelope) for route, raw in c.nodes["lc"].inbox if route == BC_UP]
