"""`./dev bench analytics`: CPU per frame of each step of the chain, on one clip. Rows, or --json FILE."""

from __future__ import annotations

import argparse
import json
import time
from importlib.resources import files
from pathlib import Path

from console.demo.footage import PETS_FPS, cached_clip
from videowall.analytics.detection import Detections
from videowall.analytics.motion import MotionDetector
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import read_rules
from videowall.feeds.errors import EndOfSource
from videowall.feeds.reader import open_source
from videowall.feeds.source import SourceSpec


def measure(video: Path, fps: float) -> list[dict[str, object]]:
    """CPU ms per frame of decoding, of finding movement, and of tracks with fences."""
    rules = json.loads(files("resources.demo").joinpath("rules.json").read_text("utf-8"))["pets"]
    pipeline, motion = Pipeline(read_rules(rules, "pets")), MotionDetector()
    source = open_source(SourceSpec(str(video), fps))
    spent_s = {"decoding": 0.0, "movement": 0.0, "tracks and fences": 0.0}
    frames = 0
    while True:
        began_s = time.process_time()
        try:
            frame = source.read()
        except EndOfSource:
            break
        decoded_s = time.process_time()
        found = motion.detect(frame.image)
        moved_s = time.process_time()
        pipeline.step_detections(Detections(found.boxes, found.confidence), frame.index, frame.time_s)
        done_s = time.process_time()
        for name, part_s in zip(
            spent_s, (decoded_s - began_s, moved_s - decoded_s, done_s - moved_s), strict=True
        ):
            spent_s[name] += part_s
        frames += 1
    source.close()
    return [
        {
            "name": f"{name}, ms per frame",
            "ours": round(total_s / frames * 1e3, 2),
            "detail": f"{frames} frames",
        }
        for name, total_s in spent_s.items()
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--video", type=Path, default=cached_clip(), help="default: the demo's clip")
    parser.add_argument("--fps", type=float, default=PETS_FPS)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if not given.video.is_file():
        parser.error(f"there is no clip {given.video}; ./dev demo fetches it, or give --video FILE")
    rows = measure(given.video, given.fps)
    for row in rows:
        print(f"{row['name']:<32} {row['ours']:>8} {row['detail']}")
    if given.json:
        given.json.write_text(json.dumps({"rows": rows}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
