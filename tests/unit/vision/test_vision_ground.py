"""Scales of the ground: square metres of a polygon, and crowds by people per square metre."""

from __future__ import annotations

import math

import pytest

from backend.domain.errors import Refused
from tests.fakes.vision_frames import standing, watch
from videowall.analytics.ground import Lengths, Rectangle
from videowall.analytics.rules import OccupancyRule, read_rules

SQUARE = ((100.0, 100.0), (300.0, 100.0), (300.0, 200.0), (100.0, 200.0))


def test_that_two_lengths_give_the_area() -> None:
    across = ((0.0, 0.0), (100.0, 0.0), 5.0)
    along = ((0.0, 0.0), (0.0, 50.0), 5.0)
    assert Lengths(across, along).area_m2(SQUARE) == pytest.approx(200 * 0.05 * 100 * 0.1)
    slanted = ((0.0, 0.0), (100.0, 50.0), math.hypot(5, 5))
    assert Lengths(across, slanted).area_m2(SQUARE) == pytest.approx(100.0)


@pytest.mark.parametrize("second", [((9.0, 9.0), (109.0, 9.0), 5.0), ((0.0, 0.0), (100.0, 1.0), 3.0)])
def test_that_lengths_which_do_not_tell_are_refused(
    second: tuple[tuple[float, float], tuple[float, float], float],
) -> None:
    with pytest.raises(ValueError, match=r"parallel|contradict"):
        Lengths(((0.0, 0.0), (100.0, 0.0), 5.0), second).area_m2(SQUARE)


def seen(x: float, z: float) -> tuple[float, float]:
    """A place on the ground, x metres right and z metres ahead, 400 pixels of focal length, 5 m high."""
    return 200 + 400 * x / z, 20 + 400 * 5 / z


def test_that_a_rectangle_gives_areas_in_perspective() -> None:
    corners = (seen(-2, 12), seen(2, 12), seen(2, 10), seen(-2, 10))
    ground = Rectangle(corners, (4.0, 2.0))
    assert ground.area_m2(corners) == pytest.approx(8.0)
    elsewhere = (seen(-3, 30), seen(3, 30), seen(3, 20), seen(-3, 20))
    assert ground.area_m2(elsewhere) == pytest.approx(60.0, rel=1e-6)
    with pytest.raises(ValueError, match="horizon"):
        ground.area_m2(((100.0, 5.0), (300.0, 5.0), (300.0, 200.0)))


def entry(**more: object) -> dict[str, object]:
    crowd = {"id": "o", "type": "occupancy", "polygon": [list(p) for p in SQUARE]}
    return {"size": [400, 300], "rules": [crowd | more]}


LENGTHS = {"lengths": [[[0, 0], [100, 0], 2.0], [[0, 0], [0, 50], 1.0]]}


def test_that_a_density_becomes_the_number_that_makes_it() -> None:
    (rule,) = read_rules(entry(density_threshold=0.4, ground=LENGTHS, time_threshold_s=1), "s").rules
    assert isinstance(rule, OccupancyRule)
    assert rule.object_threshold == 4  # 8 m² × 0.4 = 3.2
    feet = ((120.0, 150.0), (160.0, 180.0), (220.0, 150.0), (270.0, 190.0))
    assert watch([rule], [standing(*feet[:3])] * 60) == []
    (event,) = watch([rule], [standing(*feet)] * 60)
    assert (event.trace["count"], event.trace["area_m2"], event.trace["per_m2"]) == (4, 8.0, 0.5)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"density_threshold": 0.4}, "with ground"),
        ({"density_threshold": 0.4, "object_threshold": 3, "ground": LENGTHS}, "or density_threshold"),
        ({"density_threshold": 99, "ground": LENGTHS}, "0.05 to 10 people per m²"),
        ({"density_threshold": 1, "ground": {}}, "needs lengths, or a rectangle"),
        ({"density_threshold": 1, "ground": {"lengths": [[[0, 0], [1, 0], 1]]}}, "two of"),
        (
            {"density_threshold": 1, "ground": {"lengths": [[[0, 0], [9, 0], 1], [[0, 0], [9, 0.01], 1]]}},
            "one across the picture and one along it",
        ),
        (
            {"density_threshold": 1, "ground": {"lengths": [[[0, 0], [9, 0], 900], [[0, 0], [0, 9], 900]]}},
            "check the metres",
        ),
        (
            {
                "density_threshold": 1,
                "ground": {"rectangle": [[0, 0], [9, 9], [9, 0], [0, 9]], "metres": [2, 2]},
            },
            "in order",
        ),
        ({"object_threshold": 3, "object_release": 3}, "object_release must be a whole number from 0 to 2"),
    ],
)
def test_that_a_scale_that_cannot_be_is_refused_with_a_remedy(more: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_rules(entry(**more), "s")


def test_that_a_crowd_ends_at_its_release_and_not_at_its_threshold() -> None:
    rule = OccupancyRule("o", SQUARE, 3, 1.0, object_release=1)
    three, two, none = (standing(*((120.0 + 60 * i, 150.0) for i in range(n))) for n in (3, 2, 0))
    assert len(watch([rule], [three] * 30 + [two] * 40 + [three] * 40)) == 1
    assert len(watch([rule], [three] * 30 + [none] * 60 + [three] * 40)) == 2
