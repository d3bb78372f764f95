"""Words for times and codes."""

from __future__ import annotations

import pytest

from backend.domain.sla import ClockReading
from console import ticket_words, vocabulary
from console.vocabulary import Table
from console.wording import Words, untranslated

NOON_MS = 1_795_315_338_000  # 2026-11-22 10:42:18 in Tongliang


def reading(deadline_s: float, *, provisional: bool = False, stopped_s: float = 0) -> ClockReading:
    """A clock of 100 s that started at 0 of NOON_MS and is due at `deadline_s`."""
    return ClockReading(
        "dispose",
        1,
        NOON_MS,
        NOON_MS + int(deadline_s * 750),
        NOON_MS + int(deadline_s * 1000),
        int(deadline_s),
        stopped_ms=NOON_MS + int(stopped_s * 1000) if stopped_s else 0,
        provisional=provisional,
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00:00"),
        (18 * 60 + 42, "0:18:42"),
        (3599, "0:59:59"),
        (3600, "1:00"),
        (3 * 3600 + 41 * 60 + 59, "3:41"),
        (86_399, "23:59"),
        (86_400, "1 d"),
        (86_400 + 5 * 3600, "1 d 5 h"),
        (-4, "0:00:00"),
    ],
)
def test_that_a_span_shows_seconds_only_below_an_hour(seconds: int, text: str) -> None:
    assert Words().span(seconds) == text


def test_that_a_countdown_reaches_zero_in_the_moment_it_turns_red() -> None:
    words, clock = Words(), reading(100)
    assert words.countdown(clock, NOON_MS + 99_001) == "0:00:01"
    assert words.countdown(clock, NOON_MS + 99_999) == "0:00:01"
    assert words.countdown(clock, NOON_MS + 100_000) == "+0:00:00"
    assert words.countdown(clock, NOON_MS + 101_999) == "+0:00:01"


def test_that_a_stopped_clock_keeps_the_time_it_stopped_with() -> None:
    clock = reading(100, stopped_s=40)
    assert Words().countdown(clock, NOON_MS + 5_000_000) == "0:01:00"


def test_that_a_provisional_deadline_is_marked() -> None:
    assert Words().countdown(reading(100, provisional=True), NOON_MS).endswith("°")


def test_that_times_are_painted_in_the_zone_of_the_district() -> None:
    words = Words()
    assert words.time(NOON_MS) == "10:42:18"
    assert words.date(NOON_MS) == "Sun 22 Nov"
    assert words.time(0) == "08:00:00"
    assert words.date(0) == "Thu 1 Jan"


def test_that_another_day_is_named_in_a_moment() -> None:
    words = Words()
    assert words.moment(1_000, 2_000) == "08:00:01"
    assert words.moment(1_000, 90_000_000) == "01-01 08:00"


@pytest.mark.parametrize(("seconds", "text"), [(59, "59 s"), (60, "1 min"), (7_300, "2 h"), (200_000, "2 d")])
def test_that_a_rough_length_has_one_unit(seconds: int, text: str) -> None:
    assert Words().about(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(20, "20 s"), (1800, "30 min"), (7200, "2 h"), (5400, "90 min")]
)
def test_that_a_budget_is_said_in_its_own_unit(seconds: int, text: str) -> None:
    assert Words().budget(seconds) == text


def test_that_a_code_without_a_word_shows_itself() -> None:
    assert Words().of(ticket_words.STATES, "filed") == "To dispatch"
    assert Words().of(ticket_words.STATES, "pondered") == "pondered"


def test_that_every_table_is_looked_up_in_its_own_context() -> None:
    asked: list[tuple[str, str]] = []

    def translate(context: str, source: str, /) -> str:
        asked.append((context, source))
        return f"«{source}»"

    tables = [
        value
        for value in (*vars(vocabulary).values(), *vars(ticket_words).values())
        if isinstance(value, Table)
    ]
    words = Words(translate)
    for table in tables:
        for code, english in table.words.items():
            assert words.of(table, code) == f"«{english}»"
    assert {context for context, _ in asked} == {table.context for table in tables}
    assert len({table.context for table in tables}) == len(tables)


def test_that_thousands_are_parted_by_a_thin_space() -> None:
    assert Words(untranslated).thousands(22_916) == "22\u2009916"
