"""People of a center and their passwords: the file, the commands, and what never shows."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.domain.access import Principal
from backend.domain.errors import Corrupt, Refused
from backend.domain.roles import Role
from backend.net import passwords
from backend.net.asking import PASSWORD_FILE, ask_password
from backend.net.keyring import FILE_NAME as KEYS
from backend.net.keyring import Keyring
from backend.net.keys import new_pair, parse_grant
from backend.net.keys_cli import keys
from backend.net.sessions import NO, Session, Sessions
from backend.net.users import FILE_NAME, User, Users
from backend.net.users_cli import users
from tests.fakes.cheap_passwords import cheapen

SECRET = "a short sentence"  # noqa: S105 (of nobody)
DESK = Principal("operator", "desk", frozenset({Role.INTAKE, Role.DEPARTMENT}), sign_in=True)


@pytest.fixture(autouse=True)
def cheap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "parameters_stated" not in request.node.name:
        cheapen(monkeypatch)


def test_that_people_are_kept_in_a_private_file_without_their_passwords(tmp_path: Path) -> None:
    Users(tmp_path).add("zhou", "intake+department@cg", SECRET)
    path = tmp_path / FILE_NAME
    assert SECRET not in path.read_text("utf-8")
    assert os.name != "posix" or path.stat().st_mode & 0o077 == 0
    user = Users(tmp_path).find("zhou")
    assert user is not None
    assert user.person == Principal("operator", "zhou", frozenset({Role.INTAKE, Role.DEPARTMENT}), "cg")
    assert user.secret not in repr(user)
    assert passwords.fits(user.secret, SECRET)
    assert not passwords.fits(user.secret, SECRET + " ")
    assert not passwords.fits("no hash", SECRET)


def test_that_hashes_are_argon2id_with_salt_and_the_parameters_stated() -> None:
    one, other = passwords.hashed(SECRET), passwords.hashed(SECRET)
    assert one != other
    assert one.startswith("$argon2id$v=19$m=32768,t=3,p=1$")


@pytest.mark.parametrize(
    ("name", "roles", "password", "code"),
    [
        ("a b", "intake", SECRET, "bad_name"),
        ("zhou", "king", SECRET, "bad_grant"),
        ("zhou", "department", SECRET, "bad_grant"),
        ("zhou", "intake", "short", "weak_password"),
        ("zhou", "intake", "x" * 257, "weak_password"),
        ("wu", "intake", SECRET, "user_exists"),
    ],
)
def test_that_nobody_is_added_who_cannot_be(
    tmp_path: Path, name: str, roles: str, password: str, code: str
) -> None:
    held = Users(tmp_path)
    held.add("wu", "viewer", SECRET)
    with pytest.raises(Refused) as no:
        held.add(name, roles, password)
    assert no.value.code == code
    assert set(held.entries()) == {"wu"}


@pytest.mark.parametrize(
    "text", ["{", '{"version":1,"users":{"a":{"secret":"plain","roles":["intake"]}}}', "[]"]
)
def test_that_a_spoilt_file_lets_nobody_sign_in_and_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE_NAME
    path.touch(0o600)
    path.write_text(text, "utf-8")
    held = Users(tmp_path)
    with pytest.raises(Corrupt):
        held.find("a")
    with pytest.raises(Corrupt):
        held.add("zhou", "intake", SECRET)
    assert held.edition() == -1
    assert path.read_text("utf-8") == text


@pytest.mark.skipif(os.name != "posix", reason="mode bits are POSIX")
@pytest.mark.parametrize("name", [FILE_NAME, KEYS])
def test_that_files_others_may_read_let_nobody_in(tmp_path: Path, name: str) -> None:
    Users(tmp_path).add("zhou", "intake", SECRET)
    Keyring(tmp_path).authorise(new_pair().public, parse_grant("operator:li:intake"))
    (tmp_path / name).chmod(0o640)
    with pytest.raises(Corrupt, match="chmod 600"):
        Users(tmp_path).entries() if name == FILE_NAME else Keyring(tmp_path).entries()


def settle(sessions: Sessions, now_s: float) -> Session | Refused:
    """Wait for the password to be checked."""
    deadline_s = time.monotonic() + 10
    while time.monotonic() < deadline_s:
        for _, outcome in sessions.settled(now_s, 1_000):
            return outcome
    raise AssertionError("no outcome")


@pytest.fixture
def people(tmp_path: Path) -> Users:
    held = Users(tmp_path)
    held.add("zhou", "intake+dispatcher", SECRET)
    held.add("wang", "department@yj", SECRET)
    return held


def test_that_a_person_may_what_both_he_and_the_workstation_may(people: Users) -> None:
    sessions = Sessions(people, 60)
    try:
        sessions.ask(b"r", "k", DESK, "zhou", SECRET, 0.0)
        session = settle(sessions, 0.0)
        assert isinstance(session, Session)
        assert session.person == Principal(
            "operator", "zhou", frozenset({Role.INTAKE}), key_name="desk", until_ms=61_000
        )
        other = Principal("operator", "d2", frozenset({Role.DEPARTMENT}), "cg", sign_in=True)
        sessions.ask(b"s", "k", other, "wang", SECRET, 0.0)
        assert isinstance(settle(sessions, 0.0), Refused)
    finally:
        sessions.close()


def test_that_waits_grow_and_end_and_a_name_is_not_locked_out_by_one_key(people: Users) -> None:
    sessions = Sessions(people, 60)
    try:
        for now_s in range(5):
            sessions.ask(b"r", "k", DESK, "zhou", "wrong", float(now_s))
            no = settle(sessions, float(now_s))
            assert isinstance(no, Refused)
            assert no.words == NO
        with pytest.raises(Refused) as locked:
            sessions.ask(b"r", "k", DESK, "zhou", SECRET, 5.0)
        assert locked.value.code == "sign_in_locked"
        sessions.ask(b"q", "other key", DESK, "zhou", SECRET, 5.0)
        assert isinstance(settle(sessions, 5.0), Session)
        sessions.ask(b"r", "k", DESK, "zhou", "wrong", 35.0)
        settle(sessions, 35.0)
        with pytest.raises(Refused, match="60 s"):
            sessions.ask(b"r", "k", DESK, "zhou", SECRET, 35.0)
    finally:
        sessions.close()


def test_that_only_so_many_wait_for_a_check(people: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.net.sessions.WAITING_MAX", 2)
    sessions = Sessions(people, 60)
    try:
        for route in (b"1", b"2"):
            sessions.ask(route, "k", DESK, "zhou", SECRET, 0.0)
        with pytest.raises(Refused) as busy:
            sessions.ask(b"3", "k", DESK, "zhou", SECRET, 0.0)
        assert busy.value.code == "sign_in_busy"
        sessions.end(b"1")
        assert sessions.of(b"1") is None
    finally:
        sessions.close()


def run(*line: object, password: Path | None = None) -> Result:
    """`onegrid users` with these words."""
    env = {PASSWORD_FILE: str(password)} if password else {PASSWORD_FILE: ""}
    return CliRunner().invoke(users, [str(word) for word in line], env=env)


def test_that_the_commands_add_change_disable_and_list(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.touch(0o600)
    secret.write_text(SECRET + "\nsecond line\n", "utf-8")
    data = tmp_path / "data"
    added = run("add", "zhou", "--data", data, "--roles", "intake", "--json", password=secret)
    assert added.exit_code == 0
    assert json.loads(added.stdout)["roles"] == ["intake"]
    before = Users(data).entries()["zhou"]
    assert passwords.fits(before.secret, SECRET)
    assert run("passwd", "zhou", "--data", data, password=secret).exit_code == 0
    assert Users(data).entries()["zhou"].secret != before.secret
    assert run("disable", "zhou", "--data", data).exit_code == 0
    assert json.loads(run("list", "--data", data, "--json").stdout)[0]["disabled"] is True
    assert "argon2" not in run("list", "--data", data).stdout
    assert run("enable", "zhou", "--data", data).exit_code == 0
    assert isinstance(Users(data).find("zhou"), User)
    assert run("disable", "wu", "--data", data).exit_code != 0


def test_that_a_password_is_never_taken_from_an_open_file_nor_from_no_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD_FILE, raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with pytest.raises(Refused) as no:
        ask_password("? ")
    assert no.value.code == "no_password"
    monkeypatch.setenv(PASSWORD_FILE, str(tmp_path / "missing"))
    with pytest.raises(Refused):
        ask_password("? ")
    if os.name == "posix":
        path = tmp_path / "open"
        path.write_text(SECRET, "utf-8")
        path.chmod(0o644)
        monkeypatch.setenv(PASSWORD_FILE, str(path))
        with pytest.raises(Refused) as open_file:
            ask_password("? ")
        assert open_file.value.code == "key_file_open"


def test_that_keys_are_made_a_workstations_and_revoked_by_command(tmp_path: Path) -> None:
    public = new_pair().public
    runner = CliRunner()
    line = [
        "authorise",
        "--data",
        str(tmp_path),
        "--key",
        public,
        "--as",
        "operator:desk:intake",
        "--sign-in",
    ]
    assert runner.invoke(keys, line).exit_code == 0
    found = Keyring(tmp_path).find(public)
    assert found is not None
    assert found.sign_in
    assert "sign-in" in runner.invoke(keys, ["list", "--data", str(tmp_path)]).stdout
    revoke = ["revoke", "--data", str(tmp_path), "--key", public]
    assert runner.invoke(keys, revoke).exit_code == 0
    assert Keyring(tmp_path).find(public) is None
    assert runner.invoke(keys, revoke).exit_code != 0
    line[line.index("operator:desk:intake")] = "analyst:cam"
    assert runner.invoke(keys, line).exit_code != 0
