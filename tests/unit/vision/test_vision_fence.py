"""Fences: entries, stays, crossings, and what must not be one."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.fakes.vision_frames import FPS, SIZE, line_walk, standing, watch
from videowall.analytics.detection import NOTHING, Detections
from videowall.analytics.fence import FenceEvent
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import FieldRule, LineRule, RuleSet
from videowall.feeds.frame import Frame

FIELD = FieldRule("field", ((150, 100), (300, 100), (300, 299), (150, 299)))
LINE = LineRule("line", (200, 100), (200, 299))  # walking a -> b is down: right is at smaller x
Feet = list[tuple[float, float]]


def walk_in(frames: int = 40) -> Feet:
    return line_walk((60, 200), (225, 200), frames)


def seen(path: Feet) -> list[Detections]:
    return [standing(foot) for foot in path]


def kinds(events: list[FenceEvent]) -> list[str]:
    return [event.kind for event in events]


def test_that_walking_in_is_one_entry_half_a_second_after_the_edge() -> None:
    path = walk_in()
    events = watch([FIELD], seen(path))
    edge = next(index for index, (x, _y) in enumerate(path) if x >= 150)
    assert kinds(events) == ["zone_entry"]
    assert events[0].time_s == pytest.approx((edge + 5) / FPS, abs=0.25)
    assert events[0].rule == "field"
    assert events[0].frame == round(events[0].time_s * FPS)


def test_that_passing_through_a_corner_is_no_entry() -> None:
    path = (
        line_walk((100, 130), (148, 130), 12)
        + line_walk((152, 128), (170, 90), 3)
        + [(180, 76), (190, 70)] * 5
    )
    assert watch([FIELD], seen(path)) == []


def test_that_staying_is_told_once_and_leaving_resets() -> None:
    there = walk_in()
    stay = [there[-1]] * 50
    back = line_walk(there[-1], (60, 200), 40)
    away = [back[-1]] * 15
    events = watch([FIELD], seen(there + stay + back + away + there))
    assert kinds(events) == ["zone_entry", "zone_entry"]


def test_that_trembling_on_the_edge_says_it_once_at_most() -> None:
    rng = np.random.default_rng(4)
    path = [(150 + float(rng.normal(0, 2)), 200.0) for _ in range(200)]
    assert len(watch([FIELD], seen(path))) <= 1


def test_that_a_renumbered_person_is_not_a_new_intruder() -> None:
    path = walk_in() + line_walk((225, 200), (262, 200), 40)
    frames = seen(path)
    for index in range(45, 60):
        frames[index] = NOTHING  # longer than a track lives, shorter than the memory of heirs
    events = watch([FIELD], frames)
    assert kinds(events) == ["zone_entry"]


def test_that_a_second_person_is_a_second_entry() -> None:
    first, second = walk_in(), line_walk((380, 240), (250, 240), 40)
    frames = [standing(a, b) for a, b in zip(first, second, strict=True)]
    assert kinds(watch([FIELD], frames)) == ["zone_entry", "zone_entry"]


def test_that_loitering_comes_after_its_time() -> None:
    field = FieldRule("field", FIELD.polygon, loiter_s=3.0)
    path = walk_in()
    events = watch([field], seen(path + [path[-1]] * 60))
    assert kinds(events) == ["zone_entry", "loiter"]
    assert events[1].time_s - events[0].time_s == pytest.approx(2.5, abs=0.25)


@pytest.mark.parametrize("fps", [5.0, 7.0, 10.0, 25.0])
@pytest.mark.parametrize("speed", [0.5, 1.0, 2.5, 4.0])
def test_that_runners_are_noticed_as_strollers_are(fps: float, speed: float) -> None:
    """Speeds in body heights per second; at 5 fps a runner's boxes do not overlap from frame to frame."""
    pipeline = Pipeline(RuleSet(fps, (800, 300), (LineRule("l", (400, 0), (400, 299)),)))
    events: list[FenceEvent] = []
    for index in range(int(450 / (speed * 60) * fps)):
        foot = (330 + index * speed * 60 / fps, 200)
        events += pipeline.step_detections(standing(foot), index, index / fps).events
    assert kinds(events) == ["line_cross"]


@pytest.mark.parametrize(("start", "end", "direction"), [(100, 300, "R2L"), (300, 100, "L2R")])
def test_that_a_crossing_has_the_direction_of_a_walker_along_the_line(
    start: int, end: int, direction: str
) -> None:
    events = watch([LINE], seen(line_walk((start, 200), (end, 200), 40)))
    assert [(e.kind, e.direction) for e in events] == [("line_cross", direction)]


def test_that_only_the_asked_direction_is_told() -> None:
    one_way = LineRule("line", LINE.a, LINE.b, "L2R")
    there = line_walk((100, 200), (300, 200), 40)
    assert [e.direction for e in watch([one_way], seen(there + there[::-1]))] == ["L2R"]


def test_that_a_way_around_the_end_of_a_line_is_no_crossing() -> None:
    around = (
        line_walk((150, 200), (150, 60), 25)
        + line_walk((150, 60), (250, 60), 20)
        + line_walk((250, 60), (250, 200), 25)
    )
    short = LineRule("line", (200, 120), (200, 299))
    assert watch([short], seen(around)) == []


def test_that_standing_on_a_line_says_nothing() -> None:
    rng = np.random.default_rng(9)
    path = [(200 + float(rng.normal(0, 2)), 200.0) for _ in range(150)]
    assert watch([LINE], seen(path)) == []


def test_that_crossing_unseen_is_told_when_the_walker_appears_again() -> None:
    path = line_walk((120, 200), (280, 200), 60)
    frames = seen(path)
    for index in range(26, 34):
        frames[index] = NOTHING
    assert kinds(watch([LINE], frames)) == ["line_cross"]


def test_that_a_foot_below_the_picture_still_stands_in_it() -> None:
    low = FieldRule("low", ((100, 200), (300, 200), (300, 300), (100, 300)))
    path = line_walk((40, 310), (200, 310), 40)
    assert kinds(watch([low], seen(path))) == ["zone_entry"]


def test_that_a_trace_is_small_json_that_says_why() -> None:
    events = watch([FIELD, LINE], seen(walk_in(60)))
    assert sorted(kinds(events)) == ["line_cross", "zone_entry"]
    for event in events:
        text = json.dumps(event.trace)
        assert len(text) < 4096
    entry = next(e for e in events if e.kind == "zone_entry")
    assert entry.trace["needed_s"] == 0.5
    assert entry.time_s - entry.trace["inside_since_s"] >= 0.5 - 0.15 - 1e-6


def test_that_rules_drawn_on_another_size_are_scaled() -> None:
    pipeline = Pipeline(RuleSet(FPS, (SIZE[0] * 2, SIZE[1] * 2), ()))
    for index in range(20):
        image = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
        if index >= 8:
            image[100:200, index * 8 - 44 : index * 8 - 4] = 230
        step = pipeline.step(Frame("c", index, index / FPS, image))
    assert step.moving[0].tolist() == pytest.approx([116, 100, 148, 200], abs=14)
    assert step.tracks.boxes[0].tolist() == pytest.approx([232, 200, 296, 400], abs=32)
    masked, count = pipeline.masked(Frame("c", 20, 2.0, image), step)
    assert count == 1
    assert (masked != image).any()


def test_that_time_may_not_stand_still() -> None:
    pipeline = Pipeline(RuleSet(FPS, SIZE, (FIELD,)))
    pipeline.step_detections(NOTHING, 0, 1.0)
    with pytest.raises(ValueError, match="does not come after"):
        pipeline.step_detections(NOTHING, 1, 1.0)


def test_that_the_time_inside_begins_at_the_edge_and_not_at_the_first_picture_inside() -> None:
    slow = [standing(foot) for foot in line_walk((60, 200), (225, 200), 24)]
    (entry,) = watch([FIELD], slow)
    first_inside = next(i for i, (x, _y) in enumerate(line_walk((60, 200), (225, 200), 24)) if x >= 150)
    since_s = entry.trace["inside_since_s"]
    assert (first_inside - 1) / FPS - 0.1 <= since_s < first_inside / FPS + 0.2
    assert since_s * FPS != pytest.approx(round(since_s * FPS), abs=1e-3), "between two pictures"


def test_that_an_edge_between_far_apart_looks_is_not_dated_back() -> None:
    path = line_walk((60, 200), (148, 200), 24)
    frames = [standing(foot) for foot in path] + [NOTHING] * 7 + [standing((165, 200))] * 12
    (entry,) = watch([FIELD], frames)
    assert entry.trace["inside_since_s"] == pytest.approx(31 / FPS)


def test_that_a_visit_that_was_told_goes_on_until_it_is_left_and_a_crossing_does_not() -> None:
    line = LineRule("line", (150, 0), (150, 299))
    pipeline = Pipeline(RuleSet(FPS, (800, 300), (FIELD, line)))
    inside = walk_in()
    path = inside + inside[::-1] + [inside[0]] * 40
    told_s: float | None = None
    going: list[dict[str, float]] = []
    for index, found in enumerate(seen(path)):
        step = pipeline.step_detections(found, index, index / FPS)
        if any(event.kind == "zone_entry" for event in step.events):
            told_s = step.time_s
            (entry,) = [event for event in step.events if event.kind == "zone_entry"]
            assert pipeline.occupied() == {"field": entry.trace["inside_since_s"]}
        going.append(pipeline.occupied())
    assert told_s is not None
    assert all(not one for one in going[: round(told_s * FPS)]), "nothing goes on that was not told"
    assert all(set(one) <= {"field"} for one in going)
    assert going[-1] == {}
