from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from backend.blobs.folder import BlobFolder, digest_of
from backend.domain.errors import Corrupt, Refused, Unavailable

DATA = bytes(range(256)) * 40
NAME = hashlib.sha256(DATA).hexdigest()


def _kept(folder: BlobFolder, data: bytes, *, own: bool) -> str:
    name = hashlib.sha256(data).hexdigest()
    folder.append(name, 0, data, own=own)
    folder.finish(name, own=own)
    return name


def test_that_parts_make_the_whole_and_the_whole_is_read_in_parts(tmp_path: Path) -> None:
    folder = BlobFolder(tmp_path)
    assert folder.append(NAME, 0, DATA[:1000], own=True) == 1000
    assert folder.size_of(NAME) is None
    assert BlobFolder(tmp_path).have(NAME, own=True) == 1000
    folder.append(NAME, 1000, DATA[1000:], own=True)
    assert digest_of(folder.finish(NAME, own=True)) == NAME
    assert folder.size_of(NAME) == len(DATA)
    assert folder.read(NAME, 5000, 7) == DATA[5000:5007]
    assert folder.read(NAME, len(DATA), 7) == b""


def test_that_a_part_that_does_not_follow_is_left_out(tmp_path: Path) -> None:
    folder = BlobFolder(tmp_path)
    folder.append(NAME, 0, DATA[:10], own=True)
    assert folder.append(NAME, 0, DATA[:10], own=True) == 10
    assert folder.append(NAME, 50, DATA[50:], own=True) == 10


def test_that_other_bytes_than_those_named_are_thrown_away(tmp_path: Path) -> None:
    folder = BlobFolder(tmp_path)
    folder.append(NAME, 0, DATA[:-1] + b"x", own=True)
    with pytest.raises(Corrupt):
        folder.finish(NAME, own=True)
    assert folder.have(NAME, own=True) == 0
    assert folder.size_of(NAME) is None


def test_that_the_oldest_copies_go_and_what_is_our_own_stays(tmp_path: Path) -> None:
    folder = BlobFolder(tmp_path, fetched_max_bytes=250)
    own = _kept(folder, b"o" * 200, own=True)
    first, second = _kept(folder, b"1" * 100, own=False), _kept(folder, b"2" * 100, own=False)
    path = folder.path_of(second)
    assert path is not None
    os.utime(path, (1, 1))
    third = _kept(folder, b"3" * 100, own=False)
    assert [folder.size_of(name) for name in (own, first, second, third)] == [200, 100, None, 100]


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "b" * 63, ""])
def test_that_nothing_but_a_digest_becomes_the_name_of_a_file(tmp_path: Path, name: str) -> None:
    folder = BlobFolder(tmp_path)
    with pytest.raises(Refused):
        folder.path_of(name)
    with pytest.raises(Refused):
        folder.append(name, 0, b"x", own=True)


def test_that_what_went_meanwhile_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="ask again"):
        BlobFolder(tmp_path).read(NAME, 0, 1)


def test_that_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unavailable, match="cannot be made"):
        BlobFolder(tmp_path / "file")
