"""Working calendars from resources/calendars, with Chinese public holidays from chinesecalendar.

The package knows the years that the State Council has published; later ones are provisional
(see backend.domain.worktime). Updating it is how the notice of a new year arrives.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chinese_calendar import constants

from backend.domain.errors import Refused
from backend.domain.worktime import WorkCalendar

FOLDER = Path(__file__).parent.parent / "resources" / "calendars"


@cache
def load_calendars() -> Mapping[str, WorkCalendar]:
    """Every calendar by name: office, office_nolunch, cal24. Read once per process.

    Raises:
        Refused: `bad_calendar`, a file does not describe a calendar.
    """
    found = (_read(path) for path in sorted(FOLDER.glob("*.toml")))
    return MappingProxyType({calendar.name: calendar for calendar in found})


def _read(path: Path) -> WorkCalendar:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return read_calendar(table)
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("bad_calendar", f"{path.name}: {error}", rule="calendar") from error


def read_calendar(table: Mapping[str, Any]) -> WorkCalendar:
    """One calendar from its table: `name`, `shifts`, and `every_day` or `holidays = "china"`.

    Raises:
        ValueError, KeyError, TypeError: the table does not describe a calendar.
    """
    unknown = set(table) - {"name", "shifts", "every_day", "holidays"}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    shifts = tuple((seconds_of_day(start), seconds_of_day(end)) for start, end in table["shifts"])
    if table.get("every_day", False):
        return WorkCalendar(table["name"], shifts, every_day=True, version="1")
    if table["holidays"] != "china":
        raise ValueError(f"holidays = {table['holidays']!r} are not known here")
    holidays, makeup_days = _china()
    return WorkCalendar(
        table["name"],
        shifts,
        holidays=holidays,
        makeup_days=makeup_days,
        published=frozenset(day.year for day in holidays),
        version=f"chinesecalendar {version('chinesecalendar')}",
    )


def seconds_of_day(text: str) -> int:
    """`09:30` → 34200; `24:00` is the end of the day.

    Raises:
        ValueError: not a time of day.
    """
    hours, minutes = (int(part) for part in text.split(":"))
    if not (0 <= hours <= 24 and 0 <= minutes < 60 and hours * 60 + minutes <= 1440):
        raise ValueError(f"{text!r} is not a time of day")
    return hours * 3600 + minutes * 60


@cache
def _china() -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays and weekend make-up workdays of the published years."""
    return frozenset(constants.holidays), frozenset(constants.workdays)
