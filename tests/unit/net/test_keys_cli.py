"""`onegrid keys`: one JSON document or one line, and exit codes that can be relied on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.net.keyring import FILE_NAME, Keyring
from backend.net.keys import load_keys, new_keys, new_pair
from backend.net.keys_cli import keys
from resources.commandline import run


class Command:
    """Runs `onegrid keys …` in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            run(keys, "onegrid", [str(argument) for argument in arguments])
        told = self._capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, told.out, told.err


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def one_line(text: str) -> bool:
    return text.endswith("\n") and text.count("\n") == 1


def test_that_new_makes_a_file_and_prints_its_public_half_only(command: Command, tmp_path: Path) -> None:
    code, out, err = command("new", tmp_path / "li.key")
    pair = load_keys(tmp_path / "li.key")
    assert (code, out, err) == (0, f"{pair.public}\n", "")


def test_that_show_prints_json(command: Command, tmp_path: Path) -> None:
    pair = new_keys(tmp_path / "li.key")
    code, out, _ = command("show", tmp_path / "li.key", "--json")
    assert code == 0
    assert json.loads(out) == {"file": str(tmp_path / "li.key"), "public": pair.public}
    assert pair.secret not in out


def test_that_authorise_lets_a_key_in(command: Command, tmp_path: Path) -> None:
    public = new_pair().public
    grant = "operator:li:intake+department@cg"
    code, out, _ = command("authorise", "--data", tmp_path, "--key", public, "--as", grant, "--json")
    assert code == 0
    assert json.loads(out) == {
        "key": public,
        "kind": "operator",
        "name": "li",
        "roles": ["department", "intake"],
        "department": "cg",
        "grid": "",
        "sign_in": False,
    }
    assert Keyring(tmp_path).find(public) is not None


def test_that_a_key_that_begins_with_a_dash_is_a_key(command: Command, tmp_path: Path) -> None:
    public = "-" + new_pair().public[1:]
    code, _, err = command("authorise", "--data", tmp_path, "--key", public, "--as", "center:tl")
    assert (code, err) == (0, "")


def test_that_list_shows_who_may_connect(command: Command, tmp_path: Path) -> None:
    assert command("list", "--data", tmp_path, "--json") == (0, "[]\n", "")
    public = new_pair().public
    command("authorise", "--data", tmp_path, "--key", public, "--as", "analyst:node-1")
    assert command("list", "--data", tmp_path)[1] == f"{public} analyst node-1 analyst\n"
    assert json.loads(command("list", "--data", tmp_path, "--json")[1])[0]["kind"] == "analyst"


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "EXISTING"),
        ("show", "MISSING"),
        ("authorise", "--data", "DATA", "--key", "short", "--as", "center:tl"),
        ("authorise", "--data", "DATA", "--key", "x" * 40, "--as", "king:li"),
        ("authorise", "--data", "DATA", "--key", "x" * 40),
        ("authorise", "--data", "EXISTING", "--key", "x" * 40, "--as", "center:tl"),
        ("shout",),
        ("new",),
    ],
)
def test_that_bad_input_is_exit_2_with_one_line_and_nothing_on_stdout(
    command: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    new_keys(tmp_path / "EXISTING")
    named = {name: str(tmp_path / name) for name in ("EXISTING", "MISSING", "DATA")}
    code, out, err = command(*(named.get(argument, argument) for argument in arguments))
    assert (code, out) == (2, "")
    assert one_line(err)


def test_that_a_spoilt_keyring_is_a_failure_and_stays_as_it_is(command: Command, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("{", encoding="utf-8")
    code, out, err = command("authorise", "--data", tmp_path, "--key", "x" * 40, "--as", "center:tl")
    assert (code, out) == (1, "")
    assert FILE_NAME in err
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == "{"


@pytest.mark.parametrize("arguments", [("--help",), ("new", "--help"), ("authorise", "--help")])
def test_that_help_is_complete(command: Command, arguments: tuple[str, ...]) -> None:
    code, out, _ = command(*arguments)
    assert code == 0
    assert len(out) > 100
