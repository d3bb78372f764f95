"""Tells a center how the cameras of a node fare: on every change, and again every few seconds.

A report is absolute, so one that is lost does no harm. What goes on is told with it: when a camera moves,
the next analyst's alarm of the same occupancy is joined to ours. Source: docs/design/cameras.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from backend.domain.camera import CameraState, Why
from backend.wire.cameras import CameraHealth, Occupied
from videowall.node.figures import Standing
from videowall.workers.facts import StreamState

AGAIN_S = 5.0
WORDS_MAX = 400
STATES: Mapping[StreamState, tuple[CameraState, str]] = {
    StreamState.LIVE: (CameraState.LIVE, ""),
    StreamState.LOST: (CameraState.LOST, Why.LOST),
    StreamState.RECOVERING: (CameraState.LOST, Why.LOST),
    StreamState.REFUSED: (CameraState.FAULT, Why.OTHER),
    StreamState.ENDED: (CameraState.LOST, Why.LOST),
}
"""What is said of a stream. One that is being opened is not spoken of: nothing is known yet."""


class Reports(Protocol):
    """The part of `backend.net.client.Client` that takes health."""

    def report(self, healths: Iterable[CameraHealth]) -> None:
        """Say how cameras fare; the newest of each waits for the link."""


class HealthTeller:
    """Reports a node's cameras. `set_aside` may be called from any thread, `tell` from the desk's alone."""

    def __init__(self, line: Reports, monotonic_s: Callable[[], float]) -> None:
        self._line = line
        self._now_s = monotonic_s
        self._aside: tuple[CameraHealth, ...] = ()
        self._told: dict[str, tuple[object, ...]] = {}
        self._told_s = float("-inf")

    def set_aside(self, faults: tuple[CameraHealth, ...]) -> None:
        """From now on report these as well: cameras that were assigned and cannot be watched."""
        self._aside = faults

    def tell(self, standings: Sequence[Standing]) -> None:
        """Report what changed; everything, when the last whole report is AGAIN_S ago."""
        found = [health_of(one) for one in standings if one.state in STATES]
        found += self._aside
        now_s = self._now_s()
        if again := now_s - self._told_s >= AGAIN_S:
            self._told_s = now_s
        news = [one for one in found if again or self._told.get(one.camera) != _gist(one)]
        self._told = {one.camera: _gist(one) for one in found}
        if news:
            self._line.report(news)


def health_of(standing: Standing) -> CameraHealth:
    """How a camera stands, as a center is told."""
    state, code = STATES[standing.state]
    occupied = tuple(Occupied(rule, since_ms) for rule, since_ms in standing.occupied)
    words = standing.words[:WORDS_MAX]
    return CameraHealth(standing.camera, state, code, words, standing.epoch, occupied=occupied)


def _gist(health: CameraHealth) -> tuple[object, ...]:
    """What makes a report news: since when an occupancy goes on trembles by milliseconds."""
    rules = tuple(one.rule for one in health.occupied)
    return health.state, health.code, health.words, health.epoch, rules
