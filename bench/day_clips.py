"""Real clips in the replayed day: one with reference truth, others with fences where nobody goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from videowall.analytics.rules import RuleSet, load_rules, read_rules
from videowall.feeds.errors import EndOfSource
from videowall.feeds.frame import Frame
from videowall.feeds.reader import open_source
from videowall.feeds.scenes.paths import TrueEvent
from videowall.feeds.source import SourceSpec

TRUTH_CLIP = "PETS09-S2L1"
KINDS = ("zone_entry", "line_cross", "loiter")
"""Kinds of truth that rules tell; what the reference ignores (there from the start) is no planted event."""


@dataclass(frozen=True)
class Clip:
    """A recording, when in the day it is played, and for how long it stands in it."""

    name: str
    path: Path
    rules: RuleSet
    truth: tuple[TrueEvent, ...]
    begins_s: float
    minutes: float
    every: int = 1  # of the clip's pictures, so many are one that is looked at

    def frames(self) -> Iterator[Frame]:
        """Its pictures, with its own times."""
        source = open_source(SourceSpec(str(self.path), fps=self.rules.fps))
        try:
            while True:
                frame = source.read()
                if frame.index % self.every == 0:
                    yield frame
        except EndOfSource:
            return
        finally:
            source.close()


def clips(shared: Path) -> list[Clip]:
    """The clips that are at hand; none without the reference data."""
    videos, fence = shared / "data" / "video", shared / "bench" / "fence"
    found = []
    if (videos / "vtest.avi").is_file() and (fence / "truth.jsonl").is_file():
        rules = load_rules(fence / "rules.json")[TRUTH_CLIP]
        found.append(Clip(TRUTH_CLIP, videos / "vtest.avi", rules, _truth(fence, rules.fps), 43_200.0, 2.0))
    for number, (name, fps, every, size, polygon) in enumerate(QUIET):
        if (videos / name).is_file():
            entry = {"fps": fps, "size": size, "rules": [{"id": "quiet", "type": "zone", "polygon": polygon}]}
            rules = read_rules(entry, name)
            found.append(Clip(name, videos / name, rules, (), 50_000.0 + 8_000 * number, 60.0, every))
    return found


def _truth(fence: Path, fps: float) -> tuple[TrueEvent, ...]:
    lines = [json.loads(line) for line in (fence / "truth.jsonl").read_text("utf-8").splitlines() if line]
    return tuple(
        TrueEvent(line["rule"], line["type"], line["t"] / fps, line.get("dir", ""))
        for line in lines
        if line["seq"] == TRUTH_CLIP and line["type"] in KINDS and not line.get("ignore")
    )


QUIET: tuple[tuple[str, float, int, list[int], list[list[int]]], ...] = (
    ("car-detection.mp4", 12.5, 2, [768, 432], [[510, 60], [750, 60], [750, 420], [510, 420]]),
    ("one-by-one-person-detection.mp4", 10.0, 1, [768, 432], [[5, 60], [170, 60], [170, 425], [5, 425]]),
    ("traffic.mp4", 23.976, 3, [640, 360], [[10, 300], [630, 300], [630, 355], [10, 355]]),
)
"""File, true rate, which pictures are looked at, size, and a zone beside which, not in which, things move."""
