"""Backups while the center goes on, from both databases; what is damaged is no backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from backend.center import journal
from backend.center.ports import EdgeRow, PutEdge, PutJournal, PutMeta, Write
from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.store import backup as backups
from backend.store.backup import backups_in, make_backup, name_for, parse_name, prune, verify_backup
from backend.store.look import look
from backend.store.unit import SqlStore

NOW = 1_763_830_000_123
FILE = pytest.mark.parametrize("url", [""], ids=["sqlite"])


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    made: str = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    return made


def _lines(store: SqlStore, count: int) -> None:
    loaded = store.load(0)
    n, head = loaded.journal_n, loaded.journal_hash or journal.GENESIS
    writes: list[Write] = []
    for _ in range(count):
        entry = journal.next_entry(n, head, 5, actor="li", act="report", subject="s", outcome="ok", detail="")
        n, head = entry.n, entry.hash
        writes.append(PutJournal(entry))
    store.commit([*writes, PutMeta("center", "tl-bc/..箱"), PutMeta("incarnation", "3")])


@pytest.fixture
def folder(tmp_path: Path, url: str) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    with closing(SqlStore(data, url)) as store:
        _lines(store, 5)
        store.commit([PutEdge(EdgeRow("tl", 9, 4, 7))])
    return data


def _backup(folder: Path, url: str, out: Path, go_on: Callable[[], bool] = lambda: True) -> backups.Backup:
    with look(folder, url) as source:
        return make_backup(source, out, NOW, go_on=go_on, pause_s=0)


def test_that_a_backup_is_one_file_that_says_whose_it_is(folder: Path, url: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    made = _backup(folder, url, out)
    assert (made.center, made.incarnation, made.at_ms, made.journal_n) == ("tl-bc/..箱", 3, NOW, 5)
    assert made.applied == {"tl": 7}
    assert [made.file] == list(out.iterdir()) == backups_in(out, "tl-bc/..箱")
    assert verify_backup(made.file) == made
    assert parse_name(made.file.name) == ("tl-bc/..箱", 3, NOW)


def test_that_what_is_committed_meanwhile_is_not_in_it_and_is_not_hindered(
    folder: Path, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "PAGES_AT_ONCE", 1)
    with closing(SqlStore(folder, url)) as store:
        steps = 0

        def go_on() -> bool:
            nonlocal steps
            steps += 1
            _lines(store, 1)
            return True

        made = _backup(folder, url, tmp_path / "b", go_on)
        assert steps > 1
        assert made.journal_n == 5
        assert store.load(0).journal_n == 5 + steps
    # Nobody but the writer may have checkpointed, so the file is whole.
    with look(folder, url) as found:
        assert len(list(found.rows("SELECT n FROM journal"))) == 5 + steps


def test_that_a_backup_that_is_broken_off_leaves_nothing(folder: Path, url: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Unavailable, match="broken off"):
        _backup(folder, url, out, lambda: False)
    assert list(out.iterdir()) == []


@FILE
def test_that_an_existing_file_is_never_written_over(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "b"
    out.write_text("mine")
    with pytest.raises(Refused, match="exists already"):
        _backup(folder, "", out)
    assert out.read_text() == "mine"


@FILE
def test_that_a_backup_needs_room(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "free_bytes", lambda _folder: 1_000)
    with pytest.raises(Unavailable, match="1000 bytes free"):
        _backup(folder, "", tmp_path / "b")


@FILE
def test_that_a_damaged_backup_is_told(folder: Path, tmp_path: Path) -> None:
    made = _backup(folder, "", tmp_path / "b")
    raw = bytearray(made.file.read_bytes())
    raw[4096 * 3 : 4096 * 4] = b"\xa5" * 4096
    made.file.write_bytes(raw)
    with pytest.raises(Corrupt):
        verify_backup(made.file)
    made.file.write_bytes(raw[:5000])
    with pytest.raises(Corrupt):
        verify_backup(made.file)


@FILE
def test_that_a_changed_journal_is_no_backup(folder: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(folder / "center.db")) as other:
        other.execute("UPDATE journal SET actor = 'wang' WHERE n = 4")
        other.commit()
    with pytest.raises(Corrupt, match="line 4"):
        _backup(folder, "", tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_that_an_empty_database_has_no_backup(tmp_path: Path) -> None:
    SqlStore(tmp_path).close()
    with pytest.raises(Refused, match="nothing to back up"):
        _backup(tmp_path, "", tmp_path / "b")


def test_that_only_the_newest_are_kept(tmp_path: Path) -> None:
    names = [name_for("tl", 1 + n // 3, NOW + n * 1_000_003) for n in range(6)]
    for name in (*names, name_for("tl-bc", 1, NOW), "mine.backup"):
        (tmp_path / name).write_text("")
    assert [file.name for file in prune(tmp_path, "tl", 2)] == names[:4]
    assert [file.name for file in backups_in(tmp_path, "tl")] == names[4:]
    assert len(list(tmp_path.iterdir())) == 4
