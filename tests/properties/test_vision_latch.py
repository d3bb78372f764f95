"""Latches: one alarm per time that something is on, and never three in a minute, whatever is measured."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from videowall.analytics.judging import CHATTER_S, UNTOLD, Level, latch
from videowall.analytics.looks import LONG_AGO_S

STEPS = st.lists(st.tuples(st.floats(0.04, 5.0), st.sampled_from((-1, 0, 1))), max_size=300)
DELAYS_S = st.sampled_from((0.0, 0.3, 1.0, 5.0))


def told(steps: list[tuple[float, int]], on_s: float, off_s: float, armed: float | None) -> list[float]:
    """When a latch says something."""
    state, time_s, times = UNTOLD, 0.0, []
    for apart_s, sign in steps:
        time_s += apart_s
        state, said = latch(state, (time_s, armed), Level(sign), on_delay_s=on_s, off_delay_s=off_s)
        if said:
            times.append(time_s)
    return times


@given(STEPS, DELAYS_S, DELAYS_S)
def test_that_three_alarms_never_fall_into_a_minute(
    steps: list[tuple[float, int]], on_s: float, off_s: float
) -> None:
    times = told(steps, on_s, off_s, LONG_AGO_S)
    assert all(third - first > CHATTER_S for first, third in zip(times, times[2:], strict=False))


@given(STEPS, DELAYS_S, DELAYS_S)
def test_that_what_is_never_off_is_told_once_at_most(
    steps: list[tuple[float, int]], on_s: float, off_s: float
) -> None:
    never_off = [(apart_s, max(0, sign)) for apart_s, sign in steps]
    assert len(told(never_off, on_s, off_s, LONG_AGO_S)) <= 1


@given(STEPS, DELAYS_S)
def test_that_nothing_is_told_while_it_is_not_armed(steps: list[tuple[float, int]], on_s: float) -> None:
    assert told(steps, on_s, 1.0, None) == []


@given(st.floats(0.1, 30.0), st.floats(0.5, 20.0))
def test_that_what_lasts_is_told_once_after_its_delay(began_s: float, on_s: float) -> None:
    steps = [(began_s, -1)] + [(0.25, 1)] * 200
    (when_s,) = told(steps, on_s, 1.0, LONG_AGO_S)
    assert began_s + 0.25 + on_s - 1e-3 <= when_s <= began_s + 0.5 + on_s + 1e-3


@given(st.floats(1.0, 20.0), st.floats(0.5, 10.0))
def test_that_what_lasts_into_an_armed_time_is_told_once_from_there(armed_s: float, on_s: float) -> None:
    state, times = UNTOLD, []
    for index in range(200):
        time_s = index * 0.25
        armed = armed_s if time_s >= armed_s else None
        state, said = latch(state, (time_s, armed), Level(1), on_delay_s=on_s, off_delay_s=1.0)
        times += [time_s] * said
    (when_s,) = times
    assert armed_s + on_s - 1e-3 <= when_s <= armed_s + on_s + 0.5
