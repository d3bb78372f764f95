"""What an analyst sees, for the overlays of consoles: at a bounded rate, in shares of the picture.

Nothing to draw is told once and then seldom: most cameras show nobody most of the time.
"""

from __future__ import annotations

from collections.abc import Callable

from backend.wire.messages import TrackBox, TrackFrame
from videowall.analytics.tracks import Tracks
from videowall.node.courier import Line

RATE_HZ_MAX = 8.0
BOXES_MAX = 64
EMPTY_S = 5.0
"""How often it is said again that there is nothing to draw: for consoles that came meanwhile."""
ACTIVE_S = 2.0
"""A rule counts as active so long after it noticed something."""


class TrackSender:
    """Sends the tracks of one camera, at most RATE_HZ_MAX times a second; the frames between are left out."""

    def __init__(
        self, camera: str, size: tuple[int, int], line: Line, monotonic_s: Callable[[], float]
    ) -> None:
        self._camera, self._size = camera, size
        self._line = line
        self._now_s = monotonic_s
        self._sent_s = float("-inf")
        self._empty = False
        self._active: dict[str, float] = {}

    def noticed(self, rule: str) -> None:
        """A rule fired: it is named in the overlays of the next seconds."""
        self._active[rule] = self._now_s() + ACTIVE_S

    def send(self, tracks: Tracks, at_ms: int) -> bool:
        """Send the seen tracks of the frame taken at `at_ms` (UTC), unless it is too soon."""
        now_s = self._now_s()
        if now_s - self._sent_s < 1.0 / RATE_HZ_MAX:
            return False
        self._active = {rule: until for rule, until in self._active.items() if until > now_s}
        frame = TrackFrame(self._camera, at_ms, boxes(tracks, self._size), tuple(sorted(self._active)))
        was_empty, self._empty = self._empty, not frame.boxes and not frame.active_rules
        if was_empty and self._empty and now_s - self._sent_s < EMPTY_S:
            return False
        self._sent_s = now_s
        self._line.send_track(frame)
        return True


def boxes(tracks: Tracks, size: tuple[int, int]) -> tuple[TrackBox, ...]:
    """The tracks that are seen in this very frame, clipped to the picture; at most BOXES_MAX."""
    width, height = size
    found: list[TrackBox] = []
    for track, (left, top, right, bottom), seen in zip(tracks.ids, tracks.boxes, tracks.seen, strict=True):
        x0, x1 = (min(max(float(x) / width, 0.0), 1.0) for x in (left, right))
        y0, y1 = (min(max(float(y) / height, 0.0), 1.0) for y in (top, bottom))
        if seen and x1 > x0 and y1 > y0:
            found.append(TrackBox(int(track), x0, y0, x1 - x0, y1 - y0))
    return tuple(found[:BOXES_MAX])
