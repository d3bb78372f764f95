from __future__ import annotations

import numpy as np

from tests.fakes.clock import ManualClock
from tests.fakes.node_line import HandLine
from videowall.analytics.tracks import Tracks
from videowall.node.tracks import TrackSender, boxes


def tracks(*rows: tuple[int, float, float, float, float, bool]) -> Tracks:
    table = np.array([row[1:5] for row in rows], np.float32).reshape(-1, 4)
    return Tracks(
        ids=np.array([row[0] for row in rows], np.int64),
        boxes=table,
        anchor=np.zeros((len(rows), 2)),
        height=np.zeros(len(rows)),
        seen=np.array([row[5] for row in rows], np.bool_),
    )


def test_that_boxes_are_shares_of_the_picture_clipped_to_it_and_seen_now() -> None:
    found = boxes(
        tracks(
            (7, 10, 20, 30, 60, True),
            (8, -20, 50, 10, 140, True),
            (9, 1, 1, 5, 5, False),
            (10, 300, 0, 400, 9, True),
        ),
        (100, 100),
    )
    assert [(b.track, round(b.x, 3), round(b.y, 3), round(b.w, 3), round(b.h, 3)) for b in found] == [
        (7, 0.1, 0.2, 0.2, 0.4),
        (8, 0.0, 0.5, 0.1, 0.5),
    ]


def test_that_overlays_are_sent_at_most_eight_times_a_second_and_name_active_rules() -> None:
    clock, line = ManualClock(), HandLine()
    sender = TrackSender("c1", (100, 100), line, clock.monotonic_s)
    sender.noticed("yard")
    for _ in range(100):
        sender.send(tracks((1, 0, 0, 10, 10, True)), clock.now_ms())
        clock.advance(40)
    assert 25 <= len(line.tracks) <= 33
    assert line.tracks[0].active_rules == ("yard",)
    assert line.tracks[-1].active_rules == ()
    assert line.tracks[0].camera == "c1"
    assert line.tracks[-1].at_ms > line.tracks[0].at_ms
