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
    ActKey("ask_more", "A"),
    ActKey("supplement", "A"),
    ActKey("send_verify", "V"),
    ActKey("verified", "V"),
    ActKey("refuted", "D"),
    ActKey("dispatch"),
    ActKey("sign"),
    ActKey("feedback", "F"),
    ActKey("check"),
    ActKey("callback"),
    ActKey("evaluate"),
    ActKey("sample"),
    ActKey("arbitrate", "E"),
    ActKey("grant", "E"),
    ActKey("lift", "E"),
    ActKey("extend", "E"),
    ActKey("deny", "D"),
    ActKey("withdraw"),
    ActKey("return", "R"),
    ActKey("reopen", "R"),
    ActKey("reclassify", "R"),
    ActKey("hang", "P"),
    ActKey("request_close"),
    ActKey("waive"),
    ActKey("hand_up", "H"),
    ActKey("hand_down", "L"),
    ActKey("recall"),
    ActKey("decline_recall"),
    ActKey("merge", "M"),
    ActKey("unmerge", "M"),
    ActKey("split"),
    ActKey("urge", "U"),
    ActKey("supervise", "S"),
    ActKey("wake", "G"),
    ActKey("receipt", "T"),
    ActKey("note", "B"),
    ActKey("void"),
)
"""Acts of the Tickets screen. A letter that several share belongs to the one that is possible now, the first
of them here if none is: E rules or extends, D says no, R returns, M merges, whatever the ticket stands at."""

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
    "recalled": "waiting",
    "recall_declined": "dismiss",
    "urged": "urge",
    "supervised": "supervise",
    "asked_more": "info",
    "supplemented": "note",
    "sent_verify": "patrol",
    "verified": "confirm",
    "refuted": "dismiss",
    "solved": "ok",
    "sampled": "check",
    "reclassified": "class",
    "evaluated": "check",
    "reopened": "retry",
    "requested": "waiting",
    "granted": "ok",
    "denied": "dismiss",
    "withdrawn": "dismiss",
    "lifted": "next",
    "returned": "rework",
    "arbitrated": "route",
    "merged": "merge",
    "unmerged": "conflict",
    "answered": "close",
    "absorbed": "merge",
    "parted": "conflict",
    "woken": "bell",
    "receipted": "ok",
    "noted": "note",
    "escalated": "escalate",
}
"""Icon roles of the events in a ticket's log."""
