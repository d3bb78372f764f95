"""A small cast for tests of the domain: three centers, their people, a table of seconds, one story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from backend.domain.acts import Act, Context
from backend.domain.evidence import EvidenceRef
from backend.domain.limits import ANY, LADDER, Budget, LimitTable, RungRule
from backend.domain.roles import Actor, Role
from backend.domain.sla import ClockReading, clocks
from backend.domain.ticket import Event, Ticket, apply, replay
from backend.domain.workflow import allowed, decide
from backend.domain.worktime import WorkCalendar

T0 = 1_764_547_200_000  # 2025-12-01 08:00 in Shanghai, a Monday
BUDGETS_S = {
    "accept": 20, "verify": 20, "dispatch": 20, "sign": 8, "dispose": 20, "arbitrate": 20, "check": 20,
    "callback": 20, "total": 90,
}  # fmt: skip
PARENT = {"lc": "bc", "bc": "tl", "tl": ""}
DEPARTMENTS = frozenset({"cg", "yj", "jj"})

CALENDARS: Mapping[str, WorkCalendar] = {
    "cal24": WorkCalendar("cal24", ((0, 86_400),), every_day=True),
    "office": WorkCalendar(
        "office",
        ((9 * 3600, 12 * 3600), (14 * 3600, 18 * 3600)),
        holidays=frozenset({date(2026, 1, 1), date(2026, 1, 2)}),
        makeup_days=frozenset({date(2026, 1, 4)}),
        published=frozenset({2025, 2026}),
    ),
}

PEOPLE: Mapping[str, tuple[Role, str]] = {
    "watch": (Role.OPERATOR, ""),
    "intake": (Role.INTAKE, ""),
    "dispatcher": (Role.DISPATCHER, ""),
    "duty": (Role.DUTY_LEADER, ""),
    "leader": (Role.CENTER_LEADER, ""),
    "zhang": (Role.DEPARTMENT, "cg"),
    "wang": (Role.DEPARTMENT, "yj"),
    "checker": (Role.CHECKER, ""),
    "caller": (Role.CALLBACK, ""),
    "zhao": (Role.DEPARTMENT, "jj"),
    "officer": (Role.GRID_OFFICER, ""),
    "deputy": (Role.DUTY_LEADER, ""),
    "director": (Role.CENTER_LEADER, ""),
    "Li": (Role.REPORTER, ""),
    "viewer": (Role.VIEWER, ""),
    "center": (Role.CENTER, ""),
}

PHOTO = EvidenceRef("a" * 64, "image/jpeg", masked=True, size_bytes=1000, phase="after")
BEFORE = EvidenceRef("b" * 64, "image/jpeg", masked=True, size_bytes=1000, phase="before")


def table(seconds: Mapping[str, int] | None = None, ladder: tuple[RungRule, ...] = LADDER) -> LimitTable:
    """Limits of seconds on the 24-hour calendar, for every category and urgency."""
    rows = {
        (clock, ANY, ANY): Budget(clock, "cal24", budget_s)
        for clock, budget_s in (seconds or BUDGETS_S).items()
    }
    return LimitTable("test", "1", rows, ladder=ladder)


def slow_table() -> LimitTable:
    """The same with working days of the office for everything under `road`, and less for emergencies."""
    limits = table()
    rows = {
        **limits.rows,
        ("dispose", "road", ANY): Budget("dispose", "office", 0, days=2),
        ("dispose", "road", "emergency"): Budget("dispose", "office", 7200),
        ("total", ANY, "emergency"): Budget("total", "cal24", 60),
        ("total", "road", "normal"): Budget("total", "cal24", 5 * 86_400),
    }
    return replace(limits, rows=rows)


def context(
    who: str,
    center: str = "lc",
    now_ms: int = T0,
    limits: LimitTable | None = None,
    tickets: Mapping[str, Ticket] | None = None,
) -> Context:
    """`who` of PEOPLE acting at one of the three centers."""
    role, department = PEOPLE[who]
    return Context(
        now_ms=now_ms,
        actor=Actor(who, frozenset({role}), center, department),
        center=center,
        parent=PARENT[center],
        children=frozenset(child for child, parent in PARENT.items() if parent == center),
        limits=limits or table(),
        departments=DEPARTMENTS,
        calendars=CALENDARS,
        tickets=tickets or {},
    )


class Story:
    """One ticket told act by act; every act is replayed from the whole log as a check."""

    def __init__(self, limits: LimitTable | None = None, now_ms: int = T0) -> None:
        self.limits = limits or table()
        self.now_ms = now_ms
        self.log: list[Event] = []
        self.ticket: Ticket | None = None

    @property
    def known(self) -> Ticket:
        """The ticket, once reported."""
        assert self.ticket is not None
        return self.ticket

    def do(self, who: str, verb: str, center: str = "lc", **args: str) -> Ticket:
        """One act a second after the last, `photo="yes"` (or "both") with evidence.

        Refused leaves all as it was.
        """
        evidence = {"": (), "yes": (PHOTO,), "both": (BEFORE, PHOTO)}[args.pop("photo", "")]
        act = Act(verb, args, evidence, "lc/1/1")
        events = decide(self.ticket, act, context(who, center, self.now_ms, self.limits))
        for event in events:
            self.ticket = apply(self.ticket, event)
        self.log.extend(events)
        self.now_ms += 1000
        assert replay(self.log) == self.ticket
        return self.known

    def wait(self, ms: int) -> Story:
        """Let time pass."""
        self.now_ms += ms
        return self

    def may(self, who: str, center: str = "lc") -> tuple[str, ...]:
        """Verbs open to somebody now."""
        return allowed(self.ticket, context(who, center, self.now_ms, self.limits))

    def readings(self) -> tuple[ClockReading, ...]:
        """Every clock as it reads now."""
        return clocks(self.known, CALENDARS, self.now_ms)

    def reading(self, clock: str, work_round: int = 1, department: str = "") -> ClockReading:
        """One clock of one round; `department` tells apart those of lead and assists."""
        (found,) = (
            reading
            for reading in self.readings()
            if (reading.clock, reading.round) == (clock, work_round)
            and department in {"", reading.department}
        )
        return found


def filed(limits: LimitTable | None = None, **report: str) -> Story:
    """A story up to FILED at the lowest center."""
    story = Story(limits)
    story.do("intake", "report", title="Rubbish by the gate", category="city.waste", **report)
    story.do("intake", "file")
    return story


def dispatched(assists: str = "", limits: LimitTable | None = None, **report: str) -> Story:
    """A story up to DISPATCHED, lead `cg`."""
    story = filed(limits, **report)
    story.do("dispatcher", "dispatch", lead="cg", assists=assists)
    return story


def in_progress(assists: str = "", limits: LimitTable | None = None, **report: str) -> Story:
    """A story up to IN_PROGRESS by `zhang` of the lead."""
    story = dispatched(assists, limits, **report)
    story.do("zhang", "sign")
    return story


def fed_back(limits: LimitTable | None = None, **report: str) -> Story:
    """A story up to FED_BACK by `zhang` of the lead."""
    story = in_progress(limits=limits, **report)
    story.do("zhang", "feedback", photo="yes")
    return story
