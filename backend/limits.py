"""Tables of time limits from resources/limits or a file of the user's.

The form is explained in resources/limits/standard.toml. A table is read whole or refused whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from backend.datafile import DataFile, Row, read_data, refusing
from backend.domain.errors import Refused
from backend.domain.limits import ANY, LADDER, Budget, LimitTable, RungRule, Urgency

FOLDER = Path(__file__).parent.parent / "resources" / "limits"
WORKING_CALENDAR = "office"
NATURAL_CALENDAR = "cal24"
SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
CLOCKS = ("accept", "dispatch", "sign", "dispose", "check", "callback", "total")
"""Clocks that every table must set for every category and urgency."""

MORE_CLOCKS = ("verify", "arbitrate", "review")
"""Clocks that a table may leave out: what they measure then has no limit."""

RANGES = {"rework_percent": (1, 100), "return_percent": (1, 100), "reserve_percent": (0, 90)}
"""Bounds of the whole numbers of a table; for all others 0 to 86400, days and counts alike."""

_LIMIT = re.compile(r"([1-9]\d{0,6}) (working )?(s|min|h|d)")


def load_limits(name: str) -> LimitTable:
    """The table called `name` (standard, demo), or the one in the file at that path.

    Raises:
        Refused: `no_limits` when there is none, `bad_limits` when it cannot be used: the words name the
            file, the line, and what to do (a datafile.Flaw).
    """
    shipped = FOLDER / f"{name}.toml"
    path = shipped if re.fullmatch(r"[a-z0-9_]+", name) and shipped.exists() else Path(name)
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in FOLDER.glob("*.toml")))
        words = f"no table of limits {name!r}; give a file or one of: {known}"
        raise Refused("no_limits", words, rule="limits")
    with refusing("bad_limits", path):
        return _table(read_data(path))


def read_limits(table: Mapping[str, Any]) -> LimitTable:
    """A table from parsed TOML, complete: every clock has a limit for whatever is reported.

    Raises:
        ValueError: it cannot be used (a datafile.Fault).
    """
    return _table(Row(table, (), DataFile(Path("table"), "")))


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


def _table(top: Row) -> LimitTable:
    defaults = LimitTable()
    numbers = [one.name for one in fields(LimitTable) if isinstance(getattr(defaults, one.name), int)]
    top.only("name", "version", "note", *numbers, "clocks", "category", "rung")
    if "clocks" not in top.values:
        raise top.fault("", "there are no limits", f"add [clocks] with {', '.join(CLOCKS)}")
    rows = dict(_rows(ANY, top.row("clocks")))
    classes = top.row("category")
    for category in classes.values:
        rows |= dict(_rows(category, classes.row(category)))
    top.text("note", "")
    limits = LimitTable(
        name=top.text("name"),
        version=top.text("version"),
        rows=rows,
        ladder=tuple(_rung(rung) for rung in top.rows("rung")) if "rung" in top.values else LADDER,
        **{
            name: top.number(name, getattr(defaults, name), *RANGES.get(name, (0, 86_400)))
            for name in numbers
        },
    )
    _check_whole(top, limits)
    return limits


def _check_whole(top: Row, limits: LimitTable) -> None:
    """Every clock answers for a class that nobody has heard of; an optional one for all urgencies or none."""
    for clock in (
        *CLOCKS,
        *(name for name in MORE_CLOCKS if (name, ANY) in {row[:2] for row in limits.rows}),
    ):
        for urgency in Urgency:
            try:
                limits.budget(clock, "", urgency)
            except Refused as missing:
                words = f"{clock} says nothing for urgency {urgency.value}"
                remedy = f'add {urgency.value} or "*" below [clocks.{clock}]'
                raise top.row("clocks").fault(clock, words, remedy) from missing


def _rows(category: str, clocks: Row) -> Iterator[tuple[tuple[str, str, str], Budget]]:
    clocks.only(*CLOCKS, *MORE_CLOCKS)
    for clock, limit in clocks.values.items():
        row = clocks.row(clock) if isinstance(limit, dict) else Row({ANY: limit}, clocks.place, clocks.file)
        row.only(ANY, *(urgency.value for urgency in Urgency))
        for urgency in row.values:
            text = row.text(urgency)
            try:
                budget = read_budget(clock, text)
            except ValueError as fault:
                words, _, remedy = str(fault).partition("; ")
                key = urgency if isinstance(limit, dict) else clock
                raise row.fault(key, words, remedy) from fault
            yield (clock, category, urgency), budget


def _rung(row: Row) -> RungRule:
    row.only("name", "percent", "working_days", "calendar", "summons")
    rung = RungRule(
        row.text("name", form=r"[a-z_]+"),
        row.number("percent", 0, 0, 10_000),
        row.number("working_days", 0, 0, 365),
        row.text("calendar", "office"),
        row.texts("summons"),
    )
    if not rung.percent and not rung.working_days:
        raise row.fault("", f"rung {rung.name!r} is never due", "add percent or working_days")
    return rung
