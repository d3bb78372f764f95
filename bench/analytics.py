"""`./dev bench analytics [--quick] [--json FILE]`: what the chain costs, one thread, beside its peers.

CPU per frame of each step on one clip; the idle camera, which is the clip's own place without its people
(the median of pictures from the whole clip) under sensor noise; the network picture by picture, bare and
with everything that surrounds it; the chain beside ByteTrack and PolygonZone; and forty idle and two busy
cameras on one core, as `onegrid watch` runs them (analytics_load.py).
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from importlib.resources import files
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from bench import analytics_load, analytics_peers
from bench.analytics_peers import cpu_ms
from console.demo.footage import PETS_FPS, cached_clip
from videowall.analytics.choice import YOLOX_MODELS
from videowall.analytics.detection import Detections
from videowall.analytics.motion import MotionDetector
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import RuleSet, read_rules
from videowall.analytics.sessions import load_session
from videowall.analytics.yolox import YoloxDetector
from videowall.feeds.errors import EndOfSource
from videowall.feeds.frame import Frame, Picture
from videowall.feeds.opencv import cv2
from videowall.feeds.reader import open_source
from videowall.feeds.source import SourceSpec
from videowall.models import find

IDLE_BAR_MS = 2.5
NETWORK_BAR = 1.25
IDLE_FPS = 5.0
IDLE_PICTURES = 60
SETTLED = 100
"""Frames after which a camera is idle: its background is learnt."""
TAMPER = {"id": "the camera itself", "type": "tamper"}


def rules_entry() -> dict[str, Any]:
    """The demo's rules for the clip, and a watch on the camera itself, as any camera should have."""
    entry: dict[str, Any] = json.loads(files("resources.demo").joinpath("rules.json").read_text("utf-8"))[
        "pets"
    ]
    return entry | {"rules": [*entry["rules"], TAMPER]}


def steps(video: Path, fps: float, most: int) -> list[dict[str, object]]:
    """CPU ms per frame of decoding, of finding movement, and of tracks with fences."""
    pipeline, motion = Pipeline(read_rules(rules_entry(), "pets")), MotionDetector()
    source = open_source(SourceSpec(str(video), fps))
    spent_s = {"decoding": 0.0, "movement": 0.0, "tracks and fences": 0.0}
    frames = 0
    while frames < most:
        began_s = time.process_time()
        try:
            frame = source.read()
        except EndOfSource:
            break
        decoded_s = time.process_time()
        found = motion.detect(frame.image)
        moved_s = time.process_time()
        pipeline.step_detections(Detections(found.boxes, found.confidence), frame.index, frame.time_s)
        parts = (decoded_s - began_s, moved_s - decoded_s, time.process_time() - moved_s)
        for name, part_s in zip(spent_s, parts, strict=True):
            spent_s[name] += part_s
        frames += 1
    source.close()
    return [
        {"name": f"{name}, ms per frame", "ours": round(s / frames * 1e3, 2), "detail": f"{frames} frames"}
        for name, s in spent_s.items()
    ]


def pictures(video: Path, fps: float, most: int, every: int = 1) -> list[Picture]:
    """Every so many pictures of the clip."""
    source = open_source(SourceSpec(str(video), fps))
    kept: list[Picture] = []
    try:
        while len(kept) < most:
            frame = source.read()
            if frame.index % every == 0:
                kept.append(frame.image)
    except EndOfSource:
        return kept
    finally:
        source.close()
    return kept


def idle(
    noisy: list[Picture], rules: RuleSet, detector: YoloxDetector | None, count: int
) -> dict[str, object]:
    """The whole chain per analysed picture of a place where nothing happens; keep-alive looks included."""
    pipeline = Pipeline(rules, detector=detector)
    spent = []
    for index in range(SETTLED + count):
        frame = Frame("idle", index, index / IDLE_FPS, noisy[index % len(noisy)])
        spent.append(cpu_ms(lambda frame=frame: pipeline.step(frame)))  # type: ignore[misc]  # default binds it
    ours = round(statistics.fmean(spent[SETTLED:]), 2)
    height, width = noisy[0].shape[:2]
    return {
        "name": f"idle camera, {'network' if detector else 'motion'}, ms per frame",
        "ours": ours,
        "bar": IDLE_BAR_MS,
        "met": ours <= IDLE_BAR_MS,
        "detail": f"{width}×{height} at {IDLE_FPS:g} fps, 2 zones and tamper, decoding excluded; "
        f"median {statistics.median(spent[SETTLED:]):.2f}",
    }


def network(clip: list[Picture], detector: YoloxDetector, path: Path) -> dict[str, object]:
    """Our whole path for one picture against the bare session on a ready tensor, by turns."""
    bare = load_session(path)
    pairs = []
    for image in clip:
        tensor, _scale = detector.letterbox(image)
        alone_ms = cpu_ms(lambda tensor=tensor: bare.run(None, {bare.input: tensor}))  # type: ignore[misc]  # default binds it
        pairs.append((cpu_ms(lambda image=image: detector.detect(image)), alone_ms))  # type: ignore[misc]  # default binds it
    ours, peer = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = round(ours / peer, 3)
    return {
        "name": f"{path.stem}, whole path, ms",
        "ours": round(ours, 2),
        "peer": round(peer, 2),
        "ratio": ratio,
        "bar": NETWORK_BAR,
        "met": ratio <= NETWORK_BAR,
        "detail": f"{len(pairs)} pictures by turns with the bare session, on {detector.provider}",
    }


def chain(video: Path, fps: float, *, quick: bool) -> list[dict[str, object]]:
    """Everything that runs in this process."""
    rules = read_rules(rules_entry(), "pets")
    noisy = list(islice(analytics_load.idle_pictures(video, 0), IDLE_PICTURES))
    count = 200 if quick else 600
    rows = [*steps(video, fps, 200 if quick else 10_000), idle(noisy, rules, None, count)]
    found = [path for path in map(find, YOLOX_MODELS) if path is not None]
    for path in found:
        detector = YoloxDetector(load_session(path))
        rows.append(idle(noisy, rules, detector, count))
        rows.append(network(pictures(video, fps, 20 if quick else 66, 12), detector, path))
    if found and find_spec("supervision") and find_spec("trackers"):
        busy = pictures(video, fps, 60 if quick else 300)
        repeated = [noisy[n % len(noisy)] for n in range(120 if quick else 400)]
        rows += analytics_peers.rows(busy, repeated, rules, YoloxDetector(load_session(found[0])), fps)
    else:
        print("no peers: they need a YOLOX model, supervision and trackers (./dev setup --peers)")
    return rows


def shown(row: dict[str, Any]) -> str:
    """One row as people read it."""
    verdict = {None: "", True: "met", False: "NOT met"}[row.get("met")]
    bar = f"bar {row['bar']} {verdict}" if "bar" in row else ""
    peer = f"peer {row['peer']} ratio {row['ratio']}" if "peer" in row else ""
    return f"{row['name']:<58} {row['ours']:>7} {bar:<17} {peer:<24} {row['detail']}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--video", type=Path, default=cached_clip(), help="default: the demo's clip")
    parser.add_argument("--fps", type=float, default=PETS_FPS)
    parser.add_argument("--quick", action="store_true", help="fewer pictures, a shorter load")
    parser.add_argument("--part", choices=["chain", "load"], help="only one half of it")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if not given.video.is_file():
        parser.error(f"there is no clip {given.video}; ./dev demo fetches it, or give --video FILE")
    cv2.setNumThreads(1)
    rows: list[dict[str, Any]] = []
    if given.part != "load":
        rows += chain(given.video, given.fps, quick=given.quick)
    if given.part != "chain":
        rows += analytics_load.rows(given.video, given.fps, rules_entry(), quick=given.quick)
    for row in rows:
        print(shown(row))
    if given.json:
        given.json.write_text(json.dumps({"rows": rows}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
