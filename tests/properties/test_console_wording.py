"""Times in words, for every length of time."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.sla import ClockReading, Light, light_at
from console.board_model import used_share
from console.wording import Words

T0 = 1_795_315_338_000
spans = st.integers(0, 400 * 86_400)


def seconds_of(text: str) -> int:
    """Read a span back; days and hours lose what they do not show."""
    if found := re.fullmatch(r"(\d+) d(?: (\d+) h)?", text):
        return int(found[1]) * 86_400 + int(found[2] or 0) * 3_600
    parts = [int(part) for part in text.split(":")]
    if len(parts) == 3:
        return parts[0] * 3_600 + parts[1] * 60 + parts[2]
    return parts[0] * 3_600 + parts[1] * 60


@given(spans)
def test_that_a_span_can_be_read_back_to_its_own_precision(seconds: int) -> None:
    read = seconds_of(Words().span(seconds))
    step = 1 if seconds < 3_600 else 60 if seconds < 86_400 else 3_600
    assert read == seconds - seconds % step


@given(spans, spans)
def test_that_a_longer_time_never_reads_shorter(a: int, b: int) -> None:
    words = Words()
    if a <= b:
        assert seconds_of(words.span(a)) <= seconds_of(words.span(b))


@st.composite
def readings(draw: st.DrawFn) -> ClockReading:
    budget_s = draw(st.integers(1, 90 * 86_400))
    yellow_s = draw(st.integers(0, budget_s))
    return ClockReading("dispose", 1, T0, T0 + yellow_s * 1000, T0 + budget_s * 1000, budget_s)


@given(readings(), st.integers(-10_000, 200 * 86_400_000))
def test_that_words_and_light_say_the_same(reading: ClockReading, after_ms: int) -> None:
    now_ms = T0 + after_ms
    over = Words().countdown(reading, now_ms).startswith("+")
    assert over is (light_at(reading, now_ms) is Light.RED)


@given(readings(), st.integers(0, 200 * 86_400_000), st.integers(0, 1_000_000))
def test_that_a_bar_only_grows_and_meets_the_lights(
    reading: ClockReading, after_ms: int, more_ms: int
) -> None:
    now_ms = T0 + after_ms
    share = used_share(reading, now_ms)
    assert share <= used_share(reading, now_ms + more_ms)
    light = light_at(reading, now_ms)
    assert (share >= 1) is (light is Light.RED)
    if light is Light.GREEN:
        assert share <= 0.75


@given(st.integers(0, 4_000_000_000_000), st.integers(0, 4_000_000_000_000))
def test_that_a_moment_of_today_is_a_time_and_of_another_day_has_its_date(at_ms: int, now_ms: int) -> None:
    day = 86_400_000
    same_day = (at_ms + 8 * 3_600_000) // day == (now_ms + 8 * 3_600_000) // day
    text = Words().moment(at_ms, now_ms)
    assert bool(re.fullmatch(r"\d\d:\d\d:\d\d", text)) is same_day
    assert bool(re.fullmatch(r"\d\d-\d\d \d\d:\d\d", text)) is not same_day
