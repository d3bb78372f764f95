"""Which tellings of two analysts are one occurrence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.alarm import Alarm, AlarmState, Priority
from backend.domain.handover import HANDOVER_MS, Telling, told_before

T = 1_000_000
KNOWN = Alarm(
    "a1", AlarmState.DISMISSED, "gate", "fence", "zone_entry", Priority.HIGH, T, analyst="n1", last_ms=T,
    epoch=3, since_ms=T - 500,
)  # fmt: skip
NEW = Telling("gate", "fence", "n2", 4, T + 8_000, T + 8_500)


def test_that_the_next_analysts_telling_belongs_to_the_alarm_of_the_former() -> None:
    assert told_before([KNOWN], NEW) == KNOWN


@pytest.mark.parametrize(
    ("begin", "at", "same"),
    [
        (T + HANDOVER_MS, T + HANDOVER_MS + 900, True),
        (T + HANDOVER_MS + 1, T + HANDOVER_MS + 900, False),
        (T - HANDOVER_MS - 2_000, T - HANDOVER_MS - 500, True),
        (T - HANDOVER_MS - 2_000, T - HANDOVER_MS - 501, False),
        (T - 900_000, T + 900_000, True),
    ],
)
def test_that_nearness_decides(begin: int, at: int, *, same: bool) -> None:
    assert bool(told_before([KNOWN], replace(NEW, since_ms=begin, at_ms=at))) is same


@pytest.mark.parametrize(
    "new",
    [
        replace(NEW, camera="hall"),
        replace(NEW, rule="line"),
        replace(NEW, analyst="n1", epoch=3),
        replace(NEW, epoch=0),
    ],
)
def test_that_others_are_never_the_same(new: Telling) -> None:
    assert told_before([KNOWN], new) is None


def test_that_one_analyst_under_two_epochs_tells_of_one_thing() -> None:
    assert told_before([KNOWN], replace(NEW, analyst="n1", epoch=5)) == KNOWN


def test_that_alarms_of_analysts_nobody_assigned_are_left_alone() -> None:
    assert told_before([replace(KNOWN, epoch=0)], NEW) is None


def test_that_what_is_known_to_have_gone_on_counts() -> None:
    later = replace(NEW, since_ms=T + 600_000, at_ms=T + 600_500)
    assert told_before([KNOWN], later) is None
    assert told_before([KNOWN], later, lambda _: T + 595_000) == KNOWN


def test_that_the_nearest_of_several_is_taken() -> None:
    earlier = replace(KNOWN, id="a0", raised_ms=T - 9_000, last_ms=T - 9_000, since_ms=T - 9_500)
    assert told_before([earlier, KNOWN], NEW) == KNOWN
