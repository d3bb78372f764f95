"""After a restore from backup: nothing that anybody else knows is lost, nothing is done twice."""

from __future__ import annotations

import pytest

from backend.center import recovery
from backend.center.ports import Caller
from backend.domain.alarm import AlarmState
from backend.domain.errors import Unavailable
from backend.domain.log import Custody
from backend.domain.roles import Role
from backend.wire.codec import SIZE_MAX_BYTES, decode, encode
from backend.wire.messages import Ask, Bye, Command, Envelope, Hello, Told, Transfer
from tests.fakes.center_cluster import Cluster, person
from tests.fakes.center_store import MemoryStore

LC = Caller("center", "lc", frozenset({Role.CENTER}))
LONG = "x" * 3_900


def _filed(c: Cluster, center: str = "lc") -> str:
    ticket = c.done(center, "intake", "report", title="Bin on fire", category="city.waste")
    c.done(center, "intake", "file", ticket)
    return ticket


def _backed_up() -> Cluster:
    """A district with one ticket everywhere, and a backup at every center."""
    c = Cluster()
    _filed(c)
    c.settle(3_000)
    for name in c.nodes:
        c.backup(name)
    c.settle(3_000)
    return c


def _same(c: Cluster, ticket: str) -> None:
    logs = [c.ticket(name, ticket).events for name in c.nodes]
    assert logs[0] == logs[1] == logs[2]


def _recovering(c: Cluster, name: str) -> bool:
    return c.nodes[name].core.recovering


def _back(c: Cluster, name: str) -> None:
    c.lose_disk(name)
    c.restart(name)
    c.settle(8_000)
    assert not _recovering(c, name)
    assert all(c.up(name).values())


def test_that_a_restored_center_gets_back_what_it_made_after_the_backup() -> None:
    c = _backed_up()
    ticket = _filed(c)
    c.done("lc", "dispatcher", "dispatch", ticket, lead="cg")
    c.settle()
    before = c.ticket("lc", ticket).events
    _back(c, "lc")
    assert c.ticket("lc", ticket).events[: len(before)] == before
    c.done("lc", "zhang", "sign", ticket)
    c.settle()
    _same(c, ticket)


def test_that_ids_of_the_lost_life_are_not_given_again() -> None:
    c = _backed_up()
    lost = c.done("lc", "intake", "report", title="never told to anybody")
    _back(c, "lc")
    again = c.done("lc", "intake", "report", title="new")
    assert (lost, again) == ("lc/1/2", "lc/2/2")


def test_that_the_same_backup_restored_twice_begins_two_lives() -> None:
    c = _backed_up()
    backup = c.nodes["lc"].backup
    _back(c, "lc")
    c.nodes["lc"].backup = backup
    _back(c, "lc")
    assert c.nodes["lc"].core._ledger.incarnation == 3


def test_that_a_ticket_handed_on_after_the_backup_is_not_held_twice() -> None:
    c = _backed_up()
    c.done("lc", "dispatcher", "hand_up", "lc/1/1")
    c.settle()
    c.lose_disk("lc")
    assert c.ticket("lc", "lc/1/1").custody == Custody("lc", 1)
    c.split("lc", "bc")
    c.restart("lc")
    c.settle()
    refused = c.do("lc", "intake", "note", "lc/1/1", note="x")
    assert (refused.code, refused.who_may) == ("recovering", ("center:bc",))
    assert c.nodes["lc"].core.frozen("lc/1/1")
    c.heal("lc", "bc")
    c.settle(8_000)
    assert c.ticket("lc", "lc/1/1").custody == Custody("bc", 2)
    assert c.do("lc", "intake", "note", "lc/1/1", note="x").code == "not_custodian"
    _same(c, "lc/1/1")


def test_that_new_tickets_are_taken_while_recovering_and_told_afterwards() -> None:
    c = _backed_up()
    c.lose_disk("lc")
    c.split("lc", "bc")
    c.restart("lc")
    ticket = _filed(c)
    c.done("lc", "dispatcher", "hand_up", ticket)
    c.settle(2_000)
    row = c.nodes["lc"].core._ledger.edge("bc")
    assert c.nodes["lc"].store.outbox("bc", row.next_seq - 1, 10) == ()
    c.heal("lc", "bc")
    c.settle(8_000)
    assert c.ticket("lc", ticket).custody == Custody("bc", 2)
    _same(c, ticket)


def test_that_pre_restore_tickets_rest_until_every_neighbour_has_answered() -> None:
    c = _backed_up()
    c.done("bc", "intake", "report", title="of the town")
    c.backup("bc")
    c.lose_disk("bc")
    c.split("bc", "lc")
    c.restart("bc")
    c.settle(8_000)
    assert c.do("bc", "intake", "note", "bc/1/1", note="x").code == "recovering"
    readings = {one.peer: one.recovering for one in c.nodes["bc"].core.links(c.now)}
    assert readings == {"tl": False, "lc": True}
    c.heal("bc", "lc")
    c.settle(8_000)
    c.done("bc", "intake", "note", "bc/1/1", note="x")


@pytest.mark.parametrize("loser", ["bc", "lc"])
def test_that_a_transfer_whose_acceptance_was_lost_with_a_disk_arrives(loser: str) -> None:
    """The giver waits for an ACCEPT that nobody remembers, or the taker does not know that it has it."""
    c = _backed_up()
    c.split("lc", "bc")
    c.done("lc", "dispatcher", "hand_up", "lc/1/1")
    c.settle()
    c.heal("lc", "bc")
    for _ in range(40):
        c._batch("lc", lambda _: ())
        c._batch("bc", lambda _: ())
        if c.ticket("bc", "lc/1/1").custody.holder == "bc":
            break
        c.clock.advance(50)
    assert c.ticket("lc", "lc/1/1").custody == Custody("lc", 2, "bc")
    _back(c, loser)
    assert c.ticket("lc", "lc/1/1").custody == Custody("bc", 2)
    _same(c, "lc/1/1")


def test_that_a_transfer_that_was_on_its_way_is_issued_again_at_the_same_epoch() -> None:
    c = _backed_up()
    c.split("lc", "bc")
    c.done("lc", "dispatcher", "hand_up", "lc/1/1")
    c.settle()
    c.backup("lc")
    store = c.nodes["lc"].store
    c.lose_disk("lc")
    row = next(edge for edge in store.load(0).edges if edge.peer == "bc")
    assert row.next_seq > 1
    c.cut.clear()
    c.restart("lc")
    c.settle(8_000)
    sent = [body for _, body in store.outbox("bc", 0, 100) if isinstance(body, Transfer)]
    assert [body.epoch for body in sent] == [2, 2]
    assert c.ticket("lc", "lc/1/1").custody == Custody("bc", 2)
    _same(c, "lc/1/1")


def test_that_messages_kept_for_a_restored_neighbour_are_sent_again() -> None:
    c = _backed_up()
    ticket = _filed(c)
    c.settle()
    assert c.ticket("bc", ticket) == c.ticket("lc", ticket)
    c.lose_disk("bc")
    assert c.nodes["bc"].store.log_of(ticket) == ()
    c.restart("bc")
    c.settle(8_000)
    _same(c, ticket)


def test_that_an_older_backup_than_the_newest_is_bridged_by_what_neighbours_know() -> None:
    c = _backed_up()
    old = c.nodes["bc"].backup
    tickets = [_filed(c) for _ in range(3)]
    c.settle()
    c.done("lc", "dispatcher", "hand_up", tickets[0])
    c.settle(3_000)
    c.backup("bc")
    c.settle(3_000)
    assert c.nodes["lc"].core._ledger.edge("bc").dropped_seq > 2
    c.nodes["bc"].backup = old
    _back(c, "bc")
    for ticket in tickets:
        _same(c, ticket)
    c.done("bc", "intake", "note", tickets[0], note="held here")


def test_that_a_backup_is_due_after_recovery_until_it_is_made() -> None:
    c = _backed_up()
    c.lose_disk("lc")
    c.restart("lc")
    core = c.nodes["lc"].core
    assert not core.backup_due
    backups = c.nodes["lc"].backup
    c.settle(8_000)
    assert c.nodes["lc"].backup is not backups
    assert not core.backup_due
    acts = [entry.act for entry in c.nodes["lc"].store.journal(0, 10_000)]
    assert [act for act in acts if act in {"restore", "recover", "backup"}][-3:] == [
        "restore", "recover", "backup",
    ]  # fmt: skip


def test_that_a_database_put_back_without_restore_is_refused_with_words() -> None:
    c = _backed_up()
    _filed(c)
    c.settle()
    c.crash("lc")
    node = c.nodes["lc"]
    assert node.backup is not None
    assert isinstance(node.store, MemoryStore)
    node.store.tables = node.backup.copied()
    c.restart("lc")
    c.settle(3_000)
    (part,) = c.snapshot("lc", "center")
    assert part.neighbours[0].up is False
    assert "behind" in part.neighbours[0].words
    assert "the database of lc was lost or put back; use `onegrid center restore`" in part.neighbours[0].words


def test_that_an_earlier_life_is_not_let_in_again() -> None:
    c = _backed_up()
    _back(c, "lc")
    hello = Envelope(1, "lc", 1, 1, 0, 0, Hello(1, 1, "lc", 0, 99))
    replies = c.nodes["bc"].core.handle(b"lc", LC, hello, c.now)
    (bye,) = [send.envelope.body for send in replies]
    assert isinstance(bye, Bye)
    assert "comes as incarnation 1, after it was 2" in bye.words


def test_that_messages_of_an_earlier_life_still_on_their_way_are_not_heard() -> None:
    c = _backed_up()
    ticket = c.done("lc", "intake", "report", title="late")
    late = list(c.nodes["bc"].inbox)
    assert late
    c.lose_disk("lc")
    c.restart("lc")
    c.settle(8_000)
    c.nodes["bc"].inbox.extend(late)
    c.settle(3_000)
    assert c.nodes["bc"].store.log_of(ticket) == ()


def test_that_reconciling_does_not_reveal_what_is_on_its_way_to_the_asker() -> None:
    c = _backed_up()
    c.split("lc", "bc")
    c.done("lc", "dispatcher", "hand_up", "lc/1/1")
    told = c.nodes["lc"].core._links._recovery.answer("bc", Ask(1))
    (held,) = told.rows
    assert (held.ticket, held.rev) == ("lc/1/1", 2)
    (log,) = c.nodes["lc"].core._links._recovery.answer("bc", Ask(2, "", ("lc/1/1",))).logs
    assert (log.epoch, [event.kind for event in log.events]) == (1, ["reported", "filed"])


def test_that_a_neighbour_is_told_only_what_concerns_it() -> None:
    c = _backed_up()
    c.done("tl", "intake", "report", title="of the district")
    c.settle()
    answer = c.nodes["tl"].core._links._recovery.answer
    assert [held.ticket for held in answer("bc", Ask(1)).rows] == ["lc/1/1"]
    assert answer("bc", Ask(2, "", ("tl/1/1", "no/1/1"))).logs == ()


def test_that_large_answers_come_in_parts_below_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "PAGE_TICKETS", 4)
    c = _backed_up()
    tickets = [_filed(c) for _ in range(10)]
    for ticket in tickets:
        for n in range(40):
            c.done("lc", "intake", "note", ticket, note=f"{n}{LONG}")
    c.settle(4_000)
    sizes: list[int] = []
    answer = recovery.Recovery.answer

    def measured(self: recovery.Recovery, peer: str, ask: Ask) -> Told:
        told = answer(self, peer, ask)
        sizes.append(len(encode(Envelope(1, "bc", 1, 1, 0, 0, told))))
        return told

    monkeypatch.setattr(recovery.Recovery, "answer", measured)
    _back(c, "lc")
    assert sum(sizes) > SIZE_MAX_BYTES
    assert max(sizes) < SIZE_MAX_BYTES // 2
    for ticket in tickets:
        _same(c, ticket)


def test_that_a_lost_question_and_a_lost_answer_are_made_up_for() -> None:
    c = _backed_up()
    ticket = _filed(c)
    c.settle()
    c.lose_disk("lc")
    c.restart("lc")
    for lost in range(6):
        for name, node in c.nodes.items():
            kept = [(r, raw) for r, raw in node.inbox if not isinstance(decode(raw).body, Ask | Told)]
            if (lost + len(name)) % 2:
                node.inbox.clear()
                node.inbox.extend(kept)
        c.settle(50)
    c.settle(8_000)
    _same(c, ticket)


def test_that_a_crash_in_the_middle_of_recovery_begins_it_anew() -> None:
    c = _backed_up()
    ticket = _filed(c)
    c.settle()
    c.lose_disk("lc")
    c.restart("lc")
    c._batch("bc", lambda _: ())
    c._batch("lc", lambda _: ())
    assert _recovering(c, "lc")
    c.crash("lc")
    c.restart("lc")
    c.settle(8_000)
    assert not _recovering(c, "lc")
    _same(c, ticket)


def test_that_an_alarm_confirmed_after_the_backup_makes_no_second_ticket() -> None:
    c = _backed_up()
    alarm = c.raise_alarm()
    c.backup("lc")
    ticket = c.done("lc", "watch", "confirm", alarm, title="Somebody at the gate")
    c.settle()
    c.lose_disk("lc")
    c.split("lc", "bc")
    c.restart("lc")
    assert c.do("lc", "watch", "confirm", alarm, title="again").code == "recovering"
    c.heal("lc", "bc")
    c.settle(8_000)
    found = c.alarm("lc", alarm)
    assert (found.state, found.ticket) == (AlarmState.CONFIRMED, ticket)
    assert c.do("lc", "watch", "confirm", alarm, title="again").code == "wrong_state"


def test_that_commands_answered_before_the_restore_are_carried_out_anew_and_a_key_prevents_doubles() -> None:
    """Results that were lost with the disk are gone; what a channel reports by its own key is one ticket."""
    c = _backed_up()
    told = Command("k1", "report", "", {"title": "t", "source": "12345", "key": "A-7"})
    (first,) = c.say("lc", person("intake"), told)
    c.settle()
    _back(c, "lc")
    (again,) = c.say("lc", person("intake"), told)
    assert getattr(first, "ok", False)
    assert getattr(again, "code", "") == "reported_already"


def test_that_a_greeting_lost_with_a_failed_commit_is_made_again() -> None:
    """Seed 15 of the simulation: the town's disk failed just as it heard that the district was restored."""
    c = _backed_up()
    _filed(c)
    c.settle()
    store, left = c.nodes["bc"].store, [3]
    assert isinstance(store, MemoryStore)

    def refuse() -> None:
        left[0] -= 1
        if left[0] >= 0:
            raise Unavailable("disk full")

    c.lose_disk("tl")
    store.before_commit = refuse
    c.restart("tl")
    c.settle(10_000)
    assert left[0] < 0
    ticket = _filed(c)
    c.settle(4_000)
    c.crash("tl")
    c.restart("tl")
    c.settle(8_000)
    assert all(c.up("tl").values())
    _same(c, ticket)
