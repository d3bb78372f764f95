"""When a rule is armed: windows of local days, by the working calendar.

A window begins on a day that it names and ends on the next one when it ends before it begins, so
`fri 22:00–06:00` lasts into Saturday whatever Saturday is. Which days are holidays, and the local time
(Asia/Shanghai, 8 hours before UTC the year round), come from the calendar, which is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from backend.domain.worktime import WorkCalendar

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS: Final = (*WEEKDAYS, "workday", "holiday", "every")
DAY_S: Final = 86_400

PLAIN: Final = WorkCalendar("plain", ((0, DAY_S),))
"""Without a calendar: only weekends and 1 January are free."""


@dataclass(frozen=True, slots=True)
class Window:
    """From `from_s` to `to_s` of the local day; `to_s` not above `from_s` is on the next day."""

    days: tuple[str, ...]  # of DAYS; holiday is every day on which no work is done
    from_s: int  # 0 to 86399
    to_s: int  # 1 to 86400


@dataclass(frozen=True, slots=True)
class Schedule:
    """Windows in which a rule is armed; without any it always is."""

    windows: tuple[Window, ...] = ()

    def armed(self, at_ms: int, calendar: WorkCalendar = PLAIN) -> bool:
        """Whether the rule is armed at a moment, UTC ms. Windows are half-open: their end is outside."""
        if not self.windows:
            return True
        local = datetime.fromtimestamp(at_ms // 1000, UTC) + timedelta(seconds=calendar.utc_offset_s)
        second = local.hour * 3600 + local.minute * 60 + local.second
        for window in self.windows:
            overnight = window.to_s <= window.from_s
            end_s = DAY_S if overnight else window.to_s
            if window.from_s <= second < end_s and _on(window, local, calendar):
                return True
            if overnight and second < window.to_s and _on(window, local - timedelta(days=1), calendar):
                return True
        return False


def _on(window: Window, local: datetime, calendar: WorkCalendar) -> bool:
    """Whether the window begins on this local day."""
    today = "workday" if calendar.is_workday(local.date()) else "holiday"
    return bool({"every", today, WEEKDAYS[local.weekday()]} & set(window.days))


ALWAYS: Final = Schedule()
