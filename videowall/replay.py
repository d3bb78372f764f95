"""`onegrid analyse --replay TRACE`: executes a rule again over the observations of its trace."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from backend.domain.errors import Refused
from resources.commandline import BadInput
from resources.words import _
from videowall.analytics.replay import Verdict, claimed, rerun
from videowall.evidence.traces import BYTES_MAX, rule_digest

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What executing a trace again has shown; `differences` is empty when everything is as it says."""

    document: Mapping[str, Any]
    told: Verdict
    found: Verdict | None
    differences: tuple[str, ...]


def load_trace(path: Path) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The document of a trace file, and the part of it that can be executed.

    Raises:
        Refused: code `trace`; the file is not a trace, with words.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= BYTES_MAX else b""
    except OSError as error:
        raise Refused("trace", f"{path}: {error.strerror or error}") from error
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refused("trace", _("{path} is not a trace").format(path=path)) from error
    why = document.get("why") if isinstance(document, dict) else None
    replay = why.get("replay") if isinstance(why, dict) else None
    if not isinstance(replay, dict):
        words = _("{path} holds nothing that can be executed again; give the .json file beside the picture")
        raise Refused("trace", words.format(path=path))
    return document, replay


def examine(path: Path) -> Outcome:
    """Execute a trace again and compare everything that can be.

    Raises:
        Refused: code `trace`; the file is not a trace.
    """
    document, replay = load_trace(path)
    told, found = claimed(replay), rerun(replay)
    differences = []
    if _DIGEST.fullmatch(path.stem) and hashlib.sha256(path.read_bytes()).hexdigest() != path.stem:
        differences.append(_("the file is not the one that its name says: it was changed"))
    if document.get("rule_sha256") != rule_digest(replay.get("rule")):
        differences.append(_("the rule is not the one whose digest is told: it was changed"))
    if found is None:
        differences.append(_("told: {told}; executed again: nothing").format(told=_words(told)))
    elif found != told:
        words = _("told: {told}; executed again: {found}")
        differences.append(words.format(told=_words(told), found=_words(found)))
    kind, direction = document.get("kind"), document.get("direction")
    if (kind, direction) != (told.kind, told.direction):
        differences.append(
            _("the event is told as {kind}, its verdict is {told}").format(kind=kind, told=told.kind)
        )
    return Outcome(document, told, found, tuple(differences))


def _words(verdict: Verdict) -> str:
    return f"{verdict.kind}{' ' if verdict.direction else ''}{verdict.direction} @ {verdict.time_s:.3f} s"


@click.command(help=_("Execute the rule of a trace again over what was observed; exit 1 when it differs."))
@click.option(
    "--replay", "trace", type=click.Path(path_type=Path), required=True, help=_("trace of an event (JSON)")
)
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def replay_trace(trace: Path, *, as_json: bool) -> int:
    """Exit 0 same verdict, 1 another one or a changed trace, 2 not a trace."""
    try:
        outcome = examine(trace)
    except Refused as error:
        raise BadInput(error.words) from error
    if as_json:
        click.echo(json.dumps(_record(outcome), ensure_ascii=False))
    else:
        for line in outcome.differences:
            click.echo(line, err=True)
        if not outcome.differences:
            click.echo(_("same verdict: {told}").format(told=_words(outcome.told)), err=True)
    return 1 if outcome.differences else 0


def _record(outcome: Outcome) -> dict[str, Any]:
    def verdict(one: Verdict | None) -> dict[str, Any] | None:
        return None if one is None else {"kind": one.kind, "direction": one.direction, "time_s": one.time_s}

    return {
        "same": not outcome.differences,
        "rule": outcome.document.get("rule"),
        "camera": outcome.document.get("camera"),
        "program": outcome.document.get("program"),
        "told": verdict(outcome.told),
        "found": verdict(outcome.found),
        "differences": list(outcome.differences),
    }
