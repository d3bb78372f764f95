"""A desk whose pictures a test puts on the belts itself: no children, no codecs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.clock import Clock
from tests.fakes.clock import ManualClock
from tests.fakes.node_line import HandLine
from videowall.analytics.choice import MOTION
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import FieldRule, RuleSet
from videowall.feeds.frame import Frame
from videowall.feeds.source import SourceSpec
from videowall.node.belt import Belt, create_belt
from videowall.node.courier import Courier
from videowall.node.desk import Desk, Parts
from videowall.node.figures import NodeFigures, Standing
from videowall.node.job import News, StreamJob
from videowall.node.roster import Post
from videowall.node.spool import Spool
from videowall.node.teller import Teller
from videowall.workers.facts import StreamState
from videowall.workers.orphans import new_name

WHOLE = RuleSet(12.0, (640, 360), (FieldRule("yard", ((60, 60), (600, 60), (600, 350), (60, 350))),))


class HandCrew:
    """Stands in for videowall.node.crew.Crew."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.belts: dict[str, Belt] = {}
        self.jobs: list[str] = []
        self.left: list[str] = []
        self.news: list[News] = []
        self.deaths = 0
        self._count = 0

    def watch(self, job: StreamJob) -> Belt:
        self.jobs.append(job.camera)
        self.belts[job.camera] = create_belt(new_name())
        return self.belts[job.camera]

    def leave(self, camera: str) -> None:
        self.left.append(camera)
        self.belts.pop(camera).close()

    def tend(self) -> list[News]:
        news, self.news = self.news, []
        return news

    def wait(self, timeout_s: float) -> None:
        """Nothing comes by itself."""

    def close(self) -> None:
        for belt in self.belts.values():
            belt.close()
        self.belts = {}

    def picture(
        self, camera: str, image: NDArray[np.uint8], time_s: float, opening: int = 1, age_s: float = 0.0
    ) -> bool:
        """Put one picture on a camera's belt, as if it had come `age_s` ago."""
        self._count += 1
        arrived_ns = round((self._clock.monotonic_s() - age_s) * 1e9)
        frame = Frame(camera, self._count, time_s, image, 1_700_000_000_000 + round(time_s * 1000))
        return self.belts[camera].put(frame, opening, arrived_ns)

    def say(self, camera: str, state: StreamState, words: str = "") -> None:
        self.news.append(News(camera, state, words))


def post(camera: str, *, url: str = "scene:yard", rules: RuleSet = WHOLE, epoch: int = 0) -> Post:
    return Post(camera, f"before {camera}", SourceSpec(url), rules, epoch=epoch)


class HandDesk:
    """A real desk over a HandCrew and a HandLine. Unless told otherwise its clock stands still."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.clock = clock or ManualClock()
        self.line, self.crew = HandLine(), HandCrew(self.clock)
        self.standings: list[Sequence[Standing]] = []
        self.reports: list[NodeFigures] = []
        self.made: list[str] = []
        courier = Courier(Spool(folder / "spool"), self.line, self.clock.monotonic_s)
        self.parts = Parts(
            crew=self.crew,
            courier=courier,
            teller=Teller(folder, courier, self.clock),
            line=self.line,
            clock=self.clock,
            choice=MOTION,
            pipeline=self._pipeline,
            health=self.standings.append,
        )
        self.desk = Desk(self.parts, self.reports.append, 1e9)

    def _pipeline(self, wanted: Post) -> Pipeline:
        self.made.append(wanted.camera)
        return Pipeline(wanted.rules)

    def assign(self, *posts: Post) -> None:
        """Give it these cameras, and let it take them up."""
        self.desk.assign({one.camera: one for one in posts})
        self.desk.tend()

    def drain(self) -> None:
        """Let it look at all that waits."""
        while self.desk.turn():
            continue

    def figures(self, camera: str) -> tuple[int, int]:
        """Pictures looked at and dropped."""
        found = next(one for one in self.desk.figures().cameras if one.camera == camera)
        return found.looked, found.dropped
