from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from backend.center.ports import PutMeta
from backend.domain.errors import Corrupt, Unavailable
from backend.store import database
from backend.store.unit import SqlStore


def _setting(store: SqlStore, pragma: str) -> object:
    return store._read(f"PRAGMA {pragma}")[0][0]


def test_that_commits_survive_a_power_cut_by_setting(tmp_path: Path) -> None:
    with closing(SqlStore(tmp_path)) as store:
        assert _setting(store, "journal_mode") == "wal"
        assert _setting(store, "synchronous") == 2  # FULL
        assert _setting(store, "foreign_keys") == 1


def test_that_a_database_is_opened_again_as_it_was(tmp_path: Path) -> None:
    with closing(SqlStore(tmp_path)) as store:
        store.commit([PutMeta("a", "b")])
    with closing(SqlStore(tmp_path)) as store:
        assert store.load(0).meta == {"a": "b"}


def test_that_two_processes_cannot_hold_one_folder(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from backend.store.unit import SqlStore\n"
        "s = SqlStore(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Unavailable, match="another center"):
            SqlStore(tmp_path)
        other.kill()
    with closing(SqlStore(tmp_path)) as store:
        assert store.load(0).meta == {}


def test_that_a_full_disk_refuses_a_commit_and_reading_goes_on(tmp_path: Path) -> None:
    with closing(SqlStore(tmp_path)) as store:
        store.commit([PutMeta("a", "b")])
        pages = _setting(store, "page_count")
        store._read(f"PRAGMA max_page_count={pages}")
        with pytest.raises(Unavailable, match=r"SQLITE_FULL.*nothing was saved"):
            store.commit([PutMeta("big", "x" * 1_000_000)])
        assert store.load(0).meta == {"a": "b"}
        store._read("PRAGMA max_page_count=1000000")
        store.commit([PutMeta("c", "d")])
        assert store.load(0).meta == {"a": "b", "c": "d"}


def test_that_a_read_only_database_refuses_a_commit(tmp_path: Path) -> None:
    with closing(SqlStore(tmp_path)) as store:
        store._read("PRAGMA query_only=ON")
        with pytest.raises(Unavailable, match="SQLITE_READONLY"):
            store.commit([PutMeta("a", "b")])


def test_that_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / database.FILE_NAME
    file.write_bytes(b"not a database at all, but longer than a header" * 10)
    with pytest.raises(Corrupt, match="restore a backup"):
        SqlStore(tmp_path)
    assert file.read_bytes().startswith(b"not a database")
    # The lock must not outlive the failure.
    file.unlink()
    SqlStore(tmp_path).close()


def test_that_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    SqlStore(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / database.FILE_NAME)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(Corrupt, match="newer version"):
        SqlStore(tmp_path)


def test_that_a_folder_that_cannot_be_written_is_refused_with_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="nowhere"):
        SqlStore(tmp_path / "nowhere")


def test_that_a_body_that_does_not_decode_stops_the_center(tmp_path: Path) -> None:
    with closing(SqlStore(tmp_path)) as store:
        with closing(sqlite3.connect(tmp_path / database.FILE_NAME)) as other:
            other.execute("INSERT INTO command VALUES ('operator:li', 'c1', 5, x'00')")
            other.commit()
        with pytest.raises(Corrupt, match="does not decode"):
            store.result_of("operator:li", "c1")


def test_that_the_doctor_sees_a_database() -> None:
    assert database.describe() == f"SQLite {sqlite3.sqlite_version}"
