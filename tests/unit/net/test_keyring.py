"""Who is let in, as written in data/authorised.json."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backend.domain.errors import Corrupt, Refused
from backend.domain.roles import Actor, Role
from backend.net.file_lock import LOCK_NAME
from backend.net.keyring import FILE_NAME, Keyring, Principal, parse_grant
from backend.net.keys import new_pair

LI = parse_grant("operator:li:intake+department@cg")
KEY, OTHER_KEY = new_pair().public, new_pair().public


def test_that_an_operator_has_roles_and_a_department() -> None:
    assert Principal("operator", "li", frozenset({Role.INTAKE, Role.DEPARTMENT}), "cg") == LI
    assert LI.actor("tl") == Actor("li", frozenset({Role.INTAKE, Role.DEPARTMENT}), "tl", "cg")


def test_that_centers_and_analysts_have_the_one_role_of_their_kind() -> None:
    assert parse_grant("center:tl-bc") == Principal("center", "tl-bc", frozenset({Role.CENTER}))
    assert parse_grant("analyst:node-1") == Principal("analyst", "node-1", frozenset({Role.ANALYST}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "li",
        "center:",
        "center:a:intake",
        "center:a/b",
        "center:a b",
        f"center:{'x' * 65}",
        "analyst:n:analyst",
        "king:li:intake",
        "operator:li",
        "operator:li:",
        "operator::intake",
        "operator:li:boss",
        "operator:li:analyst",
        "operator:li:center",
        "operator:li:intake@cg",
        "operator:li:department",
        "operator:li:department@",
        "operator:li:department@cg+department@yj",
        "operator:li:intake++checker",
    ],
)
def test_that_a_grant_that_names_nobody_is_refused_with_the_form_expected(text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_grant(text)
    assert caught.value.code == "bad_grant"
    assert "write" in caught.value.words or "two departments" in caught.value.words


def test_that_without_a_file_nobody_is_let_in(tmp_path: Path) -> None:
    assert Keyring(tmp_path / "data").find(KEY) is None


def test_that_a_running_center_sees_a_key_authorised_by_another_process(tmp_path: Path) -> None:
    running, command = Keyring(tmp_path), Keyring(tmp_path)
    assert running.find(KEY) is None
    command.authorise(KEY, LI)
    assert running.find(KEY) == LI
    command.authorise(OTHER_KEY, LI)
    assert running.entries() == {KEY: LI, OTHER_KEY: LI}


def test_that_a_key_taken_out_of_the_file_is_out_at_once(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    ring.authorise(KEY, LI)
    assert ring.find(KEY) == LI
    (tmp_path / FILE_NAME).unlink()
    assert ring.find(KEY) is None


def test_that_a_center_has_one_key_and_a_new_one_replaces_it(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    ring.authorise(KEY, parse_grant("center:tl-bc"))
    ring.authorise(OTHER_KEY, parse_grant("center:tl-bc"))
    assert ring.find(KEY) is None
    assert ring.find(OTHER_KEY) == parse_grant("center:tl-bc")


@pytest.mark.parametrize("text", ["", "[]", '{"version":2,"keys":{}}', '{"version":1,"keys":{"k":{}}}'])
def test_that_a_spoilt_file_lets_nobody_in_and_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Corrupt):
        Keyring(tmp_path).find(KEY)
    with pytest.raises(Corrupt):
        Keyring(tmp_path).authorise(KEY, LI)
    assert path.read_text(encoding="utf-8") == text


def test_that_a_file_that_cannot_be_read_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(Corrupt):
        Keyring(tmp_path).find(KEY)


def test_that_writing_leaves_one_private_file_and_nothing_else(tmp_path: Path) -> None:
    for _ in range(3):
        Keyring(tmp_path).authorise(KEY, LI)
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK_NAME, FILE_NAME]
    if os.name == "posix":
        assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("grant", "topic", "may"),
    [
        ("operator:li:intake", "ticket", True),
        ("operator:li:intake", "track/", True),
        ("operator:li:intake", "track/cam-1", True),
        ("operator:li:intake", "", False),
        ("operator:li:intake", "t", False),
        ("operator:li:intake", "tickets", False),
        ("operator:li:intake", "live/", False),
        ("analyst:n", "ticket", False),
        ("analyst:n", "track/cam-1", False),
        ("center:tl", "ticket", False),
    ],
)
def test_that_a_key_may_watch_only_its_own_topics(grant: str, topic: str, may: bool) -> None:  # noqa: FBT001
    assert parse_grant(grant).may_watch(topic) is may
