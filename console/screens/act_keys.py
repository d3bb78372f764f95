"""Keys of the acts, in one place: menus, buttons and help read them from the QActions made of this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

ENTER = (QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter))
ESCAPE = QKeySequence(Qt.Key.Key_Escape)


@dataclass(frozen=True, slots=True)
class ActKey:
    """One act: its verb and its own letter, if it has one (Enter goes to whichever act is the main one)."""

    verb: str
    key: str = ""


ALARM_ACTS = (ActKey("confirm"), ActKey("dismiss", "D"), ActKey("claim", "C"), ActKey("release", "R"))

TICKET_ACTS = (
    ActKey("report", "N"),
    ActKey("file"),
    ActKey("not_file", "D"),
    ActKey("dispatch"),
    ActKey("sign"),
    ActKey("feedback", "F"),
    ActKey("check"),
    ActKey("callback"),
    ActKey("hand_up", "H"),
    ActKey("hand_down", "L"),
    ActKey("urge", "U"),
    ActKey("supervise", "S"),
    ActKey("note", "B"),
)

EVENT_ICONS: Mapping[str, str] = {
    "reported": "report",
    "filed": "file",
    "not_filed": "dismiss",
    "dispatched": "dispatch",
    "signed": "sign",
    "fed_back": "feedback",
    "waived": "none",
    "checked": "check",
    "reworked": "rework",
    "called_back": "callback",
    "closed": "close",
    "handed_up": "hand.up",
    "handed_down": "hand.down",
    "received": "received",
    "urged": "urge",
    "supervised": "supervise",
    "noted": "note",
    "escalated": "escalate",
}
"""Icon roles of the events in a ticket's log."""
