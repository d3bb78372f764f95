"""Full disks and damaged files: refused in words, read on where possible, nothing written over."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backend.center.ports import PutMeta
from backend.domain.errors import Corrupt, Unavailable
from backend.store.backup import make_backup
from backend.store.database import FILE_NAME
from backend.store.look import look
from backend.store.unit import SqlStore

SMALL_MB = 4


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of a few MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid():
        pytest.skip("a small disk needs root: mount -t tmpfs")
    line = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_MB}m", "onegrid-small", str(folder)]
    mounted = subprocess.run(line, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"x" * 4096)
        except OSError:
            pass
    return filler


def _write_until_full(store: SqlStore) -> None:
    for n in range(2_000):
        store.commit([PutMeta(f"k{n}", "x" * 4_000)])


def test_that_a_full_disk_is_told_in_words_read_on_and_recovered_from_by_itself(small_disk: Path) -> None:
    with closing(SqlStore(small_disk)) as store:
        store.commit([PutMeta("a", "1")])
        filler = _fill(small_disk)
        words = rf"disk full: {small_disk} has \d+ bytes free; nothing was saved"
        with pytest.raises(Unavailable, match=words):
            _write_until_full(store)
        kept = store.load(0).meta
        assert kept["a"] == "1"
        for _ in range(3):
            with pytest.raises(Unavailable, match="disk full"):
                store.commit([PutMeta("big", "y" * 500_000)])
        assert store.load(0).meta == kept
        filler.unlink()
        store.commit([PutMeta("big", "y" * 500_000)])
    with closing(SqlStore(small_disk)) as store:
        assert store.load(0).meta == {**kept, "big": "y" * 500_000}


def test_that_a_backup_onto_a_full_disk_leaves_nothing_there(small_disk: Path, tmp_path: Path) -> None:
    with closing(SqlStore(tmp_path)) as store:
        store.commit([PutMeta("center", "lc"), PutMeta("big", "x" * 2_000_000)])
    out = small_disk / "out"
    out.mkdir()
    (small_disk / "other").write_bytes(b"x" * 2_500_000)
    with look(tmp_path) as source, pytest.raises(Unavailable, match="bytes free, the backup needs"):
        make_backup(source, out, 5)
    assert list(out.iterdir()) == []


def _digests(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.name.startswith(FILE_NAME) and not file.name.endswith("-shm")
    }


def _damage(file: Path, page: int, size: int = 4096) -> None:
    with file.open("r+b") as stream:
        stream.seek(page * size)
        stream.write(b"\xa5" * size)


def _page_of(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        row = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return int(row[0]) - 1


def test_that_a_damaged_page_stops_reading_and_writing_and_is_left_as_it_is(tmp_path: Path) -> None:
    with closing(SqlStore(tmp_path)) as store:
        store.commit([PutMeta(f"k{n}", "x" * 100) for n in range(1_000)])
    _damage(tmp_path / FILE_NAME, _page_of(tmp_path / FILE_NAME, "meta"))
    before = _digests(tmp_path)
    with closing(SqlStore(tmp_path)) as store:
        with pytest.raises(Corrupt, match="restore a backup"):
            store.load(0)
        with pytest.raises(Corrupt):
            store.commit([PutMeta("k5", "y")])
    after = _digests(tmp_path)
    assert {name: after[name] for name in before} == before


def test_that_what_is_in_the_log_is_not_copied_into_a_damaged_file(tmp_path: Path) -> None:
    with closing(SqlStore(tmp_path)) as store:
        store.commit([PutMeta(f"k{n}", "x" * 100) for n in range(1_000)])
    page = _page_of(tmp_path / FILE_NAME, "command")
    with closing(SqlStore(tmp_path)) as store:
        store.commit([PutMeta("new", "1")])
        _damage(tmp_path / FILE_NAME, page)
        before = _digests(tmp_path)
        with pytest.raises(Corrupt):
            store._read("SELECT * FROM command")
    assert _digests(tmp_path) == before
    assert (tmp_path / f"{FILE_NAME}-wal").stat().st_size > 0


def _left_by_a_kill(folder: Path) -> Path:
    """What lies in the folder of a center that was killed: the file, its log, its index."""
    killed = folder / "killed"
    killed.mkdir()
    with closing(SqlStore(folder)) as store:
        for n in range(20):
            store.commit([PutMeta(f"k{n}", "x" * 3_000)])
        for name in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
            shutil.copyfile(folder / name, killed / name)
    return killed


def test_that_a_killed_center_goes_on_with_everything_it_acknowledged(tmp_path: Path) -> None:
    with closing(SqlStore(_left_by_a_kill(tmp_path))) as store:
        assert len(store.load(0).meta) == 20


@pytest.mark.parametrize("left", [0.0, 0.01, 0.5, 0.99], ids=["nothing", "header", "half", "most"])
def test_that_a_log_that_lost_its_end_stops_the_center(tmp_path: Path, left: float) -> None:
    killed = _left_by_a_kill(tmp_path)
    wal = killed / f"{FILE_NAME}-wal"
    os.truncate(wal, int(wal.stat().st_size * left))
    before = _digests(killed)
    with pytest.raises(Corrupt, match=r"bytes of \d+: what was acknowledged is missing.*restore a backup"):
        SqlStore(killed)
    assert _digests(killed) == before


def test_that_a_log_that_is_gone_stops_the_center(tmp_path: Path) -> None:
    killed = _left_by_a_kill(tmp_path)
    (killed / f"{FILE_NAME}-wal").unlink()
    with pytest.raises(Corrupt, match="what was acknowledged is missing"):
        SqlStore(killed)


@pytest.mark.parametrize("index", [b"", b"\0" * 32_768, b"\xa5" * 20], ids=["empty", "zeros", "cut"])
def test_that_an_index_that_a_power_cut_spoilt_says_nothing(tmp_path: Path, index: bytes) -> None:
    killed = _left_by_a_kill(tmp_path)
    (killed / f"{FILE_NAME}-shm").write_bytes(index)
    with closing(SqlStore(killed)) as store:
        assert len(store.load(0).meta) == 20
