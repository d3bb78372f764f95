"""Looking after real centers: backup, restore, status, a full disk, damage, a server that goes away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from backend.serve.command import center as center_command
from backend.wire.messages import Command
from tests.fakes.center_process import ROOT, CenterProcess, district
from tests.fakes.postgres import Cluster
from tests.fakes.waiting import until

pytestmark = pytest.mark.e2e


def _run(*arguments: str) -> Result:
    """`onegrid center …` in this process: only the centers themselves are others."""
    return CliRunner().invoke(center_command, list(arguments))


def _json(*arguments: str) -> dict[str, Any]:
    done = _run(*arguments, "--json")
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _status(center: CenterProcess) -> dict[str, Any]:
    return _json("status", "--data", str(center.data), *_database(center))


def _database(center: CenterProcess) -> tuple[str, ...]:
    return ("--database", center.database) if center.database else ()


@pytest.fixture(params=["sqlite", "postgres"])
def center(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CenterProcess]:
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    made = CenterProcess("tl-bc-lc", tmp_path / "lc", database=url)
    yield made
    if made.process is not None:
        made.kill()


def test_that_a_running_center_is_backed_up_put_back_and_goes_on(center: CenterProcess) -> None:
    center.start()
    kept = center.done("intake", "report", title="路灯不亮")
    made = _json("backup", "--data", str(center.data), *_database(center))
    assert (made["center"], made["incarnation"]) == ("tl-bc-lc", 1)
    assert Path(made["file"]).stat().st_mode & 0o077 == 0
    lost = center.done("intake", "report", title="井盖")
    running = _status(center)
    assert (running["running"], running["open_tickets"], running["parked"]) == (True, 2, 0)
    assert running["backup"]["name"] == Path(made["file"]).name
    refused = _run("restore", "--data", str(center.data), "--from", made["file"], *_database(center))
    assert (refused.exit_code, "stop it first" in refused.stderr) == (1, True)
    center.kill()
    stopped = _status(center)
    assert (stopped["running"], stopped["open_tickets"]) == (False, 2)
    done = _json("restore", "--data", str(center.data), "--from", made["file"], *_database(center))
    assert done["incarnation"] == 2
    assert done["aside"]
    center.start()
    assert center.record(kept) is not None
    assert center.record(lost) is None
    again = center.done("intake", "report", title="渣土")
    assert again == "tl-bc-lc/2/2"  # the counter is the backup's, the incarnation is new: no id comes twice
    assert _status(center)["incarnation"] == 2
    if not center.database:
        assert center.audit()["passed"]
    assert center.stop() == 0


def test_that_the_status_of_a_running_center_is_asked_for_over_the_link(tmp_path: Path) -> None:
    with district(tmp_path) as centers:
        tl, bc, lc = centers.values()
        until(lambda: all(link["up"] for link in _status(bc)["links"]), 30, saying="links up")
        lc.done("intake", "report", title="t")
        key = bc.data / "keys" / "viewer.json"
        bc.key_for("viewer")
        line = ("--center", bc.endpoint, "--server-key", bc.public_key, "--key", str(key))
        until(lambda: _json("status", *line)["open_tickets"] == 1, 30, saying="the copy of the ticket")
        found = _json("status", *line)
        assert {link["center"] for link in found["links"]} == {"tl", "tl-bc-lc"}
        assert all(link["queued"] == 0 for link in found["links"])
        told = _run("status", *line)
        assert (told.exit_code, "tl-bc-lc: up" in told.stdout) == (0, True)
        # Who may look may not make copies.
        refused = _run("backup", *line)
        assert (refused.exit_code, "role" in refused.stderr) == (1, True)
        tl.kill()
        until(
            lambda: (
                [link["up"] for link in _json("status", *line)["links"] if link["center"] == "tl"] == [False]
            ),
            30,
            saying="the parent is away",
        )


def test_that_a_damaged_database_ends_with_the_way_back(tmp_path: Path) -> None:
    center = CenterProcess("tl-bc-lc", tmp_path / "lc")
    center.start()
    try:
        ticket = center.done("intake", "report", title="t")
        made = _json("backup", "--data", str(center.data))
        assert center.stop() == 0
        database = center.data / "center.db"
        raw = bytearray(database.read_bytes())
        raw[4096:] = b"\xa5" * (len(raw) - 4096)
        database.write_bytes(raw)
        done = subprocess.run(
            center.command(), cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
        )
        last = done.stderr.splitlines()[-1]
        assert done.returncode == 1
        command = f"onegrid center restore --data {center.data} --from {made['file']}"
        assert last.endswith(command)
        assert database.read_bytes() == bytes(raw)
        assert _run(*command.split()[2:]).exit_code == 0
        center.start()
        assert center.record(ticket) is not None
    finally:
        if center.process is not None:
            center.kill()


def test_that_a_log_that_lost_its_end_is_not_worked_on(tmp_path: Path) -> None:
    center = CenterProcess("tl-bc-lc", tmp_path / "lc")
    center.start()
    center.done("intake", "report", title="t")
    center.kill()
    wal = center.data / "center.db-wal"
    os.truncate(wal, wal.stat().st_size // 2)
    done = subprocess.run(
        center.command(), cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 1
    assert "what was acknowledged is missing" in done.stderr
    assert "there is no backup" in done.stderr


def _fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as filler:
        while free := shutil.disk_usage(disk).free:
            filler.write(b"x" * min(4096, free))


def _report(number: int) -> Command:
    return Command(f"full-{number}", "report", "", {"title": "t", "description": "x" * 2_000})


def test_that_a_center_on_a_full_disk_refuses_serves_and_recovers(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if sys.platform != "linux" or os.geteuid():
        pytest.skip("a small disk needs root: mount -t tmpfs")
    line = ["mount", "-t", "tmpfs", "-o", "size=8m", "onegrid-small", str(disk)]
    mounted = subprocess.run(line, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    center = CenterProcess("tl-bc-lc", disk / "lc")
    try:
        center.start()
        ticket = center.done("intake", "report", title="t")
        with center.session("intake") as session:
            _fill(disk)
            # What room the log had left is used up first.
            results = (session.do(_report(n)) for n in range(100))
            refused = next(result for result in results if not result.ok)
            assert refused.code == "unavailable"
            assert f"disk full: {center.data} has" in refused.words
            assert ticket in {record.ticket for record in session.snapshot("ticket").tickets}
            assert "disk full" in _status(center)["disk"]["words"]
            (disk / "filler").unlink()
            until(lambda: session.do(_report(1_000)).ok, 30, saying="there is room again")
        assert _status(center)["disk"]["words"] == ""
        assert center.audit()["passed"]
    finally:
        if center.process is not None:
            center.kill()
        subprocess.run(["umount", str(disk)], check=True)


def test_that_a_center_waits_for_its_server_and_loses_nothing(tmp_path: Path, postgres: Cluster) -> None:
    center = CenterProcess("tl-bc-lc", tmp_path / "lc", database=postgres.new_database())
    center.start()
    try:
        acknowledged = [center.done("intake", "report", title=f"t{n}") for n in range(3)]
        postgres.cut()
        results = [center.do("intake", "report", client_id=f"c{n}", title="x") for n in range(3)]
        assert all(result.ok or result.code == "unavailable" for result in results)
        until(
            lambda: center.do("intake", "report", client_id="c0", title="x").ok,
            30,
            saying="the server is back",
        )
        again = [center.done("intake", "report", client_id=f"c{n}", title="x") for n in range(3)]
        with center.session("dispatcher") as session:
            found = {record.ticket for record in session.snapshot("ticket").tickets}
        assert found == {*acknowledged, *again}
        assert len(found) == 6
        assert center.stop() == 0
    finally:
        if center.process is not None:
            center.kill()


def test_that_tickets_are_listed_from_outside(center: CenterProcess) -> None:
    center.start()
    made = [center.done("intake", "report", title=f"t{n}") for n in range(5)]
    where = ("--data", str(center.data), *_database(center))
    first = _json("tickets", *where, "--limit", "3")["tickets"]
    assert [row["ticket"] for row in first] == made[:1:-1]
    before = f"{first[-1]['updated_ms']}:{first[-1]['ticket']}"
    rest = _json("tickets", *where, "--before", before, "--state", "reported", "--holder", "tl-bc-lc")
    assert [row["ticket"] for row in rest["tickets"]] == made[1::-1]
    assert _json("tickets", *where, "--archived")["tickets"] == []
    assert len(_run("tickets", *where).stdout.splitlines()) == 5
    bad = _run("tickets", *where, "--before", "x")
    assert (bad.exit_code, "--before" in bad.stderr) == (2, True)
