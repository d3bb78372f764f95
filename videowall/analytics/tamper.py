"""Whether a camera still sees what it was put up to see, and whether its picture is stuck.

These are ONVIF's ImageTooDark, ImageTooBlurry, GlobalSceneChange and SignalLoss, and a frozen picture. Each
condition becomes one number, its strength: on from 1, off below 0.8. The delays that make it an alarm are the
rule's (measured.py). What a normal day does must not reach 1 for so long:
- dusk and lamps: dark means that not even three points in a thousand are bright;
- dawn, fog, seasons: sharpness and scene are compared with what they were in the last minutes, which follows;
- the switch to infrared: the scene is compared by the direction of its edges, not by brightness;
- headlights and lorries: they pass sooner than the delays;
- a still night: a stuck picture is equal bit by bit, which noise never is; a clock painted into it may run.
A condition that hides another (dark hides blurred) leaves that one as it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from videowall.analytics.looks import Measure
from videowall.analytics.rule_kinds import TAMPER
from videowall.feeds.frame import Frame, Picture
from videowall.feeds.opencv import cv2

Floats = NDArray[np.float32]
UNKNOWN = 0.9
"""A strength in the dead band: whatever was the case still is."""
MOST = 4.0


@dataclass(frozen=True, slots=True)
class TamperSettings:
    """When a condition holds."""

    every_s: float = 1.0  # it is looked at so often
    learn_s: float = 5.0  # before anything is compared with the past
    dark_grey: float = 36.0  # of a dark picture, no more than 0.3 % is brighter
    flat_spread: float = 1.5  # standard deviation of a picture of one colour: no signal
    blur_ratio: float = 0.35  # of the usual sharpness
    scene_likeness: float = 0.25  # of the directions of edges, -1 to 1
    still_share: float = 0.002  # points that change in a stuck picture: a painted clock
    follow_s: float = 120.0  # time constant of what is usual
    accept_s: float = 600.0  # after so long another scene is the scene
    silent_s: float = 1.0  # without a picture for longer, the signal is lost


class TamperSurvey:
    """Measures one camera, in order of time."""

    def __init__(self, size: tuple[int, int], settings: TamperSettings | None = None) -> None:
        self._box = (0.0, 0.0, float(size[0]), float(size[1]))
        self._set = settings or TamperSettings()
        self._first_s: float | None = None
        self._looked_s = -math.inf
        self._came_s = 0.0
        self._sharp: float | None = None
        self._edges: Floats | None = None
        self._other_since_s: float | None = None
        self._sample: Picture | None = None

    def measure(self, frame: Frame, small: Picture) -> Mapping[str, Measure]:
        """Strengths by condition; nothing when it was looked at a moment ago.

        Args:
            frame: the picture.
            small: the same at most 384 pixels wide.
        """
        time_s = self._came_s = frame.time_s
        if time_s - self._looked_s < self._set.every_s - 1e-6:
            return {}
        since_s = min(time_s - self._looked_s, 60.0)
        self._looked_s = time_s
        if self._first_s is None:
            self._first_s, since_s = time_s, 0.0
        grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
        cells = cv2.resize(grey, (48, 36), interpolation=cv2.INTER_AREA)
        mean, spread = (float(value[0, 0]) for value in cv2.meanStdDev(cells))
        found = dict.fromkeys(TAMPER, UNKNOWN)
        found["dark"] = self._darkness(grey)
        found["signal"] = 1.0 if spread < self._set.flat_spread and mean >= self._set.dark_grey else 0.0
        frozen = self._stillness(frame.image)
        if found["signal"] < 1.0 and found["dark"] < 1.0:
            found["frozen"] = frozen
            self._compare(grey, cells, time_s, since_s, found)
        return self._measures(found)

    def silence(self, time_s: float) -> Mapping[str, Measure]:
        """What it says that no picture came until `time_s`."""
        lost = time_s - self._came_s > self._set.silent_s
        return self._measures({"signal": 1.0}) if lost else {}

    def _measures(self, found: Mapping[str, float]) -> dict[str, Measure]:
        return {
            name: Measure(TAMPER.index(name), (round(min(strength, MOST), 3),), self._box)
            for name, strength in found.items()
        }

    def _darkness(self, grey: Picture) -> float:
        points = grey[::2, ::2].ravel()
        place = max(0, int(points.size * 0.997) - 1)
        bright = float(np.partition(points, place)[place])
        return float(self._set.dark_grey / max(bright, 1.0))

    def _stillness(self, image: Picture) -> float:
        sample = image[::4, ::4].copy()
        before, self._sample = self._sample, sample
        if before is None or before.shape != sample.shape:
            return 0.0
        changed = np.count_nonzero((before != sample).any(axis=2)) / (sample.shape[0] * sample.shape[1])
        return float(self._set.still_share / max(changed, 1e-6))

    def _compare(
        self, grey: Picture, cells: Picture, time_s: float, since_s: float, found: dict[str, float]
    ) -> None:
        """Blur and scene against what is usual; learns what is usual."""
        sharp, edges = _sharpness(grey), _edges(cells)
        learning = time_s - (self._first_s or 0.0) < self._set.learn_s
        share = 0.3 if learning else 1.0 - math.exp(-since_s / self._set.follow_s)
        if self._sharp is None or self._edges is None:
            self._sharp, self._edges = sharp, edges
            return
        ratio = sharp / max(self._sharp, 1e-6)
        blurred = self._set.blur_ratio / max(ratio, 1e-3)
        if learning or blurred < UNKNOWN:
            self._sharp += share * (sharp - self._sharp)
        if learning:
            found["blur"] = found["scene"] = 0.0
            self._edges = self._edges + share * (edges - self._edges)
            return
        found["blur"] = blurred
        if blurred < 1.0:
            found["scene"] = self._scene(edges, share, time_s)

    def _scene(self, edges: Floats, share: float, time_s: float) -> float:
        usual = self._edges
        if usual is None:
            return UNKNOWN
        likeness = float((edges * usual).sum() / max(np.linalg.norm(edges) * np.linalg.norm(usual), 1e-6))
        strength = (self._set.scene_likeness + 0.2) / max(likeness + 0.2, 0.05)
        if strength < UNKNOWN:
            self._other_since_s = None
            self._edges = usual + np.float32(share) * (edges - usual)
        elif self._other_since_s is None:
            self._other_since_s = time_s
        elif time_s - self._other_since_s > self._set.accept_s:
            self._edges, self._other_since_s = edges, None
        return strength


def _sharpness(grey: Picture) -> float:
    """How bent the strongest edges are for their height: falls with blur, not with light or contrast.

    Noise is everywhere, edges are in few places: what the median tells of noise is taken off.
    """
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (5, 5), 0)
    bend, noise = _strongest(cv2.Laplacian(smooth, cv2.CV_32F, ksize=3))
    rise = np.abs(cv2.Sobel(smooth, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(smooth, cv2.CV_32F, 0, 1))
    return math.sqrt(max(0.0, bend**2 - (3.45 * noise) ** 2)) / (_strongest(rise)[0] + 4.0)


def _strongest(found: Floats) -> tuple[float, float]:
    """The strength that a fiftieth of the points exceeds, and the median one."""
    points = np.abs(found[::2, ::2]).ravel()
    middle, most = points.size // 2, int(points.size * 0.98)
    parted = np.partition(points, (middle, most))
    return float(parted[most]), float(parted[middle])


def _edges(cells: Picture) -> Floats:
    """Directions of the edges between cells; brightness and contrast fall out."""
    across, down = cv2.Sobel(cells, cv2.CV_32F, 1, 0), cv2.Sobel(cells, cv2.CV_32F, 0, 1)
    length = np.sqrt(across**2 + down**2) + 8.0
    return np.stack([across / length, down / length])
