"""`./dev bench fence`: how well fence events agree with third-party truth. Rows on stdout, or --json FILE.

Every set goes through the command itself (`onegrid analyse`, one parameter set for all) and is judged by
the strict score of the reference data in ONEGRID_SHARED (default ../shared). `--ablation` shows what
each part of the chain is worth, `--agreement` how far events of two unlike detectors agree on random
fences nobody tuned for.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bench.fence_inputs import Sequence, raw_frames, sequences, table_frames
from bench.fence_variants import VARIANTS, agreement, events_of

ROOT = Path(__file__).resolve().parents[1]
VIDEO = "PETS09-S2L1"
SETS = {
    "det": ("PETS09-S2L1", "TUD-Campus", "TUD-Stadtmitte"),
    "simdet": ("PETS09-S2L2", "PETS09-S2L3", "PETS09-S1L1-1", "PETS09-S1L2-1", "TownCentre"),
    "raw video": (VIDEO,),
    "raw video, YOLOX": (VIDEO,),
}
PEERS = {"det": 0.891, "simdet": 0.867, "raw video": 0.889, "raw video, YOLOX": 0.889}
"""F1 of ByteTrack with hysteresis on the same sets, the best of the baselines (design 5-analytics.md)."""
BARS = {"det": 0.92, "simdet": 0.89, "raw video": 0.91, "raw video, YOLOX": 0.93}
DELAY_BAR_S = 0.4


@dataclass(frozen=True)
class Row:
    """One figure; `met` is None where there is no bar."""

    name: str
    ours: float
    peer: float | None = None
    ratio: float | None = None
    bar: float | None = None
    met: bool | None = None
    detail: str = ""


def analyse(shared: Path, name: str, sequence: str, out: Path) -> str:
    """Events of one sequence by the command line, as JSON lines."""
    fence = shared / "bench" / "fence"
    environment = dict(os.environ)
    if name.startswith("raw video"):
        given = ["--video", str(shared / "data" / "video" / "vtest.avi"), "--fps", "7"]
        if name.endswith("YOLOX"):
            given += ["--detector", "yolox"]
            environment["ONEGRID_MODELS"] = str(shared / "data" / "models")
    else:
        given = ["--detections", str(fence / "seqs" / f"{sequence}.{name}.csv")]
    command = [sys.executable, "-m", "videowall.analyse", *given, "--seq", sequence]
    command += ["--rules", str(fence / "rules.json"), "--events", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL, env=environment)
    return out.read_text("utf-8")


def score(shared: Path, events: Path, names: tuple[str, ...], folder: Path) -> dict[str, Any]:
    """The report of the reference score for these sequences."""
    fence = shared / "bench" / "fence"
    report = folder / "report.json"
    command = [sys.executable, str(fence / "score.py"), "--events", str(events), "--json", str(report)]
    command += ["--truth", str(fence / "truth.jsonl"), "--seqs", ",".join(names)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    loaded: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return loaded


def judged(name: str, report: dict[str, Any]) -> list[Row]:
    """Rows of one set: all events, then each kind."""
    whole = report["strict_all"]
    f1, peer = whole["f1"], PEERS[name]
    bar, delay_s = BARS[name], whole["delay_median_s"]
    detail = "P {precision:.3f} R {recall:.3f}".format(**whole)
    rows = [Row(f"{name}: strict F1", f1, peer, round(f1 / peer, 3), bar, f1 >= bar, detail)]
    rows.append(Row(f"{name}: median delay, s", delay_s, bar=DELAY_BAR_S, met=delay_s <= DELAY_BAR_S))
    for kind, part in report["strict_by_type"].items():
        if part["tp"] + part["fn"]:
            rows.append(
                Row(f"{name}: {kind} F1", part["f1"], detail="tp {tp} fp {fp} fn {fn}".format(**part))
            )
    return rows


def measure(shared: Path, folder: Path) -> list[Row]:
    """All sets through the command."""
    rows: list[Row] = []
    for name, names in SETS.items():
        events = folder / "events.jsonl"
        text = "".join(analyse(shared, name, one, folder / "one.jsonl") for one in names)
        events.write_text(text, "utf-8")
        rows += judged(name, score(shared, events, names, folder))
    return rows


def ablate(shared: Path, folder: Path) -> list[Row]:
    """F1 of all three sets with one part of the chain taken out at a time."""
    inputs: dict[str, list[Sequence]] = {
        name: [raw_frames(shared)] if name == "raw video" else sequences(shared, name, names)
        for name, names in SETS.items()
        if name != "raw video, YOLOX"
    }
    rows = []
    for variant, settings in VARIANTS.items():
        for name, found in inputs.items():
            events = folder / "events.jsonl"
            lines = [json.dumps(line) for one in found for line in events_of(one, settings)]
            events.write_text("\n".join(lines) + "\n", "utf-8")
            report = score(shared, events, SETS[name], folder)["strict_all"]
            rows.append(
                Row(
                    f"{variant}: {name} F1",
                    report["f1"],
                    detail=f"P {report['precision']} R {report['recall']}",
                )
            )
    return rows


def agree(shared: Path) -> list[Row]:
    """Public detections against our own motion blobs on the same minutes, with fences drawn at random."""
    tables = table_frames(shared, VIDEO, "det")
    whole = agreement(tables, raw_frames(shared), seed=5, count=60)
    return [
        replace(
            Row("agreement on 60 random fences: F1", whole.f1),
            detail=f"{whole.both} common of {whole.a} and {whole.b}",
        )
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the rows here")
    parser.add_argument("--ablation", action="store_true", help="also: what each part is worth")
    parser.add_argument("--agreement", action="store_true", help="also: random fences, two detectors")
    options = parser.parse_args()
    shared = Path(os.environ.get("ONEGRID_SHARED", ROOT.parent / "shared")).resolve()
    if not (shared / "bench" / "fence" / "score.py").is_file():
        sys.exit(f"no reference data at {shared}: set ONEGRID_SHARED")
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(shared, Path(folder))
        if options.ablation:
            rows += ablate(shared, Path(folder))
    if options.agreement:
        rows += agree(shared)
    for row in rows:
        verdict = {None: "", True: f"met (bar {row.bar})", False: f"NOT met (bar {row.bar})"}[row.met]
        peer = "" if row.peer is None else f"peer {row.peer:.3f}"
        print(f"{row.name:<44} {row.ours:>6.3f}  {peer:<11} {verdict:<16} {row.detail}")
    if options.json:
        options.json.write_text(json.dumps({"rows": [asdict(row) for row in rows]}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
