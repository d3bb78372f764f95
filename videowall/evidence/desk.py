"""The clips of one node: asked for at an alarm, made when their time has passed, one at a time.

Bounds: one process makes clips; QUEUE_MAX requests wait. A request that finds the queue full is refused
and counted (its alarm has its snapshot and trace). Requests of one camera within SHARE_MS get the same
clip. When its time has passed, a request links its segments of the ring, so that they cannot expire while
it waits for its turn. A process that dies or takes longer than TIME_LIMIT_S is given up, with words.
"""

from __future__ import annotations

import multiprocessing
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from backend.domain.evidence import EvidenceRef
from videowall.evidence.clip import ClipJob, ClipMade, ClipRefused, run_job
from videowall.evidence.folder import EvidenceFolder
from videowall.evidence.masks import Cover
from videowall.evidence.ring import cut, reach_ms, sweep
from videowall.evidence.sealed import node_key
from videowall.evidence.spec import RecordSpec

QUEUE_MAX = 16
SHARE_MS = 3000
WARM_MS = 4000
SETTLE_MS = 5000
"""A clip waits so long at most for the ring to reach its end: rings are written in parts."""
SWEEP_MS = 30_000
TIME_LIMIT_S = 180.0


@dataclass(frozen=True, slots=True)
class ClipSpan:
    """How much of the time around an alarm is kept."""

    pre_ms: int = 10_000
    post_ms: int = 10_000


@dataclass(frozen=True, slots=True)
class Clip:
    """What became of a request: `ref` names the clip, or is None and `words` say why there is none."""

    client_ids: tuple[str, ...]  # of the alarms it belongs to
    camera: str
    ref: EvidenceRef | None
    words: str = ""


@dataclass(slots=True)
class _Wanted:
    camera: str
    at_ms: int
    covers: Callable[[], tuple[Cover, ...]]
    client_ids: list[str]
    job: ClipJob | None = None  # once its time has passed
    over: bool = False  # nothing more will come


@dataclass(slots=True)
class _Running:
    wanted: _Wanted
    job: ClipJob
    process: BaseProcess
    ours: Connection
    since_s: float


class ClipDesk:
    """Makes clips of the rings below `spec.folder`. Every method is called by one thread.

    `body` is what the process runs, for tests.
    """

    def __init__(
        self,
        folder: Callable[[str], EvidenceFolder],
        spec: RecordSpec,
        monotonic_s: Callable[[], float],
        *,
        face_model: Path | None = None,
        span: ClipSpan | None = None,
        body: Callable[[ClipJob, Connection], None] = run_job,
    ) -> None:
        self._folder = folder
        self._spec = spec
        self._key = node_key(spec.folder)
        self._jobs = spec.folder / "clips"
        shutil.rmtree(self._jobs, ignore_errors=True)  # of a process that was killed
        self._now_s = monotonic_s
        self._face_model = face_model
        self._span = span or ClipSpan()
        self._body = body
        self._queue: list[_Wanted] = []
        self._running: _Running | None = None
        self._swept_ms = 0
        self.refused = 0
        """Requests that found the queue full."""

    @property
    def waiting(self) -> int:
        """Requests without an outcome yet."""
        return len(self._queue) + (self._running is not None)

    def ask(
        self, camera: str, client_id: str, at_ms: int, covers: Callable[[], tuple[Cover, ...]] = tuple
    ) -> bool:
        """Ask for the clip of an alarm seen at `at_ms` (UTC); False when too many wait already.

        `covers()` is called when the time of the clip has passed, for what the analyst saw meanwhile.
        """
        for wanted in self._queue:
            if wanted.job is None and wanted.camera == camera and abs(wanted.at_ms - at_ms) <= SHARE_MS:
                wanted.client_ids.append(client_id)
                return True
        if len(self._queue) >= QUEUE_MAX:
            self.refused += 1
            return False
        self._queue.append(_Wanted(camera, at_ms, covers, [client_id]))
        return True

    def over(self, camera: str) -> None:
        """The source of a camera has ended: its clips need not wait for more."""
        for wanted in self._queue:
            wanted.over = wanted.over or wanted.camera == camera

    def tend(self, now_ms: int) -> list[Clip]:
        """Take what is finished, start what is due at `now_ms` (UTC). Call it a few times a second."""
        if now_ms - self._swept_ms >= SWEEP_MS:
            self._swept_ms = now_ms
            sweep(self._spec.folder, now_ms, self._spec.seconds_max)
        done = self._collect()
        for wanted in list(self._queue):
            if wanted.job is None and self._is_due(wanted, now_ms):
                done += self._secure(wanted)
        ready = next((wanted for wanted in self._queue if wanted.job is not None), None)
        if self._running is None and ready is not None and ready.job is not None:
            self._queue.remove(ready)
            self._running = self._start(ready, ready.job)
        return done

    def _is_due(self, wanted: _Wanted, now_ms: int) -> bool:
        last_ms = wanted.at_ms + self._span.post_ms
        if wanted.over:
            return True
        if now_ms < last_ms:
            return False
        return now_ms >= last_ms + SETTLE_MS or reach_ms(self._spec.folder, wanted.camera) >= last_ms

    def _secure(self, wanted: _Wanted) -> list[Clip]:
        """Take the segments of a request out of the reach of time."""
        first_ms, last_ms = wanted.at_ms - self._span.pre_ms, wanted.at_ms + self._span.post_ms
        place = self._jobs / uuid.uuid4().hex
        words = "nothing of that time is in the ring"
        try:
            paths = cut(self._spec.folder, wanted.camera, first_ms - WARM_MS, last_ms, place)
        except OSError as error:
            paths, words = (), f"the ring cannot be read ({error.strerror or error})"
        if not paths:
            self._queue.remove(wanted)
            shutil.rmtree(place, ignore_errors=True)
            return [Clip(tuple(wanted.client_ids), wanted.camera, None, words)]
        wanted.job = ClipJob(
            wanted.camera,
            self._key,
            paths,
            first_ms - WARM_MS,
            first_ms,
            last_ms,
            place / "clip.mp4",
            self._face_model,
            wanted.covers(),
        )
        return []

    def _start(self, wanted: _Wanted, job: ClipJob) -> _Running:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=self._body, args=(job, theirs), name="clip", daemon=True)
        process.start()
        theirs.close()
        return _Running(wanted, job, process, ours, self._now_s())

    def _collect(self) -> list[Clip]:
        running = self._running
        if running is None:
            return []
        late = self._now_s() - running.since_s > TIME_LIMIT_S
        if not running.ours.poll(0) and running.process.is_alive() and not late:
            return []
        self._running = None
        outcome = _outcome(running, late=late)
        _stop(running)
        ref = None
        words = outcome.words if isinstance(outcome, ClipRefused) else ""
        if isinstance(outcome, ClipMade):
            try:
                folder = self._folder(running.job.camera)
                ref = folder.adopt(running.job.target, "video/mp4", outcome.first_ms)
            except OSError as error:
                words = f"the clip cannot be kept ({error.strerror or error})"
            if outcome.lost:
                words = f"{len(outcome.lost)} segments of the ring could not be read"
        shutil.rmtree(running.job.target.parent, ignore_errors=True)
        return [Clip(tuple(running.wanted.client_ids), running.job.camera, ref, words)]

    def close(self) -> None:
        """Give up what is under way and what waits; what was linked for it is removed."""
        if self._running is not None:
            _stop(self._running)
            self._running = None
        self._queue.clear()
        shutil.rmtree(self._jobs, ignore_errors=True)


def _outcome(running: _Running, *, late: bool) -> ClipMade | ClipRefused:
    if late:
        return ClipRefused(f"making the clip took longer than {TIME_LIMIT_S:g} s and was stopped")
    try:
        message = running.ours.recv()
    except (EOFError, OSError):
        running.process.join(5)
        return ClipRefused(f"the clip's decoder crashed (exit {running.process.exitcode})")
    if isinstance(message, ClipMade | ClipRefused):
        return message
    return ClipRefused("the clip's process said something else than it should")


def _stop(running: _Running) -> None:
    running.ours.close()
    running.process.join(2)
    if running.process.is_alive():
        running.process.kill()
        running.process.join()
    running.process.close()
