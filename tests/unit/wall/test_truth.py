from __future__ import annotations

import pytest

from videowall.wall.truth import TileState, judge
from videowall.workers.facts import MaskMode, PictureFacts, StreamState, StreamStatus

NOW_NS = 50_000_000_000_000


def picture(age_ms: int) -> PictureFacts:
    return PictureFacts(NOW_NS - age_ms * 1_000_000, 4, 0, 2, MaskMode.MOVING)


@pytest.mark.parametrize(
    ("said", "age_ms", "state"),
    [
        (StreamState.LIVE, 40, TileState.LIVE),
        (StreamState.LIVE, 1000, TileState.LIVE),
        (StreamState.LIVE, 1001, TileState.STALE),
        (StreamState.OPENING, None, TileState.WAITING),
        (StreamState.OPENING, 5000, TileState.STALE),
        (StreamState.LOST, None, TileState.LOST),
        (StreamState.LOST, 900, TileState.LIVE),
        (StreamState.LOST, 1500, TileState.LOST),
        (StreamState.RECOVERING, 1500, TileState.RECOVERING),
        (StreamState.REFUSED, None, TileState.REFUSED),
        (StreamState.ENDED, 1500, TileState.ENDED),
    ],
)
def test_that_our_own_clock_outranks_the_worker_s_word(
    said: StreamState, age_ms: int | None, state: TileState
) -> None:
    facts = None if age_ms is None else picture(age_ms)
    truth = judge(StreamStatus(said), facts, (0, 0), NOW_NS, 1000)
    assert truth.state is state
    assert truth.trusted == (state is TileState.LIVE)
    assert truth.age_ms == age_ms


def test_that_a_silent_stream_has_a_reason_and_a_live_one_none() -> None:
    silent = judge(StreamStatus(StreamState.LIVE), picture(3000), (0, 0), NOW_NS, 1000)
    assert (silent.reason, silent.fps, silent.lost_ms) == ("no_packet", 0.0, 3000)
    lost = judge(StreamStatus(StreamState.LOST, code="source_lost"), picture(10), (0, 0), NOW_NS, 1000)
    assert lost.reason == ""


def test_that_loss_without_a_picture_is_counted_from_its_beginning() -> None:
    said = StreamStatus(
        StreamState.LOST, attempt=4, next_try_ns=NOW_NS + 1_500_000_000, since_ns=NOW_NS - 9_000_000_000
    )
    truth = judge(said, None, (0, 0), NOW_NS, 1000)
    assert (truth.lost_ms, truth.attempt, truth.next_try_ms) == (9000, 4, 1500)


def test_that_a_picture_smaller_than_its_source_is_called_scaled() -> None:
    said = StreamStatus(StreamState.LIVE, width=768, height=576, fps=7.0)
    assert judge(said, picture(1), (459, 344), NOW_NS, 1000).scaled
    assert not judge(said, picture(1), (768, 576), NOW_NS, 1000).scaled
