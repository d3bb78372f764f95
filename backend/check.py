"""`onegrid org check`, `onegrid categories check`: is a data file good; if not, where, and what to do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from backend.datafile import Flaw, read_data, refusing
from backend.domain.errors import Refused
from backend.domain.org import Organisation
from backend.modules import load_catalogue, shipped
from backend.organisation import load_organisation
from resources.commandline import BadInput
from resources.words import _

Facts = Mapping[str, str | int]


@click.group(help=_("The organisation: centers, grids, departments, rosters."))
def org() -> None:
    """Group of the commands about organisations."""


@click.group(help=_("Modules and classes of matters, and who answers for them."))
def categories() -> None:
    """Group of the commands about classes of matters."""


@org.command("check", help=_("Say whether a file describes an organisation, and what is in it."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def check_org(file: Path, *, as_json: bool) -> None:
    """Print what the file holds; exit 2 with file, line and remedy when it is refused."""
    _check(file, lambda: org_facts(file), as_json=as_json)


@categories.command(
    "check",
    help=_(
        "Say whether a file of modules and classes fits those that come with the program. A file with the "
        "name of one that comes with it is checked in its place."
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--org", "organisation", default="sample", help=_("the organisation that it is for"))
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def check_categories(file: Path, organisation: str, *, as_json: bool) -> None:
    """Print what the file holds; exit 2 with file, line and remedy when it is refused."""
    _check(file, lambda: category_facts(file, organisation), as_json=as_json)


def org_facts(file: Path) -> Facts:
    """What an organisation's file holds, counted.

    Raises:
        Refused: it cannot be used.
    """
    read = load_organisation(str(file))
    staff = [one for rows in read.roster.staff.values() for one in rows]
    return {
        "name": read.name,
        "version": read.version,
        **read.organisation.counts(),
        "posts": sum(one.count for one in staff),
        "shifts": len(read.roster.shifts),
        "changes": sum(len(changes) for changes in read.roster.changes.values()),
    }


def category_facts(file: Path, organisation: str) -> Facts:
    """What a file of modules and classes adds to those of the program, counted.

    Raises:
        Refused: it cannot be used, or the organisation cannot.
    """
    known: Organisation = load_organisation(organisation).organisation
    with refusing("bad_categories", file):
        top = read_data(file)
        name, version = top.text("name"), top.text("version")
        others = [path for path in shipped() if read_data(path).values.get("name") != name]
    catalogue = load_catalogue([*others, file], known)
    codes = [str(row["code"]) for row in top.values.get("category", [])]
    rows = Counter(len(catalogue.categories[code].assignments) > 1 for code in codes)
    return {
        "name": name,
        "version": version,
        "modules": len(top.values.get("module", [])),
        "categories": len(codes),
        "conditional": rows[True],
        "checked_with": ", ".join(path.name for path in others) or "-",
    }


def _check(file: Path, facts_of: Callable[[], Facts], *, as_json: bool) -> None:
    try:
        facts = facts_of()
    except Refused as no:
        if as_json:
            click.echo(json.dumps(_refusal(file, no), ensure_ascii=False))
        raise BadInput(no.words) from no
    if as_json:
        click.echo(json.dumps({"ok": True, "file": str(file), **facts}, ensure_ascii=False))
        return
    shown = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in facts.items())
    click.echo(_("{file} is good: {facts}").format(file=file, facts=shown))


def _refusal(file: Path, no: Refused) -> Mapping[str, object]:
    plain = {"ok": False, "file": str(file), "code": no.code, "words": no.words}
    if not isinstance(no, Flaw):
        return plain
    where = {"file": str(no.path), "line": no.line, "words": no.fault.words, "remedy": no.fault.remedy}
    return {**plain, **where}
