"""Commands that wait for their result."""

from __future__ import annotations

import threading

import pytest

from backend.domain.errors import Unavailable
from backend.net.pending import Pending
from backend.wire.messages import Command, Result


def command(name: str) -> Command:
    return Command(name, "file")


def ids(commands: list[Command]) -> list[str]:
    return [found.client_id for found in commands]


def test_that_commands_are_due_in_order_until_sent() -> None:
    pending = Pending()
    for name in "abc":
        pending.add(command(name))
    assert ids(pending.due(before_s=0.0)) == ["a", "b", "c"]
    pending.sent("a", 1.0)
    assert ids(pending.due(before_s=0.5)) == ["b", "c"]


def test_that_an_unanswered_command_is_due_again_later() -> None:
    pending = Pending()
    pending.add(command("a"))
    pending.sent("a", 10.0)
    assert pending.due(before_s=10.0) == []
    assert ids(pending.due(before_s=10.1)) == ["a"]


def test_that_a_broken_link_makes_everything_due_with_the_same_id() -> None:
    pending = Pending()
    pending.add(command("a"))
    pending.sent("a", 10.0)
    pending.resend_all()
    assert ids(pending.due(before_s=0.0)) == ["a"]


def test_that_a_result_settles_its_command_once() -> None:
    pending = Pending()
    future = pending.add(command("a"))
    result = Result("a", ok=True)
    assert pending.settle(result)
    assert future.result(0) == result
    assert not pending.settle(result)
    assert len(pending) == 0


def test_that_the_same_client_id_waits_once() -> None:
    pending = Pending()
    assert pending.add(command("a")) is pending.add(command("a"))
    assert len(pending) == 1


def test_that_one_too_many_is_refused_and_room_comes_back() -> None:
    pending = Pending(limit=2)
    pending.add(command("a"))
    pending.add(command("b"))
    with pytest.raises(Unavailable):
        pending.add(command("c"))
    pending.settle(Result("a", ok=True))
    pending.add(command("c"))


def test_that_closing_fails_whoever_waits_and_whoever_comes() -> None:
    pending = Pending()
    future = pending.add(command("a"))
    pending.fail_all("closed")
    with pytest.raises(Unavailable):
        future.result(0)
    with pytest.raises(Unavailable):
        pending.add(command("b"))


def test_that_a_waiting_command_cannot_be_cancelled() -> None:
    assert not Pending().add(command("a")).cancel()


def test_that_many_threads_may_add_at_once() -> None:
    pending = Pending(limit=400)
    threads = [
        threading.Thread(target=lambda n=n: [pending.add(command(f"{n}-{k}")) for k in range(50)])
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pending) == 400
    assert len(set(ids(pending.due(0.0)))) == 400
