"""Working time: when a budget of hours or days is used up, in calendars with shifts and holidays.

Times are UTC ms; a calendar's shifts are local, at a fixed offset (China has had no summer time since
1991). A pause is a half-open interval; pauses are united, never summed, and only their overlap with
working time counts. Source: design 2-ticket.md, Clocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

DAY_MS = 86_400_000
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
BUDGET_MS_MAX = 20 * 366 * DAY_MS
"""Nobody may wait longer than this; it also bounds the walk over days."""

Pause = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Where a budget ends, UTC ms. `provisional`: a day on the way is of a year not yet published."""

    at_ms: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When work is done. `shifts` are (from, to) seconds of the local day, in order, not touching.

    `every_day` knows no weekends and no holidays. Outside the `published` years only weekends and the
    statutory 1 January are free, and results are provisional.
    """

    name: str
    shifts: tuple[tuple[int, int], ...]
    every_day: bool = False
    holidays: frozenset[date] = frozenset()
    makeup_days: frozenset[date] = frozenset()
    published: frozenset[int] = frozenset()
    version: str = ""
    utc_offset_s: int = 28_800

    def __post_init__(self) -> None:
        """Refuse shifts that no walk could use."""
        last = -1
        for start, end in self.shifts:
            if not last < start < end <= 86_400:
                raise ValueError(f"calendar {self.name!r}: shifts must be in order within one day")
            last = end
        if not self.shifts:
            raise ValueError(f"calendar {self.name!r} has no shift")

    @property
    def day_ms(self) -> int:
        """Working time of one working day, ms."""
        return sum(end - start for start, end in self.shifts) * 1000

    def is_workday(self, day: date) -> bool:
        """Whether work is done on a local day."""
        if self.every_day:
            return True
        if day.year not in self.published:
            return day.weekday() < 5 and (day.month, day.day) != (1, 1)
        return day in self.makeup_days or (day.weekday() < 5 and day not in self.holidays)

    def add_working(self, start_ms: int, budget_ms: int, pauses: Sequence[Pause] = ()) -> Deadline:
        """The first moment at which `budget_ms` of working time outside the pauses is used up.

        A budget that ends with a shift is due at its close, not at the next opening.

        Raises:
            ValueError: the budget is negative or absurdly long.
        """
        if not 0 <= budget_ms <= BUDGET_MS_MAX:
            raise ValueError(f"a budget of {budget_ms} ms cannot be timed")
        left_ms, provisional = budget_ms, False
        if left_ms == 0:
            return Deadline(start_ms, provisional=self._unknown(self._day(start_ms)))
        cuts = _united(pauses)
        for day in self._days(start_ms):
            provisional = provisional or self._unknown(day)
            for begin, end in self._open(day, start_ms, cuts):
                if left_ms <= end - begin:
                    return Deadline(begin + left_ms, provisional)
                left_ms -= end - begin
        raise AssertionError("days do not end")

    def working_ms(self, start_ms: int, end_ms: int, pauses: Sequence[Pause] = ()) -> int:
        """Working time between two moments, outside the pauses; 0 when `end_ms` is not later."""
        cuts, total_ms = _united(pauses), 0
        for day in self._days(start_ms):
            if self._midnight(day) >= end_ms:
                break
            pieces = self._open(day, start_ms, cuts)
            total_ms += sum(max(0, min(end, end_ms) - begin) for begin, end in pieces)
        return total_ms

    def close_of_day(self, start_ms: int, days: int, pauses: Sequence[Pause] = ()) -> Deadline:
        """Close of the Nth working day after the local day of `start_ms` (which is not counted).

        Working time lost to pauses is added, and the result is again the close of a working day.

        Raises:
            ValueError: `days` is below one.
        """
        if days < 1:
            raise ValueError(f"{days} working days cannot be timed")
        provisional, first = False, self._day(start_ms)
        for day in self._days(start_ms):
            provisional = provisional or self._unknown(day)
            if day > first and self.is_workday(day):
                days -= 1
                if days == 0:
                    break
        close_ms = self._midnight(day) + self.shifts[-1][1] * 1000
        if not pauses:
            return Deadline(close_ms, provisional)
        moved = self.add_working(start_ms, self.working_ms(start_ms, close_ms), pauses)
        # One ms earlier, so that a day closing at 24:00 is still that day.
        last_ms = self._midnight(self._day(moved.at_ms - 1)) + self.shifts[-1][1] * 1000
        return Deadline(last_ms, provisional or moved.provisional)

    def _day(self, at_ms: int) -> date:
        return date.fromordinal(EPOCH_ORDINAL + (at_ms + self.utc_offset_s * 1000) // DAY_MS)

    def _midnight(self, day: date) -> int:
        return (day.toordinal() - EPOCH_ORDINAL) * DAY_MS - self.utc_offset_s * 1000

    def _days(self, start_ms: int) -> Iterator[date]:
        ordinal = self._day(start_ms).toordinal()
        while True:
            yield date.fromordinal(ordinal)
            ordinal += 1

    def _unknown(self, day: date) -> bool:
        return not self.every_day and day.year not in self.published

    def _open(self, day: date, start_ms: int, cuts: Sequence[Pause]) -> Iterator[tuple[int, int]]:
        """Pieces of one day's working time from `start_ms` on, outside the pauses."""
        if not self.is_workday(day):
            return
        midnight = self._midnight(day)
        for opens_s, closes_s in self.shifts:
            begin, end = max(midnight + opens_s * 1000, start_ms), midnight + closes_s * 1000
            for cut_from, cut_to in cuts:
                if cut_to <= begin or cut_from >= end:
                    continue
                if begin < cut_from:
                    yield begin, cut_from
                begin = max(begin, cut_to)
            if begin < end:
                yield begin, end


def _united(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    united: list[Pause] = []
    for begin, end in sorted(pause for pause in pauses if pause[0] < pause[1]):
        if united and begin <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((begin, end))
    return tuple(united)
