"""Probing cameras from a safe distance: streams are opened in child processes, which may die of them.

A child reads one request a line on stdin (addresses hold logins, and a command line can be read by anybody)
and answers one line. If it dies or hangs, that is the answer, and the next request gets a new child.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

OPEN_S: Final = 5.0
KEYFRAME_S: Final = 10.0
SLACK_S: Final = 6.0
"""What starting a child and closing a stream may take beside."""

JOBS_MAX: Final = 16
CHILD = ("-m", "videowall.probing")
"""What the child runs."""


@dataclass(frozen=True, slots=True)
class Target:
    """One stream to be probed; `name` is for the caller alone."""

    name: str
    url: str = field(repr=False)  # with the login in it
    transport: str = "tcp"


@dataclass(frozen=True, slots=True)
class Found:
    """What a probe came to; `code` is empty when a picture was decoded."""

    code: str = ""
    words: str = ""
    codec: str = ""
    width: int = 0
    height: int = 0
    fps: float = 0.0


class Prober:
    """One child process at a time. Used by one thread; `close` may be called by any."""

    def __init__(self, open_s: float = OPEN_S, keyframe_s: float = KEYFRAME_S) -> None:
        self._patience = (open_s, keyframe_s)
        self._child: subprocess.Popen[str] | None = None

    def probe(self, target: Target) -> Found:
        """Open one stream; never raises for what a stream does."""
        open_s, keyframe_s = self._patience
        child = self._ready()
        request = {
            "url": target.url,
            "transport": target.transport,
            "open_s": open_s,
            "keyframe_s": keyframe_s,
        }
        # libavformat may take twice what it is told, for opening and for reading.
        timer = threading.Timer(2 * open_s + 2 * keyframe_s + SLACK_S, child.kill)
        timer.start()
        try:
            line = _ask(child, json.dumps(request))
        finally:
            hung = timer.finished.is_set()
            timer.cancel()
            timer.join()
        try:
            return Found(**json.loads(line))
        except (ValueError, TypeError):
            self.close()
            if hung:
                return Found("timeout", "the stream kept the decoder busy without a picture")
            return Found("crashed", "the stream made the decoder crash")

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()

    def _ready(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(
                [sys.executable, *CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        return self._child


def _ask(child: subprocess.Popen[str], request: str) -> str:
    """The child's answer to one request; empty when it died."""
    if child.stdin is None or child.stdout is None:
        return ""
    try:
        child.stdin.write(request + "\n")
        child.stdin.flush()
        return child.stdout.readline()
    except (OSError, ValueError):
        return ""


def probe_all(
    targets: Sequence[Target], *, jobs: int, open_s: float = OPEN_S, keyframe_s: float = KEYFRAME_S
) -> Iterator[tuple[Target, Found]]:
    """Probe many streams, `jobs` at a time, as they are done; each job has a child of its own."""
    waiting: queue.SimpleQueue[Target] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[Target, Found]] = queue.SimpleQueue()
    for target in targets:
        waiting.put(target)
    probers = [Prober(open_s, keyframe_s) for _ in range(min(jobs, JOBS_MAX, len(targets)))]
    threads = [
        threading.Thread(target=_work, args=(prober, waiting, done.put), name=f"probe-{n}", daemon=True)
        for n, prober in enumerate(probers)
    ]
    try:
        for thread in threads:
            thread.start()
        for _ in targets:
            yield done.get()
    finally:
        while not waiting.empty():
            waiting.get()
        for prober in probers:
            prober.close()
        for thread in threads:
            thread.join()


def _work(
    prober: Prober, waiting: queue.SimpleQueue[Target], put: Callable[[tuple[Target, Found]], None]
) -> None:
    while True:
        try:
            target = waiting.get_nowait()
        except queue.Empty:
            return
        put((target, prober.probe(target)))


def serve() -> None:
    """The child: one request a line, one answer a line, until stdin ends."""
    from videowall.feeds.probe import probe_stream  # noqa: PLC0415 (only the child decodes)

    for line in sys.stdin:
        ask = json.loads(line)
        found = probe_stream(ask["url"], ask["transport"], open_s=ask["open_s"], keyframe_s=ask["keyframe_s"])
        sys.stdout.write(json.dumps(asdict(found)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
