"""The short queue in shared memory between a decoding child and the analyst."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from videowall.feeds.frame import Frame
from videowall.node.belt import PIXELS_MAX, SLOTS, Belt, attach_belt, create_belt
from videowall.workers.orphans import new_name


@contextmanager
def both_ends() -> Iterator[tuple[Belt, Belt]]:
    ours = create_belt(new_name())
    theirs = attach_belt(ours.name)
    try:
        yield ours, theirs
    finally:
        theirs.close()
        ours.close()


def frame(index: int, *, width: int = 40, height: int = 30, hot: bool = False) -> Frame:
    image = np.full((height, width, 3), index % 256, np.uint8)
    counts = np.full((height, width), 1000 + index, np.uint16) if hot else None
    return Frame("sender", index, index / 5, image, 1_700_000_000_000 + index, counts)


def test_that_pictures_come_out_in_order_as_they_went_in() -> None:
    with both_ends() as (ours, theirs):
        assert ours.head() is None
        for n in range(SLOTS):
            assert theirs.put(frame(n, width=40 + n), 7, 1000 + n)
        for n in range(SLOTS):
            head = ours.head()
            assert head is not None
            assert (head.opening, head.arrived_ns) == (7, 1000 + n)
            taken = ours.take("c1")
            assert (taken.camera, taken.index, taken.time_s) == ("c1", n, n / 5)
            assert taken.captured_ms == 1_700_000_000_000 + n
            assert taken.size == (40 + n, 30)
            assert (taken.image == n).all()
            assert taken.counts is None
        assert ours.head() is None


def test_that_a_full_belt_throws_the_new_picture_away_and_counts_it() -> None:
    with both_ends() as (ours, theirs):
        for n in range(SLOTS + 2):
            theirs.put(frame(n), 1, n)
        assert ours.thrown == 2
        assert ours.take("c1").index == 0
        assert theirs.put(frame(9), 1, 9)
        ours.drop()
        assert [ours.take("c1").index for _ in range(SLOTS - 1)] == [2, 9]


def test_that_a_taken_picture_stays_as_it_is() -> None:
    with both_ends() as (ours, theirs):
        theirs.put(frame(1), 1, 1)
        kept = ours.take("c1")
        for n in range(2, 2 + SLOTS):
            theirs.put(frame(n), 1, n)
        assert (kept.image == 1).all()


def test_that_radiometric_counts_come_along() -> None:
    with both_ends() as (ours, theirs):
        theirs.put(frame(3, hot=True), 1, 1)
        taken = ours.take("c1")
        assert taken.counts is not None
        assert taken.counts.shape == (30, 40)
        assert (taken.counts == 1003).all()
        assert (taken.image == 3).all()


def test_that_a_picture_that_is_too_large_is_refused() -> None:
    with both_ends() as (_ours, theirs), pytest.raises(ValueError, match="does not fit"):
        theirs.put(frame(0, width=PIXELS_MAX // 100 + 1, height=100), 1, 1)


def test_that_the_wanted_pause_and_the_sign_of_life_cross_over() -> None:
    with both_ends() as (ours, theirs):
        assert (theirs.period_us, ours.beaten_ns) == (0, 0)
        ours.want_period(125_000)
        theirs.beat(77)
        assert (theirs.period_us, ours.beaten_ns) == (125_000, 77)
