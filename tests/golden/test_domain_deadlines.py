"""Deadlines worked out by hand (domain_deadlines.toml), and the reference set beside the repository."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from backend.deadline import deadline

OWN: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("domain_deadlines.toml").read_text(encoding="utf-8")
)["case"]


def answer(case: dict[str, Any]) -> dict[str, Any]:
    options = ["--calendar", case["calendar"], "--start", case["start"]]
    options += ["--budget-min", str(case["budget_min"]), "--json"]
    for begin, end in case.get("pauses", ()):
        options += ["--pause", f"{begin}/{end}"]
    result = CliRunner().invoke(deadline, options, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("case", OWN, ids=lambda case: str(case["id"]))
def test_that_a_deadline_is_what_a_person_works_out(case: dict[str, Any]) -> None:
    assert answer(case) == {"deadline": case["deadline"], "provisional": case.get("provisional", False)}


def test_that_all_reference_deadlines_agree(shared: Path) -> None:
    file = shared / "data" / "sla" / "golden_sla_cases.json"
    if not file.is_file():
        pytest.skip(f"no reference deadlines at {file} (set ONEGRID_SHARED)")
    cases = json.loads(file.read_text(encoding="utf-8"))
    wrong = {
        case["id"]: found
        for case in cases
        if (found := answer(case)) != {"deadline": case["deadline"], "provisional": case["provisional"]}
    }
    assert len(cases) >= 36
    assert wrong == {}
