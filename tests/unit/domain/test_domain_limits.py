from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import resources
from backend.calendars import load_calendars, read_calendar, seconds_of_day
from backend.domain.errors import Refused
from backend.domain.limits import ANY, Budget, Urgency
from backend.limits import CLOCKS, load_limits, read_budget, read_limits

WHOLE = dict.fromkeys(CLOCKS, "20 s")


def a_table(**changes: Any) -> Mapping[str, Any]:
    return {"name": "x", "version": "1", "clocks": WHOLE} | changes


@pytest.mark.parametrize("name", ["demo", "standard"])
def test_that_every_shipped_table_answers_for_every_urgency(name: str) -> None:
    limits = load_limits(name)
    calendars = load_calendars()
    for clock in CLOCKS:
        for urgency in Urgency:
            budget = limits.budget(clock, "nobody.knows.this", urgency)
            assert budget.clock == clock
            assert budget.calendar in calendars
            assert budget.seconds > 0 or budget.days > 0
    assert {rule.calendar for rule in limits.ladder} <= set(calendars)


def test_that_the_demo_turns_its_lights_within_two_minutes() -> None:
    limits = load_limits("demo")
    assert all(
        limits.budget(clock, "", urgency).seconds <= 90
        and limits.budget(clock, "", urgency).calendar == "cal24"
        for clock in CLOCKS
        for urgency in Urgency
    )


@pytest.mark.parametrize("name", ["demo", "standard"])
@pytest.mark.parametrize("urgency", list(Urgency))
def test_that_all_steps_of_an_ordinary_week_fit_into_the_whole(name: str, urgency: Urgency) -> None:
    limits, calendars = load_limits(name), load_calendars()

    def due_ms(clock: str, start_ms: int) -> int:
        budget = limits.budget(clock, "", urgency)
        calendar = calendars[budget.calendar]
        if budget.days:
            return calendar.close_of_day(start_ms, budget.days).at_ms
        return calendar.add_working(start_ms, budget.seconds * 1000).at_ms

    monday = at_ms = 1_762_736_400_000  # 2025-11-10 09:00 in Shanghai
    for clock in ("accept", "dispatch", "dispose", "check", "callback"):
        at_ms = due_ms(clock, at_ms)
    assert at_ms <= due_ms("total", monday)


def test_that_every_class_with_limits_of_its_own_is_a_known_class() -> None:
    file = Path(resources.__file__).parent / "categories" / "standard.toml"
    known = [row["code"] for row in tomllib.loads(file.read_text(encoding="utf-8"))["category"]]
    named = {category for _, category, _ in load_limits("standard").rows if category != ANY}
    assert named
    assert {name for name in named if not any(f"{code}.".startswith(f"{name}.") for code in known)} == set()


def test_that_an_emergency_is_never_slower_than_an_everyday_matter() -> None:
    limits = load_limits("standard")
    for clock in ("accept", "dispatch", "total"):
        assert limits.budget(clock, "", "emergency").seconds <= limits.budget(clock, "", "normal").seconds


def test_that_the_finest_class_wins_and_then_the_urgency() -> None:
    category = {"a": {"sign": "3 s"}, "a.b": {"sign": {"urgent": "1 s"}}}
    limits = read_limits(a_table(category=category))
    assert limits.budget("sign", "a.b.c", "urgent").seconds == 1
    assert limits.budget("sign", "a.b", "normal").seconds == 3
    assert limits.budget("sign", "ab", "normal").seconds == 20


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("8 s", Budget("sign", "cal24", 8)),
        ("30 min", Budget("sign", "cal24", 1800)),
        ("2 h", Budget("sign", "cal24", 7200)),
        ("7 d", Budget("sign", "cal24", 604_800)),
        ("4 working h", Budget("sign", "office", 14_400)),
        ("15 working min", Budget("sign", "office", 900)),
        ("2 working d", Budget("sign", "office", 0, days=2)),
    ],
)
def test_that_a_limit_is_a_number_and_a_unit(text: str, budget: Budget) -> None:
    assert read_budget("sign", text) == budget


@pytest.mark.parametrize("text", ["", "0 s", "-1 h", "1.5 h", "1 week", "2working h", "5 working s", "h"])
def test_that_anything_else_is_no_limit(text: str) -> None:
    with pytest.raises(ValueError, match="is no limit"):
        read_budget("sign", text)


@pytest.mark.parametrize(
    "table",
    [
        a_table(clocks={**WHOLE, "siesta": "1 h"}),
        a_table(clocks={clock: "1 h" for clock in CLOCKS if clock != "sign"}),
        a_table(clocks={**WHOLE, "sign": {"urgent": "1 h"}}),
        a_table(clocks={**WHOLE, "sign": {"soon": "1 h", "*": "1 h"}}),
        a_table(clocks={**WHOLE, "sign": 5}),
        a_table(rework_percent=0),
        a_table(rework_percent="half"),
        a_table(join_window_s=-1),
        a_table(extra=1),
        a_table(rung=[{"name": "urge"}]),
        a_table(rung=[{"name": "urge", "percent": 50, "colour": "red"}]),
        {"version": "1", "clocks": WHOLE},
        {"name": "x", "version": "1"},
    ],
)
def test_that_a_table_is_read_whole_or_refused_whole(table: Mapping[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        read_limits(table)


def test_that_a_file_of_the_user_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    clocks = "\n".join(f'{clock} = "5 min"' for clock in CLOCKS)
    file.write_text(f'name = "mine"\nversion = "7"\n[clocks]\n{clocks}\n', encoding="utf-8")
    limits = load_limits(str(file))
    assert (limits.name, limits.version, limits.rework_percent) == ("mine", "7", 50)
    assert limits.budget("sign", "", "normal") == Budget("sign", "cal24", 300)


@pytest.mark.parametrize(
    ("text", "code"),
    [(None, "no_limits"), ("not toml at all =", "bad_limits"), ('name = "x"', "bad_limits")],
)
def test_that_a_bad_file_is_refused_in_words(tmp_path: Path, text: str | None, code: str) -> None:
    file = tmp_path / "mine.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_limits(str(file))
    assert caught.value.code == code


def test_that_the_shipped_calendars_are_the_three_of_the_design() -> None:
    calendars = load_calendars()
    assert sorted(calendars) == ["cal24", "office", "office_nolunch"]
    assert calendars["office"].day_ms == 7 * 3_600_000
    assert calendars["office_nolunch"].day_ms == 8 * 3_600_000
    assert calendars["cal24"].day_ms == 24 * 3_600_000
    assert "chinesecalendar" in calendars["office"].version


@pytest.mark.parametrize(
    "text",
    [
        'name = "x"',
        'name = "x"\nshifts = [["9", "12"]]\nholidays = "china"',
        'name = "x"\nshifts = [["09:00", "24:30"]]\nholidays = "china"',
        'name = "x"\nshifts = [["09:00", "12:00"]]\nholidays = "moon"',
        'name = "x"\nshifts = [["09:00", "12:00"]]\nevery_day = true\ncolour = 1',
        'name = "x"\nshifts = [["12:00", "09:00"]]\nevery_day = true',
    ],
)
def test_that_a_bad_calendar_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        read_calendar(tomllib.loads(text))


def test_that_a_time_of_day_may_be_the_end_of_the_day() -> None:
    assert (seconds_of_day("09:30"), seconds_of_day("24:00")) == (34_200, 86_400)
