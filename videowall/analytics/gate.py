"""When the detector looks: where something moves or moved lately, and seldom anywhere else.

Finding movement costs a tenth of a look of the network, so most pictures of most cameras never reach it.
Movement is also what masks go by, so it is looked for in every picture, whoever detects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from videowall.analytics.detection import NOTHING, Boxes, Detections, Detector
from videowall.analytics.motion import MotionDetector
from videowall.feeds.frame import Picture


@dataclass(frozen=True, slots=True)
class GateSettings:
    """How long and how often the detector looks, in seconds of the source."""

    stirred: float = 0.0003  # share of the picture that must move to open the gate: less than any blob
    linger_s: float = 1.0  # it looks at every picture for so long after the last movement
    follow_s: float = 0.5  # then this often while somebody is followed: people stand still
    follow_until_s: float = 180.0  # … but no longer than this: parked cars stand still for days
    keep_alive_s: float = 15.0  # and this often where nothing moves at all


@dataclass(frozen=True, slots=True)
class Found:
    """What one picture brought."""

    things: Detections  # for the tracker, in pixels of the picture
    cover: Boxes  # everything that moves, and every person and vehicle found: what masks go by
    blind: bool  # movement could not be told, so `cover` may lack people
    looked: bool  # whether the detector ran


class Gate:
    """Movement first, then the detector where it is worth a look. One per camera, in order of time.

    Without a `detector` the moving blobs are what is found.
    """

    def __init__(
        self,
        detector: Detector | None = None,
        motion: MotionDetector | None = None,
        settings: GateSettings | None = None,
    ) -> None:
        self._detector = detector
        self._motion = motion or MotionDetector()
        self._set = settings or GateSettings()
        self._moved_s = -np.inf
        self._looked_s = -np.inf

    @property
    def small(self) -> Picture:
        """The last picture at the size movement is looked for, at most 384 pixels wide."""
        return self._motion.small

    def find(self, image: Picture, time_s: float, *, following: bool) -> Found:
        """Look at the picture taken at `time_s`; `following` says whether anybody is being tracked."""
        moving = self._motion.detect(image)
        blind = self._motion.blind
        if self._detector is None:
            return Found(moving, moving.boxes, blind, looked=False)
        if not blind and (self._motion.stirred >= self._set.stirred or len(moving)):
            self._moved_s = time_s
        # What is found in a place where nothing ever moved is furniture: not blindness, only movement,
        # makes anything worth following.
        pause_s = 0.0 if blind else self._pause_s(time_s, following=following)
        if time_s - self._looked_s < pause_s - 1e-6:
            return Found(NOTHING, moving.boxes, blind, looked=False)
        self._looked_s = time_s
        things = self._detector.detect(image)
        return Found(things, np.concatenate([moving.boxes, things.boxes]), blind, looked=True)

    def _pause_s(self, time_s: float, *, following: bool) -> float:
        """How long after its last look the detector looks again."""
        still_s = time_s - self._moved_s
        if still_s <= self._set.linger_s:
            return 0.0
        if following and still_s <= self._set.follow_until_s:
            return self._set.follow_s
        return self._set.keep_alive_s
