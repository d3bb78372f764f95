"""Working time: when a budget of hours or days is used up, in calendars with shifts and holidays.

Times are UTC ms; a calendar's shifts are local, at a fixed offset (China has had no summer time since
1991). A pause is a half-open interval; pauses are united, never summed, and only their overlap with
working time counts. Source: design 2-ticket.md, Clocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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
    _known: dict[int, tuple[bool, bool]] = field(default_factory=dict, init=False, repr=False, compare=False)

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

    @property
    def around_the_clock(self) -> bool:
        """Whether every second is working time: then nothing needs to be walked over."""
        return self.every_day and self.shifts == ((0, 86_400),)

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
        cuts, day = _united(pauses), self._day(start_ms)
        if budget_ms == 0:
            return Deadline(start_ms, provisional=self._facts(day)[1])
        if self.around_the_clock:
            return Deadline(_outside(start_ms, budget_ms, cuts), provisional=False)
        left_ms, day_ms, provisional = budget_ms, self.day_ms, False
        while True:
            works, unknown = self._facts(day)
            provisional = provisional or unknown
            midnight = self._midnight(day)
            if works and left_ms > day_ms and midnight >= start_ms and not _touched(cuts, midnight):
                left_ms -= day_ms
            elif works:
                for begin, end in self._open(midnight, start_ms, cuts):
                    if left_ms <= end - begin:
                        return Deadline(begin + left_ms, provisional)
                    left_ms -= end - begin
            day += 1

    def working_ms(self, start_ms: int, end_ms: int, pauses: Sequence[Pause] = ()) -> int:
        """Working time between two moments, outside the pauses; 0 when `end_ms` is not later."""
        cuts, total_ms = _united(pauses), 0
        for day in range(self._day(start_ms), self._day(max(start_ms, end_ms)) + 1):
            if self._facts(day)[0]:
                pieces = self._open(self._midnight(day), start_ms, cuts)
                total_ms += sum(max(0, min(end, end_ms) - begin) for begin, end in pieces)
        return total_ms

    def close_of_day(self, start_ms: int, days: int, pauses: Sequence[Pause] = ()) -> Deadline:
        """Close of the Nth working day after the local day of `start_ms` (which is not counted).

        Working time lost to pauses is added, and the result is again the close of a working day.

        Raises:
            ValueError: `days` is below one or absurdly many.
        """
        if not 1 <= days <= BUDGET_MS_MAX // DAY_MS:
            raise ValueError(f"{days} working days cannot be timed")
        day = self._day(start_ms)
        provisional = self._facts(day)[1]
        while days:
            day += 1
            works, unknown = self._facts(day)
            provisional = provisional or unknown
            days -= works
        close_ms = self._midnight(day) + self.shifts[-1][1] * 1000
        if not pauses:
            return Deadline(close_ms, provisional)
        moved = self.add_working(start_ms, self.working_ms(start_ms, close_ms), pauses)
        # One ms earlier, so that a day closing at 24:00 is still that day.
        last_ms = self._midnight(self._day(moved.at_ms - 1)) + self.shifts[-1][1] * 1000
        return Deadline(last_ms, provisional or moved.provisional)

    def _day(self, at_ms: int) -> int:
        """The local day of a moment, as days since 1970-01-01."""
        return (at_ms + self.utc_offset_s * 1000) // DAY_MS

    def _midnight(self, day: int) -> int:
        return day * DAY_MS - self.utc_offset_s * 1000

    def _facts(self, day: int) -> tuple[bool, bool]:
        """(is work done, is its year unknown) of a day; looked up once: most walks pass the same days."""
        known = self._known.get(day)
        if known is None:
            that = date.fromordinal(EPOCH_ORDINAL + day)
            known = (self.is_workday(that), not self.every_day and that.year not in self.published)
            self._known[day] = known
        return known

    def _open(self, midnight: int, start_ms: int, cuts: Sequence[Pause]) -> Iterator[tuple[int, int]]:
        """Pieces of one working day's time from `start_ms` on, outside the pauses."""
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


def _outside(start_ms: int, budget_ms: int, cuts: Sequence[Pause]) -> int:
    """When a budget is used up outside the cuts, which are in order and apart."""
    at_ms, left_ms = start_ms, budget_ms
    for begin, end in cuts:
        if end > at_ms:
            if left_ms <= begin - at_ms:
                break
            left_ms -= max(0, begin - at_ms)
            at_ms = end
    return at_ms + left_ms


def _touched(cuts: Sequence[Pause], midnight: int) -> bool:
    """Whether a pause lies on the day that begins at `midnight`."""
    return any(begin < midnight + DAY_MS and end > midnight for begin, end in cuts)


def _united(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    if not pauses:
        return ()
    united: list[Pause] = []
    for begin, end in sorted(pause for pause in pauses if pause[0] < pause[1]):
        if united and begin <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((begin, end))
    return tuple(united)
