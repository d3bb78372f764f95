"""Crowding: so many at once, for so long, told once for each time that the place fills."""

from __future__ import annotations

import json

from tests.fakes.vision_frames import FPS, HEIGHT, line_walk, standing, watch
from videowall.analytics.detection import Detections
from videowall.analytics.fence import FenceEvent
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import OccupancyRule, RuleSet

SQUARE = OccupancyRule("square", ((100, 100), (390, 100), (390, 290), (100, 290)), 3, 2.0)
PLACES = ((150.0, 200.0), (220.0, 240.0), (290.0, 200.0), (350.0, 250.0))
OUTSIDE = (40.0, 200.0)


def crowd(count: int, frames: int) -> list[Detections]:
    """So many inside, the others outside on their way nowhere."""
    return [standing(*PLACES[:count], OUTSIDE) for _ in range(frames)]


def times(events: list[FenceEvent]) -> list[float]:
    return [event.time_s for event in events]


def test_that_enough_for_long_enough_is_one_alarm_with_its_numbers() -> None:
    (event,) = watch([SQUARE], crowd(3, 80))
    assert (event.rule, event.kind, event.direction, event.track) == ("square", "crowding", "", 0)
    assert 2.0 <= event.time_s <= 2.3
    assert event.trace["count"] == 3
    assert json.loads(json.dumps(event.trace)) == event.trace
    left, top, right, bottom = event.box
    assert left < PLACES[0][0] < PLACES[2][0] < right
    assert top < 200 - HEIGHT / 2 < 239 < bottom


def test_that_too_few_or_too_short_is_none() -> None:
    assert watch([SQUARE], crowd(2, 80)) == []
    assert watch([SQUARE], crowd(3, 15) + crowd(1, 60)) == []


def test_that_a_number_that_trembles_around_the_threshold_says_it_once() -> None:
    trembling = [frame for index in range(20) for frame in crowd(3 if index % 2 else 2, 5)]
    assert len(watch([SQUARE], crowd(3, 30) + trembling)) == 1


def test_that_a_place_which_empties_and_fills_again_is_told_again() -> None:
    events = watch([SQUARE], crowd(3, 40) + crowd(0, 60) + crowd(4, 60))
    assert len(events) == 2
    assert times(events)[1] > 10.0
    assert events[1].trace["full_since_s"] >= 100 / FPS


def test_that_people_who_come_one_by_one_are_counted_when_they_are_there_together() -> None:
    late = line_walk(OUTSIDE, (180.0, 280.0), 30)
    frames = [standing(*PLACES[:2], foot) for foot in late] + [standing(*PLACES[:2], late[-1])] * 40
    (event,) = watch([SQUARE], frames)
    entered_s = next(index for index, (x, _y) in enumerate(late) if x >= 100) / FPS
    assert abs(event.time_s - entered_s - 2.0) <= 0.4


def test_that_a_place_that_is_full_and_was_told_goes_on_until_it_empties() -> None:
    pipeline = Pipeline(RuleSet(FPS, (640, 360), (SQUARE,)))
    going = []
    for index, found in enumerate(crowd(3, 40) + crowd(0, 30)):
        step = pipeline.step_detections(found, index, index / FPS)
        going.append((bool(step.events), pipeline.occupied()))
    told = next(index for index, (said, _) in enumerate(going) if said)
    assert all(not occupied for _, occupied in going[:told])
    assert all(set(occupied) == {"square"} for _, occupied in going[told:40])
    assert going[told][1]["square"] <= told / FPS - SQUARE.time_threshold_s + 1e-6
    assert going[-1][1] == {}
