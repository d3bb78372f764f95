"""`./dev bench day`: a replayed day with planted intrusions: what is found, and what operators are told.

Three drawn cameras run through 24 hours of weather (night, insects at the lens, headlights, dawn, calm,
clouds, wind that shakes the mast, rain, downpour, dusk, a storm at night) by the pipeline of the product,
without a network. Not every minute is drawn: of each stretch a sample of `--sample` seconds in which
nobody intrudes, and one with three planted intruders. Every false alarm in it is repeated for as
long as its stretch lasts (one in a sample of a minute is sixty in an hour of it); planted intrusions
happen once. Real clips of ONEGRID_SHARED are added where they are at hand: one with the truth of the
reference data, others with a fence where nobody goes. Repeats are joined as the center joins them, an
operator decides after DECIDE_S; alarm_kpi.py of the reference data judges the log where it is at hand.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np

from bench.day_clips import Clip, clips
from bench.day_plan import CAMERAS, FPS, LEAD_S, Stretch, stretches
from videowall.analytics.looks import FenceEvent
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import read_rules
from videowall.feeds.frame import Frame
from videowall.feeds.opencv import cv2
from videowall.feeds.scenes.paths import TrueEvent
from videowall.feeds.scenes.span import Weathered

ROOT = Path(__file__).resolve().parents[1]
DAY_S = 86_400.0
JOIN_S = 60.0
DECIDE_S = 45.0
EARLY_S, LATE_S = 1.0, 2.0
RECALL_BAR, PER_10_MIN_BAR = 0.90, 1.0


@dataclass
class Tally:
    """What one stretch of one camera brought."""

    camera: str
    weather: str
    planted: int = 0
    found: int = 0
    false_alarms: int = 0  # in what was drawn
    drawn_s: float = 0.0
    told: list[tuple[float, str]] = field(default_factory=list)  # (second of the day, rule)


def matched(truth: Sequence[TrueEvent], events: Sequence[FenceEvent]) -> tuple[int, list[FenceEvent]]:
    """How many true events were found, each by one event, and the events that are not true."""
    left = list(events)
    found = 0
    for true in truth:
        hit = next((event for event in left if _fits(true, event)), None)
        if hit is not None:
            found += 1
            left.remove(hit)
    return found, left


def _fits(true: TrueEvent, event: FenceEvent) -> bool:
    same = (true.rule, true.kind, true.direction) == (event.rule, event.kind, event.direction)
    return same and -EARLY_S <= event.time_s - true.time_s <= LATE_S


def is_repeat(scene: Weathered, event: FenceEvent) -> bool:
    """Whether somebody really is where the rule says: then it is told twice, not told falsely."""
    truth = scene.truth()
    if event.kind == "line_cross":
        return any(abs(true.time_s - event.time_s) <= LATE_S for true in truth.events)
    outline = np.asarray(truth.zones[event.rule], np.float32)
    moments = (event.time_s - 1.0, event.time_s)
    return any(
        cv2.pointPolygonTest(outline, foot, measureDist=True) >= -0.2 * height
        for at_s in moments
        for foot, height in scene.feet(at_s)
    )


def seen(pipeline: Pipeline, stretch: Stretch) -> Iterator[FenceEvent]:
    """Events of a stretch; their times count from its beginning."""
    for index in range(int(stretch.scene.length_s * FPS)):
        time_s = index / FPS
        picture = stretch.scene.picture(time_s)
        frame = Frame(stretch.camera, index, stretch.begins_s + time_s, picture)
        for event in pipeline.step(frame).events:
            yield replace(event, time_s=event.time_s - stretch.begins_s)


def camera_day(stage: str, seed: int, sample_s: float) -> Iterator[Tally]:
    """The day of one drawn camera, by one pipeline from midnight to midnight."""
    plan = stretches(stage, seed, sample_s)
    truth = plan[4].scene.truth()
    entry = {"fps": FPS, "size": list(plan[0].scene.size), "rules": truth.rules()}
    pipeline = Pipeline(read_rules(entry, stage))
    for stretch in plan:
        yield tallied(stretch, list(seen(pipeline, stretch)))


def tallied(stretch: Stretch, events: Sequence[FenceEvent]) -> Tally:
    """What the events of a stretch mean for the whole of it."""
    scene, begins_s = stretch.scene, stretch.begins_s
    tally = Tally(stretch.camera, stretch.weather.name, drawn_s=scene.length_s)
    truth = scene.truth().events
    tally.planted = len(truth)
    tally.found, left = matched(truth, events)
    wrong = [event for event in left if not is_repeat(scene, event)]
    tally.false_alarms = len(wrong)
    lasts_s = stretch.weather.minutes * 60
    busy_s = max(1.0, scene.length_s - LEAD_S - stretch.sample_s)
    for event in events:
        every_s = stretch.sample_s if event.time_s < LEAD_S + stretch.sample_s else busy_s
        is_once = event not in wrong or event.time_s < LEAD_S or not stretch.weather.repeats
        times = 1 if is_once else max(1, int((lasts_s - LEAD_S) / every_s))
        tally.told += [(begins_s + n * every_s + event.time_s, event.rule) for n in range(times)]
    return tally


def clip_day(clip: Clip) -> Tally:
    """A real clip, once, at its time of the day."""
    tally = Tally(clip.name, "real video")
    pipeline = Pipeline(clip.rules)
    events: list[FenceEvent] = []
    for frame in clip.frames():
        events += pipeline.step(frame).events
        tally.drawn_s = frame.time_s
    tally.planted = len(clip.truth)
    tally.found, wrong = matched(clip.truth, events)
    tally.false_alarms = len(wrong)
    repeats = max(1, int(clip.minutes * 60 / max(1.0, tally.drawn_s)))
    for event in events:
        times = repeats if event in wrong else 1
        tally.told += [(clip.begins_s + n * tally.drawn_s + event.time_s, event.rule) for n in range(times)]
    return tally


def alarm_log(tallies: Sequence[Tally]) -> list[dict[str, object]]:
    """What the operator's list shows: repeats joined while an alarm is open, each decided after DECIDE_S."""
    lines: list[dict[str, object]] = []
    by_tag: dict[str, list[float]] = {}
    for tally in tallies:
        for time_s, rule in tally.told:
            by_tag.setdefault(f"{tally.camera}/{rule}", []).append(time_s)
    for tag, times in by_tag.items():
        raised_s = last_s = -DAY_S
        for time_s in sorted(times):
            is_open = time_s - raised_s < DECIDE_S and time_s - last_s <= JOIN_S
            last_s = time_s
            if is_open:
                continue
            raised_s = time_s
            lines.append({"t": time_s, "tag": tag, "state": "raise", "priority": 2})
            lines.append({"t": time_s + DECIDE_S, "tag": tag, "state": "clear", "priority": 2})
    return sorted(lines, key=lambda line: float(str(line["t"])))


def judge(log: Sequence[dict[str, object]], script: Path, folder: Path) -> dict[str, object]:
    """The figures of the reference script, or our own count of the two that have bars."""
    if script.is_file():
        path = folder / "alarms.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in log), "utf-8")
        done = subprocess.run(
            [sys.executable, str(script), "--log", str(path)], check=True, capture_output=True, text=True
        )
        found: dict[str, object] = json.loads(done.stdout)
        return found | {"by": "alarm_kpi.py"}
    raises: dict[str, list[float]] = {}
    for line in log:
        if line["state"] == "raise":
            raises.setdefault(str(line["tag"]), []).append(float(str(line["t"])))
    chattering = [
        tag for tag, at in raises.items() if any(at[i + 2] - at[i] <= 60 for i in range(len(at) - 2))
    ]
    count = sum(map(len, raises.values()))
    return {
        "alarms": count,
        "per_10min_mean": round(count / (DAY_S / 600), 2),
        "chattering_tags": chattering,
        "by": "our own count: no reference data at hand",
    }


@dataclass(frozen=True)
class Row:
    """One figure."""

    name: str
    ours: float
    peer: float | None = None
    ratio: float | None = None
    bar: float | None = None
    met: bool | None = None
    detail: str = ""


def rows_of(tallies: Sequence[Tally], kpi: dict[str, object]) -> list[Row]:
    """The figures with their bars."""
    planted, found = sum(t.planted for t in tallies), sum(t.found for t in tallies)
    recall = found / max(1, planted)
    chatter = kpi["chattering_tags"]
    assert isinstance(chatter, list)
    per = float(str(kpi["per_10min_mean"]))
    drawn_s = sum(t.drawn_s for t in tallies)
    return [
        Row("recall of planted intrusions", round(recall, 3), None, None, RECALL_BAR, recall >= RECALL_BAR,
            f"{found} of {planted}"),
        Row("alarms per 10 min, one operator", per, None, None, PER_10_MIN_BAR, per <= PER_10_MIN_BAR,
            f"{kpi['alarms']} in the day, by {kpi['by']}"),
        Row("chattering tags", len(chatter), None, None, 0, not chatter, ", ".join(map(str, chatter))),
        Row("false alarms in what was drawn", sum(t.false_alarms for t in tallies),
            detail=f"{drawn_s / 3600:.2f} h drawn of {len({t.camera for t in tallies})} cameras"),
    ]  # fmt: skip


def main() -> int:
    """Replay, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short samples, one drawn camera")
    parser.add_argument("--sample", type=float, default=60.0, help="seconds drawn of each stretch")
    parser.add_argument("--json", type=Path, help="write the rows here")
    parser.add_argument("--only", help="one camera alone")
    options = parser.parse_args()
    shared = Path(os.environ.get("ONEGRID_SHARED", ROOT.parent / "shared")).resolve()
    cameras = CAMERAS[:1] if options.quick else CAMERAS
    began_s = time.monotonic()
    tallies: list[Tally] = []
    for number, stage in enumerate(cameras):
        if options.only in {None, stage}:
            for tally in camera_day(stage, 7 + number, 20.0 if options.quick else options.sample):
                tallies.append(tally)
                _say(tally)
    for clip in [] if options.quick else clips(shared):
        if options.only in {None, clip.name}:
            tallies.append(clip_day(clip))
            _say(tallies[-1])
    with tempfile.TemporaryDirectory() as folder:
        kpi = judge(alarm_log(tallies), shared / "bench" / "alarm_kpi.py", Path(folder))
    rows = rows_of(tallies, kpi)
    for row in rows:
        verdict = {None: "", True: f"met (bar {row.bar})", False: f"NOT met (bar {row.bar})"}[row.met]
        print(f"{row.name:<36} {row.ours:>8.3f}  {verdict:<20} {row.detail}")
    print(f"ran {time.monotonic() - began_s:.0f} s; {kpi}")
    if options.json:
        document = {"rows": [asdict(row) for row in rows], "kpi": kpi}
        options.json.write_text(json.dumps(document, indent=1), "utf-8")
    return 0


def _say(tally: Tally) -> None:
    found = f"planted {tally.found}/{tally.planted}"
    print(f"{tally.camera:<10} {tally.weather:<12} {found:<12} false {tally.false_alarms}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
