"""`onegrid cameras probe`: opens streams and says what is in them, or why they cannot be opened."""

from __future__ import annotations

import contextlib
import sys
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from backend.domain.camera import CameraState, Capability, StreamFacts, Transport
from backend.domain.camera_form import address
from backend.net.client import Session
from backend.wire.cameras import HEALTHS_MAX, CameraHealth, FormFault, Stream
from backend.wire.messages import Command
from console.cli.ticket_line import Line
from resources.commandline import BadInput, Failure
from resources.words import _
from videowall.probing import KEYFRAME_S, OPEN_S, Found, Target, probe_all

ASKED_MAX: Final = 200
"""Streams asked for in one message."""

JOBS: Final = 4

Document = dict[str, Any]


@click.command(
    short_help=_("Say why a camera cannot be opened, or what it sends."),
    help=_(
        "Open the streams of cameras (all, or those with these IDs), or one --url, in processes of their "
        "own, and say codec, size and rate, or why there is no picture. Exit 1 when one has none."
    ),
)
@click.option(
    "--center", default="", metavar="ENDPOINT", help=_("Address of the center, tcp://ADDRESS:PORT.")
)
@click.option("--server-key", default="", metavar="KEY", help=_("Public key of the center."))
@click.option(
    "--key", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help=_("Your key file.")
)
@click.option("--url", default="", help=_("Probe this address instead; no center is needed."))
@click.option(
    "--transport", type=click.Choice([one.value for one in Transport]), default="tcp", help=_("For --url.")
)
@click.option("--ask-login", is_flag=True, help=_("Ask for the user and password of --url."))
@click.option("--report", is_flag=True, help=_("Tell the center what was found."))
@click.option("--jobs", default=JOBS, show_default=True, type=click.IntRange(1, 16), help=_("At a time."))
@click.option(
    "--timeout", "open_s", default=OPEN_S, show_default=True, type=click.FloatRange(0.5, 60),
    metavar="SECONDS", help=_("Patience until a camera answers."),
)  # fmt: skip
@click.option(
    "--keyframe", "keyframe_s", default=KEYFRAME_S, show_default=True, type=click.FloatRange(0.5, 60),
    metavar="SECONDS", help=_("Patience for the first picture."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON document."))
@click.argument("names", metavar="[ID]...", nargs=-1)
def probe(
    *,
    center: str,
    server_key: str,
    key: Path | None,
    url: str,
    transport: str,
    ask_login: bool,
    report: bool,
    jobs: int,
    open_s: float,
    keyframe_s: float,
    as_json: bool,
    names: tuple[str, ...],
) -> int:
    """Probe and print; exit 0 when every stream gave a picture."""
    if bool(url) == bool(center and server_key and key):
        raise BadInput(_("give either --url, or --center, --server-key and --key"))
    if url and (names or report):
        raise BadInput(_("--url goes without IDs and --report"))
    line = Line(center, server_key, key or Path(), 30.0, as_json)
    faults: list[FormFault] = []
    with contextlib.ExitStack() as closing:
        session = None if url else closing.enter_context(line.open())
        streams = [_of_url(url, transport, ask_login=ask_login)] if session is None else []
        if session is not None:
            streams, faults = _asked(session, names)
        found = _probe(streams, jobs, open_s, keyframe_s)
        if report and session is not None:
            _report(session, streams, found)
    documents = [_document(stream, found) for stream in streams]
    documents += [{"camera": one.camera, "ok": False, "code": one.code, "words": one.words} for one in faults]
    line.tell(documents, [_line_of(document) for document in documents] or [_("no cameras")])
    return 0 if all(document["ok"] for document in documents) else 1


def _of_url(url: str, transport: str, *, ask_login: bool) -> Stream:
    user = click.prompt(_("user"), err=True) if ask_login else ""
    password = click.prompt(_("password"), err=True, hide_input=True) if ask_login else ""
    return Stream("", address(url, user, password) if user else url, transport=Transport(transport))


def _asked(session: Session, names: tuple[str, ...]) -> tuple[list[Stream], list[FormFault]]:
    """How to open these cameras, or all of them."""
    wanted = names or tuple(record.camera.id for record in session.snapshot("camera").cameras)
    streams: list[Stream] = []
    faults: list[FormFault] = []
    for n in range(0, len(wanted), ASKED_MAX):
        answer = session.streams(wanted[n : n + ASKED_MAX])
        streams += answer.streams
        faults += answer.faults
    if faults and faults[0].code == "role":
        raise Failure(f"{faults[0].words} (role)")
    return streams, faults


def _probe(streams: list[Stream], jobs: int, open_s: float, keyframe_s: float) -> dict[str, Found]:
    """What was found, by `main/ID` and `sub/ID`."""
    targets = [target for stream in streams for target in _targets(stream)]
    hidden = not sys.stderr.isatty()
    results: dict[str, Found] = {}
    with click.progressbar(length=len(targets), label=_("probing"), file=sys.stderr, hidden=hidden) as bar:
        for target, found in probe_all(targets, jobs=jobs, open_s=open_s, keyframe_s=keyframe_s):
            results[target.name] = found
            bar.update(1)
    return results


def _targets(stream: Stream) -> Iterator[Target]:
    user, password = (stream.login.user, stream.login.password) if stream.login else ("", "")
    for kind, url in (("main", stream.main), ("sub", stream.sub)):
        if url:
            yield Target(f"{kind}/{stream.camera}", address(url, user, password), stream.transport.value)


def _report(session: Session, streams: list[Stream], found: dict[str, Found]) -> None:
    healths = [_health(stream, found) for stream in streams]
    for n in range(0, len(healths), HEALTHS_MAX):
        part = tuple(healths[n : n + HEALTHS_MAX])
        result = session.do(Command(uuid.uuid4().hex, "camera_report", healths=part))
        if not result.ok:
            raise Failure(f"{result.words} ({result.code})")


def _health(stream: Stream, found: dict[str, Found]) -> CameraHealth:
    main, sub = (found.get(f"{kind}/{stream.camera}", Found()) for kind in ("main", "sub"))
    state = CameraState.FAULT if main.code else CameraState.LIVE
    facts = Capability(_facts(main), _facts(sub))
    told = CameraHealth(stream.camera, state, main.code, main.words)
    return told if main.code else msgspec.structs.replace(told, capability=facts)


def _facts(found: Found) -> StreamFacts:
    return StreamFacts(found.codec, found.width, found.height, found.fps)


def _document(stream: Stream, found: dict[str, Found]) -> Document:
    main, sub = (found.get(f"{kind}/{stream.camera}") for kind in ("main", "sub"))
    first = main or Found("other", "it was not probed")
    return {
        "camera": stream.camera,
        "ok": not first.code and not (sub and sub.code),
        **asdict(first),
        "sub": asdict(sub) if sub else None,
    }


def _line_of(found: Document) -> str:
    if found["code"]:
        what = f"{found['words']} ({found['code']})"
    else:
        what = f"{found['codec']} {found['width']}×{found['height']} {found['fps']:g}/s"
    sub = found.get("sub")
    if sub:
        more = (
            f"{sub['words']} ({sub['code']})"
            if sub["code"]
            else f"{sub['codec']} {sub['width']}×{sub['height']}"
        )
        what = f"{what}; sub: {more}"
    return f"{found['camera'] or 'url':<20} {what}"
