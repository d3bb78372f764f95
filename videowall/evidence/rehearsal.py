"""Running the rules of a camera over a recording as if it were today, with a masked picture of each alarm.

The recording is decoded in a process of its own (analytics.offline), which also masks and writes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from videowall.analytics.choice import DetectorKind, choose
from videowall.analytics.looks import FenceEvent
from videowall.analytics.offline import PROGRESS_S, Progress, isolated, send_all
from videowall.analytics.pictures import jpeg
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.privacy import Masker
from videowall.analytics.rules import RuleSet
from videowall.evidence.folder import EvidenceFolder
from videowall.evidence.forecast import JOIN_S
from videowall.evidence.traces import trace_bytes
from videowall.feeds.drawn import DrawnSource
from videowall.feeds.errors import EndOfSource
from videowall.feeds.frame import Picture
from videowall.feeds.reader import open_source
from videowall.feeds.recorded import RecordedSource
from videowall.feeds.source import FrameSource, SourceSpec
from videowall.models import FACES, find

PICTURES_MAX = 500
"""Alarms of one recording that get a picture; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One recording to run rules over."""

    video: str
    camera: str
    fps: float | None  # true rate, where the file's own is wrong
    rules: RuleSet
    detector: DetectorKind
    out: Path


@dataclass(frozen=True, slots=True)
class Noticed:
    """One event of a rule. A repeat joins the alarm before it and has no picture."""

    rule: str
    kind: str
    time_s: float
    repeat: bool
    picture: str = ""  # file names in `out`; empty for repeats, and beyond PICTURES_MAX
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the run has come, in seconds of the recording."""

    time_s: float
    length_s: float  # 0 when the file does not tell


def rehearse(job: Rehearsal) -> Iterator[Noticed | Seen | Progress]:
    """Events and progress of one recording; the last message is a Progress that is `done`.

    Raises:
        SourceRefused: it cannot be read, or kills or hangs its decoder.
    """
    yield from isolated(job, Path(job.video).name, _decode)


def _decode(job: Rehearsal, theirs: Connection) -> None:
    send_all(rehearse_here(job), Path(job.video).name, theirs)


def rehearse_here(job: Rehearsal) -> Iterator[Noticed | Seen | Progress]:
    """Like `rehearse`, in this very process: only for recordings that are trusted."""
    choice = choose(job.detector, find)
    pipeline = Pipeline(job.rules, Masker(find(FACES)), detector=choice.detector)
    folder = EvidenceFolder(job.out, job.camera)
    source = open_source(SourceSpec(job.video, fps=job.fps))
    length_s = _length_s(source)
    last_s: dict[str, float] = {}
    frames = pictures = 0
    seen_s, told_s = 0.0, time.monotonic()
    try:
        while True:
            try:
                frame = source.read()
            except EndOfSource:
                break
            frames += 1
            seen_s = frame.time_s + 1.0 / source.fps
            step = pipeline.step(frame)
            for event in step.events:
                repeat = event.time_s - last_s.get(event.rule, float("-inf")) <= JOIN_S
                last_s[event.rule] = event.time_s
                noticed = Noticed(event.rule, event.kind, event.time_s, repeat)
                if not repeat and pictures < PICTURES_MAX:
                    pictures += 1
                    noticed = _kept(noticed, event, pipeline.masked(frame, step)[0], folder, job.camera)
                yield noticed
            if time.monotonic() - told_s >= PROGRESS_S:
                told_s = time.monotonic()
                yield Seen(seen_s, length_s)
    finally:
        source.close()
    yield Seen(seen_s, length_s)
    yield Progress(frames, done=True, detector=choice.words)


def _kept(
    noticed: Noticed, event: FenceEvent, picture: Picture, folder: EvidenceFolder, camera: str
) -> Noticed:
    image = folder.keep(jpeg(picture), "image/jpeg", 0)
    trace = folder.keep(trace_bytes(event, camera), "application/json", 0)
    return replace(noticed, picture=f"{image.sha256}.jpg", trace=f"{trace.sha256}.json")


def _length_s(source: FrameSource) -> float:
    return source.length_s if isinstance(source, RecordedSource | DrawnSource) else 0.0
