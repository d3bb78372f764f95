from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from tests.fakes.waiting import until
from tests.fakes.wall_sources import HandOpener, HandSource
from videowall.feeds.errors import EndOfSource, SourceLost, SourceRefused
from videowall.feeds.source import SourceSpec
from videowall.workers.facts import StreamState
from videowall.workers.stream import QUICK_PAUSE_S, SLOW_PAUSE_S, StreamReader, Taken, pause_s

Start = Callable[[HandOpener], tuple[StreamReader, threading.Event]]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[StreamReader] = []

    def begin(opener: HandOpener) -> tuple[StreamReader, threading.Event]:
        woken = threading.Event()
        reader = StreamReader("c1", SourceSpec("scene:yard"), woken.set, opener, lambda: 0.0)
        reader.start()
        started.append(reader)
        return reader, woken

    yield begin
    for reader in started:
        assert reader.stop(5.0)


def state_is(reader: StreamReader, state: StreamState) -> Callable[[], bool]:
    return lambda: reader.status().state is state


def taken(reader: StreamReader) -> Taken:
    kept: list[Taken] = []

    def take() -> bool:
        kept.extend(found for found in [reader.take()] if found is not None)
        return bool(kept)

    until(take)
    return kept[0]


def test_that_a_picture_wakes_the_worker_and_is_taken_once(start: Start) -> None:
    source = HandSource()
    reader, woken = start(HandOpener(source))
    source.items.put(77)
    assert woken.wait(5)
    assert int(taken(reader).image[0, 0, 0]) == 77
    assert reader.take() is None
    assert reader.status().state is StreamState.LIVE
    assert (reader.status().width, reader.status().height) == (32, 24)


def test_that_the_latest_picture_wins_and_the_others_count_as_dropped(start: Start) -> None:
    source = HandSource()
    reader, _ = start(HandOpener(source))
    for grey in range(5):
        source.items.put(grey)
    until(lambda: reader.status().dropped == 4 / 5)
    assert taken(reader).index == 4


def test_that_a_lost_source_is_opened_again(start: Start) -> None:
    first, second = HandSource(), HandSource()
    opener = HandOpener(first, SourceLost("no answer in time"), second)
    reader, _ = start(opener)
    first.items.put(1)
    taken(reader)
    first.items.put(SourceLost("the camera ended the stream"))
    until(state_is(reader, StreamState.LOST))
    said = reader.status()
    assert (said.code, said.words) == ("source_lost", "the camera ended the stream")
    assert said.attempt == 1
    assert said.next_try_ns > said.since_ns
    second.items.put(2)
    assert int(taken(reader).image[0, 0, 0]) == 2
    assert opener.opened == 3
    assert first.closed.is_set()
    assert reader.status().state is StreamState.LIVE
    assert (reader.status().code, reader.status().attempt) == ("", 0)


def test_that_the_loss_is_dated_from_its_beginning_over_all_tries(start: Start) -> None:
    reader, _ = start(HandOpener(SourceLost("nothing answers there")))
    until(lambda: reader.status().attempt == 1)
    since_ns = reader.status().since_ns
    until(lambda: reader.status().attempt == 2)
    assert reader.status().since_ns == since_ns


def test_that_a_refused_source_is_named_as_refused(start: Start) -> None:
    reader, _ = start(HandOpener(SourceRefused("x.avi: there is no such file")))
    until(state_is(reader, StreamState.REFUSED))
    assert reader.status().words == "x.avi: there is no such file"


def test_that_a_recording_that_ends_is_not_opened_again(start: Start) -> None:
    source = HandSource()
    opener = HandOpener(source)
    reader, _ = start(opener)
    source.items.put(3)
    source.items.put(EndOfSource("the end"))
    until(state_is(reader, StreamState.ENDED))
    assert opener.opened == 1
    assert taken(reader).index == 0


def test_that_pauses_grow_to_a_limit_and_vary_by_a_fifth() -> None:
    assert [pause_s(n, 0.5) for n in (1, 2, 3, 4, 5, 20)] == [0.25, 0.5, 0.75, 1.0, 1.0, QUICK_PAUSE_S]
    assert pause_s(100, 0.5) == SLOW_PAUSE_S
    assert pause_s(4, 0.0) == pytest.approx(0.8)
    assert pause_s(4, 1.0) == pytest.approx(1.2)
    later = [pause_s(n, 0.5) for n in range(20, 30)]
    assert later == sorted(later)
