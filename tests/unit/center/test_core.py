"""The reactor as a whole: who may say what, failing commits, crashes at every step."""

from __future__ import annotations

import itertools

import pytest

from backend.center.ports import Caller
from backend.domain.access import MESSAGES
from backend.domain.errors import Corrupt, Unavailable
from backend.domain.roles import Role
from backend.wire.body import Body
from backend.wire.messages import (
    Accept,
    Ack,
    Bye,
    Command,
    Data,
    Hello,
    Ping,
    Result,
    Snap,
    Snapshot,
    Tail,
    Track,
    TrackFrame,
    Welcome,
)
from tests.fakes.center_cluster import CAMERA, Cluster, person
from tests.fakes.center_store import MemoryStore

BODIES: tuple[Body, ...] = (
    Hello(1, 1, "x"),
    Welcome(1, "x", "town", 1),
    Data(Accept("t", 1, ())),
    Ack(),
    Ping(1),
    Bye("x"),
    Command("c", "report", args={"title": "t"}),
    Result("c", ok=True),
    Snap("ticket"),
    Snapshot("ticket", 1, last=True),
    Tail("ticket", 1),
    Track(TrackFrame("c", 1, ())),
)
CALLERS = {
    "operator": person("intake"),
    "analyst": CAMERA,
    "center": Caller("center", "x", frozenset({Role.CENTER})),
    "stranger": Caller("stranger", "x"),
}


@pytest.mark.parametrize(("kind", "body"), list(itertools.product(CALLERS, BODIES)))
def test_that_each_kind_of_key_says_only_what_it_may(kind: str, body: Body) -> None:
    c = Cluster()
    before = c.nodes["lc"].store.load(10)
    caller = CALLERS[kind]
    replies = c.say("lc", caller, body)
    if type(body).__name__ in MESSAGES.get(kind, ()):
        assert not [r for r in replies if isinstance(r, Bye) and r.code == "not_allowed"]
        return
    assert [(type(r), getattr(r, "code", "")) for r in replies] == [(Bye, "not_allowed")]
    after = c.nodes["lc"].store.load(10)
    assert (before.logs, before.alarms, before.edges) == (after.logs, after.alarms, after.edges)
    assert c.nodes["lc"].store.journal(before.journal_n, 9)[0].outcome == "not_allowed"


def test_that_a_stranger_cannot_fill_the_journal() -> None:
    c = Cluster()
    before = c.nodes["lc"].store.load(1).journal_n
    for _ in range(100):
        c.say("lc", CALLERS["stranger"], Ping(1))
    assert c.nodes["lc"].store.load(1).journal_n == before + 1


def test_that_hello_is_answered_with_who_this_is_and_what_the_key_may() -> None:
    c = Cluster()
    (welcome,) = c.say("lc", person("zhang"), Hello(1, 1, ""))
    assert isinstance(welcome, Welcome)
    assert (welcome.center, welcome.roles, welcome.department) == ("lc", ("department",), "cg")
    (bye,) = c.say("lc", person("zhang"), Hello(1, 1, "somebody"))
    assert isinstance(bye, Bye)
    assert bye.code == "wrong_src"
    (bye,) = c.say("lc", person("zhang"), Hello(9, 8, ""))
    assert isinstance(bye, Bye)
    assert bye.code == "version"


def test_that_an_unknown_topic_is_refused() -> None:
    c = Cluster()
    (bye,) = c.say("lc", person("viewer"), Snap("secrets"))
    assert isinstance(bye, Bye)
    assert bye.code == "no_topic"


def test_that_a_ping_is_answered() -> None:
    c = Cluster()
    (pong,) = c.say("lc", person("viewer"), Ping(77))
    assert isinstance(pong, Ping)
    assert (pong.sent_ms, pong.reply_to_ms) == (c.clock.now_ms(), 77)


class Disk:
    """A disk that fails when told to."""

    def __init__(self, store: MemoryStore) -> None:
        self.full = False
        store.before_commit = self

    def __call__(self) -> None:
        if self.full:
            raise Unavailable("disk full; nothing was saved")


def _failing(c: Cluster, name: str) -> Disk:
    store = c.nodes[name].store
    assert isinstance(store, MemoryStore)
    return Disk(store)


def test_that_nothing_is_acknowledged_that_is_not_on_disk() -> None:
    c = Cluster()
    kept = c.done("lc", "intake", "report", title="before")
    disk = _failing(c, "lc")
    disk.full = True
    result = c.do("lc", "intake", "report", client_id="x", title="t")
    assert (result.ok, result.code, result.words) == (False, "unavailable", "disk full; nothing was saved")
    assert [r.ticket for r in c.snapshot("lc", "ticket")[0].tickets] == [kept]
    published = len(c.tails("lc", "ticket"))
    c.settle()
    assert len(c.tails("lc", "ticket")) == published
    disk.full = False
    c.settle(2_000)
    assert c.done("lc", "intake", "report", client_id="x", title="t") == "lc/1/2"


def test_that_a_commit_that_failed_after_it_was_written_gives_the_true_answer() -> None:
    c = Cluster()
    store = c.nodes["lc"].store
    assert isinstance(store, MemoryStore)
    write = store.commit

    def late(writes: object) -> None:
        write(writes)  # type: ignore[arg-type]
        raise Unavailable("the disk answered too late")

    store.commit = late  # type: ignore[method-assign]
    result = c.do("lc", "intake", "report", title="t")
    assert (result.ok, result.target) == (True, "lc/1/1")
    store.commit = write  # type: ignore[method-assign]
    assert c.ticket("lc", "lc/1/1").title == "t"


def test_that_a_neighbour_keeps_what_could_not_be_written() -> None:
    c = Cluster()
    disk = _failing(c, "bc")
    disk.full = True
    ticket = c.done("lc", "intake", "report", title="t")
    c.settle(5_000)
    assert c.nodes["bc"].store.log_of(ticket) == ()
    disk.full = False
    c.settle(5_000)
    assert c.ticket("tl", ticket) == c.ticket("lc", ticket)


STEPS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("lc", "intake", "report", {"title": "t", "category": "city.waste"}),
    ("lc", "intake", "file", {}),
    ("lc", "dispatcher", "hand_up", {}),
    ("bc", "dispatcher", "dispatch", {"lead": "cg"}),
    ("bc", "zhang", "sign", {}),
    ("bc", "zhang", "feedback", {"note": "done"}),
    ("bc", "checker", "check", {"ok": "yes"}),
)


@pytest.mark.parametrize(("victim", "at"), list(itertools.product(["tl", "bc", "lc"], range(len(STEPS)))))
def test_that_a_crash_at_any_step_loses_and_doubles_nothing(victim: str, at: int) -> None:
    c = Cluster()
    ticket = ""
    for n, (center, who, verb, args) in enumerate(STEPS):
        result = c.do(center, who, verb, ticket, client_id=f"step{n}", **args)
        assert result.ok, (verb, result)
        ticket = result.target
        if n == at:
            c.crash(victim)
            c.settle(100)
            c.restart(victim)
            assert c.do(center, who, verb, ticket, client_id=f"step{n}", **args) == result
        c.settle(7_000 if n == at else 200)
    logs = [c.ticket(name, ticket).events for name in c.nodes]
    assert logs[0] == logs[1] == logs[2]
    assert [e.kind for e in logs[0] if e.kind != "escalated"] == [
        "reported", "filed", "handed_up", "received", "dispatched", "signed", "fed_back", "checked", "closed",
    ]  # fmt: skip
    fired = [tuple(sorted(e.args.items())) for e in logs[0] if e.kind == "escalated"]
    assert len(fired) == len(set(fired))


def test_that_a_database_of_another_center_is_refused() -> None:
    c = Cluster()
    c.nodes["lc"].store = c.nodes["bc"].store
    with pytest.raises(Corrupt, match="belongs to center bc"):
        c.restart("lc")


def test_that_start_and_stop_are_in_the_journal() -> None:
    c = Cluster()
    node = c.nodes["lc"]
    node.core.stop(c.now)
    node.store.commit(node.core.take())
    acts = [line.act for line in node.store.journal(0, 100)]
    assert (acts.count("start"), acts[-1]) == (1, "stop")
