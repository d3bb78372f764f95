"""What disturbs outdoor cameras: rain, lights, insects, wind, clouds, dusk, grain. Pure functions of time.

An effect takes a drawn picture and the moment it shows, and gives the picture a camera would have made.
Nothing of it is an event: whatever a rule says because of it is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2

Effect = Callable[[Picture, float], Picture]
"""(picture, seconds) → picture; it may change and return the one that it was given."""

_PLANES = 12


def _whole(image: NDArray[Any]) -> Picture:
    picture: Picture = np.clip(image, 0, 255).astype(np.uint8)
    return picture


def _moment(seed: int, time_s: float) -> np.random.Generator:
    """Randomness of one moment, the same whenever it is drawn."""
    return np.random.default_rng([seed, round(time_s * 1000)])


@dataclass(frozen=True, slots=True)
class Rain:
    """Streaks before the camera, new ones in every picture; `drops` is how many are seen at once."""

    drops: int = 220
    seed: int = 1
    strength: float = 46.0

    def __call__(self, image: Picture, time_s: float) -> Picture:
        """Draw the streaks of this moment."""
        rng = _moment(self.seed, time_s)
        height, width = image.shape[:2]
        veil = np.zeros((height, width), np.uint8)
        near = rng.random(self.drops) ** 3
        for x, y, size in zip(
            rng.uniform(0, width, self.drops), rng.uniform(-30, height, self.drops), near, strict=True
        ):
            long = 7 + 34 * size
            bright = int(self.strength * (0.5 + 0.5 * size))
            end = (int(x - 0.12 * long), int(y + long))
            cv2.line(veil, (int(x), int(y)), end, (bright,), 1 + int(2 * size), cv2.LINE_AA)
        return _whole(cv2.add(image, cv2.cvtColor(veil, cv2.COLOR_GRAY2BGR)))


@dataclass(frozen=True, slots=True)
class Headlights:
    """Cars out of sight sweep their light over the ground: a pool that grows, wanders and goes."""

    every_s: float = 9.0
    lasts_s: float = 3.5
    seed: int = 2
    strength: float = 110.0

    def __call__(self, image: Picture, time_s: float) -> Picture:
        """Add the light of this moment."""
        number, since_s = divmod(time_s, self.every_s)
        if since_s > self.lasts_s:
            return image
        rng = np.random.default_rng([self.seed, int(number)])
        share = since_s / self.lasts_s
        height, width = image.shape[:2]
        begin, end = (-0.2, 1.2) if rng.random() < 0.5 else (1.2, -0.2)
        x = (begin + (end - begin) * share) * width
        y = height * (float(rng.uniform(0.55, 0.8)) - 0.1 * math.sin(math.pi * share))
        axes = (0.08 + 0.2 * share) * width, (0.04 + 0.08 * share) * height
        rows, columns = np.ogrid[0:height, 0:width]
        far = ((columns - x) / axes[0]) ** 2 + ((rows - y) / axes[1]) ** 2
        pool = self.strength * math.sin(math.pi * share) * np.exp(-far)
        everywhere = 14.0 * math.sin(math.pi * share)  # what the air and the walls throw back
        lit = image.astype(np.float32) * (1 + (pool + everywhere)[:, :, None] / 90.0)
        return _whole(lit + pool[:, :, None] * 0.6)


@dataclass(frozen=True, slots=True)
class Insects:
    """Moths and flies close before the lens, lit by its lamp: large, soft, quick, never on a straight way."""

    every_s: float = 2.5
    lasts_s: float = 1.6
    seed: int = 3

    def __call__(self, image: Picture, time_s: float) -> Picture:
        """Add whatever flies through the picture at this moment."""
        for number in (int(time_s // self.every_s), int(time_s // self.every_s) - 1):
            since_s = time_s - number * self.every_s
            if number >= 0 and 0 <= since_s <= self.lasts_s:
                image = self._one(image, number, since_s)
        return image

    def _one(self, image: Picture, number: int, since_s: float) -> Picture:
        rng = np.random.default_rng([self.seed, number])
        height, width = image.shape[:2]
        start = rng.uniform((-0.1, 0.0), (1.1, 0.9)) * (width, height)
        speed = rng.uniform(-1, 1, 2) * (520, 330)
        swing, pace, phase = rng.uniform(20, 90), rng.uniform(6, 14), rng.uniform(0, 6.3, 2)
        size = float(rng.uniform(6, 26))
        x, y = start + speed * since_s + swing * np.sin(pace * since_s + phase)
        glow = np.zeros((height, width), np.uint8)
        stretch = float(rng.uniform(1.0, 2.2))
        angle = float(rng.uniform(0, 180)) + 40 * since_s
        cv2.ellipse(glow, (int(x), int(y)), (int(size * stretch), int(size)), angle, 0, 360, (190,), -1)
        glow = cv2.blur(glow, (2 * int(size / 2) + 3,) * 2)
        return _whole(cv2.add(image, cv2.cvtColor(glow, cv2.COLOR_GRAY2BGR)))


@dataclass(frozen=True, slots=True)
class Shaking:
    """A mast in the wind: the picture moves by up to `reach_px` and turns a little, in gusts."""

    reach_px: float = 4.0
    seed: int = 4

    def __call__(self, image: Picture, time_s: float) -> Picture:
        """Move the picture to where the camera points at this moment."""
        phase = np.random.default_rng(self.seed).uniform(0, 6.3, 6)
        gust = 0.45 + 0.55 * math.sin(time_s * 0.37 + phase[0]) ** 2
        x = (
            self.reach_px
            * gust
            * (math.sin(7.1 * time_s + phase[1]) + 0.5 * math.sin(11.7 * time_s + phase[2]))
            / 1.5
        )
        y = 0.6 * self.reach_px * gust * math.sin(8.3 * time_s + phase[3])
        turn = 0.25 * gust * math.sin(6.1 * time_s + phase[4])
        height, width = image.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
        matrix[:, 2] += (x, y)
        return cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)  # type: ignore[no-any-return]


class Clouds:
    """Shadows of clouds run over the ground; the light falls by as much as `depth`.

    A cloud a kilometre up throws a shadow whose edge is some ten metres wide, for the sun is half a
    degree wide: in a yard that is a third of the picture.
    """

    def __init__(self, depth: float = 0.5, pace_px_s: float = 45.0, seed: int = 5) -> None:
        rng = np.random.default_rng(seed)
        small = rng.normal(0, 1, (3, 16)).astype(np.float32)
        field = cv2.resize(small, (16 * 420, 420), interpolation=cv2.INTER_CUBIC)
        shadow = depth / (1.0 + np.exp(-6.0 * (field - 0.3)))
        self._field: NDArray[np.float32] = (1.0 - shadow).astype(np.float32)
        self._pace = pace_px_s

    def __call__(self, image: Picture, time_s: float) -> Picture:
        """Darken what lies in the shadow at this moment."""
        height, width = image.shape[:2]
        left = int(self._pace * time_s) % (self._field.shape[1] - width)
        part = self._field[:height, left : left + width, None]
        return _whole(image * part)


@dataclass(frozen=True, slots=True)
class Night:
    """No colours, little light, brighter in the middle where the camera's own lamp reaches."""

    light: float = 0.42

    def __call__(self, image: Picture, time_s: float) -> Picture:  # noqa: ARG002 - the same all night
        """The picture as an infrared camera sees it."""
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
        height, width = grey.shape
        rows, columns = np.ogrid[0:height, 0:width]
        lamp = np.exp(-(((columns / width - 0.5) / 0.55) ** 2) - ((rows / height - 0.55) / 0.6) ** 2)
        dark = np.clip(grey * self.light * (0.45 + 0.75 * lamp) + 8.0, 0, 255).astype(np.uint8)
        return cv2.cvtColor(dark, cv2.COLOR_GRAY2BGR)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Dusk:
    """Daylight fades for `fades_s`; at `switch_s` the camera turns to night within one picture (or back)."""

    switch_s: float
    fades_s: float = 20.0
    back: bool = False  # morning: night first, then day
    night: Night = Night()

    def __call__(self, image: Picture, time_s: float) -> Picture:
        """The light of this moment."""
        is_night = (time_s >= self.switch_s) != self.back
        if is_night:
            return self.night(image, time_s)
        apart_s = abs(time_s - self.switch_s)
        light = 0.5 + 0.5 * min(1.0, apart_s / self.fades_s)
        return _whole(image * np.float32(light))


class Grain:
    """The noise of an amplified picture, `sigma` grey levels."""

    def __init__(self, sigma: float = 7.0, seed: int = 6) -> None:
        rng = np.random.default_rng(seed)
        shape = (420, 720, 1)
        self._planes = [np.round(rng.normal(0, sigma, shape)).astype(np.int16) for _ in range(_PLANES)]
        self._seed = seed

    def __call__(self, image: Picture, time_s: float) -> Picture:
        """Add the noise of this moment."""
        rng = _moment(self._seed, time_s)
        plane = self._planes[int(rng.integers(_PLANES))]
        height, width = image.shape[:2]
        top, left = int(rng.integers(420 - height + 1)), int(rng.integers(720 - width + 1))
        return _whole(image + plane[top : top + height, left : left + width])


class Foliage:
    """Branches at the edge of the picture, swaying; `reach_px` is how far their ends move."""

    def __init__(self, at: tuple[float, float] = (560.0, 90.0), reach_px: float = 9.0, seed: int = 7) -> None:
        rng = np.random.default_rng(seed)
        self._leaves = rng.normal(0, 1, (150, 2)) * (46, 34) + at
        self._size = rng.uniform(3, 8, 150)
        self._tone = rng.uniform(0.6, 1.3, 150)
        self._phase = rng.uniform(0, 0.9, 150)
        self._at, self._reach = at, reach_px

    def __call__(self, image: Picture, time_s: float) -> Picture:
        """Draw the branches where the wind has them at this moment."""
        gust = 0.5 + 0.5 * math.sin(0.5 * time_s)
        for (x, y), size, tone, phase in zip(self._leaves, self._size, self._tone, self._phase, strict=True):
            away = math.hypot(x - self._at[0], y - self._at[1]) / 50
            move = self._reach * gust * away * math.sin(3.1 * time_s + phase)
            colour = (int(52 * tone), int(92 * tone), int(60 * tone))
            cv2.circle(image, (int(x + move), int(y + 0.4 * move)), int(size), colour, -1, cv2.LINE_AA)
        return image
