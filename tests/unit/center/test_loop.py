"""The loop with a listener by hand: faults of single messages, links that take no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from backend.center.ports import Loaded, Send
from backend.domain.errors import Corrupt, Unavailable
from backend.domain.roles import Role
from backend.net.keyring import Principal
from backend.net.sockets import Connected, Dialer, Inbound, LinkFault, Listener
from backend.serve.loop import FAULT_WORDS, Loop
from backend.wire.codec import Malformed
from backend.wire.messages import Command, Envelope, Hello, Message, Result, Snap, Snapshot
from tests.fakes.center_cluster import Cluster
from tests.fakes.center_store import MemoryStore
from tests.fakes.clock import ManualClock

INTAKE = Principal("operator", "intake", frozenset({Role.INTAKE}))


class Ear:
    """Stands for both sockets: what is to be heard is put in, what is said is kept."""

    def __init__(self) -> None:
        self.inbound: list[Inbound] = []
        self.news: list[Envelope | Connected | LinkFault] = []
        self.said: list[Message] = []
        self.topics: list[str] = []
        self.takes = True
        self.oversized = False

    def due_s(self) -> float:
        return 10.0

    def drain(self, _n: int = 0) -> list[Inbound]:
        found, self.inbound = self.inbound, []
        return found

    def send(self, route: bytes, envelope: Envelope) -> bool:
        if self.oversized:
            raise Malformed("oversized", "too long")
        if self.takes:
            self.said.append(envelope.body)
        return self.takes

    def publish(self, topic: str, envelope: Envelope) -> None:
        self.topics.append(topic)


class Up(Ear):
    """The same as a dialler."""

    def drain(self, _n: int = 0) -> list[Envelope | Connected | LinkFault]:  # type: ignore[override]
        found, self.news = self.news, []
        return found

    def send(self, envelope: Envelope) -> bool:  # type: ignore[override]
        self.said.append(envelope.body)
        return True


class Stage:
    """A loop around the core of the community of a cluster."""

    def __init__(self) -> None:
        self.cluster = Cluster()
        node = self.cluster.nodes["lc"]
        assert isinstance(node.store, MemoryStore)
        self.core, self.store = node.core, node.store
        self.ear, self.up = Ear(), Up()
        self.clock: ManualClock = self.cluster.clock
        listener, dialer = cast("Listener", self.ear), cast("Dialer", self.up)
        self.loop = Loop(self.core, self.store, listener, dialer, self.clock)

    def hear(self, *bodies: Message) -> list[Message]:
        """One turn with these messages of the intake clerk; gives what was said."""
        self.ear.said.clear()
        self.ear.inbound += [
            Inbound(b"r", INTAKE, Envelope(1, "intake", 1, 1, 0, 0, body)) for body in bodies
        ]
        self.loop.turn()
        return self.ear.said


def _report(client_id: str) -> Command:
    return Command(client_id, "report", args={"title": "t"})


def test_that_answers_come_after_one_commit_for_the_whole_turn() -> None:
    stage = Stage()
    before = stage.store.commits
    said = stage.hear(_report("a"), _report("b"), _report("c"))
    assert [s.ok for s in said if isinstance(s, Result)] == [True, True, True]
    assert stage.store.commits == before + 1


def test_that_a_message_that_trips_the_core_spares_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    handle = stage.core.handle

    def trip(*given: object) -> tuple[Send, ...]:
        body = cast("Envelope", given[2]).body
        if isinstance(body, Command) and body.client_id == "bad":
            raise RuntimeError("a bug")
        return cast("Callable[..., tuple[Send, ...]]", handle)(*given)

    monkeypatch.setattr(stage.core, "handle", trip)
    said = stage.hear(_report("before"), _report("bad"), _report("after"))
    results = {s.client_id: (s.ok, s.words) for s in said if isinstance(s, Result)}
    assert results["before"] == results["bad"] == (False, FAULT_WORDS)
    assert results["after"] == (True, "")
    # Nothing of the spoilt part is on disk, so sending it again does it for the first time.
    (again,) = stage.hear(_report("before"))
    assert isinstance(again, Result)
    assert again.ok
    assert len(stage.store.tables.logs) == 2


def test_that_a_broken_database_stops_the_loop() -> None:
    stage = Stage()

    def broken() -> None:
        raise Corrupt("malformed")

    stage.store.before_commit = broken
    with pytest.raises(Corrupt):
        stage.hear(_report("a"))


def test_that_a_full_disk_is_told_and_reading_goes_on() -> None:
    stage = Stage()

    def full() -> None:
        raise Unavailable("disk full; nothing was saved")

    stage.store.before_commit = full
    said = stage.hear(_report("a"))
    assert [(s.code, s.words) for s in said if isinstance(s, Result)] == [
        ("unavailable", "disk full; nothing was saved")
    ]
    assert [type(s) for s in stage.hear(Snap("ticket"))] == [Snapshot]
    stage.store.before_commit = lambda: None
    (result,) = stage.hear(_report("a"))
    assert isinstance(result, Result)
    assert result.ok


def test_that_a_refused_message_is_journalled_and_answered() -> None:
    stage = Stage()
    stage.ear.inbound = [
        Inbound(b"r", INTAKE, None, "malformed", "no message"),
        Inbound(b"", None, None, "unknown_key", "x"),
    ]
    stage.loop.turn()
    assert [getattr(s, "code", "") for s in stage.ear.said] == ["malformed"]
    outcomes = [line.outcome for line in stage.store.journal(0, 100)]
    assert outcomes[-2:] == ["malformed", "unknown_key"]


def test_that_a_route_that_takes_no_more_does_not_stop_the_turn() -> None:
    stage = Stage()
    stage.ear.takes = False
    assert stage.hear(_report("a")) == []
    stage.ear.takes, stage.ear.oversized = True, True
    assert stage.hear(_report("b")) == []
    assert len(stage.store.tables.logs) == 2


def test_that_the_parent_is_greeted_when_connected_and_its_loss_is_told() -> None:
    stage = Stage()
    stage.up.news = [LinkFault("unreachable", "nothing answers")]
    stage.loop.turn()
    (part,) = stage.cluster.snapshot("lc", "center")
    assert (part.neighbours[0].up, part.neighbours[0].words) == (False, "unreachable: nothing answers")
    stage.up.news = [Connected()]
    stage.loop.turn()
    assert [type(s) for s in stage.up.said] == [Hello]


def test_that_a_spoilt_message_of_the_parent_does_not_count_as_loss() -> None:
    stage = Stage()
    stage.up.news = [LinkFault("malformed", "x")]
    stage.loop.turn()
    assert stage.cluster.up("lc") == {"bc": True}


def test_that_the_loop_ends_when_told_and_publishes_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    slept: list[float] = []

    def sleep(_links: object, timeout_s: float, _wake: object) -> bool:
        slept.append(timeout_s)
        stage.clock.advance(int(timeout_s * 1000) or 1)
        return False

    monkeypatch.setattr("backend.serve.loop.wait_any", sleep)
    stage.loop.run(lambda: len(slept) > 20)
    assert all(0 < s <= 0.25 for s in slept)
    assert {"ticket", "alarm", "center"} <= set(stage.ear.topics)


def test_that_nothing_is_told_while_the_database_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    gone = Unavailable("the server went away")
    load = stage.store.load

    def lost() -> None:
        raise gone

    def unreadable(_ended_max: int) -> Loaded:
        raise gone

    stage.store.before_commit = lost
    monkeypatch.setattr(stage.store, "load", unreadable)
    (result,) = stage.hear(_report("a"))
    assert isinstance(result, Result)
    assert (result.ok, result.code, result.words) == (False, "unavailable", "the server went away")
    stage.up.said.clear()
    # Snapshots would show what is on no disk, heartbeats that all is well: neither is sent.
    stage.clock.advance(5_000)
    assert [type(s) for s in stage.hear(Snap("ticket"), _report("b"))] == [Result]
    topics = len(stage.ear.topics)
    assert stage.up.said == []
    stage.store.before_commit = lambda: None
    monkeypatch.setattr(stage.store, "load", load)
    stage.clock.advance(1_000)
    assert [s.ok for s in stage.hear(_report("a"), _report("b")) if isinstance(s, Result)] == [True, True]
    stage.clock.advance(1_000)
    stage.hear()
    assert len(stage.ear.topics) > topics
    assert len(stage.store.tables.logs) == 2


def test_that_a_database_lost_while_speaking_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()

    def gone(*_given: object) -> tuple[()]:
        raise Unavailable("the server went away")

    flush = stage.core.flush
    monkeypatch.setattr(stage.core, "flush", gone)
    assert [s.ok for s in stage.hear(_report("a")) if isinstance(s, Result)] == [True]
    monkeypatch.setattr(stage.core, "flush", flush)
    assert [s.ok for s in stage.hear(_report("b")) if isinstance(s, Result)] == [False]
    stage.clock.advance(2_000)
    assert [s.ok for s in stage.hear(_report("b")) if isinstance(s, Result)] == [True]
