"""What every ticket command shares: which center to ask, with which key, and how to print the answer."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from backend.domain.errors import OnegridError, Refused
from backend.net.asking import ask_password
from backend.net.client import Session, open_session
from backend.net.keys import load_keys
from backend.wire.messages import Result, SignIn
from console.cli.ticket_json import Document
from resources.commandline import BadInput, Failure
from resources.words import _

BAD_INPUT: Final = frozenset({"bad_endpoint", "bad_key", "no_key_file", "key_file_open", "no_password"})
"""Codes of refusals that mean: what was typed cannot be used (exit 2)."""


@dataclass(frozen=True, slots=True)
class Line:
    """Which center to ask, and how to print the answer."""

    center: str
    server_key: str
    key: Path
    timeout_s: float
    as_json: bool
    login: str = ""

    @contextmanager
    def open(self) -> Iterator[Session]:
        """A session; whatever goes wrong ends in one line and the right exit code."""
        try:
            with open_session(
                self.center, self.server_key, load_keys(self.key), self.timeout_s, person=self._person()
            ) as session:
                yield session
        except Refused as refusal:
            worded = BadInput if refusal.code in BAD_INPUT else Failure
            raise worded(f"{refusal.words} ({refusal.code})") from refusal
        except (OnegridError, OSError) as fault:
            raise Failure(str(fault)) from fault

    def _person(self) -> SignIn | None:
        """Who signs in, if --login says so."""
        if not self.login:
            return None
        return SignIn(self.login, ask_password(_("Password of {name}: ").format(name=self.login)))

    def tell(self, document: Document | list[Document], lines: list[str]) -> None:
        """Print one JSON document, or lines for people."""
        if self.as_json:
            click.echo(json.dumps(document, ensure_ascii=False))
        else:
            click.echo("\n".join(lines))

    def tell_result(self, result: Result) -> None:
        """Print what became of a command; a refusal ends with exit 1."""
        document: Document = {"ok": result.ok, "target": result.target, "rev": result.rev}
        if result.ok:
            self.tell(document, [f"{result.target} rev {result.rev}"])
            return
        refused = {"code": result.code, "rule": result.rule, "who_may": list(result.who_may)}
        if self.as_json:
            click.echo(json.dumps({**document, **refused, "words": result.words}, ensure_ascii=False))
        may = _("; may: {names}").format(names=", ".join(result.who_may)) if result.who_may else ""
        raise Failure(f"{result.words or result.code} ({result.code}){may}")


def asks(command: Callable[..., None]) -> Callable[..., None]:
    """The options every one of these commands has, gathered into `line`."""

    @functools.wraps(command)
    def gathered(
        center: str, server_key: str, key: Path, timeout_s: float, *, as_json: bool, login: str, **rest: Any
    ) -> None:
        command(Line(center, server_key, key, timeout_s, as_json, login), **rest)

    options = (
        click.option(
            "--center",
            required=True,
            metavar="ENDPOINT",
            help=_("Address of the center, tcp://ADDRESS:PORT."),
        ),
        click.option("--server-key", required=True, metavar="KEY", help=_("Public key of the center.")),
        click.option(
            "--key",
            required=True,
            metavar="FILE",
            type=click.Path(dir_okay=False, path_type=Path),
            help=_("Your key file, authorised at that center."),
        ),
        click.option(
            "--timeout",
            "timeout_s",
            default=10.0,
            show_default=True,
            type=click.FloatRange(0.1, 600.0),
            metavar="SECONDS",
            help=_("How long to wait for the center."),
        ),
        click.option(
            "--login",
            default="",
            metavar="NAME",
            help=_("Sign in as NAME, where the key is a workstation's; the password is asked for."),
        ),
        click.option("--json", "as_json", is_flag=True, help=_("Print one JSON document.")),
    )
    decorated: Callable[..., None] = gathered
    for option in reversed(options):
        decorated = option(decorated)
    return decorated
