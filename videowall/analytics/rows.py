"""One track of one frame as the row of numbers that judges decide by."""

from __future__ import annotations

from videowall.analytics.judging import Row
from videowall.analytics.looks import Look


def track_row(look: Look, place: int, armed_s: float | None) -> Row:
    """One track of a look in numbers, rounded so that a trace tells exactly what was judged."""
    tracks = look.tracks
    left, top, right, bottom = tracks.boxes[place]
    size = float((right - left) * (bottom - top)) / (look.size[0] * look.size[1])
    return (
        look.time_s,
        armed_s,
        round(float(look.anchor[place, 0]), 2),
        round(float(look.anchor[place, 1]), 2),
        round(float(tracks.height[place]), 2),
        round(size, 6),
        round(float(tracks.confidence[place]), 3),
        int(tracks.kinds[place]),
        round(float(tracks.speed[place, 0]), 2),
        round(float(tracks.speed[place, 1]), 2),
    )
