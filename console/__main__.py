"""`python -m console`: the operator's console of one center."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backend.domain.errors import OnegridError
from console.profile import PROFILES, THEMES, load_profile
from resources.commandline import BadInput, Failure, run
from resources.words import _

if TYPE_CHECKING:
    from backend.wire.messages import SignIn

FILE = click.Path(path_type=Path)
PROFILE_HELP = _("One of {names}, or a file of your own.").format(names=", ".join(PROFILES))


@click.command(help=_("Open the operator's console of a center."))
@click.option("--profile", default=PROFILES[0], show_default=True, help=PROFILE_HELP)
@click.option("--center", "endpoint", required=True, help=_("Where the center listens: tcp://HOST:PORT."))
@click.option("--server-key", required=True, help=_("The center's public key, 40 characters."))
@click.option("--key", "key_file", type=FILE, required=True, help=_("Your own key file."))
@click.option("--operator", help=_("Your name at this center; by default the name of the key file."))
@click.option("--login", help=_("Sign in as this person, where the key is a workstation's."))
@click.option("--cameras", type=FILE, help=_("A TOML file of the cameras to show."))
@click.option("--evidence", type=FILE, help=_("Folder of the masked snapshots of this site."))
@click.option("--lang", type=click.Choice(["zh_CN", "en"]), default="zh_CN", show_default=True)
@click.option("--theme", type=click.Choice(THEMES), help=_("Instead of the profile's theme."))
def console(  # noqa: PLR0917 - click passes one argument per option, by name
    profile: str,
    endpoint: str,
    server_key: str,
    key_file: Path,
    operator: str | None,
    login: str | None,
    cameras: Path | None,
    evidence: Path | None,
    lang: str,
    theme: str | None,
) -> None:
    """Check what was given, then open the window and serve it."""
    # `--help` must not wait for Qt and sockets.
    from backend.net.dialer import check_endpoint  # noqa: PLC0415
    from backend.net.keys import check_public, load_keys  # noqa: PLC0415
    from console.config import Cameras, ConsoleConfig, load_cameras  # noqa: PLC0415

    try:
        chosen = load_profile(profile)
        shown = load_cameras(cameras) if cameras else Cameras()
        config = ConsoleConfig(
            endpoint=check_endpoint(endpoint),
            server_key=check_public(server_key),
            keypair=load_keys(key_file),
            operator=login or operator or key_file.stem,
            person=_person(login),
            tiles=shown.tiles[: chosen.tiles_max],
            rules=shown.rules,
            evidence_dir=evidence,
            lang=lang,
            theme=theme or chosen.theme,
            density=chosen.density,
        )
    except OnegridError as fault:
        raise BadInput(str(fault)) from fault
    from console.app import run as open_console  # noqa: PLC0415

    try:
        sys.exit(open_console(config))
    except LookupError as fault:
        raise Failure(str(fault)) from fault


def _person(login: str | None) -> SignIn | None:
    """Who signs in; the password is asked for at the terminal, before there is a window."""
    if not login:
        return None
    from backend.net.asking import ask_password  # noqa: PLC0415
    from backend.wire.messages import SignIn  # noqa: PLC0415

    return SignIn(login, ask_password(_("Password of {name}: ").format(name=login)))


if __name__ == "__main__":
    run(console, "onegrid console")
