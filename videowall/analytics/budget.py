"""Who is looked at next, when many cameras share one analyst and there is not time for every picture.

Each camera has a patience that depends on what goes on there. The camera that has waited longest,
measured in its own patience, comes first. Waiting grows without end and a look sets it back to zero,
so nobody starves, however urgent the others are: with looks of at most c seconds, a camera of patience p
that has a picture waiting is looked at within 2 c × Σ (p / p_j + 1) over all cameras j.

A picture has a deadline. What is older is dropped and counted: an alarm about it would come late, and a
newer picture of the same camera tells more. So nothing queues without bound.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Urgency(StrEnum):
    """What goes on before a camera, most urgent first."""

    ALARM = "alarm"  # a rule fired a moment ago: its end, and whatever follows, is awaited
    MOVING = "moving"  # something moves or is followed where a rule is armed
    ARMED = "armed"  # rules are armed, nothing moves
    RESTING = "resting"  # no rule is armed now


PATIENCE_S: Mapping[Urgency, float] = MappingProxyType(
    {Urgency.ALARM: 0.1, Urgency.MOVING: 0.125, Urgency.ARMED: 0.4, Urgency.RESTING: 2.0}
)


@dataclass(frozen=True, slots=True)
class BudgetSettings:
    """All in seconds."""

    wait_max_s: float = 0.6  # a picture that waited longer is dropped
    patience_s: Mapping[Urgency, float] = field(default_factory=lambda: PATIENCE_S)


@dataclass(slots=True)
class Tally:
    """What became of the pictures of one camera."""

    looked: int = 0
    dropped: int = 0  # waited too long


@dataclass(slots=True)
class _Lane:
    urgency: Urgency
    looked_s: float


class Budget:
    """Orders the cameras of one analyst. Pure: seconds are an argument, of one steady clock."""

    def __init__(self, settings: BudgetSettings | None = None) -> None:
        self._set = settings or BudgetSettings()
        self._lanes: dict[str, _Lane] = {}
        self.tallies: dict[str, Tally] = {}

    def add(self, camera: str, now_s: float) -> None:
        """A camera joins; it counts as looked at just now."""
        self._lanes[camera] = _Lane(Urgency.ARMED, now_s)
        self.tallies[camera] = Tally()

    def remove(self, camera: str) -> None:
        """A camera leaves, with its tally."""
        del self._lanes[camera]
        del self.tallies[camera]

    def order(self, waiting: Collection[str], now_s: float) -> list[str]:
        """The cameras that have a picture waiting, the one whose turn it is first."""
        return sorted(waiting, key=lambda camera: (-self._lateness(camera, now_s), camera))

    def is_overdue(self, arrived_s: float, now_s: float) -> bool:
        """Whether a picture that came at `arrived_s` has waited too long to be of use."""
        return now_s - arrived_s > self._set.wait_max_s

    def drop(self, camera: str, count: int = 1) -> None:
        """Pictures of this camera were thrown away unseen."""
        self.tallies[camera].dropped += count

    def looked(self, camera: str, urgency: Urgency, now_s: float) -> None:
        """A picture was looked at, and this is what went on in it."""
        lane = self._lanes[camera]
        lane.urgency, lane.looked_s = urgency, now_s
        self.tallies[camera].looked += 1

    def _lateness(self, camera: str, now_s: float) -> float:
        """How long ago the last look was, in the camera's own patience."""
        lane = self._lanes[camera]
        return (now_s - lane.looked_s) / self._set.patience_s[lane.urgency]
