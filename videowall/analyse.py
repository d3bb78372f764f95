"""`onegrid analyse`: fence events of a video or of a table of detections, as JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click

from backend.calendars import load_calendars
from backend.domain.errors import Refused
from resources.commandline import BadInput, Failure, run
from resources.words import _
from videowall.analytics.choice import DetectorKind
from videowall.analytics.fence import FenceEvent
from videowall.analytics.offline import Job, Progress, analyse_detections, analyse_recording
from videowall.analytics.rule_doubts import AtHand, doubts
from videowall.analytics.rules import RuleSet, load_rules
from videowall.analytics.table import COLUMNS
from videowall.feeds.errors import FeedError
from videowall.replay import replay_trace


@click.command(
    help=_("Find events (entry, crossing, crowding, things left, tampering, heat) in a video."),
    short_help=_("Find fence events in a video or a file of detections."),
)
@click.option("--video", type=click.Path(path_type=Path), help=_("a video file, or a folder of pictures"))
@click.option(
    "--detections",
    type=click.Path(path_type=Path),
    help=_("a CSV file of 0-based frame,conf,x,y,w,h[,class] in pixels"),
)
@click.option("--seq", required=True, help=_("name of the sequence in the rules file"))
@click.option(
    "--rules",
    "rules_path",
    type=click.Path(path_type=Path),
    required=True,
    help=_("rules file (JSON or TOML)"),
)
@click.option(
    "--events",
    "events_path",
    type=click.Path(path_type=Path),
    required=True,
    help=_("where to write the events (JSON lines)"),
)
@click.option(
    "--began",
    help=_("local time of the first picture, for schedules: 2026-05-01T21:30"),
)
@click.option("--fps", type=float, help=_("true frames per second; default: what the rules file says"))
@click.option(
    "--detector",
    type=click.Choice([kind.value for kind in DetectorKind]),
    default=DetectorKind.MOTION.value,
    help=_("what looks at a video; auto: yolox when its model is here, else motion"),
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path),
    expose_value=False,
    help=_("execute the rule of this trace again, with no other option but --json; exit 1 when it differs"),
)
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def analyse(
    video: Path | None,
    detections: Path | None,
    seq: str,
    rules_path: Path,
    events_path: Path,
    began: str | None,
    fps: float | None,
    detector: str,
    *,
    as_json: bool,
) -> None:
    """Write the events; exit 2 with one line on input that cannot be used."""
    if (video is None) == (detections is None):
        raise BadInput(_("give either --video or --detections"))
    if fps is not None and not 0 < fps <= 240:
        raise BadInput(_("--fps must be above 0 and at most 240"))
    try:
        rules = _rules(rules_path, seq)
        rate = fps or rules.fps
        began_ms = began_at(began, rules)
        if video is not None:
            job = Job(str(video), rate, replace(rules, fps=rate), DetectorKind(detector), began_ms)
            found = analyse_recording(job)
        else:
            found = analyse_detections(detections or Path(), rules, rate, began_ms)
        summary = _write(found, events_path, seq)
        hand = AtHand(
            classes=_tells_classes(str(summary.get("detector", "motion")), detections),
            time_of_day=began_ms > 0,
            pictures=video is not None,
        )
        for words in doubts(rules, hand):
            click.echo(words, err=True)
    except FeedError as error:
        hint = _("give a file that plays elsewhere, such as H.264 in MP4") if video else _("mend the table")
        raise BadInput(f"{error.words}; {hint}") from error
    except Refused as error:
        raise BadInput(error.words) from error
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False))
    else:
        words = _("{events} events in {frames} frames")
        if "detector" in summary:
            words = _("{events} events in {frames} frames; detector: {detector}")
        click.echo(words.format(**summary), err=True)


def _rules(path: Path, seq: str) -> RuleSet:
    known = load_rules(path, load_calendars()["office"])
    if seq not in known:
        words = _("{path} has no rules for {seq}; it has {known}")
        raise BadInput(words.format(path=path, seq=seq, known=", ".join(sorted(known))))
    return known[seq]


def _tells_classes(detector: str, table: Path | None) -> bool:
    if table is None:
        return detector != "motion"
    with table.open(encoding="utf-8") as lines:
        return len(lines.readline().split(",")) > len(COLUMNS)


def began_at(text: str | None, rules: RuleSet) -> int:
    """The time of the first picture, UTC ms; 0 when it was not given. Without an offset it is local time.

    Raises BadInput when it is not a time.
    """
    if text is None:
        return 0
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(_("--began must be a time like 2026-05-01T21:30")) from error
    if when.tzinfo is None:
        when = when.replace(tzinfo=timezone(timedelta(seconds=rules.calendar.utc_offset_s)))
    return round(when.timestamp() * 1000)


def _write(found: Iterable[FenceEvent | Progress], path: Path, seq: str) -> dict[str, int | str]:
    """Write the events beside `path` and put them in place only when all of them are there."""
    part = path.with_name(path.name + ".part")
    frames = events = 0
    detector = ""
    try:
        with part.open("w", encoding="utf-8", newline="\n") as out:
            for item in found:
                if isinstance(item, Progress):
                    frames, detector = item.frames, item.detector
                    continue
                out.write(json.dumps(record(item, seq)) + "\n")
                events += 1
        part.replace(path)
    except OSError as error:
        raise Failure(
            _("cannot write {path}: {reason}").format(path=path, reason=error.strerror or error)
        ) from error
    finally:
        part.unlink(missing_ok=True)
    summary: dict[str, int | str] = {"seq": seq, "frames": frames, "events": events}
    return summary | {"detector": detector} if detector else summary


def record(event: FenceEvent, seq: str) -> dict[str, Any]:
    """One event as a line of the events file: seq, rule, type, t (0-based frame) and dir for a line."""
    line: dict[str, Any] = {"seq": seq, "rule": event.rule, "type": event.kind, "t": event.frame}
    if event.direction:
        line["dir"] = event.direction
    return line


def main() -> None:
    """Entry point of `python -m videowall.analyse`."""
    again = any(part.partition("=")[0] == "--replay" for part in sys.argv[1:])
    run(replay_trace if again else analyse, "onegrid analyse")


if __name__ == "__main__":
    main()
