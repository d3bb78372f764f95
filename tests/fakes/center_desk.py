"""`onegrid ticket` as one of PEOPLE at a running center: what is typed, and what comes back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from console.cli.ticket import ticket
from resources.commandline import run
from tests.fakes.center_process import CenterProcess


@dataclass
class TicketDesk:
    """The command line in front of a center process."""

    center: CenterProcess
    capsys: pytest.CaptureFixture[str]

    def __call__(self, who: str, name: str, *arguments: str) -> tuple[int, Any, str]:
        """Exit code, the one JSON document (None without), and stderr of `onegrid ticket NAME …`."""
        self.center.key_for(who)
        key = self.center.data / "keys" / f"{who}.json"
        line = ["--center", self.center.endpoint, "--server-key", self.center.public_key, "--key", str(key)]
        with pytest.raises(SystemExit) as ended:
            run(ticket, "onegrid", [name, *line, "--json", *arguments])
        told = self.capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, json.loads(told.out) if told.out else None, told.err

    def report(self, *arguments: str, who: str = "intake") -> str:
        """A new ticket's id."""
        code, document, err = self(who, "report", *arguments)
        assert code == 0, err
        assert isinstance(document["target"], str)
        return document["target"]

    def do(self, who: str, target: str, *arguments: str) -> str:
        """An act that must be done; returns what it acted on or made."""
        code, document, err = self(who, "do", target, *arguments)
        assert code == 0, err
        assert isinstance(document["target"], str)
        return document["target"]

    def refused(self, who: str, target: str, *arguments: str) -> str:
        """The code of an act that must be refused."""
        code, document, err = self(who, "do", target, *arguments)
        assert code == 1, err
        assert isinstance(document["code"], str)
        return document["code"]

    def show(self, target: str) -> Any:
        """The ticket as `show --json` prints it."""
        code, document, err = self("viewer", "show", target)
        assert code == 0, err
        return document

    def state(self, target: str) -> str:
        """Where it stands."""
        state = self.show(target)["state"]
        assert isinstance(state, str)
        return state

    def events(self, target: str) -> list[str]:
        """The kinds of its events."""
        return [event["event"] for event in self.show(target)["events"]]

    def to_progress(self, category: str = "safety.intrusion", reporter: str = "") -> str:
        """A ticket that cg has signed."""
        more = ("--reporter", reporter) if reporter else ()
        target = self.report("--title", "北门有人翻越", "--category", category, *more)
        self.do("intake", target, "file")
        self.do("dispatcher", target, "dispatch", "lead=cg")
        self.do("zhang", target, "sign")
        return target
