"""What is old goes into the archive in small steps, is read as before, and comes back when worked on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from backend.center import journal
from backend.center.ports import AppendEvents, PutJournal, PutResult, PutTicket, TicketRow, Write
from backend.domain.errors import Corrupt
from backend.domain.ticket import Event
from backend.store.archive import DAY_MS, RESULTS_DAYS_MIN, STEP_MAX, Retention
from backend.store.audit import verify
from backend.store.unit import SqlStore
from backend.wire.messages import Result

NOW = 1_000 * DAY_MS
YEAR = Retention(ticket_days=365)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    made: str = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    return made


@pytest.fixture
def store(tmp_path: Path, url: str) -> Iterator[SqlStore]:
    with closing(SqlStore(tmp_path, url)) as made:
        yield made


def _event(ticket: str, rev: int) -> Event:
    return Event(rev, "noted", 7, "li", "intake", "lc", {"ticket": ticket, "note": "箱子"})


def _put(store: SqlStore, name: str, revs: range, *, live: bool, updated_ms: int = 7) -> None:
    """Events of a ticket as a center writes them, with their line in the journal."""
    events = tuple(_event(name, rev) for rev in revs)
    bodies = tuple(msgspec.msgpack.encode(event) for event in events)
    row = TicketRow(
        name, "closed", "lc", "", 1, events[-1].rev, live, updated_ms, "bc", "hotline", f"k{name}"
    )
    loaded = store.load(0)
    digests = " ".join(f"{e.rev}:{journal.digest(b)}" for e, b in zip(events, bodies, strict=True))
    entry = journal.next_entry(
        loaded.journal_n, loaded.journal_hash or journal.GENESIS, 7,
        actor="li", act=journal.EVENTS, subject=name, outcome="ok", detail=digests,
    )  # fmt: skip
    writes: list[Write] = [PutTicket(row), AppendEvents(name, events, bodies), PutJournal(entry)]
    store.commit(writes)


def _tidy(store: SqlStore, retention: Retention = YEAR, now_ms: int = NOW) -> int:
    total = 0
    while step := store.tidy(now_ms, retention):
        total += step
    return total


def _in(store: SqlStore, table: str) -> set[str]:
    return {row[0] for row in store._read(f"SELECT ticket FROM {table}")}  # noqa: S608


def test_that_only_ended_tickets_older_than_the_profile_says_are_archived(store: SqlStore) -> None:
    _put(store, "old", range(1, 4), live=False)
    _put(store, "open", range(1, 2), live=True)
    _put(store, "young", range(1, 2), live=False, updated_ms=NOW - 364 * DAY_MS)
    assert _tidy(store) == 1
    assert (_in(store, "ticket"), _in(store, "archive")) == ({"open", "young"}, {"old"})
    assert _in(store, "event") == {"open", "young"}


def test_that_nothing_is_archived_without_a_retention(store: SqlStore) -> None:
    _put(store, "old", range(1, 4), live=False)
    assert _tidy(store, Retention()) == 0


def test_that_an_archived_ticket_is_read_as_before(store: SqlStore) -> None:
    _put(store, "old", range(1, 4), live=False)
    before = (store.log_of("old"), store.via_of("old"), store.report_of("hotline", "kold"))
    page = store.custody_page("", 10)
    _tidy(store)
    assert (store.log_of("old"), store.via_of("old"), store.report_of("hotline", "kold")) == before
    assert store.custody_page("", 10) == page
    assert [len(before[0]), *before[1:]] == [3, "bc", "old"]


def test_that_a_ticket_worked_on_again_comes_back_and_may_go_again(
    store: SqlStore, tmp_path: Path, url: str
) -> None:
    _put(store, "old", range(1, 4), live=False)
    _tidy(store)
    _put(store, "old", range(4, 6), live=True, updated_ms=NOW)
    assert [event.rev for event in store.log_of("old")] == [1, 2, 3, 4, 5]
    assert [event.rev for event in store.load(0).logs["old"]] == [1, 2, 3, 4, 5]
    assert [row.ticket for row in store.custody_page("", 10)] == ["old"]
    assert verify(tmp_path, url).passed
    _put(store, "old", range(6, 7), live=False, updated_ms=NOW)
    assert _tidy(store, now_ms=NOW + 400 * DAY_MS) == 1
    assert [event.rev for event in store.log_of("old")] == [1, 2, 3, 4, 5, 6]
    assert (_in(store, "ticket"), _in(store, "event")) == (set(), set())
    assert verify(tmp_path, url).passed


def test_that_the_journal_still_covers_what_is_archived(store: SqlStore, tmp_path: Path, url: str) -> None:
    for n in range(30):
        _put(store, f"t{n}", range(1, 4), live=False)
    _tidy(store)
    found = verify(tmp_path, url)
    assert (found.passed, found.events) == (True, 90)
    store._session.write([("DELETE FROM archive WHERE ticket = 't7'", [()])])
    assert verify(tmp_path, url).faults == tuple(f"event {rev} of t7 is gone" for rev in (1, 2, 3))


def test_that_an_archived_log_that_cannot_be_read_stops_the_center(store: SqlStore) -> None:
    _put(store, "old", range(1, 4), live=False)
    _tidy(store)
    store._session.write([(store._session.door.spoken("UPDATE archive SET log = ?"), [(b"x",)])])
    with pytest.raises(Corrupt, match="archived log"):
        store.log_of("old")


def test_that_results_are_kept_for_a_month_at_least(store: SqlStore) -> None:
    month_ms = NOW - RESULTS_DAYS_MIN * DAY_MS
    store.commit([PutResult("li", Result(f"c{n}", ok=True), month_ms - 1) for n in range(300)])
    store.commit([PutResult("li", Result("new", ok=True), month_ms)])
    assert _tidy(store, Retention(result_days=1)) == 300
    assert store.result_of("li", "new") is not None
    assert store.result_of("li", "c7") is None


def test_that_steps_grow_while_they_are_quick_and_shrink_when_they_are_not(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.commit([PutResult("li", Result(f"c{n}", ok=True), 1) for n in range(1_000)])
    seconds = iter(range(10_000))
    monkeypatch.setattr("backend.store.archive.time.monotonic", lambda: 0.0)
    steps = [store.tidy(NOW, YEAR) for _ in range(6)]
    assert steps == [8, 16, 32, 64, 128, STEP_MAX]
    monkeypatch.setattr("backend.store.archive.time.monotonic", lambda: float(next(seconds)))
    assert [store.tidy(NOW, YEAR) for _ in range(3)] == [STEP_MAX, STEP_MAX // 2, STEP_MAX // 4]
