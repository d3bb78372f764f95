"""Armed windows: which moments are in them, and what an occupancy that lasts into one does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from backend.domain.worktime import WorkCalendar
from tests.fakes.vision_frames import FPS, SIZE, line_walk, standing
from videowall.analytics.looks import FenceEvent
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import FieldRule, LineRule, OccupancyRule, Rule, RuleSet
from videowall.analytics.schedule import PLAIN, Schedule, Window

SHANGHAI = timezone(timedelta(hours=8))
CALENDAR = WorkCalendar(
    "office",
    ((32_400, 64_800),),
    holidays=frozenset({date(2026, 10, 1)}),
    makeup_days=frozenset({date(2026, 10, 10)}),
    published=frozenset({2026}),
)
HOUR = 3600
NIGHTS = Schedule((Window(("workday",), 22 * HOUR, 6 * HOUR), Window(("holiday",), 0, 24 * HOUR)))
FIELD = ((150.0, 100.0), (300.0, 100.0), (300.0, 299.0), (150.0, 299.0))


def at(text: str) -> int:
    """A moment in Shanghai as UTC ms."""
    return round(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000)


@pytest.mark.parametrize(
    ("moment", "armed"),
    [
        ("2026-09-29 21:59:59", False),
        ("2026-09-29 22:00:00", True),
        ("2026-09-30 05:59:59", True),
        ("2026-09-30 06:00:00", False),
        ("2026-09-30 12:00:00", False),
        ("2026-10-01 12:00:00", True),  # a holiday on a Thursday
        ("2026-10-10 12:00:00", False),  # a Saturday on which is worked
        ("2026-10-10 23:00:00", True),
        ("2026-10-11 05:00:00", True),  # the night of that workday, and a Sunday anyway
        ("2026-10-12 05:00:00", False),  # Sunday's night is not a workday's
    ],
)
def test_that_nights_of_workdays_and_whole_holidays_are_told_apart(moment: str, *, armed: bool) -> None:
    assert NIGHTS.armed(at(moment), CALENDAR) is armed


def test_that_a_window_is_by_local_time_and_not_by_utc() -> None:
    morning = Schedule((Window(("mon",), 0, 8 * HOUR),))
    monday_in_shanghai = datetime(2026, 9, 27, 17, tzinfo=UTC)
    assert morning.armed(round(monday_in_shanghai.timestamp() * 1000), PLAIN)
    assert not morning.armed(round((monday_in_shanghai - timedelta(hours=2)).timestamp() * 1000), PLAIN)


def test_that_without_windows_it_is_always_armed() -> None:
    assert Schedule().armed(0)


def stay(rule: Rule, seconds: float, *, began: str) -> list[FenceEvent]:
    """Somebody walks in and stays; the camera's first picture is at `began`."""
    pipeline = Pipeline(RuleSet(FPS, SIZE, (rule,), CALENDAR), began_ms=at(began))
    path = line_walk((60, 200), (225, 200), 40)
    path += [path[-1]] * int(seconds * FPS)
    events: list[FenceEvent] = []
    for index, foot in enumerate(path):
        events += pipeline.step_detections(standing(foot), index, index / FPS).events
    return events


def test_that_nothing_is_told_outside_the_windows() -> None:
    assert stay(FieldRule("f", FIELD, schedule=NIGHTS), 5, began="2026-09-29 12:00:00") == []


def test_that_who_stays_into_the_window_is_told_once_after_the_dwell() -> None:
    field = FieldRule("f", FIELD, dwell_s=2.0, schedule=NIGHTS)
    (event,) = stay(field, 60, began="2026-09-29 21:59:30")
    assert event.time_s == pytest.approx(32.0, abs=0.11)


def test_that_a_crowd_that_lasts_into_the_window_is_told_once_after_its_time() -> None:
    crowd = OccupancyRule("o", FIELD, 1, time_threshold_s=3.0, schedule=NIGHTS)
    (event,) = stay(crowd, 60, began="2026-09-29 21:59:30")
    assert event.time_s == pytest.approx(33.0, abs=0.11)


def test_that_who_stays_over_a_pause_is_told_in_each_window() -> None:
    twice = Schedule((Window(("every",), 0, 12 * HOUR), Window(("every",), 12 * HOUR + 60, 24 * HOUR)))
    field = FieldRule("f", FIELD, schedule=twice)
    events = stay(field, 120, began="2026-09-29 11:59:40")
    assert [event.time_s for event in events] == pytest.approx([2.7, 80.5], abs=0.25)


def test_that_a_line_tells_nothing_while_it_is_not_armed() -> None:
    line = LineRule("l", (200, 100), (200, 299), schedule=NIGHTS)
    assert stay(line, 1, began="2026-09-29 12:00:00") == []
    assert [e.kind for e in stay(line, 1, began="2026-09-29 23:00:00")] == ["line_cross"]


def test_that_a_rule_is_armed_while_nobody_knows_the_time() -> None:
    pipeline = Pipeline(RuleSet(FPS, SIZE, (FieldRule("f", FIELD, schedule=NIGHTS),), CALENDAR))
    events: list[FenceEvent] = []
    for index, foot in enumerate([*line_walk((60, 200), (225, 200), 40), *[(225.0, 200.0)] * 10]):
        events += pipeline.step_detections(standing(foot), index, index / FPS).events
    assert [event.kind for event in events] == ["zone_entry"]
