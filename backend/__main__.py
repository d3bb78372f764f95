"""The backend's own commands: `python -m backend center|keys|audit|deadline|org|categories`."""

from __future__ import annotations

import click

from backend.check import categories, org
from backend.deadline import deadline
from backend.net.keys_cli import keys
from backend.net.users_cli import users
from backend.serve.audit import audit
from backend.serve.command import center
from backend.simulate.command import simulate
from resources.commandline import run
from resources.words import _


@click.group(help=_("Centers, keys, journals, deadlines and data files."))
def main() -> None:
    """The group that the root command hands over to."""


for command in (center, keys, users, audit, deadline, org, categories, simulate):
    main.add_command(command)

if __name__ == "__main__":
    run(main, "onegrid")
