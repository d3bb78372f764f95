"""Checks what the command line of a node says and puts the parts of an analyst together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.clock import Clock
from backend.domain.alarm import Priority
from backend.domain.errors import Refused
from videowall.analytics.choice import MOTION, Choice, DetectorKind, choose
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.privacy import Masker
from videowall.analytics.rules import RuleSet, load_rules
from videowall.feeds.reader import open_source
from videowall.feeds.source import SourceSpec
from videowall.models import find
from videowall.node.alarms import PRIORITIES
from videowall.node.courier import Courier, Line
from videowall.evidence.folder import EvidenceFolder
from videowall.node.spool import Spool
from videowall.node.tracks import TrackSender
from videowall.node.watch import Analyst, Post
from videowall.workers.masking import face_model

EVIDENCE_SIDE_PX = 1280
"""Evidence is looked at closely, so faces are sought in it at this size."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a node keeps things: evidence, and in it the alarms that wait for the center."""

    evidence: Path

    @property
    def spool(self) -> Path:
        """Alarms that the center has not acknowledged."""
        return self.evidence / "spool"


def rules_of(path: Path, camera: str) -> RuleSet:
    """The rules of one camera; a file with a single entry serves whatever camera is asked for.

    Raises:
        Refused: the file is bad (code `rules`), or has no entry for the camera.
    """
    table = load_rules(path)
    if camera in table:
        return table[camera]
    if len(table) == 1:
        return next(iter(table.values()))
    raise Refused("rules", f"{path}: no rules for {camera!r}; there are {', '.join(sorted(table))}")


def priorities_of(pairs: tuple[str, ...]) -> Mapping[str, Priority]:
    """Read `KIND=PRIORITY` pairs over the usual ones.

    Raises:
        Refused: code `priority`; not of that form, or not a priority.
    """
    chosen = dict(PRIORITIES)
    for pair in pairs:
        kind, equals, name = pair.partition("=")
        if not equals or kind not in PRIORITIES or name not in set(Priority):
            known = f"{'|'.join(PRIORITIES)}={'|'.join(Priority)}"
            raise Refused("priority", f"{pair!r} is not of the form {known}")
        chosen[kind] = Priority(name)
    return chosen


def source_of(url: str, fps: float | None, *, loop: bool) -> SourceSpec:
    """The source, played live whatever it is; raises videowall.feeds.errors.SourceRefused."""
    spec = SourceSpec(url, fps, loop=loop, live=True)
    _ = spec.kind  # an address of a kind that nobody can open is refused here
    return spec


def detector_of(kind: str, models: str) -> Choice:
    """The detector that was asked for, loaded from this folder, or from where models are kept.

    Raises:
        Unavailable: there is no model for it, or it cannot be loaded.
    """
    folder = Path(models) if models else None
    return choose(DetectorKind(kind), lambda name: find(name, folder))


def assemble(
    post: Post,
    rules: RuleSet,
    folders: Folders,
    models: str,
    line: Line,
    name: str,
    clock: Clock,
    choice: Choice = MOTION,
) -> Analyst:
    """Put an analyst together.

    Args:
        post: the camera.
        rules: its rules.
        folders: where evidence and waiting alarms are kept; made when missing.
        models: folder of model files, or empty.
        line: the client to the center.
        name: whose evidence this is, as the center knows this node.
        clock: the time.
        choice: what looks at the pictures.
    """
    masker = Masker(face_model(models), side_px=EVIDENCE_SIDE_PX)
    return Analyst(
        post,
        Pipeline(rules, masker, detector=choice.detector),
        lambda: open_source(post.source, camera=post.camera, now_ms=clock.now_ms),
        EvidenceFolder(folders.evidence, name),
        Courier(Spool(folders.spool), line, clock.monotonic_s),
        TrackSender(post.camera, rules.size, line, clock.monotonic_s),
        clock,
    )


def writable(folder: Path) -> bool:
    """Whether things can be kept there; makes the folder when it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
