"""Making one masked clip from sealed packets, in a process of its own at low priority.

Packets of a hostile camera may crash the codec; then this process dies and its parent says so in words.
The clip is decoded twice (masks.py) and encoded anew: nothing of the original stream is in it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from backend.domain.errors import OnegridError
from videowall.analytics.privacy import Masker
from videowall.evidence.masks import ClipMasks, Cover
from videowall.evidence.segments import packets_of
from videowall.feeds.clipfile import ClipWriter
from videowall.feeds.errors import FeedError, SourceRefused
from videowall.feeds.packets import Moment, decoded

WIDTH_MAX_PX = 1280
PICTURES_MAX = 1500
"""A minute at 25 per second; a camera that sends more gets a shorter clip."""
NICE = 10


@dataclass(frozen=True, slots=True)
class ClipJob:
    """Everything the process needs. Times are UTC ms."""

    camera: str
    key: bytes
    paths: tuple[Path, ...]
    warm_ms: int  # looked at from here on, so that the background is known when the clip begins
    first_ms: int
    last_ms: int
    target: Path
    face_model: Path | None
    covers: tuple[Cover, ...] = ()


@dataclass(frozen=True, slots=True)
class ClipMade:
    """What became of a job."""

    pictures: int
    first_ms: int
    length_ms: int
    covered: int  # regions covered in all pictures together
    mode: str  # MaskMode's value
    lost: tuple[str, ...]  # segments that could not be read, in words


@dataclass(frozen=True, slots=True)
class ClipRefused:
    """Why there is no clip."""

    words: str


def run_job(job: ClipJob, theirs: Connection) -> None:
    """What the process does: one message, ClipMade or ClipRefused, then it ends."""
    _step_back()
    try:
        answer: ClipMade | ClipRefused = make_clip(job)
    except (FeedError, OnegridError, OSError) as fault:
        answer = ClipRefused(str(fault))
    except MemoryError:
        answer = ClipRefused("not enough memory to make the clip")
    try:
        theirs.send(answer)
    except BrokenPipeError:
        return  # the node ended meanwhile: nobody waits for it any more
    finally:
        theirs.close()


def _step_back() -> None:
    """Let everything else of the machine go first."""
    process = psutil.Process()
    if os.name == "nt":
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        process.nice(NICE)


def make_clip(job: ClipJob) -> ClipMade:
    """Write the masked clip to `job.target`.

    Raises:
        SourceRefused: nothing of the span can be decoded, or the clip cannot be written.
    """
    masker = Masker(job.face_model, side_px=WIDTH_MAX_PX)
    masks = ClipMasks(masker, job.covers)
    lost: list[str] = []
    for moment in _moments(job, lost):
        masks.look(moment.image, moment.at_ms)
    masks.take_covers()
    writer: ClipWriter | None = None
    first_ms = covered = 0
    for moment in _moments(job, []):
        if moment.at_ms < job.first_ms:
            continue
        image, count = masks.hide(moment.image, moment.at_ms)
        if writer is None:
            writer = ClipWriter(job.target, (image.shape[1], image.shape[0]))
            first_ms = moment.at_ms
        writer.add(image, moment.at_ms)
        covered += count
    if writer is None:
        raise SourceRefused("; ".join(["no picture of that time can be decoded", *lost[:3]]))
    writer.close()
    return ClipMade(writer.pictures, first_ms, writer.length_ms, covered, masker.mode.value, tuple(lost))


def _moments(job: ClipJob, lost: list[str]) -> Iterator[Moment]:
    """Pictures of the span and of the time before it, strictly later each than the last."""
    last_ms = -1
    count = 0
    for moment in decoded(packets_of(job.key, job.camera, job.paths, lost), max_width=WIDTH_MAX_PX):
        if moment.at_ms > job.last_ms or count >= PICTURES_MAX:
            break
        if moment.at_ms < job.warm_ms or moment.at_ms <= last_ms:
            continue
        last_ms = moment.at_ms
        count += 1
        yield moment
