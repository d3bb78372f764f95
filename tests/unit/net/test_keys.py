"""Key files: made once, private, and checked when read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backend.domain.errors import Corrupt, Refused
from backend.net.keys import check_public, load_keys, new_keys, new_pair

POSIX_ONLY = pytest.mark.skipif(os.name != "posix", reason="Windows has no mode bits to check")


def test_that_a_key_file_comes_back_as_it_was_made(tmp_path: Path) -> None:
    made = new_keys(tmp_path / "deep" / "li.key")
    assert load_keys(tmp_path / "deep" / "li.key") == made


def test_that_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "li.key"
    made = new_keys(path)
    with pytest.raises(Refused) as caught:
        new_keys(path)
    assert caught.value.code == "file_exists"
    assert load_keys(path) == made


@POSIX_ONLY
def test_that_a_key_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    new_keys(tmp_path / "li.key")
    assert (tmp_path / "li.key").stat().st_mode & 0o777 == 0o600


@POSIX_ONLY
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_that_a_key_file_open_to_others_is_refused_with_the_command_that_mends_it(
    tmp_path: Path, mode: int
) -> None:
    path = tmp_path / "li.key"
    new_keys(path)
    path.chmod(mode)
    with pytest.raises(Refused) as caught:
        load_keys(path)
    assert caught.value.code == "key_file_open"
    assert f"chmod 600 {path}" in caught.value.words


def test_that_a_missing_key_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        load_keys(tmp_path / "none.key")
    assert caught.value.code == "no_key_file"
    assert "onegrid keys new" in caught.value.words


def test_that_spoilt_key_files_are_corrupt(tmp_path: Path) -> None:
    one, other = new_pair(), new_pair()
    texts = [
        "",
        "{}",
        "\xff",
        '{"public":"short","secret":"short"}',
        f'{{"public":"{one.public}","secret":"{other.secret}"}}',
        f'{{"public":"{one.public}","secret":"{one.secret}","more":1}}',
    ]
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.key"
        path.write_bytes(text.encode("latin-1"))
        path.chmod(0o600)
        with pytest.raises(Corrupt):
            load_keys(path)


def test_that_the_secret_does_not_show_when_a_pair_is_printed() -> None:
    pair = new_pair()
    assert pair.secret not in f"{pair!r} {pair}"
    assert pair.public in repr(pair)


@pytest.mark.parametrize("text", ["", "x", "x" * 41, "x" * 39 + "~", "x" * 39 + "\n"])
def test_that_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        check_public(text)
    assert caught.value.code == "bad_key"


def test_that_a_public_key_passes() -> None:
    public = new_pair().public
    assert check_public(public) == public
