"""`onegrid cameras`: import, list, export, probe, set and remove the cameras of a center."""

from __future__ import annotations

import csv
import io
import sys
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from backend.domain.camera import Camera, CameraState, Watch, watch_of
from backend.domain.org import organise
from backend.net.client import Session
from backend.wire.cameras import CameraForm, CameraRecord, Login
from backend.wire.messages import Command
from console.cli.camera_file import read_cameras
from console.cli.camera_import import Outcome, send
from console.cli.camera_probe import probe
from console.cli.ticket_json import iso
from console.cli.ticket_line import Line, asks
from resources.commandline import BadInput
from resources.words import _

SHOWN_MAX: Final = 20
"""Mistakes printed for people; --json has all of them."""

EXPORTED: Final = ("id", "name", "unit", "place", "key_area", "main", "sub", "transport", "armed")

Document = dict[str, Any]


@click.group(help=_("Import, list, export, probe and change the cameras of a center."))
def cameras() -> None:
    """Group of the camera commands; the translated text is in the decorator."""


@cameras.command(
    "import",
    short_help=_("Take cameras from a CSV or TOML file."),
    help=_(
        "Take cameras from FILE, CSV (UTF-8 or GB18030) or TOML. Every row is checked, here and by the "
        "center; if one is wrong, nothing is taken, unless --skip-bad is given."
    ),
)
@asks
@click.option("--dry-run", is_flag=True, help=_("Only say what would be new, changed, unchanged or wrong."))
@click.option("--skip-bad", is_flag=True, help=_("Take the good rows even if others are wrong."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def import_(line: Line, file: Path, *, dry_run: bool, skip_bad: bool) -> None:
    """Read, check, set; exit 2 when a row is wrong."""
    with _bar(_("reading"), None) as bar:
        found = read_cameras(file, lambda _n: bar.update(1))
    outcome = Outcome(found)
    with line.open() as session, _bar(_("cameras"), outcome.steps) as bar:
        send(session, outcome, bar.update, dry_run=dry_run, skip_bad=skip_bad)
    line.tell(outcome.document(), list(_outcome_lines(outcome)))
    if outcome.faults:
        words = _("{n} of {total} rows of {file} are wrong; correct them, or take the others with --skip-bad")
        raise BadInput(words.format(n=outcome.bad_rows, total=found.total, file=file))


def _bar(label: str, length: int | None) -> Any:
    """A progress bar on a terminal; silent otherwise."""
    hidden = not sys.stderr.isatty()
    return click.progressbar(
        length=length or 0, label=label, file=sys.stderr, hidden=hidden or length is None
    )


def _outcome_lines(outcome: Outcome) -> Iterator[str]:
    for fault in outcome.faults[:SHOWN_MAX]:
        yield f"{outcome.file.path}:{fault.index}: {fault.camera} {fault.field}: {fault.words}"
    if len(outcome.faults) > SHOWN_MAX:
        yield _("… and {n} more").format(n=len(outcome.faults) - SHOWN_MAX)
    for warning in outcome.file.warnings[:SHOWN_MAX]:
        yield _("note: {path}:{line}: {words}").format(
            path=outcome.file.path, line=warning.index, words=warning.words
        )
    done = _("taken") if outcome.done else _("nothing was taken")
    yield _("{new} new, {changed} changed, {unchanged} unchanged, {bad} wrong: {done}").format(
        new=outcome.new, changed=outcome.changed, unchanged=outcome.unchanged, bad=outcome.bad_rows, done=done
    )


@cameras.command("list", help=_("List the cameras of a center."))
@asks
@click.option("--unit", default="", help=_("Only those of this unit and what stands in it."))
@click.option(
    "--health", type=click.Choice([state.value for state in CameraState]), help=_("Only those that fare so.")
)
@click.option(
    "--watch", type=click.Choice([watch.value for watch in Watch]), help=_("Only those watched so.")
)
def list_(line: Line, unit: str, health: str | None, watch: str | None) -> None:
    """One line per camera."""
    with line.open() as session:
        records = [
            record
            for record in _of_unit(session, unit)
            if health in {None, record.life.health.state.value}
            and watch in {None, watch_of(record.camera, record.life).value}
        ]
    documents = [document_of(record) for record in records]
    line.tell(documents, [_line_of(document) for document in documents] or [_("no cameras")])


@cameras.command(help=_("Write the cameras of a center as CSV, without any login; import takes it back."))
@asks
@click.option("--unit", default="", help=_("Only those of this unit and what stands in it."))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help=_("File to write instead of printing.")
)
def export(line: Line, unit: str, out: Path | None) -> None:
    """CSV on stdout or into a file; JSON rows with --json."""
    with line.open() as session:
        rows = [_exported(record.camera) for record in _of_unit(session, unit)]
    text = io.StringIO()
    writer = csv.DictWriter(text, EXPORTED, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    if out is not None:
        out.write_text(text.getvalue(), encoding="utf-8-sig")
        line.tell({"file": str(out), "rows": len(rows)}, [f"{out}: {len(rows)}"])
        return
    line.tell(rows, text.getvalue().splitlines())


@cameras.command(
    "set",
    short_help=_("Change one camera, or add it."),
    help=_(
        "Change camera ID, for example: set gate armed=yes place=… ; a new one needs name, unit and main."
    ),
)
@asks
@click.option("--ask-login", is_flag=True, help=_("Ask for user and password on the terminal."))
@click.option(
    "--rules",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Rules file with an entry for the camera."),
)
@click.argument("camera", metavar="ID")
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
def set_(line: Line, camera: str, pairs: tuple[str, ...], rules: Path | None, *, ask_login: bool) -> None:
    """Ask for one change and print what became of it."""
    form = _form(camera, pairs, rules)
    if ask_login:
        user = click.prompt(_("user"), err=True)
        password = click.prompt(_("password"), err=True, hide_input=True)
        form = msgspec.structs.replace(form, login=Login(user, password))
    with line.open() as session:
        result = session.do(Command(uuid.uuid4().hex, "camera_set", cameras=(form,)))
    if result.cameras is not None and result.cameras.faults:
        first = result.cameras.faults[0]
        raise BadInput(f"{first.field}: {first.words}")
    line.tell_result(result)


@cameras.command(help=_("Take cameras out of the registry of a center, with their logins and rules."))
@asks
@click.argument("names", metavar="ID...", nargs=-1, required=True)
def remove(line: Line, names: tuple[str, ...]) -> None:
    """All of them or none."""
    forms = tuple(CameraForm(name) for name in names)
    with line.open() as session:
        line.tell_result(session.do(Command(uuid.uuid4().hex, "camera_remove", cameras=forms)))


cameras.add_command(probe)


def _form(camera: str, pairs: Iterable[str], rules: Path | None) -> CameraForm:
    told: dict[str, Any] = {}
    flags = {"key_area", "armed"}
    texts = {"name", "unit", "main", "sub", "place", "transport"}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or name not in flags | texts:
            known = ", ".join(sorted(flags | texts))
            raise BadInput(_("{pair!r} is not KEY=VALUE with one of: {known}").format(pair=pair, known=known))
        if name in flags and value not in {"yes", "no"}:
            raise BadInput(_("{name} is yes or no, not {value!r}").format(name=name, value=value))
        told[name] = value == "yes" if name in flags else value
    if rules is not None:
        from console.cli.camera_file import rules_text  # noqa: PLC0415 (loads the rules' checks)

        told["rules"] = rules_text(rules, camera)
    return CameraForm(camera, **told)


def _of_unit(session: Session, unit: str) -> list[CameraRecord]:
    records = session.snapshot("camera").cameras
    if not unit:
        return list(records)
    organisation = organise(session.welcome.org)
    return [one for one in records if one.camera.unit == unit or organisation.within(one.camera.unit, unit)]


def document_of(record: CameraRecord) -> Document:
    """One camera as JSON. No login is in a record, so none can be here."""
    camera, life = record.camera, record.life
    facts = {
        name: {"codec": one.codec, "width": one.width, "height": one.height, "fps": one.fps}
        if one.codec
        else None
        for name, one in (("main", life.capability.main), ("sub", life.capability.sub))
    }
    return {
        **_exported(camera),
        "key_area": camera.key_area,
        "armed": camera.armed,
        "login": camera.login,
        "rules": camera.rules,
        "watch": watch_of(camera, life).value,
        "analyst": life.analyst,
        "epoch": life.epoch,
        "health": _health(life.health),
        "history": [_health(health) for health in life.history],
        "streams": {**facts, "probed": iso(life.capability.probed_ms)},
    }


def _health(health: Any) -> Document:
    return {
        "state": health.state.value,
        "since": iso(health.since_ms),
        "code": health.code,
        "words": health.words,
        "by": health.by,
    }


def _exported(camera: Camera) -> Document:
    row = {name: getattr(camera, name) for name in EXPORTED}
    yes_no = {name: "yes" if row[name] else "no" for name in ("key_area", "armed")}
    return {**row, **yes_no, "transport": camera.transport.value}


def _line_of(found: Document) -> str:
    health = found["health"]["state"] + (f" ({found['health']['code']})" if found["health"]["code"] else "")
    return f"{found['id']:<20} {found['unit']:<16} {found['watch']:<9} {health:<22} {found['name']}"
