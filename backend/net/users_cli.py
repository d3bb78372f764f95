"""`onegrid users`: the people who may sign in at a center's workstations. Passwords are never printed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from backend.net.asking import ask_password
from backend.net.keys_cli import FOLDER, JSON_HELP, print_one, told_in_one_line
from backend.net.users import User, Users
from resources.words import _

DATA = click.option("--data", type=FOLDER, required=True, help=_("Data folder of the center."))
JSON = click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
NAME = click.argument("name")


@click.group(help=_("People who sign in with name and password at a center's workstations."))
def users() -> None:
    """Group of the commands for people; the translated text is in the decorator."""


@users.command(
    help=_("Add a person; the password is asked for, or read from the file in ONEGRID_PASSWORD_FILE.")
)
@NAME
@DATA
@click.option(
    "--roles", required=True, metavar="ROLE+ROLE", help=_("What the person may do, as in keys authorise.")
)
@JSON
def add(name: str, data: Path, roles: str, *, as_json: bool) -> None:
    """Add somebody to data/users.json."""
    with told_in_one_line():
        user = Users(data).add(name, roles, _new_password(name))
    _tell(user, as_json=as_json)


@users.command(help=_("Give a person a new password; who is signed in with the old one is signed out."))
@NAME
@DATA
@JSON
def passwd(name: str, data: Path, *, as_json: bool) -> None:
    """Change a password."""
    with told_in_one_line():
        user = Users(data).passwd(name, _new_password(name))
    _tell(user, as_json=as_json)


@users.command(help=_("Let a person sign in no more; who is signed in is signed out at once."))
@NAME
@DATA
@JSON
def disable(name: str, data: Path, *, as_json: bool) -> None:
    """Shut somebody out."""
    with told_in_one_line():
        user = Users(data).disable(name)
    _tell(user, as_json=as_json)


@users.command(help=_("Let a person who was disabled sign in again."))
@NAME
@DATA
@JSON
def enable(name: str, data: Path, *, as_json: bool) -> None:
    """Let somebody in again."""
    with told_in_one_line():
        user = Users(data).disable(name, disabled=False)
    _tell(user, as_json=as_json)


@users.command("list", help=_("List the people of a center."))
@DATA
@JSON
def list_(data: Path, *, as_json: bool) -> None:
    """Show who may sign in."""
    with told_in_one_line():
        entries = Users(data).entries()
    if as_json:
        click.echo(json.dumps([_described(user) for user in entries.values()], ensure_ascii=False))
        return
    for user in entries.values():
        click.echo(_line(user))


def _new_password(name: str) -> str:
    prompt = _("New password of {name}: ").format(name=name)
    return ask_password(prompt, _("Once more: "))


def _tell(user: User, *, as_json: bool) -> None:
    print_one(_described(user), _line(user), as_json=as_json)


def _line(user: User) -> str:
    who = user.person
    units = " ".join(filter(None, (who.department, who.grid, _("disabled") if user.disabled else "")))
    return f"{who.name} {'+'.join(sorted(who.roles))} {units}".rstrip()


def _described(user: User) -> dict[str, object]:
    """A person for --json; never the hash."""
    who = user.person
    return {
        "name": who.name,
        "roles": sorted(who.roles),
        "department": who.department,
        "grid": who.grid,
        "disabled": user.disabled,
    }
