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
    NEED_INFO = "need_info"  # 待补充
    VERIFYING = "verifying"  # 核实中
    FILED = "filed"  # 已立案·待派遣
    DISPATCHED = "dispatched"  # 待签收
    IN_PROGRESS = "in_progress"  # 处置中
    DISPUTED = "disputed"  # 待裁定
    HUNG = "hung"  # 挂账
    FED_BACK = "fed_back"  # 待核查
    CALLBACK = "callback"  # 待回访
    CLOSED = "closed"  # 已结案
    EVALUATED = "evaluated"  # 已评价
    NOT_FILED = "not_filed"  # 不予立案
    MERGED = "merged"  # 已并案
    VOID = "void"  # 作废


END_STATES = frozenset({State.CLOSED, State.EVALUATED, State.NOT_FILED, State.MERGED, State.VOID})
"""States in which nothing is owed. A closed ticket may be reopened, a merged one taken out again."""


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


Pauses = tuple[tuple[int, int], ...]
"""Half-open intervals of UTC ms in which a clock does not count; they may overlap."""


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """From when to when one clock of one round ran, and against which budget; UTC ms."""

    clock: str
    round: int
    started_ms: int
    budget: Budget
    stopped_ms: int = 0  # 0: still running
    department: str = ""  # who owes it, for sign and dispose
    pauses: Pauses = ()
    granted_s: int = 0  # extensions, on top of the budget
    granted_days: int = 0  # the same for a budget in working days
    percent: int = 100  # share of the frozen budget that this round got
    counted: bool = True  # False: the department was not to blame (its return was upheld)


@dataclass(frozen=True, slots=True)
class Request:
    """Something asked for and ruled on: an overlay, which changes the state only when ruled."""

    n: int  # counts from 1 within a ticket
    kind: str  # extend, hang, close, void, return
    person: str
    department: str
    at_ms: int
    args: Mapping[str, str]
    ruling: str = ""  # empty: not ruled yet; granted, denied, withdrawn, lapsed, uphold, reject, joint
    ruled_by: str = ""
    ruled_ms: int = 0

    @property
    def pending(self) -> bool:
        """Whether somebody still has to rule."""
        return not self.ruling


@dataclass(frozen=True, slots=True)
class Receipt:
    """One of those summoned has taken note: `who` of the summons, the person, and when (UTC ms)."""

    who: str
    person: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Flag:
    """A push from outside the flow: urge 催办, supervise 督办, wake 一键唤醒, or a rung of the ladder.

    `summons` are `department:ID`, `officer:NAME` or a role.
    """

    n: int
    kind: str
    by: str
    at_ms: int
    summons: tuple[str, ...]
    receipts: tuple[Receipt, ...] = ()

    @property
    def waiting(self) -> tuple[str, ...]:
        """Who has not taken note yet."""
        told = {receipt.who for receipt in self.receipts}
        return tuple(who for who in self.summons if who not in told)


@dataclass(frozen=True, slots=True)
class Child:
    """A ticket merged into this one; what its parent takes over from it."""

    id: str
    since_ms: int
    urgency: str


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
    focus: str = ""  # the focal object (重点对象) that it is about; the place when none is named
    key: str = ""  # the source's own key of the report, unique per source
    link: str = ""  # a ticket it belongs with
    split_from: str = ""  # the ticket it was split off from
    since_ms: int = 0  # where its own total clock starts: opened_ms, or that of the ticket it is split from
    own_urgency: str = ""  # as filed; `urgency` is the strictest among it and its children
    verifier: str = ""  # the officer asked to verify; empty: any
    finding: str = ""  # of verifying: verified, refuted
    back_to: State = State.REPORTED  # where a return, a hang or a merge goes back to
    requests: tuple[Request, ...] = ()
    flags: tuple[Flag, ...] = ()
    children: tuple[Child, ...] = ()
    into: str = ""  # the ticket it is merged into
    on_spot: bool = False  # solved by a grid officer himself
    sampled: str = ""  # a checker's sample of that: yes, no
    rating: int = 0  # by the reporter, 1 to 5

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

    @property
    def pending(self) -> tuple[Request, ...]:
        """Requests that nobody has ruled on, oldest first."""
        return tuple(request for request in self.requests if request.pending)

    @property
    def returns(self) -> int:
        """How often the work was returned (退回)."""
        return sum(request.kind == "return" for request in self.requests)

    def span(self, clock: str, department: str = "") -> ClockSpan | None:
        """The last span of one clock."""
        fits = (s for s in reversed(self.spans) if (s.clock, s.department) == (clock, department))
        return next(fits, None)

    def task_of(self, department: str) -> Task | None:
        """The task of one department, if it has one."""
        return next((task for task in self.tasks if task.department == department), None)

    def budget(self, clock: str) -> Budget | None:
        """The frozen budget of one clock, if the ticket carries it yet."""
        return next((budget for budget in self.budgets if budget.clock == clock), None)
