"""`onegrid keys`: make, show and authorise CURVE keys. Secrets are never printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from backend.domain.errors import OnegridError, Refused
from backend.net.keys import Keyring, Principal, check_public, load_keys, new_keys, parse_grant
from resources.commandline import BadInput, Failure
from resources.words import _

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
JSON_HELP = _("Print one JSON document.")


@click.group(help=_("Make, show and authorise the keys that every link needs."))
def keys() -> None:
    """Group of the key commands; the translated text is in the decorator."""


@keys.command(help=_("Make a key pair in the new file FILE (readable by its owner only)."))
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def new(file: Path, *, as_json: bool) -> None:
    """Write a key file and print its public half."""
    with told_in_one_line():
        pair = new_keys(file)
    print_one({"file": str(file), "public": pair.public}, pair.public, as_json=as_json)


@keys.command(help=_("Print the public key of FILE."))
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def show(file: Path, *, as_json: bool) -> None:
    """Print the half of a key that others may know."""
    with told_in_one_line():
        pair = load_keys(file)
    print_one({"file": str(file), "public": pair.public}, pair.public, as_json=as_json)


@keys.command(
    help=_(
        "Let a public key in at the center whose data is in DIR, also while it runs. GRANT is center:ID, "
        "operator:NAME:ROLE+ROLE or analyst:NAME; a department is written department@ID."
    )
)
@click.option("--data", type=FOLDER, required=True, help=_("Data folder of the center."))
@click.option(
    "--key", "public", required=True, metavar="PUBLIC", help=_("Public key, as keys show prints it.")
)
@click.option("--as", "grant", required=True, metavar="GRANT", help=_("Whom the key stands for."))
@click.option(
    "--sign-in",
    is_flag=True,
    help=_("The key is a workstation's: a person of onegrid users has to sign in on it."),
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def authorise(data: Path, public: str, grant: str, *, sign_in: bool, as_json: bool) -> None:
    """Add a key to data/authorised.json."""
    with told_in_one_line():
        principal = parse_grant(grant, sign_in=sign_in)
        Keyring(data).authorise(check_public(public), principal)
    print_one(_described(public, principal), f"{public} {principal.kind} {principal.name}", as_json=as_json)


@keys.command(help=_("Take a public key out; a running center ends its links within a second."))
@click.option("--data", type=FOLDER, required=True, help=_("Data folder of the center."))
@click.option(
    "--key", "public", required=True, metavar="PUBLIC", help=_("Public key, as keys show prints it.")
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def revoke(data: Path, public: str, *, as_json: bool) -> None:
    """Take a key out of data/authorised.json."""
    with told_in_one_line():
        gone = Keyring(data).revoke(check_public(public))
    print_one(_described(public, gone), f"{public} {gone.kind} {gone.name}", as_json=as_json)


@keys.command("list", help=_("List the keys that the center whose data is in DIR lets in."))
@click.option("--data", type=FOLDER, required=True, help=_("Data folder of the center."))
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def list_(data: Path, *, as_json: bool) -> None:
    """Show who may connect."""
    with told_in_one_line():
        entries = Keyring(data).entries()
    if as_json:
        click.echo(json.dumps([_described(key, held) for key, held in entries.items()], ensure_ascii=False))
        return
    for key, held in entries.items():
        units = " ".join(filter(None, (held.department, held.grid, "sign-in" * held.sign_in)))
        click.echo(f"{key} {held.kind} {held.name} {'+'.join(sorted(held.roles))} {units}".rstrip())


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Turn what the rules refuse into exit 2, what failed into exit 1, each with one line."""
    try:
        yield
    except Refused as refusal:
        raise BadInput(refusal.words) from refusal
    except (OnegridError, OSError) as fault:
        raise Failure(str(fault)) from fault


def _described(public: str, principal: Principal) -> dict[str, object]:
    """A key and its holder for --json."""
    return {
        "key": public,
        "kind": principal.kind,
        "name": principal.name,
        "roles": sorted(principal.roles),
        "department": principal.department,
        "grid": principal.grid,
        "sign_in": principal.sign_in,
    }


def print_one(document: dict[str, object], line: str, *, as_json: bool) -> None:
    """One JSON document, or one line."""
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else line)
