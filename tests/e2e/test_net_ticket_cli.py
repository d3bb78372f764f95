"""`onegrid ticket` against a real center process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backend.net.keys import Keyring, new_keys, new_pair, parse_grant
from console.cli.ticket import ticket
from resources.commandline import run
from tests.fakes.net_process import center_process

pytestmark = pytest.mark.e2e


@dataclass
class Desk:
    """One clerk's command line at one running center."""

    capsys: pytest.CaptureFixture[str]
    folder: Path
    endpoint: str
    server_key: str

    def __call__(
        self, name: str, *arguments: str, key: str = "li.key", server_key: str = ""
    ) -> tuple[int, str, str]:
        """Exit code, stdout, stderr of `onegrid ticket NAME …`."""
        line = ["--center", self.endpoint, "--server-key", server_key or self.server_key]
        with pytest.raises(SystemExit) as ended:
            run(ticket, "onegrid", [name, *line, "--key", str(self.folder / key), *arguments])
        told = self.capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, told.out, told.err

    def json(self, name: str, *arguments: str, code: int = 0) -> Any:
        """The one document on stdout."""
        ended, out, err = self(name, *arguments, "--json")
        assert ended == code, err
        return json.loads(out)


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, str]]:
    """A community center that knows one clerk."""
    folder = tmp_path_factory.mktemp("center")
    keys = new_keys(folder / "li.key")
    new_keys(folder / "stranger.key")
    Keyring(folder / "data").authorise(keys.public, parse_grant("operator:li:intake+dispatcher"))
    with center_process(folder) as running:
        yield folder, running.endpoint, running.public_key


@pytest.fixture
def desk(center: tuple[Path, str, str], capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(capsys, *center)


def reported(desk: Desk) -> str:
    name = desk.json("report", "--title", "井盖破损", "--place", "龙城路")["target"]
    assert isinstance(name, str)
    return name


def test_that_a_reported_ticket_is_listed_and_shown(desk: Desk) -> None:
    name = reported(desk)
    assert name in [row["id"] for row in desk.json("list", "--state", "reported")]
    assert desk.json("list", "--state", "closed") == []
    shown = desk.json("show", name)
    assert (shown["title"], shown["place"], shown["state"]) == ("井盖破损", "龙城路", "reported")
    assert shown["custodian"] == "tl-bc-lc"
    assert [event["event"] for event in shown["events"]] == ["reported"]
    assert {clock["clock"] for clock in shown["clocks"]} == {"accept", "total"}


def test_that_do_acts_and_a_refusal_is_exit_1_with_its_code(desk: Desk) -> None:
    name = reported(desk)
    assert desk.json("do", name, "file", "category=city.road") == {"ok": True, "target": name, "rev": 2}
    assert desk.json("show", name)["state"] == "filed"
    refused = desk.json("do", name, "check", "ok=yes", code=1)
    assert refused["ok"] is False
    assert refused["code"]
    assert desk.json("show", name)["rev"] == 2


def test_that_the_same_client_id_acts_once(desk: Desk) -> None:
    first = desk.json("report", "--title", "路灯不亮", "--client-id", "abc")
    assert desk.json("report", "--title", "路灯不亮", "--client-id", "abc") == first
    titles = [row["title"] for row in desk.json("list")]
    assert titles.count("路灯不亮") == 1


def test_that_acting_on_an_old_revision_is_refused_when_asked_to(desk: Desk) -> None:
    name = reported(desk)
    assert desk.json("do", "--rev", "7", name, "file", "category=city.road", code=1)["code"] == "stale"


def test_that_people_get_lines(desk: Desk) -> None:
    name = reported(desk)
    code, out, err = desk("show", name)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith(name)
    assert "reported" in out
    assert name in desk("list")[1]
    assert desk("do", name, "file", "category=city.road")[1].strip() == f"{name} rev 2"


@pytest.mark.parametrize(
    "arguments",
    [
        ("do", "tl-bc-lc/1/1", "explode"),
        ("do", "tl-bc-lc/1/1", "escalate"),
        ("do", "tl-bc-lc/1/1", "file", "category"),
        ("report",),
        ("report", "--title", "x", "--urgency", "very"),
    ],
)
def test_that_bad_input_is_exit_2_with_one_line(desk: Desk, arguments: tuple[str, ...]) -> None:
    code, out, err = desk(arguments[0], *arguments[1:])
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_that_every_way_of_not_getting_in_is_told_apart(desk: Desk) -> None:
    code, _, err = desk("list", key="stranger.key")
    assert (code, err.count("\n")) == (1, 1)
    assert "key_refused" in err
    code, _, err = desk("list", server_key=new_pair().public)
    assert code == 1
    assert "wrong_server_key" in err
    assert desk("list", key="none.key")[0] == 2
    assert desk("list", server_key="short")[0] == 2
    desk.endpoint = "tcp://127.0.0.1:9"
    code, out, err = desk("list", "--timeout", "0.3")
    assert (code, out, err.count("\n")) == (1, "", 1)
    desk.endpoint = "127.0.0.1"
    assert desk("list")[0] == 2


def test_that_an_unknown_ticket_is_a_failure(desk: Desk) -> None:
    code, out, err = desk("show", "tl-bc-lc/1/999", "--json")
    assert (code, out, err.count("\n")) == (1, "", 1)
