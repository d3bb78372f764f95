"""`./dev bench analytics`: CPU per frame of each step of the chain, on one clip. Rows, or --json FILE.

One thread throughout. The idle camera is the clip's own place without its people (the median of
pictures from the whole clip) under sensor noise. The network is timed by turns, picture by picture,
bare and with everything that surrounds it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np

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


def pictures(video: Path, fps: float, every: int) -> list[Picture]:
    """Every so many pictures of the clip."""
    source = open_source(SourceSpec(str(video), fps))
    kept: list[Picture] = []
    try:
        while True:
            frame = source.read()
            if frame.index % every == 0:
                kept.append(frame.image)
    except EndOfSource:
        return kept
    finally:
        source.close()


def spent_ms(work: Callable[[], object]) -> float:
    """CPU of one call, in milliseconds."""
    began_s = time.process_time()
    work()
    return (time.process_time() - began_s) * 1e3


def idle(clip: list[Picture], rules: RuleSet, detector: YoloxDetector | None) -> dict[str, object]:
    """The whole chain per analysed picture of a place where nothing happens; keep-alive looks included."""
    empty = np.median(np.stack(clip), axis=0)
    rng = np.random.default_rng(3)
    noisy = [
        np.clip(empty + rng.normal(0, 2, (*empty.shape[:2], 1)), 0, 255).astype(np.uint8) for _ in range(16)
    ]
    pipeline = Pipeline(rules, detector=detector)
    spent = []
    for index in range(400):
        frame = Frame("idle", index, index / IDLE_FPS, noisy[index % 16])
        spent.append(spent_ms(lambda frame=frame: pipeline.step(frame)))  # type: ignore[misc]  # default binds it
    ours = round(statistics.fmean(spent[100:]), 2)
    size, median = f"{empty.shape[1]}×{empty.shape[0]}", statistics.median(spent[100:])
    return {
        "name": f"idle camera, {'network' if detector else 'motion'}, ms per frame",
        "ours": ours,
        "bar": IDLE_BAR_MS,
        "met": ours <= IDLE_BAR_MS,
        "detail": f"{size} at {IDLE_FPS:g} fps, decoding excluded; median {median:.2f}",
    }


def network(clip: list[Picture], detector: YoloxDetector, path: Path) -> dict[str, object]:
    """Our whole path for one picture against the bare session on a ready tensor, by turns."""
    bare = load_session(path)
    pairs = []
    for image in clip:
        tensor, _scale = detector.letterbox(image)
        alone_ms = spent_ms(lambda tensor=tensor: bare.run(None, {bare.input: tensor}))  # type: ignore[misc]  # default binds it
        pairs.append((spent_ms(lambda image=image: detector.detect(image)), alone_ms))  # type: ignore[misc]  # default binds it
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


def extended(video: Path, fps: float) -> list[dict[str, object]]:
    """The idle camera and, where a model is at hand, the network."""
    rules = json.loads(files("resources.demo").joinpath("rules.json").read_text("utf-8"))["pets"]
    clip = pictures(video, fps, 12)
    rows = [idle(clip, read_rules(rules, "pets"), None)]
    for path in filter(None, (find(name) for name in YOLOX_MODELS)):
        detector = YoloxDetector(load_session(path))
        rows += [idle(clip, read_rules(rules, "pets"), detector), network(clip, detector, path)]
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--video", type=Path, default=cached_clip(), help="default: the demo's clip")
    parser.add_argument("--fps", type=float, default=PETS_FPS)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if not given.video.is_file():
        parser.error(f"there is no clip {given.video}; ./dev demo fetches it, or give --video FILE")
    cv2.setNumThreads(1)
    rows = measure(given.video, given.fps) + extended(given.video, given.fps)
    for row in rows:
        verdict = {None: "", True: "met", False: "NOT met"}[row.get("met")]  # type: ignore[index]  # a bool or None
        bar = f"bar {row['bar']} {verdict}" if "bar" in row else ""
        peer = f"bare {row['peer']} ratio {row['ratio']}" if "peer" in row else ""
        print(f"{row['name']:<42} {row['ours']:>7} {bar:<17} {peer:<24} {row['detail']}")
    if given.json:
        given.json.write_text(json.dumps({"rows": rows}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
