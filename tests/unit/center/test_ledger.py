from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from backend.center import ledger
from backend.center.ledger import Ledger, Unfit
from backend.center.ports import AppendEvents, EdgeRow, PutEdge, PutMeta
from backend.domain.ticket import Ticket
from backend.wire.messages import Accept, Result
from tests.fakes.center_cluster import Cluster
from tests.fakes.center_store import MemoryStore
from tests.fakes.domain_cast import filed


def _ledger(store: MemoryStore | None = None) -> tuple[Ledger, MemoryStore]:
    store = store or MemoryStore()
    return Ledger("lc", store.load(9), store), store


def _append(book: Ledger) -> Ticket:
    return book.append(None, filed().known.events, by="li", at_ms=5)


def test_that_memory_and_writes_say_the_same() -> None:
    book, store = _ledger()
    ticket = _append(book)
    store.commit(book.take())
    again, _ = _ledger(store)
    assert again.tickets == {ticket.id: ticket}
    assert book.take() == ()


def test_that_events_that_do_not_continue_a_log_change_nothing() -> None:
    book, _ = _ledger()
    ticket = _append(book)
    book.take()
    gap = replace(ticket.events[-1], rev=9)
    no_lead = replace(ticket.events[-1], rev=ticket.rev + 1, kind="dispatched", args={})
    for events in ((gap,), (no_lead,)):
        with pytest.raises(Unfit):
            book.append(ticket, events, by="li", at_ms=6)
    with pytest.raises(Unfit, match="no event"):
        book.append(None, (), by="li", at_ms=6)
    assert book.take() == ()
    assert book.tickets[ticket.id] == ticket


def test_that_an_id_is_given_once_even_across_a_restart() -> None:
    book, store = _ledger()
    assert book.next_id() == book.next_id() == "lc/1/1"
    book.use_id()
    store.commit(book.take())
    again, _ = _ledger(store)
    assert again.next_id() == "lc/1/2"


def test_that_edges_are_written_once_per_batch() -> None:
    book, _ = _ledger()
    book.take()
    for n in range(5):
        book.queue("bc", Accept(f"t{n}", 1, ()))
    edges = [write for write in book.take() if isinstance(write, PutEdge)]
    assert edges == [PutEdge(EdgeRow("bc", next_seq=6))]


def test_that_an_acknowledgement_of_what_was_never_sent_is_ignored() -> None:
    book, _ = _ledger()
    book.queue("bc", Accept("t", 1, ()))
    book.acknowledged("bc", 7)
    assert book.edge("bc").acked_seq == 0
    book.acknowledged("bc", 1)
    book.acknowledged("bc", 1)
    assert book.edge("bc").acked_seq == 1


def test_that_old_ended_tickets_leave_memory_and_are_read_when_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger, "KEPT_ENDED", 3)
    c = Cluster()
    ended = []
    for n in range(5):
        ticket = c.done("lc", "intake", "report", title=f"t{n}")
        c.done("lc", "intake", "not_file", ticket, reason="nothing there")
        ended.append(ticket)
    live = c.done("lc", "intake", "report", title="live")
    book = c.nodes["lc"].core._ledger
    assert set(book.tickets) == {*ended[2:], live}
    oldest = book.ticket(ended[0])
    assert oldest is not None
    assert oldest.ended
    assert c.done("lc", "intake", "note", ended[0], note="still reachable") == ended[0]
    c.settle()
    assert c.ticket("tl", ended[0]).rev == 3


def test_that_decided_alarms_leave_memory_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "KEPT_ENDED", 2)
    c = Cluster()
    for n in range(4):
        c.done("lc", "watch", "dismiss", c.raise_alarm(rule=f"r{n}"), reason="a cat")
    book = c.nodes["lc"].core._ledger
    assert sorted(book.alarms) == ["lc/1/3", "lc/1/4"]
    assert c.do("lc", "watch", "claim", "lc/1/1").code == "wrong_state"


def test_that_the_first_start_writes_who_this_is() -> None:
    book, store = _ledger()
    writes = book.take()
    assert PutMeta("center", "lc") in writes
    assert not [write for write in writes if isinstance(write, AppendEvents)]
    store.commit(writes)
    assert _ledger(store)[0].take() == ()


class _Asked(MemoryStore):
    """Counts what is asked of the disk about earlier commands."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, ...]] = []

    def result_of(self, caller: str, client_id: str) -> Result | None:
        self.asked.append((client_id,))
        return super().result_of(caller, client_id)

    def results_of(self, caller: str, client_ids: Sequence[str]) -> dict[str, Result]:
        self.asked.append(tuple(client_ids))
        return {name: r for name in client_ids if (r := self.tables.results.get((caller, name)))}


def test_that_expected_commands_are_looked_up_together_and_only_within_their_batch() -> None:
    store = _Asked()
    book, _ = _ledger(store)
    before = Result("c0", ok=True)
    book.put_result("li", before, 5)
    store.commit(book.take())
    for name in ("c0", "c1", "c2"):
        book.expect("li", name)
    assert [book.result_of("li", name) for name in ("c0", "c1", "c2")] == [before, None, None]
    made = Result("c1", ok=True)
    book.put_result("li", made, 6)
    assert book.result_of("li", "c1") == made, "what came of it in this batch counts at once"
    assert store.asked == [("c0", "c1", "c2")]
    assert book.result_of("wang", "c1") is None, "nobody else's"
    assert book.result_of("li", "c9") is None, "one that was not expected"
    store.commit(book.take())
    assert book.result_of("li", "c1") == made
    assert store.asked[1:] == [("c1",), ("c9",), ("c1",)]
