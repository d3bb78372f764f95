"""Tracks and their heirs."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes.vision_frames import FPS, boxes, line_walk, standing
from videowall.analytics.detection import NOTHING
from videowall.analytics.succession import Succession
from videowall.analytics.tracks import Tracker, overlaps


def test_that_overlap_is_the_share_of_the_union() -> None:
    found = overlaps(boxes([0, 0, 10, 10]), boxes([0, 0, 10, 10], [5, 0, 15, 10], [20, 20, 30, 30]))
    assert found[0] == pytest.approx([1.0, 1 / 3, 0.0])
    assert overlaps(boxes(), boxes([0, 0, 1, 1])).shape == (0, 1)


def test_that_a_walker_keeps_one_number_and_is_smoothed() -> None:
    tracker = Tracker()
    rng = np.random.default_rng(2)
    path = line_walk((50, 200), (250, 200), 40)
    for index, (x, y) in enumerate(path):
        shake = rng.normal(0, 2.5, 2)
        tracks = tracker.update(standing((x + shake[0], y + shake[1])), index / FPS)
    assert tracks.ids.tolist() == [1]
    assert tracks.seen.tolist() == [True]
    assert tracks.anchor[0] == pytest.approx([250, 200], abs=4)
    assert tracks.height[0] == pytest.approx(60, abs=4)


def test_that_a_single_detection_is_not_yet_a_track() -> None:
    tracker = Tracker()
    assert len(tracker.update(standing((100, 200)), 0.0)) == 0
    assert len(tracker.update(standing((101, 200)), 0.1)) == 1


def test_that_an_unsure_detection_continues_a_track_but_starts_none() -> None:
    tracker = Tracker()
    for index in range(10):
        assert len(tracker.update(standing((100, 200), confidence=0.3), index / FPS)) == 0
    for index in range(10, 13):
        tracker.update(standing((100, 200)), index / FPS)
    tracks = tracker.update(standing((100, 200), confidence=0.3), 13 / FPS)
    assert tracks.seen.tolist() == [True]


def test_that_a_hidden_walker_is_predicted_and_found_again() -> None:
    tracker = Tracker()
    path = line_walk((50, 200), (250, 200), 40)
    for index, foot in enumerate(path):
        hidden = 20 <= index < 26
        tracks = tracker.update(NOTHING if hidden else standing(foot), index / FPS)
        if hidden:
            assert tracks.seen.tolist() == [False]
            assert tracks.anchor[0][0] == pytest.approx(foot[0], abs=8)
    assert tracks.ids.tolist() == [1]


def test_that_a_track_ends_when_unseen_for_too_long() -> None:
    tracker = Tracker()
    for index in range(5):
        tracker.update(standing((100, 200)), index / FPS)
    assert len(tracker.update(NOTHING, 1.0)) == 1
    assert len(tracker.update(NOTHING, 3.0)) == 0
    tracker.update(standing((100, 200)), 3.1)
    assert tracker.update(standing((100, 200)), 3.2).ids.tolist() == [2]


def test_that_a_far_away_box_is_somebody_else() -> None:
    tracker = Tracker()
    for index in range(5):
        tracker.update(standing((100, 200)), index / FPS)
    for index in range(5, 8):
        tracks = tracker.update(standing((300, 200)), index / FPS)
    assert tracks.ids[tracks.seen].tolist() == [2]


def test_that_two_who_pass_keep_their_numbers() -> None:
    tracker = Tracker()
    for index in range(60):
        there, back = (60 + index * 4, 180), (300 - index * 4, 215)
        tracks = tracker.update(standing(there, back), index / FPS)
    places = {int(i): a[0] for i, a in zip(tracks.ids, tracks.anchor, strict=True)}
    assert places[1] > 280
    assert places[2] < 80


def test_that_a_track_born_where_one_was_lost_is_its_heir_once() -> None:
    succession, tracker = Succession(), Tracker()
    heirs: list[tuple[int, int]] = []
    feet = [[(100.0, 200.0)]] * 6 + [[]] * 12 + [[(104.0, 200.0), (250.0, 200.0)]] * 4
    for index, present in enumerate(feet):
        time_s = index / FPS
        heirs += succession.update(tracker.update(standing(*present), time_s), time_s)
    assert heirs == [(2, 1)]


def test_that_long_lost_tracks_have_no_heirs() -> None:
    succession, tracker = Succession(), Tracker()
    heirs: list[tuple[int, int]] = []
    for time_s, feet in [(0.0, True), (0.1, True), (0.2, True), (9.0, True), (9.1, True)]:
        heirs += succession.update(tracker.update(standing((100, 200)) if feet else NOTHING, time_s), time_s)
    assert heirs == []
    assert succession.alive == {2}
