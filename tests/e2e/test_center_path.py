"""Three real center processes: custody, durability, refusals. Nothing is faked but the people."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backend.wire.messages import TicketRecord
from tests.fakes.center_process import ROOT, CenterProcess, district
from tests.fakes.waiting import until

pytestmark = pytest.mark.e2e


def _same(centers: dict[str, CenterProcess], ticket: str, last: str) -> list[TicketRecord | None]:
    """Wait until every center shows the ticket up to the event `last`."""
    until(
        lambda: all(c.kinds(ticket)[-1:] == [last] for c in centers.values()), 30, saying=f"{last} everywhere"
    )
    return [c.record(ticket) for c in centers.values()]


def test_that_an_alarm_becomes_a_ticket_that_is_closed_in_the_town_with_every_center_killed_in_turn(
    tmp_path: Path,
) -> None:
    with district(tmp_path) as centers:
        tl, bc, lc = centers.values()
        alarm = lc.done(
            "cam", "raise", camera="c1", rule="gate", kind="zone_entry", photo="yes", place="北门"
        )
        assert lc.do("cam", "raise", camera="c1", rule="gate", kind="zone_entry").target == alarm
        lc.done("watch", "claim", alarm)
        first = lc.do(
            "watch", "confirm", alarm, client_id="once", title="有人翻越", category="safety.intrusion"
        )
        assert first.ok
        lc.kill()
        lc.start()
        again = lc.do(
            "watch", "confirm", alarm, client_id="once", title="有人翻越", category="safety.intrusion"
        )
        assert again == first
        ticket = first.target
        lc.done("intake", "file", ticket)
        bc.kill()
        lc.done("dispatcher", "hand_up", ticket, reason="needs the town")
        assert lc.do("intake", "note", ticket, note="x").code == "in_transit"
        bc.start()
        until(lambda: "received" in lc.kinds(ticket), 30, saying="custody in the town")
        bc.done("dispatcher", "dispatch", ticket, lead="cg")
        tl.kill()
        bc.done("zhang", "sign", ticket)
        tl.start()
        bc.done("zhang", "feedback", ticket, photo="yes", note="led out, gate mended")
        bc.done("checker", "check", ticket, ok="yes")
        records = _same(centers, ticket, "closed")
        assert records[0] == records[1] == records[2]
        assert [e.kind for e in records[0].events] == [  # type: ignore[union-attr]
            "reported", "filed", "handed_up", "received", "dispatched", "signed", "fed_back", "checked",
            "closed",
        ]  # fmt: skip
        for center in centers.values():
            assert center.audit()["passed"], center.audit()
            assert center.stop() == 0
        # The kept databases answer alone, without a parent.
        for center in centers.values():
            center.parent = None
            center.start()
            assert center.record(ticket) == records[0]
            assert center.stop() == 0


def test_that_one_rung_fires_once_although_its_center_is_killed(tmp_path: Path) -> None:
    limits = tmp_path / "limits.toml"
    table = '"*" = "600 s"'
    rows = "".join(
        f"[clocks.{c}]\n{table}\n" for c in ("dispatch", "sign", "dispose", "check", "callback", "total")
    )
    limits.write_text(
        'name = "t"\nversion = "1"\n[[rung]]\nname = "urge"\npercent = 75\n[clocks]\naccept = "2 s"\n' + rows
    )
    with district(tmp_path, str(limits)) as centers:
        tl, _, lc = centers.values()
        ticket = lc.done("intake", "report", title="t")
        until(lambda: "escalated" in tl.kinds(ticket), 20, saying="the rung in the district")
        lc.kill()
        lc.start()
        lc.done("intake", "note", ticket, note="after the kill")
        until(lambda: tl.kinds(ticket)[-1:] == ["noted"], 20, saying="the note in the district")
        assert tl.kinds(ticket) == ["reported", "escalated", "noted"]


def test_that_a_full_disk_is_refused_with_words_and_passes(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    if not hasattr(psutil, "RLIMIT_FSIZE"):
        pytest.skip("no limit on file sizes on this system to play a full disk with")
    center = CenterProcess("tl", tmp_path / "tl")
    center.start()
    try:
        kept = center.done("intake", "report", title="before")
        process = center.ps()
        unlimited = process.rlimit(psutil.RLIMIT_FSIZE)
        process.rlimit(psutil.RLIMIT_FSIZE, (1, unlimited[1]))
        refused = center.do("intake", "report", title="during", client_id="during")
        assert (refused.ok, refused.code) == (False, "unavailable")
        assert "nothing was saved" in refused.words
        assert center.record(kept) is not None
        process.rlimit(psutil.RLIMIT_FSIZE, unlimited)
        after = center.do("intake", "report", title="during", client_id="during")
        assert after.ok
        center.kill()
        center.start()
        assert center.record(kept) is not None
        assert center.record(after.target) is not None
        assert center.audit()["passed"]
    finally:
        if center.process is not None:
            center.kill()


def test_that_bad_input_ends_with_two_and_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "backend", "audit", "verify", "--data", str(tmp_path / "nowhere")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


def test_that_a_changed_database_does_not_pass_the_audit(tmp_path: Path) -> None:
    import sqlite3

    center = CenterProcess("tl", tmp_path / "tl")
    center.start()
    try:
        center.done("intake", "report", title="t")
        assert center.stop() == 0
    finally:
        if center.process is not None:
            center.kill()
    with sqlite3.connect(center.data / "center.db") as connection:
        connection.execute("UPDATE journal SET actor = 'somebody' WHERE act = 'report'")
        connection.execute("UPDATE event SET body = zeroblob(5)")
    connection.close()
    found = center.audit()
    assert found["passed"] is False
    faults = json.dumps(found["faults"])
    assert "does not match its hash" in faults
    assert "not what the journal covers" in faults
