"""Statistics and the leaders' monthly report: pure functions over logs, for any period and grouping.

Source: design 2-ticket.md, Evaluation and classes. The report is data; its page comes elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from backend.domain import sla
from backend.domain.facts import COUNTED, Fact, facts
from backend.domain.log import Ticket
from backend.domain.ticket import replay
from backend.domain.worktime import DAY_MS, EPOCH_ORDINAL, WorkCalendar

RATES = ("responded", "solved", "satisfied", "on_time", "on_time_first", "rework", "returned", "upheld")
"""Kinds of facts that are shares; the others are counted."""

SHANGHAI_MS = 28_800_000


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open stretch of time, UTC ms."""

    from_ms: int
    to_ms: int

    def has(self, at_ms: int) -> bool:
        """Whether a moment lies in it."""
        return self.from_ms <= at_ms < self.to_ms


def month(year: int, number: int) -> Period:
    """A calendar month of the district (UTC+8).

    Raises:
        ValueError: there is no such month.
    """
    first, after = date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)
    begin, end = ((day.toordinal() - EPOCH_ORDINAL) * DAY_MS - SHANGHAI_MS for day in (first, after))
    return Period(begin, end)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int = 0
    of: int = 0

    @property
    def percent(self) -> float | None:
        """One decimal; None of nothing, because 0 of 0 is no rate."""
        return round(100 * self.hits / self.of, 1) if self.of else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What counts for one department, team, center or class in a period."""

    counts: Mapping[str, int] = field(default_factory=dict)
    rates: Mapping[str, Share] = field(default_factory=dict)

    def rate(self, kind: str) -> Share:
        """One rate; empty when nothing of the kind happened."""
        return self.rates.get(kind, Share())


def figures(found: Iterable[Fact], period: Period) -> Figures:
    """Counts and rates of the facts that lie in the period."""
    counts: dict[str, int] = dict.fromkeys(sorted(COUNTED), 0)
    rates: dict[str, Share] = dict.fromkeys(RATES, Share())
    for fact in found:
        if not period.has(fact.at_ms):
            continue
        if fact.kind in counts:
            counts[fact.kind] += 1
        else:
            old = rates[fact.kind]
            rates[fact.kind] = Share(old.hits + fact.hit, old.of + 1)
    return Figures(counts, rates)


def grouped(found: Iterable[Fact], group: Callable[[Fact], str], period: Period) -> dict[str, Figures]:
    """Figures by group, in the order of names; facts of no group (an empty name) are left out."""
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in found:
        name = group(fact)
        if name:
            groups[name].append(fact)
    return {name: figures(groups[name], period) for name in sorted(groups)}


@dataclass(frozen=True, slots=True)
class Frequent:
    """A high frequency (高频): distinct tickets on one object and class within a few days."""

    focus: str
    category: str
    tickets: tuple[str, ...]
    from_ms: int
    to_ms: int


def frequent(tickets: Iterable[Ticket], count: int, days: int) -> tuple[Frequent, ...]:
    """Every run of reports in which `count` lie within `days`; overlapping ones are one run."""
    piles: dict[tuple[str, str], dict[str, Ticket]] = defaultdict(dict)
    for ticket in tickets:
        focus = ticket.focus or ticket.place
        if focus and ticket.category:
            piles[focus, ticket.category][ticket.id] = ticket
    found: list[Frequent] = []
    for (focus, category), pile in sorted(piles.items()):
        row = sorted(pile.values(), key=lambda ticket: (ticket.opened_ms, ticket.id))
        for run in _runs(row, count, days * DAY_MS):
            names = tuple(ticket.id for ticket in run)
            found.append(Frequent(focus, category, names, run[0].opened_ms, run[-1].opened_ms))
    return tuple(found)


def _runs(row: Sequence[Ticket], count: int, window_ms: int) -> list[list[Ticket]]:
    runs: list[list[int]] = []
    for first in range(len(row) - count + 1):
        last = first + count - 1
        if row[last].opened_ms - row[first].opened_ms > window_ms:
            continue
        if runs and first <= runs[-1][1]:
            runs[-1][1] = last
        else:
            runs.append([first, last])
    return [list(row[first : last + 1]) for first, last in runs]


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """What leaders read once a month, as data; `before` is the month before, to compare with."""

    period: Period
    whole: Figures
    before: Figures
    centers: Mapping[str, Figures]
    departments: Mapping[str, Figures]
    teams: Mapping[str, Figures]
    categories: Mapping[str, Figures]
    frequent: tuple[Frequent, ...]
    open: tuple[str, ...]  # at the end of the month
    overdue: tuple[str, ...]  # of these: a clock was red


def monthly_report(
    tickets: Sequence[Ticket],
    calendars: Mapping[str, WorkCalendar],
    year: int,
    number: int,
    *,
    team_of: Callable[[str], str] = lambda _person: "",
    frequent_count: int = 3,
    frequent_days: int = 3,
) -> MonthlyReport:
    """The report of a month over the tickets given; `team_of` names a person's team, or nothing.

    Raises:
        ValueError: there is no such month. Unavailable: a calendar is not installed here.
    """
    period = month(year, number)
    before = month(year - (number == 1), (number - 2) % 12 + 1)
    found = [fact for ticket in tickets for fact in facts(ticket, calendars)]
    then = [known for ticket in tickets if (known := as_of(ticket, period.to_ms)) is not None]
    left = [ticket for ticket in then if not ticket.ended]
    fresh = [ticket for ticket in then if period.has(ticket.opened_ms)]
    return MonthlyReport(
        period=period,
        whole=figures(found, period),
        before=figures(found, before),
        centers=grouped(found, lambda fact: fact.center, period),
        departments=grouped(found, lambda fact: fact.department, period),
        teams=grouped(found, lambda fact: team_of(fact.person), period),
        categories=grouped(found, lambda fact: fact.category, period),
        frequent=frequent(fresh, frequent_count, frequent_days),
        open=tuple(ticket.id for ticket in left),
        overdue=tuple(ticket.id for ticket in left if _is_red(ticket, calendars, period.to_ms)),
    )


def as_of(ticket: Ticket, at_ms: int) -> Ticket | None:
    """The ticket as it was just before a moment; None before it was reported."""
    until = [event for event in ticket.events if event.at_ms < at_ms]
    return replay(until) if until else None


def _is_red(ticket: Ticket, calendars: Mapping[str, WorkCalendar], at_ms: int) -> bool:
    return sla.course(sla.clocks(ticket, calendars, at_ms)).at(at_ms) is sla.Light.RED
