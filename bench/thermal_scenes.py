"""Drawn radiometric scenes with known truth: what burns, and what is only hot.

Each is a pure function of time and a seed: temperatures in °C on 160 × 120 points, as counts of a camera
that gives hundredths of a kelvin. Ground, fixed pattern, sensor noise and a few dead points are in all.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Heat = NDArray[np.float32]

SIZE = (160, 120)
FPS = 8.0
GAIN, OFFSET = 0.01, -273.15
RULE: dict[str, Any] = {
    "id": "heat",
    "type": "thermal",
    "pre_alarm_c": 60,
    "alarm_c": 90,
    "hysteresis_c": 5,
    "duration_s": 4,
    "min_area": 0.0004,
}
LEAST_PX = math.ceil(0.0004 * SIZE[0] * SIZE[1])
_X, _Y = np.meshgrid(np.arange(SIZE[0], dtype=np.float32), np.arange(SIZE[1], dtype=np.float32))


@dataclass(frozen=True)
class Scene:
    """A scene, and when something in it truly becomes so hot: seconds by kind of event."""

    name: str
    length_s: float
    draw: Callable[[Heat, float, np.random.Generator], None]  # paints onto the ground in place
    truth: dict[str, tuple[float, ...]]
    drift_c: float = 0.0  # by so much the whole place warms over the length
    noise_c: float = 0.08

    def counts(self, index: int, seed: int) -> NDArray[np.uint16]:
        """The frame of this place in the sequence."""
        time_s = index / FPS
        still = np.random.default_rng(seed)
        ground = 16.0 + 0.05 * _Y + still.normal(0, 0.4, _X.shape)
        heat: Heat = (ground + self.drift_c * time_s / self.length_s).astype(np.float32)
        rng = np.random.default_rng((seed, index))
        self.draw(heat, time_s, rng)
        heat += rng.normal(0, self.noise_c, heat.shape).astype(np.float32)
        dead = still.integers(0, heat.size, 4)
        heat.ravel()[dead] = (250.0, -20.0, 180.0, 120.0)
        return np.asarray(np.clip((heat - OFFSET) / GAIN, 0, 65535), np.uint16)


def spot(heat: Heat, at: tuple[float, float], radius: float, peak_c: float) -> None:
    """A round hot thing: flat in its middle, falling off over one point at its edge."""
    far = np.hypot(_X - at[0], _Y - at[1])
    weight = np.clip(radius + 0.5 - far, 0, 1)
    np.copyto(heat, (heat * (1 - weight) + peak_c * weight).astype(np.float32))


def box(heat: Heat, left: float, top: float, size: tuple[float, float], warm_c: float) -> None:
    """A warm body with straight sides."""
    inside = (left <= _X) & (left + size[0] > _X) & (top <= _Y) & (top + size[1] > _Y)
    heat[inside] = warm_c


def _ramp(time_s: float, start_s: float, over_s: float, low: float, high: float) -> float:
    return low + (high - low) * min(1.0, max(0.0, (time_s - start_s) / over_s))


def _reaches(level_c: float, start_s: float, over_s: float, high: float) -> float:
    """When a ramp from 20 °C reaches a level."""
    return start_s + over_s * (level_c - 20.0) / (high - 20.0)


def _growth(heat: Heat, time_s: float, _rng: np.random.Generator) -> None:
    if time_s >= 20:
        spot(heat, (70, 60), _ramp(time_s, 20, 40, 2.5, 7), _ramp(time_s, 20, 40, 20, 220))


def _smoulder(heat: Heat, time_s: float, _rng: np.random.Generator) -> None:
    if time_s >= 15:
        spot(heat, (40, 80), 4, _ramp(time_s, 15, 40, 20, 76))


def _flames(heat: Heat, time_s: float, rng: np.random.Generator) -> None:
    if time_s >= 25 and (time_s * 0.9) % 1.0 > 0.35:
        spot(heat, (100 + rng.normal(0, 1), 50 + rng.normal(0, 1)), 4 + rng.normal(0, 0.7), 300)


def _again(heat: Heat, time_s: float, _rng: np.random.Generator) -> None:
    if 15 <= time_s < 35 or time_s >= 65:
        spot(heat, (50, 50), 5, 180)


def _glint(heat: Heat, time_s: float, _rng: np.random.Generator) -> None:
    burst = int(time_s // 6)
    rng = np.random.default_rng(burst)
    start_s, lasting_s = burst * 6 + rng.uniform(0, 2.5), rng.uniform(0.3, 3.0)
    if start_s <= time_s < start_s + lasting_s:
        spot(heat, (rng.uniform(20, 140), rng.uniform(30, 110)), rng.uniform(1.5, 4), 160)


def _passing(heat: Heat, time_s: float, _rng: np.random.Generator) -> None:
    for start_s, speed, hot_c in ((5.0, 12.0, 110.0), (30.0, 7.0, 130.0), (60.0, -9.0, 95.0)):
        x = (time_s - start_s) * abs(speed) - 30
        if time_s >= start_s and x < 190:
            left = x if speed > 0 else 160 - x - 30
            box(heat, left, 70, (30, 14), 34)
            spot(heat, (left + (25 if speed > 0 else 5), 78), 3.5, hot_c)


def _parked(time_s: float) -> float:
    return min(60.0, -30 + 9 * max(0.0, time_s - 5))


def _cooling(heat: Heat, time_s: float, _rng: np.random.Generator) -> None:
    left = _parked(time_s)
    box(heat, left, 60, (32, 16), 32)
    spot(heat, (left + 26, 68), 4, 20 + 85 * math.exp(-max(0.0, time_s - 15) / 120))


def _burning_car(heat: Heat, time_s: float, _rng: np.random.Generator) -> None:
    left = _parked(time_s)
    box(heat, left, 60, (32, 16), 32)
    hot_c = 72.0 if time_s < 40 else _ramp(time_s, 40, 30, 72, 260)
    spot(heat, (left + 26, 68), _ramp(time_s, 40, 30, 4, 8), hot_c)


def _roof(heat: Heat, time_s: float, _rng: np.random.Generator) -> None:
    box(heat, 20, 20, (60, 30), _ramp(time_s, 0, 90, 25, 57))


def _nothing(heat: Heat, time_s: float, rng: np.random.Generator) -> None:
    points = rng.integers(0, heat.size, 6)
    heat.ravel()[points] = 60 + 30 * (time_s % 8)


def _walkers(heat: Heat, time_s: float, _rng: np.random.Generator) -> None:
    for index in range(4):
        left = (time_s * (4 + index) + 40 * index) % 200 - 20
        box(heat, left, 30 + 18 * index, (5, 14), 35)
        spot(heat, (left + 5, 38 + 18 * index), 1, 85)  # a cigarette, a cup


def _two(heat: Heat, time_s: float, _rng: np.random.Generator) -> None:
    if time_s >= 15:
        spot(heat, (30, 40), 4, 150)
    if time_s >= 45:
        spot(heat, (120, 80), 5, 210)


def _fire(start_s: float, over_s: float, high: float) -> dict[str, tuple[float, ...]]:
    wait_s = RULE["duration_s"]
    warning_s = _reaches(RULE["pre_alarm_c"], start_s, over_s, high) + wait_s
    if high < RULE["alarm_c"]:
        return {"heat_warning": (warning_s,)}
    return {
        "heat_warning": (warning_s,),
        "heat_alarm": (_reaches(RULE["alarm_c"], start_s, over_s, high) + wait_s,),
    }


def _sudden(*starts_s: float) -> dict[str, tuple[float, ...]]:
    found = tuple(start_s + RULE["duration_s"] for start_s in starts_s)
    return {"heat_warning": found, "heat_alarm": found}


SCENES = (
    Scene("hot spot grows", 90, _growth, _fire(20, 40, 220)),
    Scene("smoulders below the alarm", 90, _smoulder, _fire(15, 40, 76)),
    Scene("flames flicker", 60, _flames, _sudden(25)),
    Scene("goes out and burns again", 90, _again, _sudden(15, 65)),
    Scene("a second fire while the first burns", 80, _two, _sudden(15)),
    Scene(
        "car drives in, later burns",
        90,
        _burning_car,
        # From 72 °C on: warned of once it is hotter than it came by the hysteresis.
        {"heat_warning": (40 + 30 * 5 / 188 + 4,), "heat_alarm": (40 + 30 * 18 / 188 + 4,)},
    ),
    Scene("sun glints", 90, _glint, {}),
    Scene("hot vehicles pass", 90, _passing, {}),
    Scene("engine cools where it was parked", 120, _cooling, {}),
    Scene("slow drift of the whole place", 100, _roof, {}, drift_c=28),
    Scene("noise and hot points", 60, _nothing, {}, noise_c=0.6),
    Scene("walkers with cigarettes", 60, _walkers, {}),
)
