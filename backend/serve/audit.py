"""`onegrid audit`: looks at the journal of a center."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.store.audit import Audit
from backend.store.audit import verify as verify_journal
from resources.commandline import BadInput, Failure
from resources.words import _


@click.group(
    help=_("Look at the audit journal of a center, running or not."),
    short_help=_("Verify the journal of a center."),
)
def audit() -> None:
    """The commands about the journal."""


@audit.command(
    help=_("Check that no line of the journal and no event of a ticket was changed, added or taken out."),
    short_help=_("Check the chain of the journal."),
)
@click.option("--data", required=True, type=click.Path(path_type=Path), help=_("folder of the center"))
@click.option(
    "--database",
    default="",
    envvar="ONEGRID_DATABASE",
    help=_("URL of the PostgreSQL database, if the center does not use a file"),
)
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def verify(data: Path, database: str, *, as_json: bool) -> int:
    """Exit 0 when everything fits, 1 when something does not, 2 when there is no database."""
    try:
        found = verify_journal(data, database)
    except Refused as no:
        raise BadInput(no.words) from no
    except Unavailable as fault:
        raise BadInput(str(fault)) from fault
    except Corrupt as fault:
        raise Failure(str(fault)) from fault
    if as_json:
        click.echo(json.dumps({"passed": found.passed, **asdict(found)}, ensure_ascii=False))
    else:
        _print(found)
    return 0 if found.passed else 1


def _print(found: Audit) -> None:
    for fault in found.faults:
        click.echo(fault)
    if found.faults_more:
        click.echo(_("… and {n} more").format(n=found.faults_more))
    words = _("{center}: {lines} lines, {events} events, {verdict}")
    verdict = _("everything fits") if found.passed else _("the journal does NOT fit")
    click.echo(words.format(center=found.center, lines=found.lines, events=found.events, verdict=verdict))
