"""Seeded histories hold, fail without a rule, and are the same whenever they are walked again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.domain.errors import Refused
from backend.simulate.removals import Removal, edited, function_of, without
from backend.simulate.rules import RULES
from backend.simulate.seeds import Report, walk, walk_all
from backend.simulate.walk import Outcome

ROOT = Path(__file__).resolve().parents[2]
BATCH = 6
SEEDS = range(1, 25, BATCH)

SHOWN = (
    "custody_freeze", "custodian_acts", "ack_after_commit", "results_by_client_id", "sequence_check",
    "relay_onward", "gap_noticed",
)  # fmt: skip
"""Rules whose absence shows within a few seeds; the bench has all."""


def _failing(rule: str) -> Outcome:
    outcomes = (outcome for outcome in walk_all(range(1, 21), 60, rule, workers=1) if outcome.broken)
    return next(outcomes)


@pytest.mark.parametrize("first", SEEDS)
def test_that_seeds_hold(first: int) -> None:
    report = Report()
    for outcome in walk_all(range(first, first + BATCH), 80, "", workers=1):
        report.add(outcome)
    told = [(outcome.seed, [str(breach) for breach in outcome.broken]) for outcome in report.failed]
    assert told == []
    assert report.seeds == BATCH
    assert report.restores > 0
    assert report.messages > 100 * BATCH


@pytest.mark.parametrize("rule", SHOWN)
def test_that_seeds_fail_without_a_rule(rule: str) -> None:
    assert _failing(rule).broken


@pytest.mark.parametrize("rule", RULES)
def test_that_the_lines_of_a_rule_are_in_the_program(rule: str) -> None:
    for edit in RULES[rule].edits:
        assert edited(edit) != function_of(edit).__code__


def test_that_the_program_is_whole_again_after_a_rule_was_taken_out() -> None:
    codes = [function_of(edit).__code__ for removal in RULES.values() for edit in removal.edits]
    for rule in RULES:
        with without(rule, RULES):
            pass
    assert [function_of(edit).__code__ for removal in RULES.values() for edit in removal.edits] == codes


def test_that_lines_that_are_gone_are_said_to_be_gone() -> None:
    (edit, *_) = RULES["resend"].edits
    moved = type(edit)(edit.owner, edit.name, "lines that nobody wrote", "")
    with pytest.raises(Refused, match="does not hold exactly once"), without("x", {"x": Removal("", moved)}):
        pass
    nothing = type(edit)(edit.owner, "no_such_function", "", "")
    with pytest.raises(Refused, match="has no function"), without("x", {"x": Removal("", nothing)}):
        pass


def test_that_a_failing_seed_is_the_same_history_in_another_process() -> None:
    here = _failing("custodian_acts")
    line = [
        sys.executable, "-m", "backend", "simulate", "--json", "--steps", "60", "--drop", "custodian_acts",
        "--seeds", f"{here.seed}..{here.seed}",
    ]  # fmt: skip
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 1, ended.stderr
        (there,) = json.loads(ended.stdout)["failed"]
        assert there["trace"] == list(here.trace)
        assert there["digest"] == here.digest
        assert there["invariant"] == here.broken[0].invariant


def test_that_two_processes_walk_the_same_histories_as_one() -> None:
    alone = [outcome.digest for outcome in walk_all(range(1, 7), 20, "", workers=1)]
    together = [outcome.digest for outcome in walk_all(range(1, 7), 20, "", workers=2)]
    assert alone == together


def test_that_a_seed_walked_twice_has_the_same_audit_chains() -> None:
    assert walk(7, 40).heads == walk(7, 40).heads != ()
