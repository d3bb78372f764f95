"""Commands under way."""

from __future__ import annotations

from itertools import count

import pytest

from backend.domain.errors import Refused
from backend.wire.messages import Result
from console.intents import PENDING_MAX, Intents


def numbered() -> Intents:
    numbers = count(1)
    return Intents(lambda: f"c{next(numbers)}")


def test_that_a_command_carries_what_was_asked_and_waits() -> None:
    intents = numbered()
    command = intents.ask("dispatch", "tl/1/4", {"lead": "cg"}, 500, expected_rev=3)
    assert (command.client_id, command.verb, command.target) == ("c1", "dispatch", "tl/1/4")
    assert command.args == {"lead": "cg"}
    assert command.expected_rev == 3
    assert [pending.since_ms for pending in intents.pending("tl/1/4")] == [500]
    assert intents.pending("tl/1/5") == ()


def test_that_a_key_pressed_twice_sends_one_command() -> None:
    intents = numbered()
    intents.ask("sign", "t", {}, 0)
    with pytest.raises(Refused) as refusal:
        intents.ask("sign", "t", {}, 1)
    assert refusal.value.code == "under_way"
    assert len(intents) == 1


def test_that_two_new_tickets_may_wait_at_once() -> None:
    intents = numbered()
    intents.ask("report", "", {"title": "a"}, 0)
    intents.ask("report", "", {"title": "b"}, 0)
    assert len(intents) == 2


def test_that_an_answer_settles_its_command_once() -> None:
    intents = numbered()
    command = intents.ask("sign", "t", {}, 0)
    answer = Result(command.client_id, ok=True, target="t", rev=4)
    outcome = intents.settle(answer)
    assert outcome is not None
    assert outcome.command is command
    assert outcome.result.rev == 4
    assert intents.settle(answer) is None
    assert len(intents) == 0


def test_that_the_same_act_may_be_asked_again_after_its_answer() -> None:
    intents = numbered()
    first = intents.ask("urge", "t", {}, 0)
    intents.settle(Result(first.client_id, ok=True))
    assert intents.ask("urge", "t", {}, 1).client_id != first.client_id


def test_that_one_act_too_many_is_refused_instead_of_forgotten() -> None:
    intents = numbered()
    for _ in range(PENDING_MAX):
        intents.ask("report", "", {}, 0)
    with pytest.raises(Refused) as refusal:
        intents.ask("report", "", {}, 0)
    assert refusal.value.code == "too_many"


def test_that_ids_are_fresh_without_a_given_source() -> None:
    intents = Intents()
    assert len({intents.ask("report", "", {}, 0).client_id for _ in range(50)}) == 50
