"""The wall's side of the workers: starts them, owns their shared memory, replaces one that dies or hangs.

No Qt here: the wall asks for the channels and watches them as it likes. Standard library only apart from
psutil (in `orphans`), so that a window comes up quickly.

A worker that dies twice within a minute is split: each of its streams gets a process of its own, so that
the stream that kills its codec takes nobody with it the next time.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from multiprocessing.context import SpawnProcess

import structlog

from videowall.workers.entry import work
from videowall.workers.facts import Picture, StreamStatus
from videowall.workers.job import Job
from videowall.workers.orphans import new_name, remove_orphans
from videowall.workers.ring import Ring, create_ring

WORKERS_MAX = 4
START_GRACE_S = 20.0
"""A worker may be silent this long after its start: a busy machine loads the codecs slowly."""
SILENCE_S = 6.0
"""A worker that wrote no status for so long hangs, and is replaced."""
SPLIT_WITHIN_S = 60.0
RESPAWN_PAUSE_S = (0.0, 1.0, 2.0, 5.0, 10.0)
STOP_GRACE_S = 1.0

_log = structlog.get_logger("videowall.workers")


@dataclass(slots=True)
class Channel:
    """One running worker: its process and the wall's end of its bell."""

    jobs: tuple[int, ...]  # indices of the streams it serves
    process: SpawnProcess
    bell: socket.socket
    started_s: float


@dataclass(slots=True)
class _Plan:
    """Streams that belong together in one process, and how that process has fared."""

    jobs: tuple[int, ...]
    deaths: list[float] = field(default_factory=list)
    channel: Channel | None = None
    next_start_s: float = 0.0


def workers_for(streams: int, cores: int | None = None) -> int:
    """How many processes to share the streams among: all cores but one, four at the most."""
    have = cores or os.cpu_count() or 1
    return max(1, min(streams, WORKERS_MAX, have - 1))


class WorkerPool:
    """Workers for a fixed list of streams. `tend` must be called a few times a second from one thread."""

    def __init__(
        self,
        jobs: Sequence[Job],
        workers: int | None = None,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._jobs = tuple(jobs)
        self._now_s = monotonic_s
        count = workers or workers_for(len(self._jobs))
        groups = [tuple(range(first, len(self._jobs), count)) for first in range(count)]
        self._plans = [_Plan(group) for group in groups if group]
        self._rings: list[Ring] = []
        self.restarts = 0

    def start(self) -> None:
        """Clean up after killed programs, make the shared memory, start the processes."""
        if self._rings:
            return
        for name in remove_orphans():
            _log.info("orphan_memory_removed", name=name)
        self._rings = [create_ring(new_name()) for _ in self._jobs]
        for plan in self._plans:
            self._spawn(plan)

    def stop(self) -> None:
        """End every worker and free the memory. Pictures must not be used any more."""
        channels = [plan.channel for plan in self._plans if plan.channel is not None]
        for channel in channels:
            channel.bell.close()  # a worker leaves when its channel closes
        until_s = time.monotonic() + STOP_GRACE_S
        for channel in channels:
            channel.process.join(max(0.0, until_s - time.monotonic()))
            _end(channel.process)
        for plan in self._plans:
            plan.channel = None
        rings, self._rings = self._rings, []
        with ExitStack() as closing:
            for ring in rings:
                closing.callback(ring.close)

    def channels(self) -> tuple[Channel, ...]:
        """The workers that run now."""
        return tuple(plan.channel for plan in self._plans if plan.channel is not None)

    def want(self, stream: int, width: int, height: int) -> None:
        """Say how large a stream is shown, in device pixels."""
        if self._rings:
            self._rings[stream].want(width, height)

    def newest(self, stream: int) -> Picture | None:
        """The newest picture of a stream; None before the first and while stopped."""
        return self._rings[stream].newest() if self._rings else None

    def intact(self, stream: int, picture: Picture) -> bool:
        """Whether the picture is still whole; False while stopped."""
        return bool(self._rings) and self._rings[stream].intact(picture)

    def status(self, stream: int) -> StreamStatus:
        """The newest word about a stream. A worker that is being replaced says so by code `worker_died`."""
        if not self._rings:
            return StreamStatus()
        said = self._rings[stream].status()
        plan = next(plan for plan in self._plans if stream in plan.jobs)
        fresh = plan.channel is not None and said.heartbeat_ns > plan.channel.started_s * 1e9
        if plan.deaths and not fresh:
            return replace(said, code="worker_died", words="the decoder stopped and starts again", fps=0.0)
        return said

    def tend(self) -> bool:
        """Replace workers that died or hang; True when `channels` changed."""
        before = self.channels()
        now_s = self._now_s()
        for plan in list(self._plans):
            if plan.channel is not None and self._is_gone(plan.channel, now_s):
                self._bury(plan, now_s)
        for plan in self._plans:
            if plan.channel is None and self._rings and now_s >= plan.next_start_s:
                self._spawn(plan)
        return self.channels() != before

    def _is_gone(self, channel: Channel, now_s: float) -> bool:
        if channel.process.exitcode is not None:
            return True
        if now_s - channel.started_s < START_GRACE_S:
            return False
        heard_s = max(self._rings[stream].status().heartbeat_ns for stream in channel.jobs) / 1e9
        return now_s - heard_s > SILENCE_S

    def _bury(self, plan: _Plan, now_s: float) -> None:
        channel = plan.channel
        if channel is None:
            return
        exit_code = channel.process.exitcode
        _log.warning("worker_lost", streams=[self._jobs[i].camera for i in plan.jobs], exit_code=exit_code)
        channel.bell.close()
        _end(channel.process)
        self.restarts += 1
        plan.channel = None
        plan.deaths = [*(at for at in plan.deaths if now_s - at < SPLIT_WITHIN_S), now_s]
        plan.next_start_s = now_s + RESPAWN_PAUSE_S[min(len(plan.deaths), len(RESPAWN_PAUSE_S)) - 1]
        if len(plan.deaths) > 1 and len(plan.jobs) > 1:
            self._plans.remove(plan)
            self._plans += [_Plan((job,), list(plan.deaths), None, plan.next_start_s) for job in plan.jobs]

    def _spawn(self, plan: _Plan) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        jobs = tuple(replace(self._jobs[i], ring=self._rings[i].name) for i in plan.jobs)
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=work, args=(jobs, theirs), name="onegrid-decoder", daemon=True)
        process.start()
        theirs.close()
        plan.channel = Channel(plan.jobs, process, ours, self._now_s())


def _end(process: SpawnProcess) -> None:
    """Make sure the process is gone and its handles are freed."""
    if process.exitcode is None:
        process.terminate()
        process.join(STOP_GRACE_S)
    if process.exitcode is None:
        process.kill()
        process.join()
    process.close()
