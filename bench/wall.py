"""`./dev bench wall`: what a wall costs and how fast it tells the truth. Rows on stdout, or --json FILE.

Cost is CPU time of the worker process for each picture shown, in ms; faults are made on a real RTSP server.
Peers (mpv, a naive wall) are not measured yet: their column is empty.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from backend.domain.errors import Unavailable
from console.demo.rtsp import start_camera
from videowall.feeds.source import SourceSpec
from videowall.wall.truth import TileState, judge
from videowall.workers.job import Job
from videowall.workers.pool import WorkerPool

TILE = (632, 344)
STALE_MS = 1000
COST_S = 10.0
FPS = 12.0


@dataclass(frozen=True)
class Row:
    """One figure; `met` is None where there is no bar."""

    name: str
    ours: float
    peer: float | None = None
    ratio: float | None = None
    bar: float | None = None
    met: bool | None = None


def wait(until: Callable[[], object], timeout_s: float = 60.0) -> float:
    """Seconds until it is true; polls every 5 ms."""
    began_s, pause = time.monotonic(), threading.Event()
    while not until():
        if time.monotonic() - began_s > timeout_s:
            sys.exit("the wall did not get there; is the machine very busy?")
        pause.wait(0.005)
    return time.monotonic() - began_s


def cost(name: str, jobs: list[Job]) -> Row:
    """CPU ms of one worker for each picture, in steady state."""
    pool = WorkerPool(jobs, workers=1)
    pool.start()
    try:
        for stream in range(len(jobs)):
            pool.want(stream, *TILE)
        wait(lambda: all(pool.newest(stream) is not None for stream in range(len(jobs))))
        threading.Event().wait(3.0)  # past learning the background
        process = psutil.Process(pool.channels()[0].process.pid)
        before, shown = process.cpu_times(), _shown(pool, len(jobs))
        threading.Event().wait(COST_S)
        after = process.cpu_times()
        cpu_s = after.user + after.system - before.user - before.system
        return Row(name, round(cpu_s * 1000 / (_shown(pool, len(jobs)) - shown), 2))
    finally:
        pool.stop()


def _shown(pool: WorkerPool, streams: int) -> int:
    pictures = [pool.newest(stream) for stream in range(streams)]
    return sum(picture.facts.index for picture in pictures if picture is not None)


def faults(clip: str, cache: Path) -> list[Row]:
    """How old a picture is when it is called stale, and how long a tile takes to be live again."""
    camera = start_camera(clip, FPS, cache)
    port = int(camera.url.rpartition(":")[2].partition("/")[0])
    pool = WorkerPool([Job("c1", SourceSpec(camera.url, live=True), mask=True)])
    pool.start()

    def state() -> TileState:
        picture = pool.newest(0)
        facts = None if picture is None else picture.facts
        return judge(pool.status(0), facts, (0, 0), time.monotonic_ns(), STALE_MS).state

    try:
        wait(lambda: state() is TileState.LIVE)
        os.kill(camera.process.pid, signal.SIGSTOP)
        frozen_s = wait(lambda: state() is not TileState.LIVE)
        os.kill(camera.process.pid, signal.SIGCONT)
        wait(lambda: state() is TileState.LIVE)
        camera.process.kill()
        killed_s = wait(lambda: state() is not TileState.LIVE)
        camera.stop()
        threading.Event().wait(3.0)
        camera = start_camera(clip, FPS, cache, port=port)
        back_s = wait(lambda: state() is TileState.LIVE)
    finally:
        pool.stop()
        camera.stop()
    return [
        Row("frozen camera: not live after, s", round(frozen_s, 2), bar=1.2, met=frozen_s <= 1.2),
        Row("killed camera: not live after, s", round(killed_s, 2), bar=1.2, met=killed_s <= 1.2),
        Row("restarted camera: live again after, s", round(back_s, 2), bar=3.0, met=back_s <= 3.0),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--video", help="a clip; default: the drawn scene `yard`")
    parser.add_argument("--fps", type=float, default=None, help="the clip's true rate")
    parser.add_argument("--json", type=Path, help="write the rows here")
    options = parser.parse_args()
    clip = options.video or "scene:yard"
    source = SourceSpec(clip, options.fps, loop=True, live=True)
    rows = [
        cost(f"4 x {Path(clip).name} plain, ms each", [Job(f"c{i}", source, mask=False) for i in range(4)]),
        cost(f"4 x {Path(clip).name} masked, ms each", [Job(f"c{i}", source, mask=True) for i in range(4)]),
    ]
    try:
        with tempfile.TemporaryDirectory() as cache:
            rows += faults(clip, Path(cache))
    except Unavailable as reason:
        sys.stderr.write(f"faults not measured: {reason}\n")
    for row in rows:
        verdict = {None: "", True: f"met (bar {row.bar})", False: f"NOT met (bar {row.bar})"}[row.met]
        print(f"{row.name:<44} {row.ours:>8} {verdict}")
    if options.json:
        options.json.write_text(json.dumps({"rows": [asdict(row) for row in rows]}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
