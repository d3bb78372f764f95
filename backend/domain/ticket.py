"""The ticket: its states, its log, and what the log means.

A ticket IS its log of events. State, tasks, custody and clocks are derived by replaying it, so every
center that holds the same log shows the same ticket. Source: design 2-ticket.md, 3-federation.md rule 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.evidence import EvidenceRef
from backend.domain.sla import Budget


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
