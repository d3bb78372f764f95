"""The analyst of many cameras: one thread that looks at what the decoding children bring, in turn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from backend.clock import Clock
from videowall.analytics.budget import Budget, Urgency
from videowall.analytics.choice import Choice
from videowall.analytics.pipeline import Pipeline
from videowall.evidence.spec import RecordSpec
from videowall.node.belt import Belt
from videowall.node.courier import Courier, Line
from videowall.node.figures import CameraFigures, NodeFigures, Standing, Totals, quantile
from videowall.node.job import News, StreamJob
from videowall.node.lookout import Lookout
from videowall.node.roster import Post
from videowall.node.teller import Teller
from videowall.node.tracks import TrackSender
from videowall.workers.facts import StreamState

SLICE_S = 0.05
"""After so long the desk asks anew whose turn it is."""
TEND_S = 0.2
PERIOD_US: Mapping[Urgency, int] = {
    Urgency.ALARM: 75_000,
    Urgency.MOVING: 75_000,
    Urgency.ARMED: 125_000,
    Urgency.RESTING: 450_000,
}
"""How far apart pictures are to be, at least: rules were tuned at 7 a second, faster cameras gain nothing."""

_log = structlog.get_logger("videowall.node")


class Decoders(Protocol):
    """What decodes a changing set of cameras: videowall.node.crew.Crew."""

    deaths: int

    def watch(self, job: StreamJob) -> Belt:
        """Begin to decode a camera."""

    def leave(self, camera: str) -> None:
        """Stop decoding a camera."""

    def tend(self) -> list[News]:
        """What happened to the streams since the last call."""

    def wait(self, timeout_s: float) -> None:
        """Sleep until a picture or news came."""

    def close(self) -> None:
        """End it all."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a desk works with."""

    crew: Decoders
    courier: Courier
    teller: Teller
    line: Line
    clock: Clock
    choice: Choice
    pipeline: Callable[[Post], Pipeline]
    record: RecordSpec | None = None  # where packets are kept for clips; None: nowhere
    health: Callable[[Sequence[Standing]], None] | None = None  # who is told a few times a second, if anybody


class Desk:
    """Watches whatever cameras it is given. `assign` and `stop` may be called from any thread."""

    def __init__(self, parts: Parts, report: Callable[[NodeFigures], None], report_s: float) -> None:
        self._parts = parts
        self._report, self._report_s = report, report_s
        self._budget = Budget()
        self._lookouts: dict[str, Lookout] = {}
        self._lock = threading.Lock()
        self._wanted: Mapping[str, Post] | None = None
        self._stop = threading.Event()
        self._busy_s = 0.0
        self._told_s = parts.clock.monotonic_s()
        self._told_looked = 0
        self._gone = Totals()

    def assign(self, posts: Mapping[str, Post]) -> None:
        """From now on watch exactly these cameras. Those that stay are not disturbed."""
        with self._lock:
            self._wanted = dict(posts)

    def stop(self) -> None:
        """Ask the desk to end."""
        self._stop.set()

    @property
    def waiting(self) -> int:
        """Alarms that the center has not acknowledged yet."""
        return self._parts.courier.waiting

    def run(self, *, until_over: bool) -> None:
        """Watch until `stop`.

        Args:
            until_over: end also when every source is a file that is over and its alarms are delivered.
        """
        clock, crew = self._parts.clock, self._parts.crew
        tended_s = float("-inf")
        try:
            while not self._stop.is_set():
                began_s = clock.monotonic_s()
                if began_s - tended_s >= TEND_S:
                    tended_s = began_s
                    self.tend()
                    if until_over and self._is_over():
                        return
                worked = self.turn()
                self._busy_s += clock.monotonic_s() - began_s
                if not worked:
                    crew.wait(TEND_S)
        finally:
            self._report(self.figures())
            crew.close()
            if self._parts.teller.clips is not None:
                self._parts.teller.clips.close()

    def tend(self) -> None:
        """Everything but looking: duties, news, silence, alarms on their way. A few times a second."""
        self._take_up()
        for news in self._parts.crew.tend():
            lookout = self._lookouts.get(news.camera)
            if lookout is not None:
                lookout.hear(news)
                if news.state is StreamState.ENDED and self._parts.teller.clips is not None:
                    self._parts.teller.clips.over(news.camera)
        for lookout in self._lookouts.values():
            lookout.listen()
        self._parts.courier.tend()
        self._parts.teller.tend()
        if self._parts.health is not None:
            self._parts.health([lookout.standing() for lookout in self._lookouts.values()])
        if self._parts.clock.monotonic_s() - self._told_s >= self._report_s:
            self._report(self.figures())

    def _is_over(self) -> bool:
        over = all(
            lookout.news.state is StreamState.ENDED and lookout.belt.head() is None
            for lookout in self._lookouts.values()
        )
        clips = self._parts.teller.clips
        return over and not self.waiting and (clips is None or not clips.waiting)

    def _take_up(self) -> None:
        """Come to watch what is wanted."""
        with self._lock:
            wanted, self._wanted = self._wanted, None
        if wanted is None:
            return
        for camera, lookout in list(self._lookouts.items()):
            post = wanted.get(camera)
            if post is None or post.source != lookout.post.source:
                self._leave(camera)
            elif post != lookout.post:
                lookout.amend(post)
        for camera, post in wanted.items():
            if camera not in self._lookouts:
                self._watch(post)

    def _watch(self, post: Post) -> None:
        parts = self._parts
        belt = parts.crew.watch(StreamJob(post.camera, post.source, record=parts.record))
        belt.want_period(PERIOD_US[Urgency.ARMED])
        tracks = TrackSender(post.camera, post.rules.size, parts.line, parts.clock.monotonic_s)
        self._lookouts[post.camera] = Lookout(post, belt, parts.pipeline, parts.teller, tracks, parts.clock)
        self._budget.add(post.camera, parts.clock.monotonic_s())
        _log.info("camera_taken_on", camera=post.camera, epoch=post.epoch)

    def _leave(self, camera: str) -> None:
        lookout = self._lookouts.pop(camera)
        self._gone = self._gone.plus(self._camera(lookout))
        self._budget.remove(camera)
        self._parts.crew.leave(camera)
        _log.info("camera_given_up", camera=camera, epoch=lookout.post.epoch)

    def turn(self) -> bool:
        """Look at what waits, most urgent first, for at most about SLICE_S; False when nothing waited."""
        clock = self._parts.clock
        now_s = clock.monotonic_s()
        waiting = [camera for camera in self._lookouts if self._freshened(camera, now_s)]
        for camera in self._budget.order(waiting, now_s):
            lookout = self._lookouts[camera]
            head = lookout.belt.head()
            if head is None:
                continue
            lookout.look(head.opening)
            lookout.belt.want_period(PERIOD_US[lookout.urgency])
            looked_s = clock.monotonic_s()
            self._budget.looked(camera, lookout.urgency, looked_s)
            if looked_s - now_s > SLICE_S:
                break
        return bool(waiting)

    def _freshened(self, camera: str, now_s: float) -> bool:
        """Throw away what has waited too long; whether a picture is left."""
        belt = self._lookouts[camera].belt
        while (head := belt.head()) is not None:
            if not self._budget.is_overdue(head.arrived_ns / 1e9, now_s):
                return True
            belt.drop()
            self._budget.drop(camera)
        return False

    def figures(self) -> NodeFigures:
        """How the desk fares. Only on the thread that runs it."""
        parts = self._parts
        cameras = tuple(self._camera(lookout) for lookout in self._lookouts.values())
        totals = self._gone.plus(*cameras)
        now_s = parts.clock.monotonic_s()
        span_s = max(now_s - self._told_s, 1e-3)
        latencies_ms = tuple(parts.teller.latencies_ms)
        figures = NodeFigures(
            cameras=cameras,
            detector=parts.choice.words,
            busy=round(self._busy_s / span_s, 3),
            per_s=round((totals.looked - self._told_looked) / span_s, 1),
            looked=totals.looked,
            dropped=totals.dropped,
            network=parts.choice.detector.looks if parts.choice.detector else 0,
            alarms=totals.alarms,
            lost=parts.teller.lost,
            waiting=self.waiting,
            decoder_deaths=parts.crew.deaths,
            latency_p50_ms=quantile(latencies_ms, 0.5),
            latency_p99_ms=quantile(latencies_ms, 0.99),
        )
        self._told_s, self._told_looked, self._busy_s = now_s, totals.looked, 0.0
        return figures

    def _camera(self, lookout: Lookout) -> CameraFigures:
        camera = lookout.post.camera
        tally = self._budget.tallies[camera]
        return CameraFigures(
            camera=camera,
            state=lookout.news.state.name.lower(),
            words=lookout.news.words,
            urgency=lookout.urgency.value,
            looked=tally.looked,
            dropped=tally.dropped + lookout.belt.thrown,
            alarms=lookout.alarms,
            epoch=lookout.post.epoch,
        )
