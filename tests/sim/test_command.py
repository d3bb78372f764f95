"""`onegrid simulate` on the command line."""

from __future__ import annotations

import json

import pytest

from backend.simulate.command import simulate
from resources.commandline import run


def _ended(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(simulate, "onegrid simulate", list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_that_seeds_that_hold_end_with_0_and_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert _ended("--seeds", "1..3", "--steps", "20", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["seeds"] == 3
    assert document["failed"] == []
    assert document["messages"] > 0
    assert set(document) >= {"restores", "proved_double_disk_loss"}


def test_that_a_seed_that_fails_ends_with_1_and_says_how_to_walk_it_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _ended("--seeds", "1..1", "--steps", "20", "--drop", "ack_after_commit") == 1
    told = capsys.readouterr()
    assert "onegrid simulate --seeds 1..1 --steps 20 --drop ack_after_commit" in told.out
    assert "I8" in told.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--seeds", "3..1"),
        ("--seeds", "x"),
        ("--seeds", "0..1000000"),
        ("--seeds", "1..1", "--drop", "no_such_rule"),
        ("--seeds", "1..1", "--steps", "0"),
        (),
    ],
)
def test_that_bad_input_ends_with_2_and_one_line(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _ended(*arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
