"""`onegrid center tickets`: lists from a center's database, running or not, for people who look after it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.domain.ticket import State
from backend.store.look import look
from backend.store.pages import PAGE_MAX, Filter, page
from resources.commandline import BadInput, Failure
from resources.words import _


@click.command(
    help=_(
        "List tickets of a center, those changed last first, without disturbing it. --before takes the last "
        "line of a page to give the next. `onegrid ticket show` tells everything about one."
    ),
    short_help=_("List tickets of a center, the archived ones too."),
)
@click.option("--data", required=True, type=click.Path(path_type=Path, file_okay=False), help=_("its folder"))
@click.option(
    "--database",
    default="",
    envvar="ONEGRID_DATABASE",
    help=_("URL of the PostgreSQL database, if the center does not use a file"),
)
@click.option("--state", default="", type=click.Choice(["", *(s.value for s in State)]), help=_("only these"))
@click.option("--holder", default="", help=_("only those that this center holds"))
@click.option("--archived", is_flag=True, help=_("those in the archive instead"))
@click.option("--before", default="", metavar="MS:TICKET", help=_("go on after this line"))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, PAGE_MAX), help=_("so many"))
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def tickets(
    data: Path,
    database: str,
    state: str,
    holder: str,
    before: str,
    limit: int,
    *,
    archived: bool,
    as_json: bool,
) -> int:
    """Exit 0 with a list, even an empty one."""
    at_ms, _colon, last = before.partition(":")
    if before and not (at_ms.isdecimal() and last):
        raise BadInput(
            _("--before is the start of a line as it was printed, for example 1763830000123:tl/1/7")
        )
    wanted = Filter(state, holder, archived, (int(at_ms), last) if before else None)
    try:
        with look(data, database) as source:
            rows = page(source.rows, wanted, limit)
    except Refused as no:
        raise BadInput(no.words) from no
    except (Unavailable, Corrupt) as fault:
        raise Failure(str(fault)) from fault
    if as_json:
        click.echo(json.dumps({"tickets": [asdict(row) for row in rows]}, ensure_ascii=False))
        return 0
    for row in rows:
        at = datetime.fromtimestamp(row.updated_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
        to = f" > {row.transit_to}" if row.transit_to else ""
        click.echo(f"{row.updated_ms}:{row.ticket}  {at} UTC  {row.state}  {row.holder}{to}")
    return 0
