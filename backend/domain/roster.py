"""Who is on duty: posts (a role and a number, never a name), shifts, turns and changes of turns.

A roster holds no persons. A post is spelled `UNIT/DUTY/NUMBER`; who stands behind a number is known where
the paper roster hangs. Turns follow from the date alone, so every center reads the same roster alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from backend.domain.org import LEVELS, Organisation, UnitKind
from backend.domain.roles import Role
from backend.domain.worktime import WorkCalendar

SHANGHAI = timezone(timedelta(hours=8))
DAY_S = 86_400
EVERY_DAY = ""
"""A shift without a calendar is stood every day."""


class Duty(StrEnum):
    """What a post is there for."""

    DUTY_LEADER = "duty_leader"  # 值班长
    CENTER_LEADER = "center_leader"  # 带班领导
    INTAKE = "intake"  # 受理员
    DISPATCHER = "dispatcher"  # 派遣员
    CHECKER = "checker"  # 核查员
    CALLBACK = "callback"  # 回访员
    OPERATOR = "operator"  # 值班员
    GRID_OFFICER = "grid_officer"  # 网格员
    LIAISON = "liaison"  # 联络员: a department's contact for the centers
    RESPONDER = "responder"  # 处置队员: a department's member who drives out


ROLE_OF: Mapping[Duty, Role] = {
    Duty.LIAISON: Role.DEPARTMENT,
    Duty.RESPONDER: Role.DEPARTMENT,
    **{duty: Role(duty.value) for duty in Duty if duty.value in set(Role)},
}
"""The role that the key of somebody on such a post is authorised as."""

_DEPARTMENT = (UnitKind.DEPARTMENT,)

POSTED_AT: Mapping[Duty, tuple[UnitKind, ...]] = {
    **dict.fromkeys(Duty, LEVELS),
    Duty.GRID_OFFICER: (UnitKind.GRID, UnitKind.COMMUNITY),
    Duty.LIAISON: _DEPARTMENT,
    Duty.RESPONDER: _DEPARTMENT,
}
"""At units of which kind a duty may be done: the table of roles by level, department and grid."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A part of the day, in seconds from local midnight; `end_s` beyond a day reaches into the next one.

    `calendar` names a working calendar: the shift begins only on its workdays. Empty means every day.
    """

    name: str
    start_s: int
    end_s: int
    calendar: str = EVERY_DAY
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """`count` posts of one duty at one unit, of which `on` stand each of the `shifts`, in turns by day."""

    unit: str
    duty: Duty
    count: int
    shifts: tuple[str, ...]
    on: int = 1
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One turn is swapped: on the local `day`, `stands` takes the place of `instead` in a shift."""

    unit: str
    duty: Duty
    day: date
    shift: str
    instead: int
    stands: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One numbered post. `skills` are what a team may need of it."""

    unit: str
    duty: Duty
    number: int
    skills: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """`UNIT/DUTY/NUMBER`."""
        return f"{self.unit}/{self.duty.value}/{self.number}"


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A post that is on duty, in which shift, and until when (UTC ms)."""

    post: Post
    shift: str
    until_ms: int


@dataclass(frozen=True, slots=True)
class Roster:
    """All shifts, all staff by unit, all changes. The loader checks that names and numbers fit."""

    shifts: Mapping[str, Shift] = field(default_factory=dict)
    staff: Mapping[str, tuple[Staff, ...]] = field(default_factory=dict)
    changes: Mapping[tuple[str, Duty, date, str], tuple[Change, ...]] = field(default_factory=dict)

    def posts(self, unit: str) -> tuple[Post, ...]:
        """Every post at a unit, on duty or not."""
        return tuple(
            Post(unit, row.duty, number, row.skills)
            for row in self.staff.get(unit, ())
            for number in range(1, row.count + 1)
        )

    def on_duty(
        self, unit: str, now_ms: int, calendars: Mapping[str, WorkCalendar], duty: Duty | None = None
    ) -> tuple[OnDuty, ...]:
        """Who is on duty at a unit at `now_ms` (UTC), of one duty or of all, in the order of the data.

        Raises:
            KeyError: a shift names a calendar that is not given.
        """
        found: dict[str, OnDuty] = {}
        for row in self.staff.get(unit, ()):
            if duty is not None and row.duty is not duty:
                continue
            for name in row.shifts:
                shift = self.shifts[name]
                for day, until_ms in _running(shift, now_ms, calendars):
                    for number in self.numbers_of(row, shift, day):
                        post = Post(unit, row.duty, number, row.skills)
                        found.setdefault(post.id, OnDuty(post, name, until_ms))
        return tuple(found.values())

    def numbers_of(self, row: Staff, shift: Shift, day: date) -> tuple[int, ...]:
        """The numbers whose turn a shift of a day is, changes included.

        Turns are consecutive numbers, so everybody stands equally often and nobody twice a day.
        """
        turn = day.toordinal() * len(row.shifts) + row.shifts.index(shift.name)
        numbers = ((turn * row.on + place) % row.count + 1 for place in range(row.on))
        changes = self.changes.get((row.unit, row.duty, day, shift.name), ())
        swaps = {change.instead: change.stands for change in changes}
        return tuple(swaps.get(number, number) for number in numbers)


def leader_on_duty(
    organisation: Organisation, roster: Roster, unit: str, now_ms: int, calendars: Mapping[str, WorkCalendar]
) -> OnDuty | None:
    """The duty leader of the nearest center at or above a unit that has one on duty now."""
    for above in organisation.above(unit):
        on_duty = roster.on_duty(above, now_ms, calendars, Duty.DUTY_LEADER)
        if on_duty:
            return on_duty[0]
    return None


def _running(shift: Shift, now_ms: int, calendars: Mapping[str, WorkCalendar]) -> Iterator[tuple[date, int]]:
    """The local days on which the shift that runs at `now_ms` began, with its end: usually one or none."""
    today = datetime.fromtimestamp(now_ms / 1000, SHANGHAI).date()
    for day in (today - timedelta(days=1), today):
        midnight_ms = int(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).timestamp()) * 1000
        start_ms, end_ms = midnight_ms + shift.start_s * 1000, midnight_ms + shift.end_s * 1000
        stood = shift.calendar == EVERY_DAY or calendars[shift.calendar].is_workday(day)
        if stood and start_ms <= now_ms < end_ms:
            yield day, end_ms
