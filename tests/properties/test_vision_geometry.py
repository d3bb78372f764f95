"""Geometry and tracks keep their promises for any numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.fakes.vision_frames import FPS, line_walk, standing, watch
from videowall.analytics.detection import Detections
from videowall.analytics.geometry import crosses_segment, depth_in_polygon, depth_right_of_line
from videowall.analytics.privacy import Masker, cover
from videowall.analytics.rules import FieldRule, LineRule
from videowall.analytics.tracks import Tracker

numbers = st.floats(-500, 500, allow_nan=False).map(lambda v: round(v, 2))
points = st.tuples(numbers, numbers)
SQUARE = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0]])


@given(points)
def test_that_depth_in_a_square_is_the_distance_to_its_nearest_side(point: tuple[float, float]) -> None:
    x, y = point
    depth = float(depth_in_polygon(np.array([point]), SQUARE)[0])
    if 0 < x < 100 and 0 < y < 100:
        assert depth == pytest.approx(min(x, 100 - x, y, 100 - y), abs=1e-6)
    else:
        outside = np.hypot(max(-x, 0, x - 100), max(-y, 0, y - 100))
        assert depth == pytest.approx(-outside, abs=1e-6)


@given(points, points, points)
def test_that_turning_a_line_around_turns_its_sides_around(
    point: tuple[float, float], a: tuple[float, float], b: tuple[float, float]
) -> None:
    here = np.array([point])
    there, back = depth_right_of_line(here, a, b)[0], depth_right_of_line(here, b, a)[0]
    assert there == pytest.approx(-back, abs=1e-6)


@given(points, points, points, points)
def test_that_a_way_and_its_reverse_cross_the_same_lines(
    p: tuple[float, float], q: tuple[float, float], a: tuple[float, float], b: tuple[float, float]
) -> None:
    sides = [*depth_right_of_line(np.array([p, q]), a, b), *depth_right_of_line(np.array([a, b]), p, q)]
    # Touching an end or a line belongs to one of two neighbouring ways, whichever: only clear cases count.
    assume(min(abs(side) for side in sides) > 0.01)
    assert crosses_segment(p, q, a, b) == crosses_segment(p, q, b, a) == crosses_segment(q, p, a, b)
    if crosses_segment(p, q, a, b):
        ends = depth_right_of_line(np.array([p, q]), a, b)
        assert ends[0] * ends[1] <= 0


rows = st.lists(
    st.tuples(st.floats(0, 380), st.floats(60, 299), st.floats(0.05, 1.0)), min_size=0, max_size=12
)


@given(st.lists(rows, min_size=1, max_size=25))
@settings(max_examples=30, deadline=None)
def test_that_any_boxes_give_sound_tracks(frames: list[list[tuple[float, float, float]]]) -> None:
    tracker = Tracker()
    for index, frame in enumerate(frames):
        parts = [standing((x, y), confidence=c) for x, y, c in frame]
        found = (
            Detections(
                np.concatenate([p.boxes for p in parts]), np.concatenate([p.confidence for p in parts])
            )
            if parts
            else standing()
        )
        tracks = tracker.update(found, index / FPS)
        assert len(set(tracks.ids.tolist())) == len(tracks)
        assert int(tracks.seen.sum()) <= len(found)
        assert np.isfinite(tracks.anchor).all()
        assert (tracks.height > 0).all()


@given(st.integers(0, 60), st.floats(0.3, 3.0))
@settings(max_examples=12, deadline=None)
def test_that_rules_follow_time_and_not_the_count_of_frames(pause: int, slower: float) -> None:
    """The same walk, begun later or at another speed, crosses once and enters once."""
    count = round(40 * slower)
    path = [(60.0, 200.0)] * pause + line_walk((60, 200), (290, 200), count) + [(290.0, 200.0)] * 20
    field = FieldRule("f", ((150, 100), (399, 100), (399, 299), (150, 299)))
    line = LineRule("l", (120, 100), (120, 299))
    events = watch([field, line], [standing(foot) for foot in path])
    assert sorted(e.kind for e in events) == ["line_cross", "zone_entry"]


@given(st.lists(st.tuples(numbers, numbers, st.floats(1, 200), st.floats(1, 200)), max_size=8))
@settings(max_examples=40, deadline=None)
def test_that_covering_changes_nothing_outside_its_regions(
    found: list[tuple[float, float, float, float]],
) -> None:
    image = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    regions = np.asarray([(x, y, x + w, y + h) for x, y, w, h in found], np.float32).reshape(-1, 4)
    masked, count = cover(image, regions)
    outside = np.ones((90, 120), bool)
    for left, top, right, bottom in regions:
        outside[
            max(0, int(np.floor(top))) : max(0, int(np.ceil(bottom))),
            max(0, int(np.floor(left))) : max(0, int(np.ceil(right))),
        ] = False
    assert (masked[outside] == image[outside]).all()
    assert count <= len(regions)
    assert Masker().mask(image, regions)[0].shape == image.shape
