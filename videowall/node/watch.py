"""The loop of an analyst: read, look, tell; open the source again when it is lost."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import structlog

from backend.clock import Clock
from backend.domain.alarm import Priority
from backend.domain.errors import Unavailable
from videowall.analytics.fence import FenceEvent
from videowall.analytics.pipeline import Pipeline, Step
from videowall.feeds.errors import EndOfSource, SourceLost, SourceRefused
from videowall.feeds.frame import Frame
from videowall.feeds.source import FrameSource, SourceSpec
from videowall.node.alarms import PRIORITIES, alarm_command, trace_facts
from videowall.node.courier import Courier
from videowall.evidence.folder import EvidenceFolder
from videowall.node.tracks import TrackSender
from videowall.workers.scaling import jpeg
from videowall.workers.stream import REFUSED_PAUSE_S, pause_s

_log = structlog.get_logger("videowall.node")


@dataclass(frozen=True, slots=True)
class Post:
    """Which camera this is and what its events are worth."""

    camera: str
    place: str
    source: SourceSpec
    priorities: Mapping[str, Priority] = field(default_factory=lambda: PRIORITIES)


class Analyst:
    """Watches one camera until `stop` is called. Everything runs on the thread that calls `run`."""

    def __init__(
        self,
        post: Post,
        pipeline: Pipeline,
        opener: Callable[[], FrameSource],
        evidence: EvidenceFolder,
        courier: Courier,
        tracks: TrackSender,
        clock: Clock,
    ) -> None:
        self._post, self._pipeline, self._open = post, pipeline, opener
        self._evidence, self._courier, self._tracks = evidence, courier, tracks
        self._clock = clock
        self._stop = threading.Event()
        self._source: FrameSource | None = None
        self._offset_s = 0.0
        self._last_s = 0.0
        self._began_s = clock.monotonic_s()
        self.frames = 0
        self.alarms = 0

    @property
    def waiting(self) -> int:
        """Alarms that the center has not acknowledged yet."""
        return self._courier.waiting

    def stop(self) -> None:
        """Ask the loop to end; may be called from any thread."""
        self._stop.set()
        source = self._source
        if source is not None:
            source.close()

    def run(self) -> None:
        """Watch until `stop`, or until a file that does not loop is over and its alarms are delivered."""
        attempt = 0
        while not self._stop.is_set():
            seen = self.frames
            try:
                self._watch()
            except EndOfSource:
                _log.info("source_ended", camera=self._post.camera, frames=self.frames)
                while self.waiting and not self._stop.is_set():
                    self._rest(1.0)
                return
            except (SourceLost, SourceRefused) as fault:
                if self._stop.is_set():
                    return
                attempt = 1 if self.frames > seen else attempt + 1
                pause = REFUSED_PAUSE_S
                if isinstance(fault, SourceLost):
                    pause = pause_s(attempt, random.random())  # noqa: S311 - jitter, not a secret
                _log.warning(
                    "source_lost", camera=self._post.camera, words=fault.words, retry_in_s=round(pause, 1)
                )
                self._rest(pause)

    def _rest(self, pause: float) -> None:
        """Wait, but go on carrying alarms."""
        until_s = self._clock.monotonic_s() + pause
        while not self._stop.wait(0.2) and self._clock.monotonic_s() < until_s:
            self._courier.tend()

    def _watch(self) -> None:
        source = self._open()
        self._source = source
        try:
            # A source that was opened again counts from zero; the rules' time goes on.
            self._offset_s = max(self._clock.monotonic_s() - self._began_s, self._last_s + 0.001)
            if self.frames == 0:
                self._offset_s = 0.0
            while not self._stop.is_set():
                self._look(source.read())
        finally:
            self._source = None
            source.close()

    def _look(self, frame: Frame) -> None:
        self._last_s = frame.time_s + self._offset_s
        frame = replace(frame, time_s=self._last_s)
        step = self._pipeline.step(frame)
        self.frames += 1
        for event in step.events:
            self._tracks.noticed(event.rule)
            self._tell(event, frame, step)
        self._tracks.send(step.tracks, frame.captured_ms or self._clock.now_ms())
        self._courier.tend()

    def _tell(self, event: FenceEvent, frame: Frame, step: Step) -> None:
        at_ms = frame.captured_ms or self._clock.now_ms()
        try:
            picture, _masks = self._pipeline.masked(frame, step)
            snapshot = self._evidence.keep(jpeg(picture), "image/jpeg", at_ms)
            trace = self._evidence.keep(trace_bytes(event), "application/json", at_ms)
            post = self._post
            refs = (snapshot, trace)
            self._courier.put(alarm_command(event, post.camera, post.place, at_ms, refs, post.priorities))
        except (OSError, ValueError, Unavailable) as fault:
            # The camera goes on being watched: the next event may find room again.
            _log.error("alarm_not_kept", camera=self._post.camera, rule=event.rule, words=str(fault))
            return
        self.alarms += 1
        _log.info("alarm_raised", camera=self._post.camera, rule=event.rule, kind=event.kind)


def trace_bytes(event: FenceEvent) -> bytes:
    """The full trace of an event as JSON bytes."""
    return json.dumps(trace_facts(event), ensure_ascii=False, sort_keys=True).encode()
