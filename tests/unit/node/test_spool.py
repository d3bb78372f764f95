from __future__ import annotations

from pathlib import Path

import pytest

from backend.domain.errors import Unavailable
from backend.domain.evidence import EvidenceRef
from backend.wire.messages import Command, Result
from videowall.evidence.folder import EvidenceFolder
from videowall.node.spool import Spool

REF = EvidenceRef("a" * 64, "image/jpeg", masked=True, size_bytes=10, taken_ms=5, site="c1")


def command(number: int) -> Command:
    return Command(f"id{number}", "raise", "", {"camera": "c1", "place": "化工库"}, (REF,))


def test_that_a_spooled_command_survives_the_process(tmp_path: Path) -> None:
    first = Spool(tmp_path)
    for number in range(12):
        first.put(command(number))
    first.done("id0")
    again = Spool(tmp_path)
    assert again.waiting() == [f"id{n}" for n in range(1, 12)], "oldest first, also beyond ten"
    assert again.read("id3") == command(3)
    again.put(command(99))
    assert Spool(tmp_path).waiting()[-1] == "id99"


def test_that_a_full_spool_refuses_instead_of_forgetting(tmp_path: Path) -> None:
    spool = Spool(tmp_path, limit=2)
    spool.put(command(1))
    spool.put(command(2))
    with pytest.raises(Unavailable, match="2 alarms wait"):
        spool.put(command(3))
    assert len(spool) == 2


def test_that_a_refused_command_is_set_aside_with_its_answer(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put(command(1))
    spool.refuse("id1", Result("id1", ok=False, code="bad_arg", words="no"))
    assert len(spool) == 0
    assert {p.name.partition("-")[2] for p in (tmp_path / "refused").iterdir()} == {
        "id1.json",
        "id1.answer.json",
    }
    assert Spool(tmp_path).waiting() == []


def test_that_a_damaged_file_is_set_aside_and_the_others_go_on(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put(command(1))
    spool.put(command(2))
    next(tmp_path.glob("*-id1.json")).write_bytes(b"{")
    assert spool.read("id1") is None
    assert spool.waiting() == ["id2"]
    assert len(list((tmp_path / "refused").iterdir())) == 1


def test_that_a_half_written_file_is_no_alarm(tmp_path: Path) -> None:
    (tmp_path / "000000000007-idx.json.part").write_bytes(b"{")
    assert Spool(tmp_path).waiting() == []


def test_that_evidence_is_named_by_its_digest_and_kept_once(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path, "c1")
    one = folder.keep(b"picture", "image/jpeg", 7)
    two = folder.keep(b"picture", "image/jpeg", 8)
    assert one.sha256 == two.sha256
    assert [p.name for p in tmp_path.iterdir()] == [f"{one.sha256}.jpg"]
    assert (one.masked, one.size_bytes, one.taken_ms, one.site) == (True, 7, 7, "c1")
    assert folder.keep(b"{}", "application/json", 7).mime == "application/json"
