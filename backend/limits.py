"""Tables of time limits from resources/limits or a file of the user's.

The form is explained in resources/limits/standard.toml. A table is read whole or refused whole.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from backend.domain.errors import Refused
from backend.domain.limits import ANY, LADDER, Budget, LimitTable, RungRule, Urgency

FOLDER = Path(__file__).parent.parent / "resources" / "limits"
WORKING_CALENDAR = "office"
NATURAL_CALENDAR = "cal24"
SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
CLOCKS = ("accept", "dispatch", "sign", "dispose", "check", "callback", "total")
"""Clocks that every table must set for every category and urgency."""

KEYS = frozenset(("name", "version", "rework_percent", "join_window_s", "clocks", "category", "rung"))

_LIMIT = re.compile(r"([1-9]\d{0,6}) (working )?(s|min|h|d)")


def load_limits(name: str) -> LimitTable:
    """The table called `name` (standard, demo), or the one in the file at that path.

    Raises:
        Refused: `no_limits` when there is none, `bad_limits` when it cannot be used; the words say why.
    """
    shipped = FOLDER / f"{name}.toml"
    path = shipped if re.fullmatch(r"[a-z0-9_]+", name) and shipped.exists() else Path(name)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        known = ", ".join(sorted(file.stem for file in FOLDER.glob("*.toml")))
        words = f"no table of limits {name!r}; give a file or one of: {known}"
        raise Refused("no_limits", words, rule="limits") from error
    try:
        return read_limits(tomllib.loads(text))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("bad_limits", f"{path.name}: {error}", rule="limits") from error


def read_limits(table: Mapping[str, Any]) -> LimitTable:
    """A table from parsed TOML, complete: every clock has a limit for whatever is reported.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it cannot be used.
    """
    unknown = set(table) - {
        "name",
        "version",
        "rework_percent",
        "join_window_s",
        "clocks",
        "category",
        "rung",
    }
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    rows = dict(_rows(ANY, table["clocks"]))
    for category, clocks in table.get("category", {}).items():
        rows |= dict(_rows(category, clocks))
    limits = LimitTable(
        name=str(table["name"]),
        version=str(table["version"]),
        rows=rows,
        rework_percent=_between(table, "rework_percent", 50, 1, 100),
        join_window_s=_between(table, "join_window_s", 60, 0, 86_400),
        ladder=tuple(_rung(rung) for rung in table["rung"]) if "rung" in table else LADDER,
    )
    for clock in CLOCKS:
        for urgency in Urgency:
            try:
                limits.budget(clock, "", urgency)
            except Refused as missing:
                raise ValueError(missing.words) from missing
    return limits


def read_budget(clock: str, text: str) -> Budget:
    """`4 working h` → 14400 s of office time; `2 working d` → due at the close of the second working day.

    Raises:
        ValueError: not a limit.
    """
    found = _LIMIT.fullmatch(text)
    if found is None or (found[2] and found[3] == "s"):
        raise ValueError(f"{clock} = {text!r} is no limit; write for example '30 min' or '2 working d'")
    number, unit = int(found[1]), found[3]
    if found[2] and unit == "d":
        return Budget(clock, WORKING_CALENDAR, 0, days=number)
    calendar = WORKING_CALENDAR if found[2] else NATURAL_CALENDAR
    return Budget(clock, calendar, number * SECONDS[unit])


def _rows(category: str, clocks: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], Budget]]:
    for clock, limit in clocks.items():
        if clock not in CLOCKS:
            raise ValueError(f"there is no clock {clock!r}")
        for urgency, text in (limit if isinstance(limit, dict) else {ANY: limit}).items():
            if urgency != ANY and urgency not in set(Urgency):
                raise ValueError(f"{clock}: there is no urgency {urgency!r}")
            yield (clock, category, urgency), read_budget(clock, text)


def _rung(table: Mapping[str, Any]) -> RungRule:
    rung = RungRule(**{**table, "summons": tuple(table.get("summons", ()))})
    if rung.percent <= 0 and rung.working_days <= 0:
        raise ValueError(f"rung {rung.name!r} needs percent or working_days")
    return rung


def _between(table: Mapping[str, Any], name: str, default: int, low: int, high: int) -> int:
    value = table.get(name, default)
    if not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}")
    return value
