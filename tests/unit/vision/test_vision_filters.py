"""Who counts for a rule: classes, confidences and sizes; and what each is worth."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes.vision_frames import FPS, SIZE, boxes, line_walk, watch
from videowall.analytics.detection import Detections
from videowall.analytics.kinds import KINDS, codes_of
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import Admission, FieldRule, LineRule, OccupancyRule, RuleSet

FIELD = ((150.0, 100.0), (300.0, 100.0), (300.0, 299.0), (150.0, 299.0))


def things(kind: str, *, confidence: float = 0.9, tall: float = 60.0, frames: int = 60) -> list[Detections]:
    """One thing of a class that walks into the field and stays."""
    path = line_walk((60, 200), (225, 200), 40) + [(225.0, 200.0)] * (frames - 40)
    code = np.array([KINDS.index(kind)], np.int8)
    sure = np.array([confidence], np.float32)
    return [Detections(boxes([x - tall / 5, y - tall, x + tall / 5, y]), sure, code) for x, y in path]


def kinds_of(who: Admission, found: list[Detections]) -> list[str]:
    return [event.kind for event in watch([FieldRule("f", FIELD, who=who)], found)]


@pytest.mark.parametrize(
    ("names", "kind", "told"),
    [
        (("person",), "person", True),
        (("person",), "car", False),
        (("vehicle",), "car", True),
        (("vehicle",), "person", False),
        (("person", "vehicle"), "truck", True),
        (("person",), "moving", True),  # nobody can tell: better an alarm than silence
        ((), "bus", True),
    ],
)
def test_that_a_class_filter_lets_through_its_classes_and_what_is_not_known(
    names: tuple[str, ...], kind: str, *, told: bool
) -> None:
    assert kinds_of(Admission(class_filter=names), things(kind)) == (["zone_entry"] if told else [])


def test_that_a_class_is_what_most_looks_said() -> None:
    frames = things("person")
    frames[20] = things("car")[20]
    frames[21] = things("car")[21]
    assert kinds_of(Admission(class_filter=("person",)), frames) == ["zone_entry"]


def test_that_too_small_and_too_large_and_too_unsure_do_not_count() -> None:
    share = 60 * 24 / (SIZE[0] * SIZE[1])
    assert kinds_of(Admission(min_size=share * 1.3), things("person")) == []
    assert kinds_of(Admission(max_size=share * 0.7), things("person")) == []
    assert kinds_of(Admission(min_size=share * 0.7, max_size=share * 1.3), things("person")) == ["zone_entry"]
    assert kinds_of(Admission(confidence_level=0.8), things("person", confidence=0.6)) == []
    assert kinds_of(Admission(confidence_level=0.5), things("person", confidence=0.6)) == ["zone_entry"]


def test_that_lines_and_crowds_filter_too() -> None:
    cars = Admission(class_filter=("car",))
    line = LineRule("l", (200, 100), (200, 299), who=cars)
    crowd = OccupancyRule("o", FIELD, 1, 1.0, who=cars)
    assert watch([line, crowd], things("person")) == []
    assert sorted(e.kind for e in watch([line, crowd], things("car"))) == ["crowding", "line_cross"]


def test_that_an_event_carries_what_its_rule_says_it_is_worth() -> None:
    (event,) = watch([FieldRule("f", FIELD, priority="emergency")], things("person"))
    assert event.priority == "emergency"


def test_that_a_line_counts_both_ways() -> None:
    pipeline = Pipeline(RuleSet(FPS, SIZE, (LineRule("l", (200, 100), (200, 299)),)))
    there = things("person", frames=40)
    for index, found in enumerate([*there, *there[::-1], *there]):
        pipeline.step_detections(found, index, index / FPS)
    assert pipeline.counts() == {"l": {"L2R": 1, "R2L": 2}}


def test_that_groups_and_names_are_the_codes_they_stand_for() -> None:
    assert codes_of(("person",)) == {1}
    assert codes_of(("vehicle", "person")) == {1, 2, 3, 4, 5, 6}
