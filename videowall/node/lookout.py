"""One camera in the analyst: its pictures in, its alarms and overlays out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog

from backend.clock import Clock
from videowall.analytics.budget import Urgency
from videowall.analytics.pipeline import Pipeline, Step
from videowall.evidence.covers import Covers
from videowall.feeds.frame import Frame
from videowall.node.belt import Belt
from videowall.node.job import News
from videowall.node.roster import Post
from videowall.node.teller import Teller
from videowall.node.tracks import TrackSender
from videowall.workers.facts import StreamState

ALARM_S = 5.0
"""So long after a rule fired the camera stays urgent."""

_log = structlog.get_logger("videowall.node")


class Lookout:
    """Watches one camera. Used by the analyst's thread alone."""

    def __init__(
        self,
        post: Post,
        belt: Belt,
        pipeline: Callable[[Post], Pipeline],
        teller: Teller,
        tracks: TrackSender,
        clock: Clock,
    ) -> None:
        self.post, self.belt = post, belt
        self.news = News(post.camera, StreamState.OPENING)
        self.urgency = Urgency.ARMED
        self._make = pipeline
        self._pipeline = pipeline(post)
        self._teller, self._tracks, self._clock = teller, tracks, clock
        self._covers = Covers()
        self._began_s = clock.monotonic_s()
        self._opening = 0
        self._offset_s = 0.0
        self._last_s = 0.0
        self._fired_s = float("-inf")
        self.frames = 0
        self.alarms = 0
        self.faults = 0

    def amend(self, post: Post) -> None:
        """Go on with other words, priorities or epoch; other rules start afresh, with nothing remembered."""
        if post.rules != self.post.rules:
            self._pipeline = self._make(post)
        self.post = post

    def hear(self, news: News) -> None:
        """Note how the stream stands."""
        if news.state in {StreamState.LOST, StreamState.REFUSED} and news.state is not self.news.state:
            _log.warning(
                "source_lost", camera=news.camera, words=news.words, retry_in_s=round(news.retry_in_s, 1)
            )
        elif news.state is StreamState.ENDED:
            _log.info("source_ended", camera=news.camera, frames=self.frames)
        self.news = news

    def look(self, opening: int) -> None:
        """Take the oldest picture that waits and do everything that follows from it."""
        frame = self._timed(self.belt.take(self.post.camera), opening)
        try:
            step = self._pipeline.step(frame)
        except Exception:  # noqa: BLE001 - reported, and the chain starts afresh
            # Whatever a picture of one camera does to its chain, the others must go on being watched.
            self.faults += 1
            _log.exception("picture_failed", camera=self.post.camera, frame=frame.index)
            self._pipeline = self._make(self.post)
            return
        self.frames += 1
        self._covers.saw(frame.captured_ms, step.moving, frame.size)
        for event in step.events:
            self._fired_s = self._clock.monotonic_s()
            self._tracks.noticed(event.rule)
            if self._teller.tell(self.post, self._pipeline, frame, step, event, self._covers.latest):
                self.alarms += 1
        self._tracks.send(step.tracks, frame.captured_ms or self._clock.now_ms())
        self.urgency = self._urgency(step)

    def _timed(self, frame: Frame, opening: int) -> Frame:
        """The frame with the rules' time: it goes on when a source that was opened again counts from zero."""
        if opening != self._opening:
            since_s = self._clock.monotonic_s() - self._began_s
            self._offset_s = max(since_s - frame.time_s, self._last_s + 0.001) if self._opening else 0.0
            self._opening = opening
        self._last_s = max(frame.time_s + self._offset_s, self._last_s + 1e-6)
        return replace(frame, time_s=self._last_s)

    def _urgency(self, step: Step) -> Urgency:
        if self._clock.monotonic_s() - self._fired_s < ALARM_S:
            return Urgency.ALARM
        if not self.post.rules.rules:
            return Urgency.RESTING
        return Urgency.MOVING if len(step.moving) or len(step.tracks) else Urgency.ARMED
