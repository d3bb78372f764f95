"""`./dev bench thermal`: alarms right and wrong on drawn scenes of heat with known truth. Rows, or --json.

Every scene is played through the whole chain of a camera with one and the same rule, as counts of 16 bits
and as grey of 8. Right: one event of its kind within -0.5 to +3 s of the truth. All others are wrong.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from bench.thermal_scenes import FPS, GAIN, OFFSET, RULE, SCENES, SIZE, Scene
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import read_rules
from videowall.feeds.counts import Rendering
from videowall.feeds.frame import Frame

EARLY_S, LATE_S = 0.5, 3.0
GREY_LOW_C, GREY_HIGH_C = 0.0, 150.0
"""What a camera of 8 bits maps to 0 and 255."""


@dataclass
class Tally:
    """Alarms of one scene."""

    right: int = 0
    missed: int = 0
    wrong: int = 0
    delays_s: list[float] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another scene's too."""
        self.right += other.right
        self.missed += other.missed
        self.wrong += other.wrong
        self.delays_s += other.delays_s


class Simple:
    """What is usual, for comparison: the hottest point at or above the threshold for the whole duration."""

    def __init__(self) -> None:
        self._since_s: dict[str, float | None] = {"heat_warning": None, "heat_alarm": None}
        self._told: set[str] = set()

    def look(self, hottest_c: float, time_s: float) -> list[tuple[str, float]]:
        """Kinds and times of what it says."""
        said = []
        for kind, threshold_c in (("heat_warning", RULE["pre_alarm_c"]), ("heat_alarm", RULE["alarm_c"])):
            if hottest_c < threshold_c:
                self._since_s[kind] = None
                self._told.discard(kind)
                continue
            since_s = self._since_s[kind]
            if since_s is None:
                self._since_s[kind] = since_s = time_s
            if kind not in self._told and time_s - since_s >= RULE["duration_s"]:
                self._told.add(kind)
                said.append((kind, time_s))
        return said


def simple_of(scene: Scene, seed: int) -> list[tuple[str, float]]:
    """What the usual way says about a scene whose dead points have been mapped out."""
    judge, said = Simple(), []
    for index in range(int(scene.length_s * FPS)):
        heat = scene.counts(index, seed).astype(np.float32) * GAIN + OFFSET
        said += judge.look(float(np.sort(heat.ravel())[-5]), index / FPS)
    return said


def events_of(scene: Scene, seed: int, *, grey: bool) -> list[tuple[str, float]]:
    """What one camera says about a scene: kinds and times."""
    gain = (GREY_HIGH_C - GREY_LOW_C) / 255 if grey else GAIN
    scale = {"gain": gain, "offset": GREY_LOW_C if grey else OFFSET}
    pipeline = Pipeline(read_rules({"fps": FPS, "size": list(SIZE), "rules": [RULE | scale]}, scene.name))
    rendering, events = Rendering(), list[tuple[str, float]]()
    for index in range(int(scene.length_s * FPS)):
        counts = scene.counts(index, seed)
        if grey:
            value = (counts * GAIN + OFFSET - GREY_LOW_C) / gain
            picture = np.repeat(np.clip(value, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
            frame = Frame("c", index, index / FPS, picture)
        else:
            frame = Frame("c", index, index / FPS, rendering.picture(counts), counts=counts)
        events += [(event.kind, event.time_s) for event in pipeline.step(frame).events]
    return events


def judged(scene: Scene, events: Sequence[tuple[str, float]]) -> Tally:
    """Match events to the truth one to one."""
    tally = Tally(wrong=len(events))
    free = list(events)
    for kind, moments in scene.truth.items():
        for moment in moments:
            fits = [e for e in free if e[0] == kind and -EARLY_S <= e[1] - moment <= LATE_S]
            if not fits:
                tally.missed += 1
                continue
            free.remove(fits[0])
            tally.right += 1
            tally.wrong -= 1
            tally.delays_s.append(fits[0][1] - moment)
    return tally


@dataclass(frozen=True)
class Row:
    """One scene on one kind of source."""

    name: str
    ours: float  # right alarms
    peer: float | None
    ratio: float | None
    bar: float  # alarms of the truth
    met: bool
    detail: str


def row_of(name: str, tally: Tally, simple: Tally | None = None) -> Row:
    """The figures of a scene, beside those of the usual way."""
    wanted = tally.right + tally.missed
    late = f", median {np.median(tally.delays_s):.1f} s after the truth" if tally.delays_s else ""
    detail = f"right {tally.right} of {wanted}, wrong {tally.wrong}{late}"
    met = tally.right == wanted and not tally.wrong
    if simple is None:
        return Row(name, tally.right, None, None, wanted, met, detail)
    detail += f"; a mere threshold: right {simple.right}, wrong {simple.wrong}"
    ratio = round(tally.right / simple.right, 3) if simple.right else None
    return Row(name, tally.right, simple.right, ratio, wanted, met, detail)


def measure(seeds: Sequence[int]) -> list[Row]:
    """All scenes, on 16 and on 8 bits, and their sums."""
    rows = []
    whole, whole_simple = Tally(), Tally()
    for scene in SCENES:
        tally, simple = Tally(), Tally()
        for seed in seeds:
            tally.add(judged(scene, events_of(scene, seed, grey=False)))
            simple.add(judged(scene, simple_of(scene, seed)))
        rows.append(row_of(f"16-bit: {scene.name}", tally, simple))
        whole.add(tally)
        whole_simple.add(simple)
    rows.append(row_of("16-bit: all", whole, whole_simple))
    whole = Tally()
    for scene in SCENES:
        tally = Tally()
        for seed in seeds:
            tally.add(judged(scene, events_of(scene, seed, grey=True)))
        rows.append(row_of(f"8-bit: {scene.name}", tally))
        whole.add(tally)
    rows.append(row_of("8-bit: all", whole))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the rows here")
    parser.add_argument("--quick", action="store_true", help="one seed instead of three")
    options = parser.parse_args()
    rows = measure(range(1) if options.quick else range(3))
    for row in rows:
        print(f"{row.name:<52} {'ok' if row.met else 'BAD':<4} {row.detail}")
    if options.json:
        options.json.write_text(json.dumps({"rows": [asdict(row) for row in rows]}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
