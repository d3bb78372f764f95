"""`onegrid evidence`: fetch the pictures and papers that a ticket or an alarm shows, or hand them in."""

from __future__ import annotations

import mimetypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click

from backend.blobs.errands import fetch, hand_in
from backend.blobs.folder import BlobFolder, digest_of
from backend.blobs.transfer import Progress, Site, silent
from backend.domain.errors import OnegridError, Refused
from backend.domain.evidence import EvidenceRef
from backend.net.client import Session
from backend.net.keys import load_keys
from console.cli.ticket_json import Document
from console.cli.ticket_line import Line, asks
from resources.commandline import Failure
from resources.words import _


@click.group(
    help=_(
        "Fetch the evidence of a ticket or an alarm, or hand it in at the center. Only masked pictures "
        "leave their site, and every fetching is journalled."
    ),
    short_help=_("Fetch or hand in evidence."),
)
def evidence() -> None:
    """The commands about the bytes of evidence."""


@evidence.command("list", help=_("List the evidence that a ticket or an alarm shows."))
@asks
@click.argument("subject", metavar="TICKET")
def list_(line: Line, subject: str) -> None:
    """One line per piece."""
    with line.open() as session:
        refs = shown_by(session, subject)
    rows: list[Document] = [
        {"sha256": r.sha256, "mime": r.mime, "masked": r.masked, "size_bytes": r.size_bytes, "phase": r.phase}
        for r in refs
    ]
    lines = [f"{r.sha256}  {r.phase:<7} {r.mime:<16} {r.size_bytes:>10}" for r in refs]
    line.tell(rows, lines or [_("no evidence")])


@evidence.command(help=_("Fetch evidence into a folder; what is there already is not fetched again."))
@asks
@click.argument("subject", metavar="TICKET")
@click.argument("digests", metavar="[SHA256]...", nargs=-1)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help=_("Folder."))
@click.option(
    "--patience",
    "patience_s",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0.0, 3600.0),
    metavar="SECONDS",
    help=_("How long to wait for a site that is away."),
)
def get(line: Line, subject: str, digests: tuple[str, ...], out: Path, patience_s: float) -> None:
    """Everything that is masked, or only what is named."""
    site = Site(line.center, line.server_key, load_keys(line.key))
    with line.open() as session:
        refs = [ref for ref in shown_by(session, subject) if not digests or ref.sha256 in digests]
        if not refs:
            raise Refused("not_shown", _("{subject} shows no such evidence").format(subject=subject))
        folder = BlobFolder(out / ".parts")
        rows: list[Document] = []
        for ref in refs:
            with _bar(ref.sha256, ref.size_bytes, line) as told:
                path = fetch(session, site, subject, ref.sha256, folder, patience_s=patience_s, told=told)
            kept = path.replace(out / f"{ref.sha256}{mimetypes.guess_extension(ref.mime) or ''}")
            rows.append({"sha256": ref.sha256, "file": str(kept)})
    line.tell(rows, [str(row["file"]) for row in rows])


@evidence.command(
    help=_("Hand in files that a ticket or an alarm shows already, so that others can fetch them.")
)
@asks
@click.argument("subject", metavar="TICKET")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
def put(line: Line, subject: str, files: tuple[Path, ...]) -> None:
    """Each file is named by its digest; a ticket that does not show it refuses it."""
    with line.open() as session:
        rows = [_handed_in(session, line, subject, file) for file in files]
    line.tell(rows, [f"{row['sha256']}  {row['file']}" for row in rows])


def _handed_in(session: Session, line: Line, subject: str, file: Path) -> Document:
    site = Site(line.center, line.server_key, load_keys(line.key))
    sha256 = digest_of(file)
    with _bar(sha256, file.stat().st_size, line) as told:
        new = hand_in(session, site, subject, sha256, file, told=told)
    return {"sha256": sha256, "file": str(file), "new": new}


def hand_in_all(session: Session, line: Line, subject: str, files: tuple[Path, ...]) -> None:
    """After an act: give its evidence to the center. What fails is said, and how to do it later."""
    for file in files:
        try:
            _handed_in(session, line, subject, file)
        except (OnegridError, OSError) as fault:
            words = _(
                "{file} was not handed in ({cause}); do it later: onegrid evidence put {subject} {file}"
            )
            click.echo(words.format(file=file, cause=fault, subject=subject), err=True)


def shown_by(session: Session, subject: str) -> tuple[EvidenceRef, ...]:
    """All evidence of a ticket or an alarm, in the order in which it came."""
    for record in session.snapshot("ticket").tickets:
        if record.ticket == subject:
            return tuple({ref.sha256: ref for event in record.events for ref in event.evidence}.values())
    for alarm in session.snapshot("alarm").alarms:
        if alarm.id == subject:
            return alarm.evidence
    raise Failure(_("{center} knows no {subject}").format(center=session.welcome.center, subject=subject))


@contextmanager
def _bar(sha256: str, whole: int, line: Line) -> Iterator[Progress]:
    """A progress bar on a terminal; silence with --json."""
    if line.as_json:
        yield silent
        return
    with click.progressbar(length=max(1, whole), label=sha256[:12], file=sys.stderr) as bar:
        yield partial(_move, bar)


def _move(bar: Any, done: int, _whole: int) -> None:
    bar.update(done - bar.pos)
