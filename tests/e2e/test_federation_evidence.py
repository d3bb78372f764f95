"""The bytes of evidence over real centers: handed in below, fetched above, by whoever may see the ticket."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.center_process import ROOT, CenterProcess, district
from tests.fakes.waiting import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

PICTURE = bytes(range(256)) * 3_000
SHA256 = hashlib.sha256(PICTURE).hexdigest()


def _run(center: CenterProcess, who: str, group: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line, as one of the cast."""
    center.key_for(who)
    return subprocess.run(
        [
            sys.executable, "-m", "console.cli", group, words[0], "--center", center.endpoint,
            "--server-key", center.public_key, "--key", str(center.data / "keys" / f"{who}.json"),
            "--json", *words[1:],
        ],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _told(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _reported(center: CenterProcess, picture: Path) -> str:
    """A ticket in the community that shows the picture."""
    words = ("report", "--title", "gate", "--evidence", f"before={picture}", "--masked")
    ticket: str = _told(_run(center, "intake", "ticket", *words))["target"]
    return ticket


def _lines(center: CenterProcess, act: str) -> list[tuple[str, str]]:
    """Who did `act`, with what outcome, as the journal of a running center has it."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(f"file:{center.data / 'center.db'}?mode=ro", uri=True)) as reader:
        lines = reader.execute("SELECT actor, outcome FROM journal WHERE act = ? ORDER BY n", (act,))
        return lines.fetchall()


def test_that_the_district_fetches_what_the_community_has_and_each_fetching_is_journalled(
    tmp_path: Path,
) -> None:
    picture = tmp_path / "gate.jpg"
    picture.write_bytes(PICTURE)
    with district(tmp_path) as centers:
        top, town, community = centers.values()
        ticket = _reported(community, picture)
        until(lambda: top.record(ticket) is not None, 30, saying="the ticket in the district")
        assert (community.data / "blobs" / "own" / SHA256).read_bytes() == PICTURE
        out = tmp_path / "fetched"
        rows = _told(_run(top, "intake", "evidence", "get", ticket, "--out", str(out)))
        assert rows == [{"sha256": SHA256, "file": str(out / f"{SHA256}.jpg")}]
        assert (out / f"{SHA256}.jpg").read_bytes() == PICTURE
        # The centers on the way keep a copy, and ask nobody a second time.
        for center in (top, town):
            assert (center.data / "blobs" / "fetched" / SHA256).is_file()
        community.kill()
        again = _told(_run(top, "viewer", "evidence", "get", ticket, "--out", str(tmp_path / "again")))
        assert [row["sha256"] for row in again] == [SHA256]
        assert ("operator:intake", "ok") in _lines(top, "blob_ask")
        assert ("operator:viewer", "ok") in _lines(top, "blob_ask")
        assert ("tl", "ok") in _lines(town, "blob_want")


def test_that_unmasked_unseen_and_foreign_bytes_are_refused(tmp_path: Path) -> None:
    picture = tmp_path / "face.jpg"
    picture.write_bytes(PICTURE)
    other = tmp_path / "other.jpg"
    other.write_bytes(b"something else")
    center = CenterProcess("tl", tmp_path / "tl")
    center.start()
    try:
        bare = _run(center, "intake", "ticket", "report", "--title", "x", "--evidence", f"before={picture}")
        assert bare.returncode == 1
        assert "not_masked" in bare.stderr
        assert list((center.data / "blobs" / "own").iterdir()) == []
        ticket = _reported(center, picture)
        # A department that was never given the ticket sees neither it nor its evidence.
        unseen = _run(center, "zhang", "evidence", "get", ticket, "--out", str(tmp_path / "o"))
        assert unseen.returncode == 1
        foreign = _run(center, "intake", "evidence", "put", ticket, str(other))
        assert foreign.returncode == 1
        assert "not_shown" in foreign.stderr
        assert _lines(center, "blob_ask") == []
        asked = center.blob("zhang", ticket, SHA256)
        assert (asked.code, asked.token) == ("not_shown", "")
        assert _lines(center, "blob_ask") == [("operator:zhang", "not_shown")]
    finally:
        center.kill()


def test_that_what_the_parent_has_comes_down_to_a_center_that_held_the_ticket(tmp_path: Path) -> None:
    picture = tmp_path / "gate.jpg"
    picture.write_bytes(PICTURE)
    with district(tmp_path) as centers:
        _, town, community = centers.values()
        ticket = _reported(town, picture)
        town.done("intake", "file", ticket, category="safety.intrusion")
        town.done("dispatcher", "hand_down", ticket, to="tl-bc-lc", reason="yours")
        until(lambda: "received" in community.kinds(ticket), 30, saying="custody in the community")
        rows = _told(_run(community, "intake", "evidence", "get", ticket, "--out", str(tmp_path / "o")))
        assert [row["sha256"] for row in rows] == [SHA256]
