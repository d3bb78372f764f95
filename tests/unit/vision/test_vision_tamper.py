"""Tampering: what makes a camera useless is told once, and what a normal day brings is not."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes.vision_views import SIZE, Change, film, told, yard
from videowall.analytics.looks import FenceEvent
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import RuleSet, TamperRule
from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2

RULE = TamperRule("eye")
OTHER = yard(7)


def covered(image: Picture, time_s: float) -> Picture:
    return (image * (0.03 if time_s >= 20 else 1.0)).astype(np.uint8)


def defocused(image: Picture, time_s: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 8) if time_s >= 20 else image, np.uint8)


def turned(image: Picture, time_s: float) -> Picture:
    return OTHER if time_s >= 20 else image


def blue(image: Picture, time_s: float) -> Picture:
    if time_s >= 20:
        image[:] = (200, 60, 10)
    return image


def dusk(image: Picture, time_s: float) -> Picture:
    """Day becomes night within a minute; a lamp and two windows stay bright."""
    night = (image * max(0.12, 1.0 - time_s / 60)).astype(np.uint8)
    night[20:28, 30:40] = 235
    night[40:46, 120:128] = 220
    return night


def infrared(image: Picture, time_s: float) -> Picture:
    """The camera switches to infrared: no colours, other brightness, the same edges."""
    if time_s < 20:
        return image
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return np.repeat((40 + grey * 0.6).astype(np.uint8)[:, :, None], 3, axis=2)


def headlights(image: Picture, time_s: float) -> Picture:
    """A car turns towards the camera every fifteen seconds and dazzles it for three."""
    if time_s % 15 < 3:
        glare = np.full(image.shape, 250, np.uint8)
        return np.asarray(cv2.addWeighted(image, 0.12, glare, 0.88, 0), np.uint8)
    return image


def lorry(image: Picture, time_s: float) -> Picture:
    """A lorry fills most of the picture for eight seconds."""
    if 20 <= time_s < 28:
        image[18:, 12:] = (70, 140, 60)
        image[40:46, 18:] = (200, 200, 200)
    return image


def clock(image: Picture, time_s: float) -> Picture:
    """A stuck picture with the camera's clock running in its corner."""
    place = (6, 16)
    cv2.putText(image, f"{time_s:05.1f}", place, cv2.FONT_HERSHEY_SIMPLEX, 0.3, (255, 255, 255))
    return image


def as_is(image: Picture, _time_s: float) -> Picture:
    return image


def kinds(events: list[FenceEvent]) -> list[str]:
    return [event.kind for event in events]


@pytest.mark.parametrize(
    ("change", "kind", "delay_s"),
    [
        (covered, "tamper_dark", 5.0),
        (defocused, "tamper_blur", 10.0),
        (turned, "tamper_scene", 15.0),
        (blue, "tamper_signal", 10.0),
    ],
)
def test_that_a_useless_picture_is_told_once_after_its_delay(
    change: Change, kind: str, delay_s: float
) -> None:
    (event,) = told([RULE], film(60, change))
    assert event.kind == kind
    assert event.time_s == pytest.approx(20 + delay_s, abs=1.1)
    assert event.box == (0.0, 0.0, *SIZE)


@pytest.mark.parametrize("change", [as_is, dusk, infrared, headlights, lorry])
def test_that_a_normal_day_says_nothing(change: Change) -> None:
    assert kinds(told([RULE], film(75, change))) == []


@pytest.mark.parametrize("change", [as_is, clock])
def test_that_a_stuck_picture_is_told_even_while_its_clock_runs(change: Change) -> None:
    (event,) = told([RULE], film(40, change, noise=0))
    assert event.kind == "tamper_frozen"
    assert event.time_s == pytest.approx(20.5, abs=1.1)


def test_that_a_lens_that_is_covered_again_and_again_never_chatters() -> None:
    def flapping(image: Picture, time_s: float) -> Picture:
        return (image * (0.03 if time_s % 14 >= 7 else 1.0)).astype(np.uint8)

    rule = TamperRule("eye", ("dark",), on_delay_s=2.0, off_delay_s=1.0)
    times = [event.time_s for event in told([rule], film(150, flapping))]
    assert len(times) >= 3
    assert all(third - first > 60 for first, third in zip(times, times[2:], strict=False))


def test_that_only_what_is_asked_for_is_watched() -> None:
    assert told([TamperRule("eye", ("blur",))], film(40, covered)) == []


def test_that_no_picture_for_long_is_a_lost_signal_told_once() -> None:
    pipeline = Pipeline(RuleSet(2.0, SIZE, (RULE,)))
    events: list[FenceEvent] = []
    last_s = 0.0
    for frame in film(10, as_is):
        events += pipeline.step(frame).events
        last_s = frame.time_s
    for second in range(1, 40):
        events += pipeline.silent(100 + second, last_s + second).events
    assert kinds(events) == ["tamper_signal"]
    assert events[0].time_s == pytest.approx(last_s + 12, abs=1.1)


def test_that_another_view_becomes_the_view_after_a_while() -> None:
    def moved(image: Picture, time_s: float) -> Picture:
        return OTHER if 20 <= time_s < 700 else image

    events = told([TamperRule("eye", ("scene",))], film(750, moved, fps=1.0))
    assert kinds(events) == ["tamper_scene", "tamper_scene"]
    assert events[1].time_s == pytest.approx(715, abs=3)
