"""How bad a history is: chances of every fault, drawn once per seed, so that seeds differ in kind."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weather:
    """Chances per message, and weights per step of what may happen."""

    drop: float = 0.0
    double: float = 0.0
    slow: float = 0.0  # late by up to SLOW_MS, so that others overtake it
    cut: int = 0
    crash: int = 0
    fail: int = 0
    skew: int = 0
    backup: int = 0
    restore: int = 0
    older: tuple[str, ...] = ()  # kinds of durable messages that one center is too old to know


SLOW_MS = 3_000
CALM = Weather()
"""Nothing goes wrong: how liveness is looked at."""


def drawn(rng: random.Random) -> Weather:
    """The weather of a seed."""
    return Weather(
        drop=rng.choice((0.0, 0.01, 0.05, 0.15)),
        double=rng.choice((0.0, 0.02, 0.1)),
        slow=rng.choice((0.0, 0.02, 0.1)),
        cut=rng.choice((0, 4, 10)),
        crash=rng.choice((0, 4, 8)),
        fail=rng.choice((0, 3)),
        skew=rng.choice((0, 2)),
        backup=rng.choice((2, 6)),
        restore=rng.choice((0, 2, 4)),
        older=rng.choice(((), ("Recall",))),
    )
