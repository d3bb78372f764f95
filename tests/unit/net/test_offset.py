"""The center's clock against ours, and the waits between attempts."""

from __future__ import annotations

from backend.domain.offset import DRIFT_PPM, Offset, OffsetEstimate
from backend.net.backoff import FIRST_S, LONGEST_S, Backoff
from tests.fakes.clock import ManualClock

AHEAD_MS = 4_000


def probe(
    estimate: OffsetEstimate, clock: ManualClock, there_ms: int, back_ms: int, ahead_ms: int = AHEAD_MS
) -> None:
    sent_s = clock.monotonic_s()
    clock.advance(there_ms)
    told_ms = clock.now_ms() + ahead_ms
    clock.advance(back_ms)
    estimate.add(sent_s=sent_s, received_s=clock.monotonic_s(), told_ms=told_ms)


def read(estimate: OffsetEstimate, clock: ManualClock) -> Offset:
    found = estimate.read(now_ms=clock.now_ms(), now_s=clock.monotonic_s())
    assert found is not None
    return found


def test_that_nothing_is_known_before_the_first_probe() -> None:
    clock = ManualClock()
    assert OffsetEstimate().read(now_ms=clock.now_ms(), now_s=clock.monotonic_s()) is None


def test_that_a_fair_round_trip_tells_the_offset_and_half_of_it_is_the_bound() -> None:
    estimate, clock = OffsetEstimate(), ManualClock()
    probe(estimate, clock, 10, 10)
    found = read(estimate, clock)
    assert found.offset_ms == AHEAD_MS
    assert 11 <= found.error_ms <= 13


def test_that_a_one_sided_delay_stays_within_the_bound() -> None:
    estimate, clock = OffsetEstimate(), ManualClock()
    probe(estimate, clock, 200, 0)
    found = read(estimate, clock)
    assert abs(found.offset_ms - AHEAD_MS) <= found.error_ms


def test_that_the_quickest_probe_counts() -> None:
    estimate, clock = OffsetEstimate(), ManualClock()
    for delay_ms in (300, 2, 250):
        probe(estimate, clock, delay_ms, delay_ms)
    assert read(estimate, clock).error_ms <= 5


def test_that_setting_our_own_clock_shows_at_once() -> None:
    estimate, clock = OffsetEstimate(), ManualClock()
    probe(estimate, clock, 1, 1)
    clock.set_wall(clock.now_ms() - 60_000)
    assert abs(read(estimate, clock).offset_ms - (AHEAD_MS + 60_000)) <= 3


def test_that_a_center_whose_clock_was_set_is_believed_anew() -> None:
    estimate, clock = OffsetEstimate(), ManualClock()
    probe(estimate, clock, 1, 1)
    probe(estimate, clock, 20, 20, ahead_ms=-90_000)
    found = read(estimate, clock)
    assert abs(found.offset_ms + 90_000) <= found.error_ms


def test_that_the_bound_grows_while_nothing_is_heard() -> None:
    estimate, clock = OffsetEstimate(), ManualClock()
    probe(estimate, clock, 1, 1)
    clock.advance(100_000)
    assert read(estimate, clock).error_ms >= 100_000 * DRIFT_PPM / 1e6


def test_that_waits_double_to_the_longest_and_start_over_after_success() -> None:
    longest = Backoff(lambda _low, high: high)
    waits = [longest.next_s() for _ in range(8)]
    assert waits[0] == FIRST_S
    assert waits[1] == 2 * FIRST_S
    assert waits[-1] == LONGEST_S
    longest.reset()
    assert longest.next_s() == FIRST_S


def test_that_waits_are_spread_over_the_upper_half() -> None:
    seen: list[tuple[float, float]] = []
    Backoff(lambda low, high: seen.append((low, high)) or low).next_s()  # type: ignore[func-returns-value]
    assert seen == [(FIRST_S / 2, FIRST_S)]
    assert FIRST_S / 2 <= Backoff().next_s() <= FIRST_S
