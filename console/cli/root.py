"""The list of commands: which are written here, and which are roots of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

from console.launch import become
from resources.words import _


@dataclass(frozen=True, slots=True)
class Root:
    """A command that another package carries out in a process of its own."""

    module: str
    arguments: tuple[str, ...]
    summary: str


ROOTS = {
    "analyse": Root("videowall.analyse", (), _("Find fence events in a video or a file of detections.")),
    "audit": Root("backend", ("audit",), _("Verify the hash-chained journal of a center.")),
    "categories": Root("backend", ("categories",), _("Check a file of modules and classes of matters.")),
    "center": Root("backend", ("center",), _("Run a center (district, town or community).")),
    "console": Root("console", (), _("Open the operator's console.")),
    "deadline": Root("backend", ("deadline",), _("Compute a deadline in working time.")),
    "demo": Root("console.demo", (), _("Run the main job on this machine and write pictures and a summary.")),
    "fence": Root("videowall.preflight", (), _("Fences and other rules of a camera.")),
    "keys": Root("backend", ("keys",), _("Make, show and authorise keys.")),
    "models": Root("videowall.models", (), _("List, fetch and check analytics models.")),
    "simulate": Root(
        "backend", ("simulate",), _("Look for histories in which centers lose or double something.")
    ),
    "users": Root("backend", ("users",), _("People who sign in at a center's workstations.")),
    "org": Root("backend", ("org",), _("Check a file of an organisation: units, departments, rosters.")),
    "watch": Root("videowall.node", (), _("Watch cameras for a center: rules become alarms. No screen.")),
}


def _cameras() -> click.Command:
    from console.cli.cameras import cameras  # noqa: PLC0415 (loads sockets only when asked)

    return cameras


def _doctor() -> click.Command:
    from console.cli.doctor import doctor  # noqa: PLC0415

    return doctor


def _evidence() -> click.Command:
    from console.cli.evidence import evidence  # noqa: PLC0415

    return evidence


def _ticket() -> click.Command:
    from console.cli.ticket import ticket  # noqa: PLC0415

    return ticket


HERE = {"cameras": _cameras, "doctor": _doctor, "evidence": _evidence, "ticket": _ticket}
"""Commands of this package; each is loaded only when it is asked for."""


class Commands(click.Group):
    """Finds commands by name so that `onegrid --help` imports neither Qt nor a database."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Every command, in the order of the alphabet."""
        return sorted([*ROOTS, *HERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, or None."""
        if cmd_name in HERE:
            return HERE[cmd_name]()
        return _passing(cmd_name, ROOTS[cmd_name]) if cmd_name in ROOTS else None


def _passing(name: str, root: Root) -> click.Command:
    """A command that hands everything it was given, --help too, to its root."""

    @click.command(
        name,
        short_help=root.summary,
        help=root.summary,
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    )
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def passing(arguments: Sequence[str]) -> None:
        become(root.module, [*root.arguments, *arguments])

    return passing


@click.group(cls=Commands, help=_("onegrid: the desktop command center of a district that governs by grid."))
@click.version_option(package_name="onegrid", prog_name="onegrid")
def onegrid() -> None:
    """Group of every command; the translated text is in the decorator."""
