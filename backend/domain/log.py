"""What a ticket's log is made of, and the ticket it is read into: plain values, no rules.

`backend.domain.ticket` reads a log; `backend.domain.workflow` decides what may be added to one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.evidence import EvidenceRef
from backend.domain.limits import Budget


class State(StrEnum):
    """Where a ticket stands (案卷状态)."""

    REPORTED = "reported"  # 待受理
    FILED = "filed"  # 已立案·待派遣
    DISPATCHED = "dispatched"  # 待签收
    IN_PROGRESS = "in_progress"  # 处置中
    FED_BACK = "fed_back"  # 待核查
    CALLBACK = "callback"  # 待回访
    CLOSED = "closed"  # 已结案
    NOT_FILED = "not_filed"  # 不予立案


END_STATES = frozenset({State.CLOSED, State.NOT_FILED})
"""States that nothing leaves in this version."""


class TaskState(StrEnum):
    """Where one department's part of the work stands."""

    WAITING = "waiting"  # 待签收
    SIGNED = "signed"  # 处置中
    DONE = "done"  # 已反馈
    WAIVED = "waived"  # 免办


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a ticket's log. `rev` counts from 1 without gaps; `at_ms` is UTC, district time."""

    rev: int
    kind: str
    at_ms: int
    actor: str
    role: str
    center: str
    args: Mapping[str, str] = field(default_factory=dict)
    budgets: tuple[Budget, ...] = ()
    evidence: tuple[EvidenceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Custody:
    """Who may change the ticket: `holder`, or nobody while it is on its way to `transit_to`."""

    holder: str
    epoch: int = 1
    transit_to: str = ""


@dataclass(frozen=True, slots=True)
class CustodyStep:
    """One center that has held the ticket: since when, at which epoch, and how it came there."""

    center: str
    epoch: int
    at_ms: int
    how: str  # reported, handed_up, handed_down
    sent_ms: int = 0  # when the giving center let go of it; 0 where it was born
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One department's part of the work. A dispatched ticket has exactly one lead (主办)."""

    department: str
    lead: bool
    state: TaskState = TaskState.WAITING
    person: str = ""  # who signed or fed back last

    @property
    def open(self) -> bool:
        """Whether the department still owes something."""
        return self.state in {TaskState.WAITING, TaskState.SIGNED}


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """From when to when one clock of one round ran, and against which budget; UTC ms."""

    clock: str
    round: int
    started_ms: int
    budget: Budget
    stopped_ms: int = 0  # 0: still running
    department: str = ""  # who owes it, for sign and dispose


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a log means so far. Built by ticket.replay and ticket.apply only."""

    id: str
    title: str
    state: State
    rev: int
    custody: Custody
    trail: tuple[CustodyStep, ...]
    opened_ms: int
    place: str = ""
    description: str = ""
    category: str = ""
    urgency: str = ""
    source: str = ""
    alarm: str = ""
    reporter: str = ""
    limits: str = ""  # version of the table frozen at filing
    round: int = 1  # of the work; a rework or an unsatisfied callback starts the next
    tasks: tuple[Task, ...] = ()
    handlers: frozenset[str] = frozenset()  # everyone who signed or fed back
    handler: str = ""  # who fed back for the lead last
    evidence: tuple[EvidenceRef, ...] = ()
    budgets: tuple[Budget, ...] = ()
    spans: tuple[ClockSpan, ...] = ()
    fired: frozenset[tuple[str, int, str, str]] = frozenset()  # (clock, round, department, rung)
    urged: int = 0
    supervised: int = 0
    closed_ms: int = 0
    events: tuple[Event, ...] = ()

    @property
    def lead(self) -> str:
        """The lead department, or empty before dispatch."""
        return next((task.department for task in self.tasks if task.lead), "")

    @property
    def assists(self) -> tuple[str, ...]:
        """Assisting departments, in the order they were named."""
        return tuple(task.department for task in self.tasks if not task.lead)

    @property
    def ended(self) -> bool:
        """Whether nothing is owed any more."""
        return self.state in END_STATES

    def task_of(self, department: str) -> Task | None:
        """The task of one department, if it has one."""
        return next((task for task in self.tasks if task.department == department), None)

    def budget(self, clock: str) -> Budget | None:
        """The frozen budget of one clock, if the ticket carries it yet."""
        return next((budget for budget in self.budgets if budget.clock == clock), None)
