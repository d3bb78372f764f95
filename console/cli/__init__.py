"""The `onegrid` command. It loads nothing until a command is chosen; most commands are other roots."""

from __future__ import annotations

from console.cli.root import onegrid
from resources.commandline import run


def main() -> None:
    """Entry point of the console script `onegrid`."""
    run(onegrid, "onegrid")
