"""Databases that earlier versions wrote (tests/golden/store) go on under this one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backend.store.schema import head
from tests.fakes.center_desk import TicketDesk
from tests.fakes.center_process import ROOT, CenterProcess

pytestmark = pytest.mark.e2e

FIRST = ROOT / "tests" / "golden" / "store" / "v0001.sql"
STATES = {
    "tl-bc-lc/1/2": "in_progress",
    "tl-bc-lc/1/3": "closed",
    "tl-bc-lc/1/4": "reported",
    "tl-bc-lc/1/5": "filed",
    "tl-bc-lc/1/6": "not_filed",
}


def test_that_a_database_of_the_first_version_is_opened_kept_and_worked_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "lc"
    data.mkdir()
    with closing(sqlite3.connect(data / "center.db")) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
        before = connection.execute("SELECT ticket, rev, body FROM event ORDER BY ticket, rev").fetchall()
    center = CenterProcess("tl-bc-lc", data)
    desk = TicketDesk(center, capsys)
    center.start()
    try:
        assert {ticket: desk.state(ticket) for ticket in STATES} == STATES
        assert desk.show("tl-bc-lc/1/5")["custodian"] == "tl-bc"
        assert desk.refused("intake", "tl-bc-lc/1/5", "note", "note=x") == "not_custodian"
        desk.do("zhang", "tl-bc-lc/1/2", "feedback", "note=led out")
        desk.do("checker", "tl-bc-lc/1/2", "check", "ok=yes")
        assert desk.state("tl-bc-lc/1/2") == "closed"
        # A class from before the catalogue is settled when it is filed, and not sooner.
        assert desk.refused("intake", "tl-bc-lc/1/4", "file", "category=road.cover") == "unknown_class"
        assert desk.report("--title", "下一件") == "tl-bc-lc/1/7"
        assert center.audit()["passed"]
        assert center.stop() == 0
    finally:
        if center.process is not None:
            center.kill()
    with closing(sqlite3.connect(data / "center.db")) as connection:
        after = connection.execute("SELECT ticket, rev, body FROM event ORDER BY ticket, rev").fetchall()
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(head(),)]
    assert set(before) < set(after)
