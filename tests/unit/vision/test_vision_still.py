"""Things left and things gone: told once, not for people who stand still, and not for light."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.fakes.vision_views import SIZE, Change, film, told
from videowall.analytics.looks import FenceEvent
from videowall.analytics.rules import Rule, StillRule
from videowall.feeds.frame import Picture

FPS = 5.0
WHOLE = ((0.0, 0.0), (float(SIZE[0]), 0.0), (float(SIZE[0]), float(SIZE[1])), (0.0, float(SIZE[1])))
LEFT = StillRule("left", "object_left", WHOLE, time_threshold_s=10.0, min_size=0.002, max_size=0.05)
GONE = StillRule("gone", "object_removed", WHOLE, time_threshold_s=10.0, min_size=0.002, max_size=0.05)
BAG = (100, 104)


def bag(image: Picture, at: tuple[int, int] = BAG) -> None:
    x, y = at
    image[y : y + 14, x : x + 16] = (20, 25, 30)
    image[y + 3 : y + 6, x + 3 : x + 13] = (60, 30, 160)


def person(image: Picture, x: float, shade: int = 235, sway: float = 0.0) -> None:
    left = int(x)
    image[70:118, left : left + 14] = (shade, shade - 30, shade - 60)
    image[58:70, left + 3 + int(sway) : left + 11 + int(sway)] = (150, 180, 215)


def walk(time_s: float, start_s: float, origin: float, goal: float, speed: float = 25.0) -> float:
    """Where somebody is who goes from one place to another."""
    far = min(abs(goal - origin), max(0.0, time_s - start_s) * speed)
    return origin + (far if goal > origin else -far)


def brings(image: Picture, time_s: float) -> Picture:
    """Somebody walks in, puts a bag down, and walks out."""
    if time_s >= 13:
        bag(image)
    if 8 <= time_s < 12:
        person(image, walk(time_s, 8, -14, 92))
    elif 12 <= time_s < 14:
        person(image, 92 - 2)
    elif 14 <= time_s < 19:
        person(image, walk(time_s, 14, 90, -14))
    return image


def stands(image: Picture, time_s: float) -> Picture:
    """Somebody walks in and stands there, swaying a little."""
    if time_s >= 8:
        person(image, walk(time_s, 8, -14, 92), sway=1.5 * np.sin(time_s * 2))
    return image


def stands_stiff(image: Picture, time_s: float) -> Picture:
    if time_s >= 8:
        person(image, walk(time_s, 8, -14, 92))
    return image


def behind_passers(image: Picture, time_s: float) -> Picture:
    """A bag that people walk in front of, every five seconds."""
    brings(image, time_s)
    if time_s >= 16:
        person(image, (time_s % 5) * 50 - 20, 200)
    return image


def takes(image: Picture, time_s: float) -> Picture:
    """The bag was always there; somebody takes it."""
    if time_s < 14:
        bag(image)
    if 10 <= time_s < 20:
        person(image, walk(time_s, 10, -14, 92) if time_s < 15 else walk(time_s, 15, 92, -14))
    return image


def took_back(image: Picture, time_s: float) -> Picture:
    """The bag is left for six seconds only."""
    if 13 <= time_s < 19:
        bag(image)
    if 8 <= time_s < 26:
        person(image, 90 if 12 <= time_s < 20 else walk(time_s, 8, -14, 90) if time_s < 12 else 91)
    return image


def sun(image: Picture, time_s: float) -> Picture:
    """A patch of sun comes and stays; what is under it stays visible."""
    if time_s >= 12:
        part = image[90:120, 60:90].astype(np.float32)
        image[90:120, 60:90] = np.clip(part * 1.35 + 6, 0, 255).astype(np.uint8)
    return image


def brighter(image: Picture, time_s: float) -> Picture:
    """A cloud goes away: everything is brighter for good."""
    return np.asarray(np.clip(image * (1.25 if time_s >= 12 else 1.0), 0, 255), np.uint8)


def empty(image: Picture, _time_s: float) -> Picture:
    return image


def kinds(rules: list[Rule], change: Change, seconds: float = 45) -> list[FenceEvent]:
    return told(rules, film(seconds, change, fps=FPS))


def test_that_a_bag_that_is_left_is_told_once_with_its_place() -> None:
    (event,) = kinds([LEFT, GONE], brings, 60)
    assert (event.rule, event.kind) == ("left", "object_left")
    assert 22 <= event.time_s <= 30
    x, y = (event.box[0] + event.box[2]) / 2, (event.box[1] + event.box[3]) / 2
    assert (x, y) == pytest.approx((BAG[0] + 8, BAG[1] + 7), abs=6)


def test_that_passers_by_do_not_hide_it_for_good() -> None:
    events = kinds([LEFT], behind_passers, 60)
    assert [event.kind for event in events] == ["object_left"]
    assert events[0].time_s <= 34


def test_that_what_was_there_and_is_gone_is_told_once() -> None:
    (event,) = kinds([LEFT, GONE], takes, 50)
    assert (event.rule, event.kind) == ("gone", "object_removed")


@pytest.mark.parametrize("change", [empty, stands, stands_stiff, took_back, sun, brighter])
def test_that_people_and_light_and_short_stays_say_nothing(
    change: Callable[[Picture, float], Picture],
) -> None:
    large = StillRule("left", "object_left", WHOLE, time_threshold_s=10.0, min_size=0.001, max_size=0.2)
    assert kinds([large, GONE], change) == []


def test_that_too_small_and_too_large_and_elsewhere_do_not_count() -> None:
    small = StillRule("l", "object_left", WHOLE, time_threshold_s=10.0, min_size=0.03, max_size=0.2)
    tiny = StillRule("l", "object_left", WHOLE, time_threshold_s=10.0, min_size=0.0005, max_size=0.004)
    corner = ((120.0, 0.0), (190.0, 0.0), (190.0, 60.0), (120.0, 60.0))
    away = StillRule("l", "object_left", corner, time_threshold_s=10.0, min_size=0.001)
    for rule in (small, tiny, away):
        assert kinds([rule], brings) == []
