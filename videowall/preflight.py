"""`onegrid fence preflight`: what rules would have alarmed on recorded video, before anybody arms them.

Schedules count as always armed: a recording does not say when it was taken.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from backend.domain.errors import Refused
from resources.commandline import BadInput, run
from resources.words import _
from videowall.analytics.choice import DetectorKind
from videowall.analytics.offline import Progress
from videowall.analytics.rules import RuleSet, load_rules
from videowall.evidence.forecast import ACCEPTABLE_PER_DAY, Load, Rate, Verdict, chatters, rate
from videowall.evidence.rehearsal import Noticed, Rehearsal, Seen, rehearse
from videowall.feeds.errors import FeedError
from videowall.feeds.source import SourceSpec

SECONDS_PER_HOUR = 3600.0


@dataclass(slots=True)
class Run:
    """What one recording brought."""

    video: str
    seconds: float = 0.0
    frames: int = 0
    detector: str = ""
    noticed: list[Noticed] = field(default_factory=list)


def watch(job: Rehearsal, progress: Callable[[Seen], None]) -> Run:
    """Run the rules over one recording. Raises SourceRefused."""
    found = Run(job.video)
    for message in rehearse(job):
        match message:
            case Noticed():
                found.noticed.append(message)
            case Seen():
                found.seconds = message.time_s
                progress(message)
            case Progress():
                found.frames, found.detector = message.frames, message.detector
    return found


def report(rules: RuleSet, runs: Sequence[Run], out: Path) -> dict[str, Any]:
    """Everything that is known, as JSON values.

    Raises:
        BadInput: the recordings have no length.
    """
    hours = sum(one.seconds for one in runs) / SECONDS_PER_HOUR
    if hours <= 0:
        raise BadInput(_("the recordings are over before anything can be seen; give longer ones"))
    total = rate(sum(not noticed.repeat for one in runs for noticed in one.noticed), hours)
    return {
        "hours": round(hours, 4),
        "videos": [
            {"video": one.video, "seconds": round(one.seconds, 2), "frames": one.frames} for one in runs
        ],
        "detector": runs[-1].detector,
        "interval": "Poisson 95 %",
        "total": _rate(total) | {"load": total.load.value},
        "rules": [_rule(rule.id, runs, hours) for rule in rules.rules],
        "alarms": [
            _alarm(one.video, noticed) for one in runs for noticed in one.noticed if not noticed.repeat
        ],
        "out": str(out),
    }


def _rule(rule: str, runs: Sequence[Run], hours: float) -> dict[str, Any]:
    events = [(one, noticed) for one in runs for noticed in one.noticed if noticed.rule == rule]
    found = rate(sum(not noticed.repeat for _one, noticed in events), hours)
    chattering = any(chatters([n.time_s for n in one.noticed if n.rule == rule]) for one in runs)
    return {
        "rule": rule,
        "verdict": found.verdict.value,
        "events": len(events),
        "chatters": chattering,
        **_rate(found),
    }


def _rate(found: Rate) -> dict[str, Any]:
    return {
        "alarms": found.count,
        "per_day": round(found.per_day, 1),
        "low": round(found.low, 1),
        "high": round(found.high, 1),
    }


def _alarm(video: str, noticed: Noticed) -> dict[str, Any]:
    return {
        "video": video,
        "rule": noticed.rule,
        "kind": noticed.kind,
        "time_s": round(noticed.time_s, 2),
        "picture": noticed.picture,
        "trace": noticed.trace,
    }


def _told(document: dict[str, Any]) -> None:
    """The report for people, on stderr."""
    verdicts = {
        Verdict.SILENT: _("never fired: nothing happened, or it cannot fire where it is drawn"),
        Verdict.FITS: _("can be armed"),
        Verdict.UNSURE: _("may flood the operator: too little was seen to tell"),
        Verdict.FLOODS: _(
            "would flood the operator: draw it smaller, or give it a schedule or a longer time"
        ),
    }
    loads = {
        Load.ACCEPTABLE: _("acceptable for one operator"),
        Load.MANAGEABLE: _("just manageable for one operator"),
        Load.OVER_DEMANDING: _("too much for one operator"),
        Load.UNACCEPTABLE: _("unacceptable: nobody can answer so many"),
    }
    line = _("{rule}: {alarms} alarms, {per_day} a day ({low} to {high}) – {words}")
    for rule in document["rules"]:
        words = verdicts[Verdict(rule["verdict"])]
        if rule["chatters"]:
            words = _("{words}; it chatters").format(words=words)
        click.echo(line.format(**rule, words=words), err=True)
    total = _("all: {alarms} alarms in {hours:.2f} h, {per_day} a day ({low} to {high}) – {words}")
    words = loads[Load(document["total"]["load"])]
    if document["total"]["low"] <= ACCEPTABLE_PER_DAY < document["total"]["per_day"]:
        words = _("too little was seen to tell")
    click.echo(total.format(**document["total"], hours=document["hours"], words=words), err=True)
    if document["alarms"]:
        click.echo(_("a masked picture of each alarm is in {out}").format(out=document["out"]), err=True)


def _rules(path: Path, camera: str) -> tuple[str, RuleSet]:
    known = load_rules(path)
    if camera in known:
        return camera, known[camera]
    if not camera and len(known) == 1:
        return next(iter(known.items()))
    words = _("{path} has rules for {known}; say which with --camera")
    raise BadInput(words.format(path=path, known=", ".join(sorted(known))))


@click.group(help=_("Fences and other rules of a camera."))
def fence() -> None:
    """Group of what can be done with rules."""


@fence.command(
    help=_("Run rules over recorded video: expected alarms a day, with a masked picture of each alarm.")
)
@click.option(
    "--video", "videos", multiple=True, required=True, help=_("a video file; may be given several times")
)
@click.option(
    "--rules", "rules_path", type=click.Path(path_type=Path), required=True, help=_("rules file (JSON)")
)
@click.option("--camera", default="", help=_("whose rules, where the file has several cameras"))
@click.option("--fps", type=float, default=None, help=_("true rate, where the source's own is wrong"))
@click.option(
    "--detector",
    type=click.Choice([kind.value for kind in DetectorKind]),
    default=DetectorKind.AUTO.value,
    help=_("what looks at the pictures; auto: yolox when its model is here, else motion"),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("preflight"),
    show_default=True,
    help=_("folder for the masked pictures and traces"),
)
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def preflight(
    videos: tuple[str, ...],
    rules_path: Path,
    camera: str,
    fps: float | None,
    detector: str,
    out: Path,
    *,
    as_json: bool,
) -> int:
    """Exit 0 nothing floods, 1 a rule would flood its operator, 2 input that cannot be used."""
    try:
        name, rules = _rules(rules_path, camera)
        runs = []
        for video in videos:
            _ignored = SourceSpec(video, fps=fps).kind  # an address that nobody can open is refused here
            job = Rehearsal(video, name, fps, rules, DetectorKind(detector), out)
            runs.append(_watched(job))
    except FeedError as error:
        raise BadInput(error.words) from error
    except Refused as error:
        raise BadInput(error.words) from error
    except OSError as error:
        raise BadInput(f"{out}: {error.strerror or error}") from error
    document = report(rules, runs, out)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _told(document)
    return 1 if any(rule["verdict"] == Verdict.FLOODS for rule in document["rules"]) else 0


def _watched(job: Rehearsal) -> Run:
    """One recording, with a bar on a terminal."""
    with click.progressbar(length=1000, label=Path(job.video).name, file=sys.stderr) as bar:

        def advance(seen: Seen) -> None:
            if seen.length_s > 0:
                bar.update(min(1000, round(seen.time_s / seen.length_s * 1000)) - bar.pos)

        return watch(job, advance)


if __name__ == "__main__":
    run(fence, "onegrid fence")
