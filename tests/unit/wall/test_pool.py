"""Real worker processes on drawn scenes: start, pictures, death, split, stop."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.waiting import until
from videowall.feeds.source import SourceSpec
from videowall.workers.facts import MaskMode, StreamState
from videowall.workers.job import Job
from videowall.workers.orphans import PREFIX
from videowall.workers.pool import WorkerPool, workers_for

START_S = 40.0
SCENE = SourceSpec("scene:yard", loop=True, live=True)
SHM = Path("/dev/shm")  # noqa: S108 - only listed


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    jobs = [Job("c1", SCENE, mask=True), Job("c2", SourceSpec("absent.avi", live=True), mask=False)]
    made = WorkerPool(jobs, workers=1)
    made.start()
    made.want(0, 320, 180)
    yield made
    made.stop()


def has_picture(pool: WorkerPool, stream: int = 0) -> bool:
    pool.tend()
    picture = pool.newest(stream)
    return picture is not None and picture.width == 320


def kill_worker(pool: WorkerPool) -> int:
    pid = pool.channels()[0].process.pid
    assert pid is not None
    os.kill(pid, signal.SIGTERM)
    return pid


def test_that_a_pool_shows_pictures_survives_a_death_and_leaves_nothing(pool: WorkerPool) -> None:
    until(lambda: has_picture(pool), START_S)
    picture = pool.newest(0)
    assert picture is not None
    assert (picture.width, picture.height) == (320, 180)
    assert picture.facts.mode in {MaskMode.LEARNING, MaskMode.MOVING}
    assert len(set(bytes(picture.pixels))) > 10, "a drawn scene is not one colour"
    until(lambda: pool.status(1).state is StreamState.REFUSED)
    assert pool.status(1).words == "absent.avi: there is no such file"
    assert pool.channels()[0].bell.recv(1) == b"\1"

    first = kill_worker(pool)
    until(lambda: pool.tend() and pool.channels())
    assert pool.restarts == 1
    assert pool.status(0).code == "worker_died"
    assert pool.channels()[0].process.pid != first
    shown = picture.facts.arrived_ns
    until(lambda: (now := pool.newest(0)) is not None and now.facts.arrived_ns > shown, START_S)
    until(lambda: pool.status(0).code == "")

    kill_worker(pool)
    until(lambda: len(pool.channels()) == 2 or pool.tend() is None, START_S)
    assert [channel.jobs for channel in pool.channels()] == [(0,), (1,)]
    assert pool.restarts == 2

    pool.stop()
    assert pool.newest(0) is None
    assert pool.channels() == ()
    if SHM.is_dir():
        assert not list(SHM.glob(f"{PREFIX}-{os.getpid():x}-*"))


def test_that_streams_share_the_cores_but_one() -> None:
    assert [workers_for(9, cores) for cores in (1, 2, 4, 64)] == [1, 1, 3, 4]
    assert workers_for(2, 64) == 2
