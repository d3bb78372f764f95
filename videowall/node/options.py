"""Checks what the command line of a node says and puts its parts together."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.clock import Clock
from videowall.analytics.choice import Choice, DetectorKind, choose
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.privacy import Masker
from videowall.evidence.desk import ClipDesk, ClipSpan
from videowall.evidence.folder import EvidenceFolder
from videowall.evidence.spec import RecordSpec
from videowall.models import find
from videowall.node.courier import Courier, Line
from videowall.node.crew import Crew
from videowall.node.desk import Desk, Parts
from videowall.node.figures import NodeFigures, Standing
from videowall.node.roster import Post
from videowall.node.spool import Spool
from videowall.node.teller import Teller
from videowall.workers.masking import face_model
from videowall.workers.pool import WORKERS_MAX

EVIDENCE_SIDE_PX = 1280
"""Evidence is looked at closely, so faces are sought in it at this size."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a node keeps things: evidence, and in it the alarms that wait for the center."""

    evidence: Path
    models: str = ""  # folder of model files; empty: where models are kept

    @property
    def spool(self) -> Path:
        """Alarms that the center has not acknowledged."""
        return self.evidence / "spool"

    @property
    def ring(self) -> Path:
        """What the cameras sent lately, encrypted."""
        return self.evidence / "ring"


def detector_of(kind: str, models: str, threads: int = 1) -> Choice:
    """The detector that was asked for, loaded from this folder, or from where models are kept.

    Raises:
        Unavailable: there is no model for it, or it cannot be loaded.
    """
    folder = Path(models) if models else None
    return choose(DetectorKind(kind), lambda name: find(name, folder), threads=threads)


def assemble(
    folders: Folders,
    line: Line,
    clock: Clock,
    choice: Choice,
    report: Callable[[NodeFigures], None],
    *,
    report_s: float,
    clip_s: float = 0.0,
    health: Callable[[Sequence[Standing]], None] | None = None,
) -> Desk:
    """Put a desk together; it starts its decoding children when it is given cameras.

    Args:
        folders: where evidence and waiting alarms are kept; made when missing.
        line: the client to the center.
        clock: the time.
        choice: what looks at the pictures.
        report: takes the figures, on the desk's thread.
        report_s: how often.
        clip_s: how much before and after an alarm is kept as a masked clip; 0: no clips, nothing recorded.
        health: takes how the cameras stand, on the desk's thread, a few times a second.
    """
    # One for all cameras: it remembers nothing from picture to picture, and one thread uses it.
    masker = Masker(face_model(folders.models), side_px=EVIDENCE_SIDE_PX)
    courier = Courier(Spool(folders.spool), line, clock.monotonic_s)
    record = RecordSpec(folders.ring) if clip_s > 0 else None
    clips = None
    if record is not None:
        clips = ClipDesk(
            lambda _camera: EvidenceFolder(folders.evidence),
            record,
            clock.monotonic_s,
            face_model=face_model(folders.models),
            span=ClipSpan(round(clip_s * 1000), round(clip_s * 1000)),
        )
    parts = Parts(
        crew=Crew(children(), clock.monotonic_s),
        courier=courier,
        teller=Teller(folders.evidence, courier, clock, clips),
        line=line,
        clock=clock,
        choice=choice,
        pipeline=lambda post: pipeline_of(post, masker, choice),
        record=record,
        health=health,
    )
    return Desk(parts, report, report_s)


def pipeline_of(post: Post, masker: Masker, choice: Choice) -> Pipeline:
    """The chain of one camera, with nothing remembered."""
    return Pipeline(post.rules, masker, detector=choice.detector)


def children(cores: int | None = None) -> int:
    """How many decoding processes to share the streams among: all cores but one, four at the most."""
    return max(1, min(WORKERS_MAX, (cores or os.cpu_count() or 1) - 1))


def writable(folder: Path) -> bool:
    """Whether things can be kept there; makes the folder when it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
