"""Putting a backup back: the old database is kept, the incarnation is new, damage changes nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from backend.center.ledger import Ledger
from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.store.audit import verify
from backend.store.backup import Backup, make_backup
from backend.store.database import FILE_NAME, RESTORING
from backend.store.look import look
from backend.store.restore import Restored, restore
from backend.store.unit import SqlStore
from tests.fakes.postgres import Cluster

NOW = 1_763_830_000_123
FILE = pytest.mark.parametrize("url", [""], ids=["sqlite"])


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    made: str = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    return made


def _work(folder: Path, url: str, note: str, center: str = "lc") -> None:
    with closing(SqlStore(folder, url)) as store:
        ledger = Ledger(center, store.load(10), store)
        ledger.note("li", "note", note, "ok", NOW)
        store.commit(ledger.take())


def _notes(folder: Path, url: str) -> list[str]:
    with closing(SqlStore(folder, url)) as store:
        return [line.subject if line.act == "note" else line.act for line in store.journal(0, 100)]


def _incarnation(folder: Path, url: str) -> str:
    with closing(SqlStore(folder, url)) as store:
        return store.load(0).meta["incarnation"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def made(data: Path, url: str, tmp_path: Path) -> Backup:
    """A backup, after which something more was done."""
    out = tmp_path / "out"
    out.mkdir()
    _work(data, url, "before")
    with look(data, url) as source:
        found = make_backup(source, out, NOW)
    _work(data, url, "after")
    return found


def _restore(data: Path, made: Backup, url: str, now_ms: int = NOW) -> Restored:
    return restore(data, made.file, url, now_ms)


def test_that_a_restore_starts_a_new_incarnation_and_keeps_the_old_database(
    data: Path, url: str, made: Backup
) -> None:
    done = _restore(data, made, url)
    assert _notes(data, url) == ["before", "restore"]
    assert (done.incarnation, _incarnation(data, url)) == (2, "2")
    assert verify(data, url).passed
    if url:
        with psycopg.connect(url) as other:
            rows = other.execute(f"SELECT subject FROM {done.aside}.journal".encode()).fetchall()  # noqa: S608
        assert rows == [("before",), ("after",)]
    else:
        aside = data / "aside"
        aside.mkdir()
        Path(done.aside).rename(aside / FILE_NAME)
        assert _notes(aside, "") == ["before", "after"]


def test_that_the_same_backup_put_back_twice_gives_two_incarnations(
    data: Path, url: str, made: Backup
) -> None:
    found = [_restore(data, made, url, NOW + n).incarnation for n in range(2)]
    if not url:
        for file in data.glob("center.db*"):  # the disk is lost, and with it every trace in the folder
            file.unlink()
    found.append(_restore(data, made, url, NOW + 3).incarnation)
    assert found == [2, 3, 4]


def test_that_a_backup_moves_a_center_to_a_server_and_back(
    data: Path, made: Backup, url: str, tmp_path: Path, postgres: Cluster
) -> None:
    other, there = tmp_path / "other", "" if url else postgres.new_database()
    restore(other, made.file, there, NOW)
    assert _notes(other, there) == ["before", "restore"]
    assert verify(other, there).passed


@FILE
def test_that_a_damaged_backup_changes_nothing(data: Path, made: Backup) -> None:
    made.file.write_bytes(made.file.read_bytes()[:9000])
    with pytest.raises(Corrupt):
        _restore(data, made, "")
    assert _notes(data, "") == ["before", "after"]
    assert sorted(file.name for file in data.iterdir()) == ["center.db", "center.lock"]


@FILE
def test_that_a_backup_of_another_center_is_refused(data: Path, made: Backup, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    _work(other, "", "x", center="bc")
    with pytest.raises(Refused, match="the database here is of bc, the backup of lc"):
        _restore(other, made, "")
    assert _notes(other, "") == ["x"]


def test_that_a_running_center_is_left_alone(data: Path, url: str, made: Backup) -> None:
    with closing(SqlStore(data, url)), pytest.raises(Unavailable, match="stop it first"):
        _restore(data, made, url)
    assert _notes(data, url) == ["before", "after"]


@FILE
def test_that_half_a_restore_is_not_worked_on_and_can_be_done_again(data: Path, made: Backup) -> None:
    (data / RESTORING).mkdir()
    (data / FILE_NAME).rename(data / f"{FILE_NAME}.replaced-1")
    with pytest.raises(Corrupt, match="restore` again"):
        SqlStore(data)
    _restore(data, made, "")
    assert _notes(data, "") == ["before", "restore"]
    assert (data / f"{FILE_NAME}.replaced-1").exists()


@FILE
def test_that_a_log_of_a_killed_center_goes_aside_with_its_database(data: Path, made: Backup) -> None:
    (data / f"{FILE_NAME}-wal").write_bytes(b"left")
    done = _restore(data, made, "")
    assert Path(done.aside + "-wal").read_bytes() == b"left"
    assert not (data / f"{FILE_NAME}-wal").exists()


@FILE
def test_that_a_damaged_database_can_be_replaced(data: Path, made: Backup) -> None:
    (data / FILE_NAME).write_bytes(b"rubbish" * 1000)
    done = _restore(data, made, "")
    assert Path(done.aside).read_bytes().startswith(b"rubbish")
    assert _notes(data, "") == ["before", "restore"]
