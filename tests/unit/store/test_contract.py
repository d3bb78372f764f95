"""Promises of `backend.center.ports.Store`, kept by the real store and by the fake that tests use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from backend.center import journal
from backend.center.camera_ports import DropCamera, PutCamera, PutLife, PutLogin, PutRules
from backend.center.ports import (
    AppendEvents,
    DropOutbox,
    EdgeRow,
    Park,
    PutAlarm,
    PutEdge,
    PutJournal,
    PutMeta,
    PutOutbox,
    PutResult,
    PutTicket,
    Store,
    TicketRow,
    Write,
)
from backend.domain.alarm import Alarm, AlarmState, Priority
from backend.domain.camera import Camera, Life
from backend.domain.errors import Corrupt
from backend.domain.ticket import Event
from backend.store.unit import SqlStore
from backend.wire.messages import Accept, Result, Shadow
from tests.fakes.center_store import MemoryStore

EVENT = Event(1, "reported", 7, "li", "intake", "lc", {"ticket": "lc/1/1", "title": "箱子"})
SECOND = Event(2, "noted", 8, "li", "intake", "lc", {"note": "x"})


@pytest.fixture(params=["sqlite", "postgres", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    make: dict[str, Callable[[], Store]] = {
        "memory": MemoryStore,
        "sqlite": lambda: SqlStore(tmp_path),
        "postgres": lambda: SqlStore(tmp_path, request.getfixturevalue("postgres").new_database()),
    }
    with closing(make[request.param]()) as made:
        yield made


def _log(*events: Event, live: bool = True, ticket: str = "lc/1/1", updated_ms: int = 7) -> list[Write]:
    row = TicketRow(ticket, "reported", "lc", "", 1, events[-1].rev, live, updated_ms, via="bc")
    return [AppendEvents(ticket, events, tuple(map(msgspec.msgpack.encode, events))), PutTicket(row)]


def _alarm(name: str, state: AlarmState = AlarmState.RAISED, raised_ms: int = 1) -> Alarm:
    return Alarm(name, state, "cam-1", "gate", "zone_entry", Priority.HIGH, raised_ms)


def _entry(n: int, previous: str = journal.GENESIS) -> PutJournal:
    entry = journal.next_entry(n, previous, 5, actor="li", act="report", subject="s", outcome="ok", detail="")
    return PutJournal(entry)


def test_that_a_new_store_is_empty(store: Store) -> None:
    loaded = store.load(10)
    assert (dict(loaded.meta), dict(loaded.logs), loaded.alarms, loaded.edges) == ({}, {}, (), ())
    assert (loaded.journal_n, loaded.journal_hash) == (0, "")
    assert store.result_of("operator:li", "c1") is None
    assert store.log_of("lc/1/1") == ()
    assert store.alarm_of("lc/1/2") is None
    assert store.via_of("lc/1/1") == ""


def test_that_what_was_committed_is_loaded(store: Store) -> None:
    first = _entry(0)
    store.commit(
        [
            *_log(EVENT),
            PutAlarm(_alarm("lc/1/2")),
            PutMeta("counter", "2"),
            PutEdge(EdgeRow("bc", 3, 1, 4)),
            first,
        ]
    )
    loaded = store.load(10)
    assert loaded.logs == {"lc/1/1": (EVENT,)}
    assert loaded.via == {"lc/1/1": "bc"}
    assert store.via_of("lc/1/1") == "bc"
    assert loaded.alarms == (_alarm("lc/1/2"),)
    assert loaded.meta == {"counter": "2"}
    assert loaded.edges == (EdgeRow("bc", 3, 1, 4),)
    assert (loaded.journal_n, loaded.journal_hash) == (1, first.entry.hash)
    assert store.journal(0, 10) == (first.entry,)


def test_that_later_rows_replace_state_but_never_a_log(store: Store) -> None:
    store.commit(_log(EVENT))
    store.commit([*_log(SECOND), PutMeta("a", "1"), PutMeta("a", "2")])
    assert store.log_of("lc/1/1") == (EVENT, SECOND)
    assert store.load(0).meta == {"a": "2"}
    with pytest.raises(Corrupt):
        store.commit(_log(EVENT))


def test_that_a_commit_is_all_or_nothing(store: Store) -> None:
    store.commit([_entry(0)])
    with pytest.raises(Corrupt):
        store.commit([PutMeta("half", "done"), PutOutbox("bc", 1, Accept("t", 1, ())), _entry(0)])
    assert "half" not in store.load(0).meta
    assert store.outbox("bc", 0, 10) == ()


def test_that_only_the_newest_ended_tickets_are_loaded(store: Store) -> None:
    for n, live in enumerate([True, False, False, False], start=1):
        store.commit(_log(EVENT, ticket=f"lc/1/{n}", live=live, updated_ms=n))
    assert set(store.load(2).logs) == {"lc/1/1", "lc/1/3", "lc/1/4"}
    assert store.log_of("lc/1/2") == (EVENT,)


def test_that_open_alarms_are_always_loaded_and_decided_ones_up_to_a_number(store: Store) -> None:
    states = [AlarmState.RAISED, AlarmState.CLAIMED, AlarmState.DISMISSED, AlarmState.CONFIRMED]
    store.commit([PutAlarm(_alarm(f"lc/1/{n}", state, n)) for n, state in enumerate(states)])
    assert {a.id for a in store.load(1).alarms} == {"lc/1/0", "lc/1/1", "lc/1/3"}
    store.commit([PutAlarm(_alarm("lc/1/0", AlarmState.DISMISSED, 0))])
    assert store.alarm_of("lc/1/0") == _alarm("lc/1/0", AlarmState.DISMISSED, 0)
    assert {a.id for a in store.load(0).alarms} == {"lc/1/1"}


def test_that_the_outbox_keeps_order_until_it_is_dropped(store: Store) -> None:
    bodies = [Shadow("t", 1, n, (EVENT,)) for n in range(1, 6)]
    store.commit([PutOutbox("bc", n, body) for n, body in enumerate(bodies, start=1)])
    store.commit([PutOutbox("tl", 1, bodies[0])])
    assert store.outbox("bc", 1, 2) == ((2, bodies[1]), (3, bodies[2]))
    store.commit([DropOutbox("bc", 4)])
    assert store.outbox("bc", 0, 10) == ((5, bodies[4]),)
    assert store.outbox("tl", 0, 10) == ((1, bodies[0]),)


def test_that_a_result_is_kept_per_caller(store: Store) -> None:
    mine = Result("c1", ok=False, target="lc/1/1", code="role", who_may=("intake",), words="no")
    store.commit([PutResult("operator:li", mine, 5)])
    assert store.result_of("operator:li", "c1") == mine
    assert store.result_of("analyst:li", "c1") is None
    assert store.results_of("operator:li", ("c0", "c1")) == {"c1": mine}
    assert store.results_of("analyst:li", ("c1",)) == {}


def test_that_parked_messages_are_kept(store: Store) -> None:
    store.commit([Park("lc", 3, Accept("t", 1, (EVENT,)), "why", 5)])
    with pytest.raises(Corrupt):
        store.commit([Park("lc", 3, Accept("t", 1, (EVENT,)), "again", 6)])


def test_that_the_journal_is_read_in_pages(store: Store) -> None:
    first = _entry(0)
    second = _entry(1, first.entry.hash)
    store.commit([first, second])
    assert store.journal(0, 1) == (first.entry,)
    assert store.journal(1, 10) == (second.entry,)


GATE = Camera("gate", "北门", "lc-01", "rtsp://h/main", armed=True, changed_ms=5)
LIFE = Life("n1", 3, 9)


def test_that_cameras_are_loaded_with_what_happened_to_them(store: Store) -> None:
    yard = Camera("yard", "Yard", "lc-01", "rtsp://h/2")
    store.commit(
        [PutCamera(GATE), PutLife("gate", LIFE), PutLogin("gate", b"\x00sealed"), PutRules("gate", "{}")]
    )
    store.commit([PutCamera(yard)])
    assert store.load(10).cameras == ((GATE, LIFE), (yard, Life()))
    assert (store.login_of("gate"), store.rules_of("gate")) == (b"\x00sealed", "{}")
    assert (store.login_of("yard"), store.rules_of("yard")) == (b"", "")


def test_that_within_a_commit_the_later_word_on_a_camera_counts(store: Store) -> None:
    gone: list[Write] = [
        DropCamera("gate"),
        PutLife("gate", Life()),
        PutLogin("gate", b""),
        PutRules("gate", ""),
    ]
    store.commit(
        [PutCamera(GATE), PutLife("gate", LIFE), PutLogin("gate", b"s"), PutRules("gate", "{}"), *gone]
    )
    assert store.load(10).cameras == ()
    assert (store.login_of("gate"), store.rules_of("gate")) == (b"", "")
    store.commit([PutCamera(GATE), *gone, PutCamera(GATE), PutLife("gate", Life("n2", 1))])
    assert store.load(10).cameras == ((GATE, Life("n2", 1)),)
