"""Time of recorded pictures: true rates, broken timestamps, playing live."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.fakes.vision_files import moving_square, write_video
from videowall.feeds.pacing import SLIP_S, Pace
from videowall.feeds.reader import open_source
from videowall.feeds.recorded import MediaTime
from videowall.feeds.source import SourceSpec


class Hand:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_that_a_given_rate_overrides_timestamps() -> None:
    time = MediaTime(25.0, 10.0)
    assert [time.next_s(stamp) for stamp in (5.0, -3.0, None)] == pytest.approx([0.0, 0.1, 0.2])


def test_that_good_timestamps_are_followed() -> None:
    time = MediaTime(10.0, None)
    assert [time.next_s(stamp) for stamp in (7.0, 7.1, 7.5, 7.6)] == pytest.approx([0.0, 0.1, 0.5, 0.6])


@pytest.mark.parametrize("stamps", [(5.0, 4.0, 3.0), (0.0, 0.0, 0.0), (0.0, 1e6, 2e12), (None, None, None)])
def test_that_broken_timestamps_become_one_period_each(stamps: tuple[float | None, ...]) -> None:
    time = MediaTime(10.0, None)
    assert [time.next_s(stamp) for stamp in stamps] == pytest.approx([0.0, 0.1, 0.2])


def test_that_a_frame_is_late_when_the_next_one_is_due() -> None:
    clock = Hand()
    pace = Pace(clock)
    assert not pace.is_late(0.0, 0.1)
    clock.now_s += 0.15
    assert pace.is_late(0.0, 0.1)
    assert not pace.is_late(0.1, 0.1)


def test_that_a_player_far_behind_goes_on_from_where_it_is() -> None:
    clock = Hand()
    pace = Pace(clock)
    assert not pace.is_late(0.0, 0.1)
    clock.now_s += SLIP_S + 0.2
    assert not pace.is_late(0.1, 0.1), "given up catching up"
    assert pace.lag_s(0.1) == pytest.approx(0.0)


def test_that_stopping_ends_a_wait_at_once() -> None:
    pace = Pace()
    pace.lag_s(0.0)
    outcome: list[bool] = []
    waiting = threading.Thread(target=lambda: outcome.append(pace.wait(3600.0)))
    waiting.start()
    pace.stop()
    waiting.join(5)
    assert outcome == [False]


def test_that_a_live_file_takes_as_long_as_it_shows(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.avi", moving_square(6), fps=20)
    source = open_source(SourceSpec(str(path), live=True))
    pace = Pace()
    pace.lag_s(0.0)
    last = [source.read() for _ in range(5)][-1]
    source.close()
    assert last.index >= 4
    assert pace.lag_s(last.time_s) >= -0.01, "no frame came before it was due"


def test_that_a_live_scene_leaves_out_what_nobody_fetched_in_time() -> None:
    source = open_source(SourceSpec("scene:road", live=True, fps=60, loop=True))
    first = source.read()
    threading.Event().wait(0.3)
    second = source.read()
    source.close()
    assert second.index > first.index + 3
