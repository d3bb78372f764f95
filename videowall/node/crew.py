"""The decoding children of an analyst: who decodes what, and starting anew what died or hangs.

Streams share a few children. A child that dies takes its streams with it for a moment; streams whose
child died twice within a minute get a child each, so the one that kills its codec stands alone then.
"""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

import structlog

from videowall.node.belt import Belt, create_belt
from videowall.node.child import decode
from videowall.node.job import Leave, News, StreamJob
from videowall.workers.facts import StreamState
from videowall.workers.orphans import new_name, remove_orphans
from videowall.workers.pool import RESPAWN_PAUSE_S, SPLIT_WITHIN_S, STOP_GRACE_S

SILENCE_S = 30.0
"""A stream whose thread gives no sign for so long hangs in a codec: longer than any timeout of a source."""
DIED = "the decoder stopped and starts again"

_log = structlog.get_logger("videowall.node")


@dataclass(slots=True, eq=False)
class _Child:
    """One running process and the streams it serves."""

    process: SpawnProcess
    channel: Connection
    bell: socket.socket
    alone: bool  # it serves one suspicious stream and gets no other
    cameras: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Berth:
    """One stream, wherever it is decoded."""

    job: StreamJob
    belt: Belt
    deaths: list[float] = field(default_factory=list)
    child: _Child | None = None
    next_start_s: float = 0.0


class Crew:
    """Decodes a changing set of streams. Every method belongs to one thread."""

    def __init__(self, children: int, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._most = max(1, children)
        self._now_s = monotonic_s
        self._berths: dict[str, _Berth] = {}
        self._children: list[_Child] = []
        self.deaths = 0
        for name in remove_orphans():
            _log.info("orphan_memory_removed", name=name)

    def watch(self, job: StreamJob) -> Belt:
        """Begin to decode a camera; its pictures come on the belt, which stays the crew's."""
        belt = create_belt(new_name())
        self._berths[job.camera] = _Berth(replace(job, belt=belt.name), belt)
        self._place(self._berths[job.camera])
        return belt

    def leave(self, camera: str) -> None:
        """Stop decoding a camera and free its belt."""
        berth = self._berths.pop(camera)
        if berth.child is not None:
            berth.child.cameras.discard(camera)
            with suppress(OSError):  # it died meanwhile: then it has left already
                berth.child.channel.send(Leave(camera))
            if not berth.child.cameras:
                self._end(berth.child)
        berth.belt.close()

    def tend(self) -> list[News]:
        """Take what the children tell, replace those that died or hang. Call it a few times a second."""
        news = [item for child in list(self._children) for item in self._heard(child)]
        now_s = self._now_s()
        for child in list(self._children):
            if child.process.exitcode is not None or self._hangs(child, now_s):
                news += self._bury(child, now_s)
        for berth in self._berths.values():
            if berth.child is None and now_s >= berth.next_start_s:
                self._place(berth)
        return news

    def wait(self, timeout_s: float) -> None:
        """Sleep until a picture or news came, or the time is up."""
        bells = [child.bell for child in self._children]
        ready = wait([*bells, *(child.channel for child in self._children)], timeout_s)
        for bell in bells:
            if bell in ready:
                with suppress(OSError):  # nothing left, or the child is gone: `tend` sees to that
                    bell.recv(4096)

    def close(self) -> None:
        """End every child and free every belt."""
        children, self._children = self._children, []
        for child in children:
            child.channel.close()
        with ExitStack() as closing:
            for berth in self._berths.values():
                closing.callback(berth.belt.close)
            for child in children:
                closing.callback(_reap, child)
        self._berths = {}

    def _heard(self, child: _Child) -> list[News]:
        news: list[News] = []
        with suppress(EOFError, OSError):  # it is gone: `tend` buries it
            while child.channel.poll():
                item = child.channel.recv()
                if item.camera in child.cameras:
                    news.append(item)
        return news

    def _hangs(self, child: _Child, now_s: float) -> bool:
        # A belt is beaten first by the thread itself, so a child that is still loading is not judged.
        beats = [self._berths[camera].belt.beaten_ns for camera in child.cameras]
        return any(0 < beat < (now_s - SILENCE_S) * 1e9 for beat in beats)

    def _bury(self, child: _Child, now_s: float) -> list[News]:
        code = child.process.exitcode
        _log.warning("decoder_lost", cameras=sorted(child.cameras), exit_code=code)
        self.deaths += 1
        for camera in child.cameras:
            berth = self._berths[camera]
            berth.child = None
            berth.belt.beat(0)
            berth.deaths = [*(at for at in berth.deaths if now_s - at < SPLIT_WITHIN_S), now_s]
            pause_s = RESPAWN_PAUSE_S[min(len(berth.deaths), len(RESPAWN_PAUSE_S)) - 1]
            berth.next_start_s = now_s + pause_s
        news = [News(camera, StreamState.LOST, DIED) for camera in sorted(child.cameras)]
        self._end(child)
        return news

    def _place(self, berth: _Berth) -> None:
        """Give the stream to the child with the fewest, to a new one, or to one of its own."""
        alone = len(berth.deaths) > 1
        shared = [child for child in self._children if not child.alone]
        if alone or len(shared) < self._most:
            child = _spawn(alone=alone)
            self._children.append(child)
        else:
            child = min(shared, key=lambda one: len(one.cameras))
        child.cameras.add(berth.job.camera)
        berth.child = child
        with suppress(OSError):  # it died just now: `tend` finds out and places the stream again
            child.channel.send(berth.job)

    def _end(self, child: _Child) -> None:
        self._children.remove(child)
        child.channel.close()
        _reap(child)


def _spawn(*, alone: bool) -> _Child:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    bell, their_bell = socket.socketpair()
    bell.settimeout(0)
    process = context.Process(target=decode, args=(theirs, their_bell), name="onegrid-decoder", daemon=True)
    process.start()
    theirs.close()
    their_bell.close()
    return _Child(process, ours, bell, alone)


def _reap(child: _Child) -> None:
    """Make sure that the process is gone and its handles are freed. Its channel is closed already."""
    child.process.join(STOP_GRACE_S)
    if child.process.exitcode is None:
        child.process.kill()
        child.process.join()
    child.process.close()
    child.bell.close()
