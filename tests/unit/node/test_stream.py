"""One stream of a decoding child: opened, opened again, thinned out, closed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from tests.fakes.waiting import until
from tests.fakes.wall_sources import HandOpener, HandSource
from videowall.feeds.errors import EndOfSource, SourceLost, SourceRefused
from videowall.feeds.frame import Frame
from videowall.feeds.source import FrameSource, SourceSpec, Wanted
from videowall.node import stream as stream_module
from videowall.node.belt import Belt, attach_belt, create_belt
from videowall.node.job import News, StreamJob
from videowall.node.stream import Opener, Stream
from videowall.workers.facts import StreamState
from videowall.workers.orphans import new_name


class Bench:
    """A stream with both ends of its belt."""

    def __init__(self) -> None:
        self.belt: Belt = create_belt(new_name())
        self.news: list[News] = []
        self.bells = 0
        self.stream: Stream | None = None

    def start(self, opener: Opener) -> Stream:
        job = StreamJob("c1", SourceSpec("scene:yard"), self.belt.name)
        self.stream = Stream(job, attach_belt(self.belt.name), opener, self._ring, self.news.append)
        self.stream.start()
        return self.stream

    def _ring(self) -> None:
        self.bells += 1

    def states(self) -> list[StreamState]:
        return [news.state for news in self.news]

    def next(self) -> Frame:
        until(self.belt.head, saying="a picture")
        return self.belt.take("c1")

    def end(self) -> None:
        if self.stream is not None:
            self.stream.stop()
            self.stream.thread.join(10)
            assert not self.stream.thread.is_alive()
        self.belt.close()


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(stream_module, "pause_s", lambda *_: 0.01)
    made = Bench()
    yield made
    made.end()


def test_that_pictures_come_onto_the_belt_and_ring(bench: Bench) -> None:
    source = HandSource()
    bench.start(HandOpener(source))
    source.items.put(40)
    source.items.put(41)
    assert [int(bench.next().image[0, 0, 0]) for _ in range(2)] == [40, 41]
    assert bench.states() == [StreamState.LIVE]
    assert bench.news[0].fps == 10.0
    assert bench.bells == 2


def test_that_a_lost_source_is_opened_again_with_another_number(bench: Bench) -> None:
    first, second = HandSource(), HandSource()
    opener = HandOpener(first, SourceLost("gone"), second)
    bench.start(opener)
    first.items.put(1)
    until(bench.belt.head)
    head = bench.belt.head()
    bench.belt.drop()
    first.items.put(SourceLost("the camera ended the stream"))
    second.items.put(2)
    until(bench.belt.head)
    again = bench.belt.head()
    assert head is not None
    assert again is not None
    assert again.opening != head.opening
    assert bench.states() == [StreamState.LIVE, StreamState.LOST, StreamState.LOST, StreamState.LIVE]
    assert bench.news[1].words == "the camera ended the stream"


def test_that_a_refused_source_is_tried_again_seldom(bench: Bench) -> None:
    bench.start(HandOpener(SourceRefused("not a video")))
    until(lambda: bench.news)
    assert bench.states() == [StreamState.REFUSED]
    assert bench.news[0].retry_in_s >= 10


def test_that_the_end_of_a_file_is_told_once_and_the_belt_stays(bench: Bench) -> None:
    source = HandSource()
    opener = HandOpener(source)
    bench.start(opener)
    source.items.put(5)
    source.items.put(EndOfSource("the end"))
    until(lambda: StreamState.ENDED in bench.states())
    assert int(bench.next().image[0, 0, 0]) == 5
    assert opener.opened == 1


def test_that_pictures_closer_together_than_wanted_are_left_out(bench: Bench) -> None:
    bench.belt.want_period(180_000)  # the source gives one each 100 ms
    source = HandSource()
    bench.start(HandOpener(source))
    for grey in range(5):
        source.items.put(grey)
    assert [bench.next().index for _ in range(3)] == [0, 2, 4]


class Sized(HandSource):
    """A source that says a size and gives pictures of it."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._shape = (height, width, 3)

    @property
    def size(self) -> tuple[int, int]:
        return self._shape[1], self._shape[0]

    def read(self) -> Frame:
        super().read()
        return Frame("c1", 0, 0.0, np.zeros(self._shape, np.uint8))


def test_that_pictures_too_large_for_the_belt_are_asked_for_smaller(bench: Bench) -> None:
    asked: list[int] = []

    def opener(spec: SourceSpec, *, camera: str, wanted: Wanted) -> FrameSource:
        asked.append(spec.max_width)
        assert camera == "c1"
        assert wanted(0.0)
        source = Sized(1080, 1920) if not spec.max_width else Sized(960, 1706)
        source.items.put(0)
        return source

    bench.start(opener)
    assert bench.next().size == (960, 1706)
    assert asked[0] == 0
    assert 900 < asked[1] <= 960


def test_that_a_waiting_stream_shows_that_it_lives(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BEAT_S", 0.01)
    bench.start(HandOpener(SourceRefused("no")))
    until(lambda: bench.news)
    before = bench.belt.beaten_ns
    until(lambda: bench.belt.beaten_ns > before)


def test_that_a_stream_ends_although_its_source_waits(bench: Bench) -> None:
    stream = bench.start(HandOpener(HandSource()))
    threading.Event().wait(0.01)
    stream.stop()
    stream.thread.join(10)
    assert not stream.thread.is_alive()
    assert bench.states() == [], "closing it is no loss"
