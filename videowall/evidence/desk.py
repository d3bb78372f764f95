"""The clips of one node: asked for at an alarm, made when their time has passed, one at a time.

Bounds: one process makes clips; QUEUE_MAX requests wait. A request that finds the queue full is refused
and counted (its alarm has its snapshot and trace). Requests of one camera within SHARE_MS get the same
clip. A process that dies or takes longer than TIME_LIMIT_S is given up, with words.
"""

from __future__ import annotations

import multiprocessing
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from backend.domain.evidence import EvidenceRef
from videowall.evidence.clip import ClipJob, ClipMade, ClipRefused, run_job
from videowall.evidence.folder import EvidenceFolder
from videowall.evidence.masks import Cover
from videowall.evidence.ring import PacketRing

QUEUE_MAX = 16
SHARE_MS = 3000
WARM_MS = 4000
SETTLE_MS = 1000
"""Packets of a moment arrive a little after it."""
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
    ring: PacketRing
    at_ms: int
    hold: int
    covers: Callable[[], tuple[Cover, ...]]
    client_ids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Running:
    wanted: _Wanted
    process: BaseProcess
    ours: Connection
    draft: Path
    since_s: float


class ClipDesk:
    """Makes clips. Every method is called by one thread; `body` is what the process runs, for tests."""

    def __init__(
        self,
        folder: EvidenceFolder,
        drafts: Path,
        monotonic_s: Callable[[], float],
        *,
        face_model: Path | None = None,
        span: ClipSpan | None = None,
        body: Callable[[ClipJob, Connection], None] = run_job,
    ) -> None:
        drafts.mkdir(parents=True, exist_ok=True)
        for left in drafts.glob("*.mp4"):
            left.unlink()
        self._folder, self._drafts = folder, drafts
        self._now_s = monotonic_s
        self._face_model = face_model
        self._span = span or ClipSpan()
        self._body = body
        self._queue: list[_Wanted] = []
        self._running: _Running | None = None
        self.refused = 0
        """Requests that found the queue full."""

    @property
    def waiting(self) -> int:
        """Requests without an outcome yet."""
        return len(self._queue) + (self._running is not None)

    def ask(
        self, ring: PacketRing, client_id: str, at_ms: int, covers: Callable[[], tuple[Cover, ...]] = tuple
    ) -> bool:
        """Ask for the clip of an alarm seen at `at_ms` (UTC); False when too many wait already.

        `covers()` is called when the clip is made, for what the analyst saw meanwhile.
        """
        for wanted in self._queue:
            if wanted.ring is ring and abs(wanted.at_ms - at_ms) <= SHARE_MS:
                wanted.client_ids.append(client_id)
                return True
        if len(self._queue) >= QUEUE_MAX:
            self.refused += 1
            return False
        hold = ring.hold(at_ms - self._span.pre_ms - WARM_MS, at_ms + self._span.post_ms)
        self._queue.append(_Wanted(ring, at_ms, hold, covers, [client_id]))
        return True

    def tend(self, now_ms: int) -> list[Clip]:
        """Take what is finished, start what is due at `now_ms` (UTC). Call it a few times a second."""
        done = self._collect()
        if self._running is None:
            due = next((w for w in self._queue if w.at_ms + self._span.post_ms + SETTLE_MS <= now_ms), None)
            if due is not None:
                self._queue.remove(due)
                early = self._start(due)
                done += [early] if early else []
        return done

    def _start(self, wanted: _Wanted) -> Clip | None:
        first_ms, last_ms = wanted.at_ms - self._span.pre_ms, wanted.at_ms + self._span.post_ms
        cut = wanted.ring.cut(first_ms - WARM_MS, last_ms)
        if cut is None:
            return self._end(wanted, None, "nothing of that time is in the ring")
        draft = self._drafts / f"{uuid.uuid4().hex}.mp4"
        job = ClipJob(
            wanted.ring.camera,
            wanted.ring.key,
            cut.paths,
            first_ms - WARM_MS,
            first_ms,
            last_ms,
            draft,
            self._face_model,
            wanted.covers(),
        )
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=self._body, args=(job, theirs), name="clip", daemon=True)
        process.start()
        theirs.close()
        self._running = _Running(wanted, process, ours, draft, self._now_s())
        return None

    def _collect(self) -> list[Clip]:
        running = self._running
        if running is None:
            return []
        late = self._now_s() - running.since_s > TIME_LIMIT_S
        if not running.ours.poll(0) and running.process.is_alive() and not late:
            return []
        outcome = _outcome(running, late=late)
        self._running = None
        _stop(running)
        ref = None
        words = outcome.words if isinstance(outcome, ClipRefused) else ""
        if isinstance(outcome, ClipMade):
            try:
                ref = self._folder.adopt(running.draft, "video/mp4", outcome.first_ms)
            except OSError as error:
                words = f"the clip cannot be kept ({error.strerror or error})"
            if outcome.lost:
                words = f"{len(outcome.lost)} segments of the ring could not be read"
        running.draft.unlink(missing_ok=True)
        return [self._end(running.wanted, ref, words)]

    def _end(self, wanted: _Wanted, ref: EvidenceRef | None, words: str) -> Clip:
        wanted.ring.release(wanted.hold)
        return Clip(tuple(wanted.client_ids), wanted.ring.camera, ref, words)

    def close(self) -> None:
        """Give up what is under way and what waits; drafts are removed."""
        if self._running is not None:
            _stop(self._running)
            self._running.draft.unlink(missing_ok=True)
            self._end(self._running.wanted, None, "")
            self._running = None
        for wanted in self._queue:
            self._end(wanted, None, "")
        self._queue.clear()


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
