"""Three real centers under load, killed at random: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.kills import run

pytestmark = pytest.mark.e2e

KILLS = 6
"""`./dev bench kills` does 200."""


@pytest.mark.timeout(240)
def test_that_killed_centers_lose_and_double_nothing(tmp_path: Path) -> None:
    report = run(KILLS, seed=7, folder=tmp_path)
    assert sum(report.kills.values()) == KILLS
    assert report.faults == []
    assert report.answered_otherwise == 0
    assert report.asked == report.answered
    assert report.audits == {"tl": True, "tl-bc": True, "tl-bc-lc": True}
    assert report.done > 50
