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


def test_that_nothing_to_draw_is_told_once_and_then_seldom() -> None:
    clock, line = ManualClock(), HandLine()
    sender = TrackSender("c1", (100, 100), line, clock.monotonic_s)
    for _ in range(4):
        sender.send(tracks((1, 0, 0, 10, 10, True)), clock.now_ms())
        clock.advance(200)
    for _ in range(50):  # ten seconds
        sender.send(tracks(), clock.now_ms())
        clock.advance(200)
    assert [len(frame.boxes) for frame in line.tracks] == [1, 1, 1, 1, 0, 0]
    sender.send(tracks((2, 0, 0, 10, 10, True)), clock.now_ms())
    assert line.tracks[-1].boxes, "whoever comes is drawn at once"


def test_that_each_camera_has_its_own_rate() -> None:
    clock, line = ManualClock(), HandLine()
    senders = [TrackSender(f"c{n}", (100, 100), line, clock.monotonic_s) for n in range(30)]
    for _ in range(20):  # two seconds of pictures at ten a second
        for sender in senders:
            sender.send(tracks((1, 0, 0, 10, 10, True)), clock.now_ms())
        clock.advance(100)
    counts = [sum(frame.camera == f"c{n}" for frame in line.tracks) for n in range(30)]
    assert set(counts) == {10}, "every second one: eight a second at most"
