"""The chain of one camera: frame → detections → tracks → fences → events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from videowall.analytics.arming import Arming
from videowall.analytics.detection import NO_BOXES, Boxes, Detections, Detector
from videowall.analytics.fence import TrackFence, fence_for
from videowall.analytics.gate import Gate, GateSettings
from videowall.analytics.looks import FenceEvent, FenceSettings, Look, Measure
from videowall.analytics.measured import MeasuredFence
from videowall.analytics.privacy import Masker, coarse
from videowall.analytics.rules import LineRule, RuleSet
from videowall.analytics.succession import Succession, SuccessionSettings
from videowall.analytics.survey import Survey
from videowall.analytics.tracks import UNSEEN, Tracker, Tracks, TrackSettings
from videowall.feeds.frame import Frame, Picture


@dataclass(frozen=True, slots=True)
class PipelineSettings:
    """Everything that can be set in the chain; docs/measurements.md measures the defaults."""

    tracks: TrackSettings = field(default_factory=TrackSettings)
    fences: FenceSettings = field(default_factory=FenceSettings)
    succession: SuccessionSettings = field(default_factory=SuccessionSettings)
    gate: GateSettings = field(default_factory=GateSettings)


@dataclass(frozen=True, slots=True)
class Step:
    """What one frame brought."""

    frame: int
    time_s: float
    tracks: Tracks
    events: tuple[FenceEvent, ...]
    moving: Boxes  # everything that moves or was found, in pixels of the frame, for masking this very frame
    blind: bool = False  # `moving` may lack people: the picture is masked as a whole


class Pipeline:
    """The analytics of one camera. Not shared between threads.

    `rules` may have been drawn on another size than the frames have: tracks and events are in pixels
    of the rules' size. `masker` is used by `masked` only, never on every step. `detector` looks where
    something moves (gate.py); without one the moving blobs themselves are followed. `began_ms` is the UTC
    of a recording's time 0; schedules go by it where frames do not say when they were taken.
    """

    def __init__(
        self,
        rules: RuleSet,
        masker: Masker | None = None,
        *,
        detector: Detector | None = None,
        settings: PipelineSettings | None = None,
        began_ms: int = 0,
    ) -> None:
        chosen = settings or PipelineSettings()
        self.rules = rules
        self.settings = chosen
        self.masker = masker or Masker()
        self._began_ms = began_ms
        self._gate = Gate(detector, settings=chosen.gate)
        self._following = False
        self._tracker = Tracker(chosen.tracks)
        self._succession = Succession(chosen.succession)
        self.fences = tuple(fence_for(rule, chosen.fences) for rule in rules.rules)
        self._arming = Arming(rules)
        self._survey = Survey(rules)
        self._last_s = -np.inf

    def step(self, frame: Frame) -> Step:
        """Look at the next frame. Its time must be later than the last one's."""
        found = self._gate.find(frame.image, frame.time_s, following=self._following)
        width, height = frame.size
        things = found.things.scaled(self.rules.size[0] / width, self.rules.size[1] / height)
        tracks = self._follow(things, frame.index, frame.time_s)
        measures = self._survey.measure(frame, self._gate.small, tracks)
        at_ms = frame.captured_ms or self._at_ms(frame.time_s)
        step = self._judge(frame.index, frame.time_s, tracks, measures, at_ms)
        self._following = len(step.tracks) > 0
        return replace(step, moving=found.cover, blind=found.blind)

    def step_detections(self, found: Detections, frame: int, time_s: float) -> Step:
        """Take detections from elsewhere instead of a picture; boxes in pixels of the rules' size."""
        tracks = self._follow(found, frame, time_s)
        step = self._judge(frame, time_s, tracks, {}, self._at_ms(time_s))
        return replace(step, moving=found.boxes if len(found) else NO_BOXES)

    def silent(self, frame: int, time_s: float, at_ms: int = 0) -> Step:
        """No picture came until `time_s`: what rules about a lost signal say. Nobody is followed."""
        self._check_time(frame, time_s)
        measures = self._survey.silence(time_s)
        armed = self._arming.at(time_s, at_ms or self._at_ms(time_s))
        look = Look(frame, time_s, UNSEEN, UNSEEN.anchor, (), self.rules.size, armed, measures)
        watchers = [one for one in self.fences if isinstance(one, MeasuredFence)]
        events = tuple(event for fence in watchers for event in fence.look(look))
        return Step(frame, time_s, UNSEEN, events, NO_BOXES)

    def counts(self) -> dict[str, dict[str, int]]:
        """By line: how many have crossed it each way while it was armed."""
        lines = [one for one in self.fences if isinstance(one, TrackFence) and isinstance(one.rule, LineRule)]
        return {line.rule.id: dict(line.crossed) for line in lines}

    def occupied(self) -> dict[str, float]:
        """By rule: since when, in the frames' seconds, the oldest of what was told goes on."""
        since = {fence.rule.id: fence.going_s() for fence in self.fences}
        return {rule: at_s for rule, at_s in since.items() if at_s is not None}

    def _check_time(self, frame: int, time_s: float) -> None:
        if time_s <= self._last_s:
            raise ValueError(f"frame {frame} at {time_s} s does not come after {self._last_s} s")
        self._last_s = time_s

    def _at_ms(self, time_s: float) -> int:
        return self._began_ms + round(time_s * 1000) if self._began_ms else 0

    def _follow(self, found: Detections, frame: int, time_s: float) -> Tracks:
        self._check_time(frame, time_s)
        return self._tracker.update(found, time_s)

    def _judge(
        self,
        frame: int,
        time_s: float,
        tracks: Tracks,
        measures: Mapping[str, tuple[Measure, ...]],
        at_ms: int,
    ) -> Step:
        anchor = np.clip(tracks.anchor, 0.0, np.array(self.rules.size, np.float64) - 1.0)
        heirs = self._succession.update(tracks, time_s)
        armed = self._arming.at(time_s, at_ms)
        look = Look(frame, time_s, tracks, anchor, heirs, self.rules.size, armed, measures)
        events = tuple(event for fence in self.fences for event in fence.look(look))
        alive = self._succession.alive
        for fence in self.fences:
            fence.forget(alive)
        return Step(frame, time_s, tracks, events, NO_BOXES)

    def masked(self, frame: Frame, step: Step) -> tuple[Picture, int]:
        """The frame's picture with faces covered, and how many regions were. The input stays as it is.

        Where movement could not be told, the whole picture is made too coarse to recognise anyone.
        """
        if step.blind:
            return coarse(frame.image), 1
        return self.masker.mask(frame.image, step.moving)
