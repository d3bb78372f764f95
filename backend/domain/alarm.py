"""Alarms: what machines noticed, until a person says what it was. Their own object, not a ticket.

Source: design 1-architecture.md (the data's way), 5-analytics.md (alarms for people).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.evidence import EvidenceRef


class AlarmState(StrEnum):
    """Where an alarm stands. Only CONFIRMED makes a ticket, and only a person confirms."""

    RAISED = "raised"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    CLEARED = "cleared"


class Priority(StrEnum):
    """Alarm priority; aim 5/15/80 % (EEMUA 191)."""

    EMERGENCY = "emergency"
    HIGH = "high"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing noticed, with what happened to it. Times are UTC ms."""

    id: str
    state: AlarmState
    camera: str
    rule: str
    kind: str  # zone_entry, line_cross
    priority: Priority
    raised_ms: int
    place: str = ""
    analyst: str = ""
    count: int = 1  # repeats joined into this alarm
    last_ms: int = 0
    claimed_by: str = ""
    decided_by: str = ""
    decided_ms: int = 0
    reason: str = ""
    ticket: str = ""
    evidence: tuple[EvidenceRef, ...] = ()
    trace: str = ""  # JSON of the rule's facts, at most 4 KiB
    rev: int = 1
