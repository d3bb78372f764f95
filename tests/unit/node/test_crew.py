"""Real decoding children: they start, come back when killed, and a suspicious stream gets its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import psutil
import pytest

from tests.fakes.waiting import until
from videowall.feeds.source import SourceSpec
from videowall.node import crew as crew_module
from videowall.node.crew import DIED, Crew
from videowall.node.job import News, StreamJob
from videowall.workers.facts import StreamState

START_S = 60.0


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crew]:
    monkeypatch.setattr(crew_module, "RESPAWN_PAUSE_S", (0.0, 0.0))
    made = Crew(1)
    yield made
    made.close()


def job(camera: str) -> StreamJob:
    return StreamJob(camera, SourceSpec("scene:yard", loop=True, live=True))


def decoders() -> list[psutil.Process]:
    found = psutil.Process().children(recursive=True)
    return [child for child in found if any("spawn_main" in part for part in child.cmdline())]


def tended(crew: Crew, said: list[News], ready: Callable[[], object]) -> Callable[[], bool]:
    """Tend the crew, keep its news, and ask whether it is time."""

    def look() -> bool:
        said.extend(crew.tend())
        return bool(ready())

    return look


def has_lost(crew: Crew, deaths: int) -> bool:
    return crew.deaths > deaths


def test_that_streams_share_a_child_until_it_has_died_twice(crew: Crew) -> None:
    said: list[News] = []
    belts = [crew.watch(job(camera)) for camera in ("a", "b")]

    def both() -> bool:
        return all(belt.head() for belt in belts)

    until(tended(crew, said, both), START_S, saying="pictures of both")
    assert len(decoders()) == 1
    for _ in range(2):
        deaths = crew.deaths
        for child in decoders():
            child.kill()
        until(tended(crew, said, partial(has_lost, crew, deaths)), START_S, saying="the death")
        for belt in belts:
            while belt.head():
                belt.drop()
        until(tended(crew, said, both), START_S, saying="pictures again")
    assert len(decoders()) == 2, "each has its own child now"
    lost = [news for news in said if news.words == DIED]
    assert [news.camera for news in lost] == ["a", "b", "a", "b"]
    assert {news.state for news in lost} == {StreamState.LOST}


def test_that_a_camera_that_leaves_takes_the_last_child_with_it(crew: Crew) -> None:
    belt = crew.watch(job("a"))
    crew.watch(job("b"))
    until(tended(crew, [], belt.head), START_S, saying="a picture")
    crew.leave("b")
    assert len(decoders()) == 1
    crew.leave("a")
    assert decoders() == []
    crew.wait(0.01)
    assert crew.tend() == []
