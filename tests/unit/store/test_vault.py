"""Logins at rest: only this center opens them, and only as what they were sealed for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backend.domain.errors import Corrupt, Refused
from backend.vault import KEY_FILE, FileVault
from backend.wire.cameras import Login

LOGIN = Login("admin", "p4ss-w0rd")


def test_that_a_login_comes_back_also_after_a_restart(tmp_path: Path) -> None:
    sealed = FileVault(tmp_path).seal("gate", LOGIN)
    assert FileVault(tmp_path).open("gate", sealed) == LOGIN


def test_that_nothing_of_it_can_be_read_and_no_two_seals_are_alike(tmp_path: Path) -> None:
    vault = FileVault(tmp_path)
    first, second = vault.seal("gate", LOGIN), vault.seal("gate", LOGIN)
    assert first != second
    assert b"p4ss" not in first
    assert b"admin" not in first


@pytest.mark.parametrize(
    "spoil", [lambda raw: b"", lambda raw: raw[:11], lambda raw: raw[:-1] + bytes([raw[-1] ^ 1])]
)
def test_that_spoilt_bytes_do_not_open(tmp_path: Path, spoil: object) -> None:
    vault = FileVault(tmp_path)
    assert callable(spoil)
    assert vault.open("gate", spoil(vault.seal("gate", LOGIN))) is None


def test_that_a_seal_is_worth_nothing_elsewhere(tmp_path: Path) -> None:
    vault = FileVault(tmp_path / "a")
    sealed = vault.seal("gate", LOGIN)
    assert vault.open("yard", sealed) is None
    assert FileVault(tmp_path / "b").open("gate", sealed) is None


@pytest.mark.skipif(os.name != "posix", reason="mode bits are POSIX's")
def test_that_the_key_is_its_owners_alone(tmp_path: Path) -> None:
    FileVault(tmp_path)
    path = tmp_path / KEY_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(Refused) as caught:
        FileVault(tmp_path)
    assert caught.value.code == "key_file_open"


@pytest.mark.parametrize("text", ["", "{}", '{"aes256gcm": "?"}', '{"aes256gcm": "QUJD"}', "nonsense"])
def test_that_a_spoilt_key_file_is_told_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / KEY_FILE
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(Corrupt):
        FileVault(tmp_path)
    assert path.read_text() == text
