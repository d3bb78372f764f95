"""The bar of the fence bench on public detections, through the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEQUENCES = ("PETS09-S2L1", "TUD-Campus", "TUD-Stadtmitte")


@pytest.mark.e2e
def test_that_fence_events_agree_with_third_party_truth(shared: Path, tmp_path: Path) -> None:
    fence = shared / "bench" / "fence"
    events = tmp_path / "events.jsonl"
    text = ""
    for name in SEQUENCES:
        out = tmp_path / f"{name}.jsonl"
        command = [sys.executable, "-m", "videowall.analyse", "--seq", name, "--events", str(out)]
        command += [
            "--detections",
            str(fence / "seqs" / f"{name}.det.csv"),
            "--rules",
            str(fence / "rules.json"),
        ]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        text += out.read_text("utf-8")
    events.write_text(text, "utf-8")
    command = [
        sys.executable,
        str(fence / "score.py"),
        "--events",
        str(events),
        "--seqs",
        ",".join(SEQUENCES),
    ]
    command += ["--truth", str(fence / "truth.jsonl")]
    scored = subprocess.run(command, check=True, capture_output=True, text=True)
    report = json.loads(scored.stdout)["strict_all"]
    assert report["f1"] >= 0.90, report
    assert report["delay_median_s"] <= 0.6, report
