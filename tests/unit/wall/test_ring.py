from __future__ import annotations

import pytest

from tests.fakes.wall_memory import facts, publish, ring_pair
from videowall.workers.facts import MaskMode, StreamState, StreamStatus
from videowall.workers.ring import SLOTS, WIDTH_MAX, Ring


def colors(ring: Ring) -> set[int]:
    picture = ring.newest()
    assert picture is not None
    return set(bytes(picture.pixels))


def test_that_a_new_ring_has_no_picture_and_an_empty_status() -> None:
    with ring_pair() as (wall, _worker):
        assert wall.newest() is None
        assert wall.status() == StreamStatus()


def test_that_the_newest_picture_is_the_one_seen() -> None:
    with ring_pair() as (wall, worker):
        for index in range(10):
            publish(worker, 10 + index, index)
            assert colors(wall) == {10 + index}


def test_that_a_picture_is_intact_until_the_writer_comes_round_to_its_slot() -> None:
    with ring_pair() as (wall, worker):
        publish(worker, 1)
        picture = wall.newest()
        assert picture is not None
        for index in range(SLOTS - 1):
            publish(worker, 2, index)
            assert wall.intact(picture)
        half_written = worker.open_slot(8, 6)
        assert not wall.intact(picture)
        del half_written
        assert colors(wall) == {2}, "a picture that is being written must not be shown"
        worker.publish(8, 6, facts())
        assert not wall.intact(picture)


def test_that_facts_and_size_travel_with_the_picture() -> None:
    with ring_pair() as (wall, worker):
        worker.open_slot(5, 4)
        said = facts(7, age_ms=30, mode=MaskMode.MOVING, masks=3)
        worker.publish(5, 4, said)
        picture = wall.newest()
        assert picture is not None
        assert (picture.width, picture.height, picture.facts) == (5, 4, said)


def test_that_a_picture_that_does_not_fit_is_refused() -> None:
    with ring_pair(16, 16) as (_wall, worker), pytest.raises(ValueError, match="does not fit"):
        worker.open_slot(1000, 1000)


def test_that_the_status_arrives_whole_and_long_words_are_cut_cleanly() -> None:
    with ring_pair() as (wall, worker):
        said = StreamStatus(
            StreamState.LOST, 3, 4, 5, 7.25, 0.125, 768, 576, 6, "source_lost", "摄像机不应答" * 40
        )
        worker.report(said)
        heard = wall.status()
        assert heard.words
        assert said.words.startswith(heard.words)
        assert heard == StreamStatus(
            StreamState.LOST, 3, 4, 5, 7.25, 0.125, 768, 576, 6, "source_lost", heard.words
        )


def test_that_a_worker_killed_while_it_wrote_is_followed_by_one_that_is_understood() -> None:
    with ring_pair() as (wall, worker):
        publish(worker, 1)
        worker.open_slot(8, 6)  # and here it died
        publish(worker, 9, 1)
        assert colors(wall) == {9}
        worker._bytes()[64] = 1  # its status was half-written
        assert wall.status() == StreamStatus()
        worker.report(StreamStatus(StreamState.LIVE))
        assert wall.status().state is StreamState.LIVE


def test_that_the_size_wanted_is_clipped_to_what_the_ring_holds() -> None:
    with ring_pair() as (wall, worker):
        wall.want(100_000, 0)
        assert worker.wanted() == (WIDTH_MAX, 1)
