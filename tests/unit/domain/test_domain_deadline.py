from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from backend.deadline import deadline

GOOD = {"--calendar": "office", "--start": "2025-12-01 17:30", "--budget-min": "60"}


def run(*more: str, **changes: str) -> Result:
    options = GOOD | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    flat = [part for pair in options.items() for part in pair]
    return CliRunner().invoke(deadline, [*flat, *more], catch_exceptions=False)


def test_that_json_is_one_document_and_nothing_else() -> None:
    result = run("--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"deadline": "2025-12-02 09:30", "provisional": False}
    assert result.stderr == ""


def test_that_a_person_reads_the_time_and_a_mark_when_it_is_provisional() -> None:
    assert run().stdout == "2025-12-02 09:30\n"
    result = run(start="2099-12-31 10:00")
    assert result.stdout == "2099-12-31 11:00\n"
    assert "°" in result.stderr


def test_that_pauses_may_be_repeated() -> None:
    pauses = ("--pause", "2025-12-01 17:30/2025-12-01 17:45", "--pause", "2025-12-02 09:00/2025-12-02 10:00")
    assert json.loads(run("--json", *pauses).stdout)["deadline"] == "2025-12-02 10:45"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("calendar", "moon"),
        ("start", "tomorrow"),
        ("start", "2025-02-30 10:00"),
        ("start", "1066-10-14 09:00"),
        ("start", "9999-12-31 23:00"),
        ("budget_min", "-5"),
        ("budget_min", "an hour"),
        ("budget_min", "99999999999"),
    ],
)
def test_that_bad_input_gets_one_line_and_exit_2(name: str, value: str) -> None:
    result = run("--json", **{name: value})
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("pause", ["2025-12-01 10:00", "a/b", "2025-12-02 10:00/2025-12-01 10:00"])
def test_that_a_bad_pause_gets_one_line_and_exit_2(pause: str) -> None:
    result = run("--pause", pause)
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)


def unit(name: str, amount: str, start: str = "2025-12-05 17:00", *more: str) -> Result:
    options = ["--unit", name, "--budget", amount, "--start", start, "--json", *more]
    return CliRunner().invoke(deadline, options, catch_exceptions=False)


@pytest.mark.parametrize(
    ("name", "amount", "due"),
    [
        ("emergency", "2", "2025-12-05 19:00"),
        ("working-hours", "2", "2025-12-08 10:00"),
        ("working-days", "1", "2025-12-08 18:00"),
        ("working-days", "5", "2025-12-12 18:00"),
        ("natural-days", "3", "2025-12-08 17:00"),
    ],
)
def test_that_the_four_units_count_as_they_are_called(name: str, amount: str, due: str) -> None:
    result = unit(name, amount)
    assert (result.exit_code, json.loads(result.stdout)["deadline"]) == (0, due)


def test_that_a_unit_may_be_counted_in_another_calendar_and_paused() -> None:
    result = unit("working-hours", "2", "2025-12-05 16:30", "--calendar", "office_nolunch")
    assert json.loads(result.stdout) == {"deadline": "2025-12-08 10:30", "provisional": False}
    pause = ("--pause", "2025-12-08 09:00/2025-12-08 18:00")
    assert json.loads(unit("working-days", "1", "2025-12-05 17:00", *pause).stdout)["deadline"] == (
        "2025-12-09 18:00"
    )


@pytest.mark.parametrize(
    "options",
    [
        ("--unit", "emergency"),
        ("--budget", "5"),
        ("--unit", "emergency", "--budget", "5", "--budget-min", "5"),
        ("--budget-min", "5"),
        ("--calendar", "office"),
        ("--unit", "working-days", "--budget", "0"),
        ("--unit", "working-days", "--budget", "7321"),
        ("--unit", "natural-days", "--budget", "-1"),
        ("--unit", "natural-days", "--budget", "²"),
        ("--unit", "moons", "--budget", "1"),
    ],
)
def test_that_half_a_budget_or_two_are_bad_input(options: tuple[str, ...]) -> None:
    result = CliRunner().invoke(deadline, ["--start", "2025-12-05 17:00", *options])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_that_the_longest_budget_is_twenty_years() -> None:
    assert unit("natural-days", "7320").exit_code == 0
