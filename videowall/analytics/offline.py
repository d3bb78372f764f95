"""Running a pipeline over a recording or a table of detections, as `onegrid analyse` does.

A hostile recording can kill the process that decodes it (seen with a tiny AVI: heap corruption in the
codec). So `analyse_recording` decodes in a process of its own, and says in words when that one dies or
stops making progress.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from backend.domain.errors import OnegridError
from videowall.analytics.choice import DetectorKind, choose
from videowall.analytics.fence import FenceEvent
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import RuleSet
from videowall.analytics.table import read_detections
from videowall.feeds.errors import EndOfSource, FeedError, SourceRefused
from videowall.feeds.reader import open_source
from videowall.feeds.source import SourceSpec
from videowall.models import find

PROGRESS_S = 1.0
HANG_S = 60.0
"""Without a sign of progress for so long, a decoding process is ended."""


@dataclass(frozen=True, slots=True)
class Job:
    """One recording to look at."""

    video: str
    fps: float
    rules: RuleSet
    detector: DetectorKind = DetectorKind.MOTION
    began_ms: int = 0  # UTC of its first picture, for schedules; 0 when nobody knows


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come; the last one has `done`."""

    frames: int
    done: bool = False
    detector: str = ""  # what looked at the pictures, in words; empty for a table


@dataclass(frozen=True, slots=True)
class Refusal:
    """The last word of a decoding process that could not do its work."""

    words: str


Body = Callable[[Any, Connection], None]


def analyse_recording(
    job: Job, *, hang_s: float = HANG_S, body: Body | None = None
) -> Iterator[FenceEvent | Progress]:
    """Events of a video in order of time, with a Progress now and then and one at the end.

    `body` is what the decoding process runs, `decode` unless a test says otherwise. Raises SourceRefused
    when the video cannot be read, when its decoding process dies, or when that hangs.
    """
    yield from isolated(job, Path(job.video).name, body or decode, hang_s=hang_s)


def isolated(job: Any, name: str, body: Body, *, hang_s: float = HANG_S) -> Iterator[Any]:
    """What `body(job, connection)` sends from a process of its own, up to a Progress that is `done`.

    Raises SourceRefused, about `name`, when it sends a Refusal, dies, or sends nothing for `hang_s`.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=body, args=(job, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        yield from _received(name, ours, hang_s, child)
    finally:
        child.terminate()
        child.join(5)
        if child.is_alive():
            child.kill()
            child.join()
        child.close()
        ours.close()


def _received(
    name: str, ours: Connection, hang_s: float, child: multiprocessing.process.BaseProcess
) -> Iterator[Any]:
    while True:
        if not ours.poll(hang_s):
            raise SourceRefused(
                f"{name}: decoding made no progress for {hang_s:g} s and was stopped; convert the file first"
            )
        try:
            message = ours.recv()
        except EOFError as error:
            child.join(5)
            raise SourceRefused(f"{name}: the decoder crashed on it (exit {child.exitcode})") from error
        if isinstance(message, Refusal):
            raise SourceRefused(message.words)
        yield message
        if isinstance(message, Progress) and message.done:
            return


def decode(job: Job, theirs: Connection) -> None:
    """What the decoding process does: send events, progress, and a refusal as the last word."""
    send_all(analyse_here(job), Path(job.video).name, theirs)


def send_all(messages: Iterable[Any], name: str, theirs: Connection) -> None:
    """Send everything that work about `name` brings; what ends it too early is sent as a Refusal."""
    try:
        for message in messages:
            theirs.send(message)
    except (FeedError, OnegridError) as error:
        theirs.send(Refusal(str(error)))
    except MemoryError:
        theirs.send(Refusal(f"{name}: not enough memory to decode it"))
    finally:
        theirs.close()


def analyse_here(job: Job) -> Iterator[FenceEvent | Progress]:
    """Like analyse_recording, but decoding in this very process: only for recordings that are trusted."""
    choice = choose(job.detector, find)
    pipeline = Pipeline(job.rules, detector=choice.detector, began_ms=job.began_ms)
    source = open_source(SourceSpec(job.video, fps=job.fps))
    frames = 0
    told_s = time.monotonic()
    try:
        while True:
            try:
                frame = source.read()
            except EndOfSource:
                break
            frames += 1
            yield from pipeline.step(frame).events
            if time.monotonic() - told_s >= PROGRESS_S:
                told_s = time.monotonic()
                yield Progress(frames, detector=choice.words)
    finally:
        source.close()
    yield Progress(frames, done=True, detector=choice.words)


def analyse_detections(
    path: Path, rules: RuleSet, fps: float, began_ms: int = 0
) -> Iterator[FenceEvent | Progress]:
    """Events of a table of detections (0-based frame, confidence, x, y, w, h per row, in pixels).

    Raises SourceRefused with the line of a row that cannot be read.
    """
    table = read_detections(path)
    pipeline = Pipeline(rules, began_ms=began_ms)
    for frame in sorted(table):
        yield from pipeline.step_detections(table[frame], frame, frame / fps).events
    yield Progress(len(table), done=True)
