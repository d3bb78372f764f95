"""What a wall is told: tiles, shapes of rules, boxes of tracks. Values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from videowall.feeds.source import SourceSpec


@dataclass(frozen=True, slots=True)
class TileSpec:
    """One tile: which camera, what to call it, where its pictures come from.

    `mask=False` is for cameras declared free of people (thermal, water gauges); the tile says so.
    """

    camera: str
    name: str
    source: SourceSpec
    mask: bool = True


@dataclass(frozen=True, slots=True)
class RuleShape:
    """One rule as drawn: a closed zone or an open line, corners as shares (0..1) of width and height."""

    rule: str
    is_zone: bool
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class RuleShapes:
    """Every rule of one camera that is drawn over its picture."""

    shapes: tuple[RuleShape, ...] = ()


class Box(Protocol):
    """A tracked thing, as shares (0..1) of width and height; the wire's TrackBox is one."""

    @property
    def track(self) -> int:
        """Number of the track, per camera."""

    @property
    def x(self) -> float:
        """Left edge."""

    @property
    def y(self) -> float:
        """Upper edge."""

    @property
    def w(self) -> float:
        """Width."""

    @property
    def h(self) -> float:
        """Height."""


@dataclass(frozen=True, slots=True)
class Tracks:
    """The newest boxes of a camera and when they came."""

    boxes: Sequence[Box]
    at_ms: int  # UTC, as the analyst stamped the frame
    arrived_ns: int  # time.monotonic_ns, here


@dataclass(frozen=True, slots=True)
class Plate:
    """An alarm on a tile: its words, how grave, which rule's shape turns red (empty: all of them)."""

    text: str
    priority: str = "high"
    rule: str = ""
    unclaimed: bool = False  # an unclaimed emergency blinks until somebody claims it
