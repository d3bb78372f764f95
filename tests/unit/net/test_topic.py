"""Snapshot at N, then every change after N."""

from __future__ import annotations

from backend.net.topic import HELD_MAX, Topic
from backend.wire.messages import Snapshot, Tail
from tests.fakes.net_messages import RECORD


def change(seq: int) -> Tail:
    return Tail("ticket", seq, tickets=(RECORD,))


def beat(seq: int) -> Tail:
    return Tail("ticket", seq)


def snapshot(seq: int, *, last: bool = True) -> Snapshot:
    return Snapshot("ticket", seq, last=last, tickets=(RECORD,))


def loaded(seq: int) -> Topic:
    topic = Topic("ticket")
    topic.take_part(snapshot(seq))
    return topic


def test_that_nothing_is_passed_on_before_the_snapshot() -> None:
    topic = Topic("ticket")
    assert topic.wants_snapshot
    assert topic.take_tail(change(5)) == ()
    assert topic.take_tail(beat(5)) == ()


def test_that_changes_held_back_follow_the_snapshot_without_those_inside_it() -> None:
    topic = Topic("ticket")
    for seq in (4, 5, 6):
        topic.take_tail(change(seq))
    assert topic.take_part(snapshot(4)) == (snapshot(4), change(5), change(6))
    assert not topic.wants_snapshot


def test_that_parts_are_put_together() -> None:
    topic = Topic("ticket")
    assert topic.take_part(snapshot(4, last=False)) == ()
    (whole,) = topic.take_part(snapshot(4))
    assert whole == Snapshot("ticket", 4, last=True, tickets=(RECORD, RECORD))


def test_that_parts_of_an_older_answer_are_dropped() -> None:
    topic = Topic("ticket")
    topic.take_part(snapshot(3, last=False))
    (whole,) = topic.take_part(snapshot(4))
    assert isinstance(whole, Snapshot)
    assert len(whole.tickets) == 1


def test_that_the_next_change_passes_and_a_repeated_one_does_not() -> None:
    topic = loaded(4)
    assert topic.take_tail(change(5)) == (change(5),)
    assert topic.take_tail(change(5)) == ()
    assert topic.take_tail(change(3)) == ()
    assert not topic.wants_snapshot


def test_that_a_heartbeat_with_the_known_number_is_quiet() -> None:
    topic = loaded(4)
    assert topic.take_tail(beat(4)) == ()
    assert not topic.wants_snapshot


def test_that_a_heartbeat_ahead_of_us_shows_the_gap() -> None:
    topic = loaded(4)
    assert topic.take_tail(beat(5)) == ()
    assert topic.wants_snapshot


def test_that_a_change_after_a_gap_waits_for_the_new_snapshot() -> None:
    topic = loaded(4)
    assert topic.take_tail(change(6)) == ()
    assert topic.wants_snapshot
    assert topic.take_part(snapshot(5)) == (snapshot(5), change(6))


def test_that_a_snapshot_nobody_waits_for_is_ignored() -> None:
    assert loaded(4).take_part(snapshot(9)) == ()


def test_that_a_new_subscription_starts_over() -> None:
    topic = loaded(4)
    topic.restart()
    assert topic.wants_snapshot
    assert topic.take_tail(change(5)) == ()


def test_that_what_is_held_back_is_bounded_and_the_loss_shows() -> None:
    topic = Topic("ticket")
    for seq in range(1, HELD_MAX + 10):
        topic.take_tail(change(seq))
    passed = topic.take_part(snapshot(0))
    assert len(passed) == 1 + HELD_MAX
    topic.take_tail(beat(HELD_MAX + 9))
    assert topic.wants_snapshot
