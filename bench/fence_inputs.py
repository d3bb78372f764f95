"""What the fence bench feeds in: detections frame by frame, from tables or from the raw video."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from videowall.analytics.detection import Detections
from videowall.analytics.motion import MotionDetector
from videowall.analytics.rules import RuleSet, load_rules
from videowall.analytics.table import read_detections
from videowall.feeds.errors import EndOfSource
from videowall.feeds.reader import open_source
from videowall.feeds.source import SourceSpec

VIDEO = "PETS09-S2L1"


@dataclass(frozen=True)
class Sequence:
    """One sequence: its rules, and its detections by frame."""

    name: str
    rules: RuleSet
    frames: dict[int, Detections]


def table_frames(shared: Path, name: str, kind: str) -> Sequence:
    """A sequence from its table of detections; `kind` is det or simdet."""
    fence = shared / "bench" / "fence"
    rules = load_rules(fence / "rules.json")[name]
    return Sequence(name, rules, read_detections(fence / "seqs" / f"{name}.{kind}.csv"))


def sequences(shared: Path, kind: str, names: tuple[str, ...]) -> list[Sequence]:
    """Several of them."""
    return [table_frames(shared, name, kind) for name in names]


def raw_frames(shared: Path) -> Sequence:
    """The raw video at its true rate through our motion detector."""
    rules = load_rules(shared / "bench" / "fence" / "rules.json")[VIDEO]
    source = open_source(SourceSpec(str(shared / "data" / "video" / "vtest.avi"), fps=7))
    detector = MotionDetector()
    frames: dict[int, Detections] = {}
    try:
        while True:
            frame = source.read()
            frames[frame.index] = detector.detect(frame.image)
    except EndOfSource:
        return Sequence(VIDEO, rules, frames)
    finally:
        source.close()
