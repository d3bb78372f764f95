"""One camera in the analyst: its pictures in, its alarms and overlays out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import structlog

from backend.clock import Clock
from videowall.analytics.budget import Urgency
from videowall.analytics.pipeline import Pipeline, Step
from videowall.evidence.covers import Covers
from videowall.feeds.frame import Frame, Picture
from videowall.node.belt import Belt
from videowall.node.figures import Standing
from videowall.node.job import News
from videowall.node.roster import Post
from videowall.node.teller import Teller, Told
from videowall.node.tracks import TrackSender
from videowall.workers.facts import StreamState

ALARM_S = 5.0
"""So long after a rule fired the camera stays urgent."""
SILENCE_S = 1.0
"""After so long without a picture, and then as often, the rules are told that none came."""

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
        self._heard_s = self._began_s
        self._last: tuple[Frame, Step] | None = None
        self._seen_ms = 0
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
        self._heard_s = self._clock.monotonic_s()
        try:
            step = self._pipeline.step(frame)
        except Exception:  # noqa: BLE001 - reported, and the chain starts afresh
            # Whatever a picture of one camera does to its chain, the others must go on being watched.
            self.faults += 1
            _log.exception("picture_failed", camera=self.post.camera, frame=frame.index)
            self._pipeline = self._make(self.post)
            return
        self.frames += 1
        at_ms = frame.captured_ms or self._clock.now_ms()
        self._covers.saw(at_ms, step.moving, frame.size)
        self._last, self._seen_ms = (frame, step), at_ms
        self._tell(step, at_ms)
        self._tracks.send(step.tracks, at_ms)
        self.urgency = self._urgency(step, at_ms)

    def listen(self) -> None:
        """Tell the rules when no picture has come for a while. Call it a few times a second."""
        silent_s = self._clock.monotonic_s() - self._heard_s
        if silent_s < SILENCE_S or self.news.state is StreamState.ENDED:
            return
        self._heard_s += silent_s
        self._last_s += silent_s
        at_ms = self._clock.now_ms()
        index = self._last[0].index if self._last else 0
        self._tell(self._pipeline.silent(index, self._last_s, at_ms), at_ms)

    def standing(self) -> Standing:
        """How the camera stands, and which occupancies that were told go on, as far as it is seen now."""
        going: Mapping[str, float] = {}
        if self._last is not None and self.news.state is StreamState.LIVE:
            going = self._pipeline.occupied()
        seen_s = self._last[0].time_s if self._last else 0.0
        occupied = tuple(
            (rule, self._seen_ms - round(max(0.0, seen_s - since_s) * 1000))
            for rule, since_s in sorted(going.items())
        )
        return Standing(self.post.camera, self.news.state, self.news.words, self.post.epoch, occupied)

    def _tell(self, step: Step, at_ms: int) -> None:
        """Alarms for what the rules noticed, with the newest picture there is."""
        for event in step.events:
            self._fired_s = self._clock.monotonic_s()
            self._tracks.noticed(event.rule)
            told = Told(self.post, event, at_ms, self._masked, self._covers.latest)
            if self._teller.tell(told):
                self.alarms += 1

    def _masked(self) -> Picture | None:
        """The newest picture with faces covered; None before the first."""
        return None if self._last is None else self._pipeline.masked(*self._last)[0]

    def _timed(self, frame: Frame, opening: int) -> Frame:
        """The frame with the rules' time: it goes on when a source that was opened again counts from zero."""
        if opening != self._opening:
            since_s = self._clock.monotonic_s() - self._began_s
            self._offset_s = max(since_s, self._last_s + 0.001) - frame.time_s
            self._opening = opening
        self._last_s = max(frame.time_s + self._offset_s, self._last_s + 1e-6)
        return replace(frame, time_s=self._last_s)

    def _urgency(self, step: Step, at_ms: int) -> Urgency:
        if self._clock.monotonic_s() - self._fired_s < ALARM_S:
            return Urgency.ALARM
        rules = self.post.rules
        if not any(rule.schedule.armed(at_ms, rules.calendar) for rule in rules.rules):
            return Urgency.RESTING
        return Urgency.MOVING if len(step.moving) or len(step.tracks) else Urgency.ARMED
