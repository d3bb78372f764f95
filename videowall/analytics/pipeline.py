"""The chain of one camera: frame → detections → tracks → fences → events."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from videowall.analytics.detection import NO_BOXES, Boxes, Detections, Detector
from videowall.analytics.fence import FenceEvent, FenceSettings, Look, fence_for
from videowall.analytics.gate import Gate, GateSettings
from videowall.analytics.privacy import Masker, coarse
from videowall.analytics.rules import RuleSet
from videowall.analytics.succession import Succession, SuccessionSettings
from videowall.analytics.tracks import Tracker, Tracks, TrackSettings
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
    something moves (gate.py); without one the moving blobs themselves are followed.
    """

    def __init__(
        self,
        rules: RuleSet,
        masker: Masker | None = None,
        *,
        detector: Detector | None = None,
        settings: PipelineSettings | None = None,
    ) -> None:
        chosen = settings or PipelineSettings()
        self.rules = rules
        self.masker = masker or Masker()
        self._gate = Gate(detector, settings=chosen.gate)
        self._following = False
        self._tracker = Tracker(chosen.tracks)
        self._succession = Succession(chosen.succession)
        self._fences = [fence_for(rule, chosen.fences) for rule in rules.rules]
        self._last_s = -np.inf

    def step(self, frame: Frame) -> Step:
        """Look at the next frame. Its time must be later than the last one's."""
        found = self._gate.find(frame.image, frame.time_s, following=self._following)
        width, height = frame.size
        scale = np.array([self.rules.size[0] / width, self.rules.size[1] / height] * 2, np.float32)
        step = self.step_detections(
            Detections(found.things.boxes * scale, found.things.confidence), frame.index, frame.time_s
        )
        self._following = len(step.tracks) > 0
        return Step(step.frame, step.time_s, step.tracks, step.events, found.cover, found.blind)

    def step_detections(self, found: Detections, frame: int, time_s: float) -> Step:
        """Take detections from elsewhere instead of a picture; boxes in pixels of the rules' size."""
        if time_s <= self._last_s:
            raise ValueError(f"frame {frame} at {time_s} s does not come after {self._last_s} s")
        self._last_s = time_s
        tracks = self._tracker.update(found, time_s)
        anchor = np.clip(tracks.anchor, 0.0, np.array(self.rules.size, np.float64) - 1.0)
        heirs = self._succession.update(tracks, time_s)
        look = Look(frame, time_s, tracks, anchor, heirs)
        events = tuple(event for fence in self._fences for event in fence.look(look))
        alive = self._succession.alive
        for fence in self._fences:
            fence.forget(alive)
        return Step(frame, time_s, tracks, events, found.boxes if len(found) else NO_BOXES)

    def masked(self, frame: Frame, step: Step) -> tuple[Picture, int]:
        """The frame's picture with faces covered, and how many regions were. The input stays as it is.

        Where movement could not be told, the whole picture is made too coarse to recognise anyone.
        """
        if step.blind:
            return coarse(frame.image), 1
        return self.masker.mask(frame.image, step.moving)
