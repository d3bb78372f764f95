"""A network camera: every end is a fault, and its clock is believed only as far as ours agrees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from videowall.feeds import camera
from videowall.feeds.camera import CameraSource
from videowall.feeds.decoding import MAX_PIXELS, MAX_SIDE_PX, check_size, fitted
from videowall.feeds.errors import SourceLost, SourceRefused
from videowall.feeds.frame import Picture
from videowall.feeds.source import SourceSpec


class HandDecoder:
    """Gives the stamps it was told to, one picture each, then ends like a killed server: cleanly."""

    stamps: tuple[float | None, ...] = ()

    def __init__(self, address: str, name: str, **_options: Any) -> None:
        self.address, self.name = address, name
        self.size = (64, 48)
        self.rate = 12.5
        self.closed = False

    def frames(self) -> Iterator[tuple[object, float | None]]:
        yield from ((object(), stamp) for stamp in self.stamps)

    def picture(self, frame: object) -> Picture:
        assert frame is not None
        return np.zeros((48, 64, 3), np.uint8)

    def tap(self, _tap: object, _clock: object) -> None:
        """Nobody records here."""

    def counts(self, _frame: object) -> None:
        """No heat."""

    def close(self) -> None:
        self.closed = True


class HandTime:
    """Stands in for the `time` module of the camera source."""

    def __init__(self) -> None:
        self.now_s = 50.0

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> HandTime:
    hand = HandTime()
    monkeypatch.setattr(camera, "time", hand)
    monkeypatch.setattr(camera, "Decoder", HandDecoder)
    return hand


def opened(monkeypatch: pytest.MonkeyPatch, *stamps: float | None) -> CameraSource:
    monkeypatch.setattr(HandDecoder, "stamps", stamps)
    return CameraSource(SourceSpec("rtsp://admin:pass@cam/1"), "c1", lambda: 777)


def test_that_frames_follow_the_cameras_own_clock(monkeypatch: pytest.MonkeyPatch, clock: HandTime) -> None:
    source = opened(monkeypatch, 900.0, 900.08, 900.16)
    times = []
    for arrival_s in (1.0, 1.3, 1.31):  # the network bunches them
        clock.now_s = 50.0 + arrival_s
        times.append(source.read().time_s)
    assert times == pytest.approx([1.0, 1.08, 1.16])
    assert source.fps == 12.5
    assert source.size == (64, 48)


def test_that_a_clock_that_jumps_is_replaced_by_the_time_of_arrival(
    monkeypatch: pytest.MonkeyPatch, clock: HandTime
) -> None:
    source = opened(monkeypatch, 10.0, 9_000.0, 9_000.1, None, 3.0)
    times = []
    for arrival_s in (1.0, 2.0, 2.1, 3.0, 4.0):
        clock.now_s = 50.0 + arrival_s
        times.append(source.read().time_s)
    assert times == pytest.approx([1.0, 2.0, 2.1, 3.0, 4.0])


def test_that_time_never_stands_still_or_goes_back(monkeypatch: pytest.MonkeyPatch, clock: HandTime) -> None:
    source = opened(monkeypatch, 5.0, 5.0, 4.9, 5.0)
    times = [source.read().time_s for _ in range(4)]
    assert times == sorted(set(times))
    assert clock.now_s == 50.0


def test_that_the_end_of_a_camera_is_a_fault(monkeypatch: pytest.MonkeyPatch, clock: HandTime) -> None:
    source = opened(monkeypatch, 1.0)
    frame = source.read()
    assert (frame.camera, frame.index, frame.captured_ms) == ("c1", 0, 777)
    with pytest.raises(SourceLost, match="rtsp://cam/1: the camera ended the stream"):
        source.read()
    source.close()
    assert clock.now_s == 50.0


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (0, 0), (640, 8), (MAX_SIDE_PX + 2, 100), (8000, 8000)]
)
def test_that_pictures_of_impossible_size_are_refused(width: int, height: int) -> None:
    with pytest.raises(SourceRefused, match=f"{width}×{height}"):
        check_size(width, height, "clip")


def test_that_pictures_up_to_8k_are_taken() -> None:
    check_size(7680, 4320, "clip")
    assert MAX_PIXELS >= 7680 * 4320


@pytest.mark.parametrize(
    ("size", "most", "fits"),
    [
        ((1920, 1080), 640, (640, 360)),
        ((640, 360), 640, (640, 360)),
        ((1920, 1080), 0, (1920, 1080)),
        ((767, 575), 101, (100, 76)),
    ],
)
def test_that_fitting_keeps_the_shape_and_even_sides(
    size: tuple[int, int], most: int, fits: tuple[int, int]
) -> None:
    assert fitted(*size, most) == fits
