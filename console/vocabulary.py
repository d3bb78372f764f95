"""What every code is called, in English; the zh_CN catalogue (resources/i18n) translates each entry.

Codes come from the domain and the wire and never change; words may. A code without an entry is shown
as itself, so nothing is hidden behind an empty label. Source of terms: docs/glossary.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Mark `text` for the translator; the word is looked up later, when the language is known."""
    del context
    return text


@dataclass(frozen=True, slots=True)
class Table:
    """Codes and their English words; `context` is where the translator finds them."""

    context: str
    words: Mapping[str, str]


STATES = Table(
    "state",
    {
        "reported": QT_TRANSLATE_NOOP("state", "Reported"),
        "filed": QT_TRANSLATE_NOOP("state", "Filed"),
        "dispatched": QT_TRANSLATE_NOOP("state", "Dispatched"),
        "in_progress": QT_TRANSLATE_NOOP("state", "In progress"),
        "fed_back": QT_TRANSLATE_NOOP("state", "To check"),
        "callback": QT_TRANSLATE_NOOP("state", "Callback"),
        "closed": QT_TRANSLATE_NOOP("state", "Closed"),
        "not_filed": QT_TRANSLATE_NOOP("state", "Not filed"),
    },
)

LIGHTS = Table(
    "light",
    {
        "green": QT_TRANSLATE_NOOP("light", "On time"),
        "yellow": QT_TRANSLATE_NOOP("light", "Due soon"),
        "red": QT_TRANSLATE_NOOP("light", "Overdue"),
        "grey": QT_TRANSLATE_NOOP("light", "Paused"),
        "blue": QT_TRANSLATE_NOOP("light", "With center"),
    },
)

CLOCKS = Table(
    "clock",
    {
        "accept": QT_TRANSLATE_NOOP("clock", "Accepting"),
        "verify": QT_TRANSLATE_NOOP("clock", "Verifying"),
        "dispatch": QT_TRANSLATE_NOOP("clock", "Dispatching"),
        "sign": QT_TRANSLATE_NOOP("clock", "Signing"),
        "dispose": QT_TRANSLATE_NOOP("clock", "Handling"),
        "arbitrate": QT_TRANSLATE_NOOP("clock", "Ruling"),
        "check": QT_TRANSLATE_NOOP("clock", "Checking"),
        "callback": QT_TRANSLATE_NOOP("clock", "Calling back"),
        "total": QT_TRANSLATE_NOOP("clock", "Total"),
    },
)

VERBS = Table(
    "verb",
    {
        "claim": QT_TRANSLATE_NOOP("verb", "Claim"),
        "release": QT_TRANSLATE_NOOP("verb", "Release"),
        "confirm": QT_TRANSLATE_NOOP("verb", "Make ticket"),
        "dismiss": QT_TRANSLATE_NOOP("verb", "Dismiss"),
        "clear": QT_TRANSLATE_NOOP("verb", "Clear"),
        "report": QT_TRANSLATE_NOOP("verb", "New ticket"),
        "file": QT_TRANSLATE_NOOP("verb", "File"),
        "not_file": QT_TRANSLATE_NOOP("verb", "Decline"),
        "dispatch": QT_TRANSLATE_NOOP("verb", "Dispatch"),
        "sign": QT_TRANSLATE_NOOP("verb", "Sign"),
        "feedback": QT_TRANSLATE_NOOP("verb", "Feed back"),
        "check": QT_TRANSLATE_NOOP("verb", "Check"),
        "callback": QT_TRANSLATE_NOOP("verb", "Call back"),
        "hand_up": QT_TRANSLATE_NOOP("verb", "Hand up"),
        "hand_down": QT_TRANSLATE_NOOP("verb", "Hand down"),
        "urge": QT_TRANSLATE_NOOP("verb", "Urge"),
        "supervise": QT_TRANSLATE_NOOP("verb", "Supervise"),
        "note": QT_TRANSLATE_NOOP("verb", "Note"),
    },
)

EVENTS = Table(
    "event",
    {
        "reported": QT_TRANSLATE_NOOP("event", "Reported"),
        "filed": QT_TRANSLATE_NOOP("event", "Filed"),
        "not_filed": QT_TRANSLATE_NOOP("event", "Not filed"),
        "dispatched": QT_TRANSLATE_NOOP("event", "Dispatched"),
        "signed": QT_TRANSLATE_NOOP("event", "Signed"),
        "fed_back": QT_TRANSLATE_NOOP("event", "Fed back"),
        "waived": QT_TRANSLATE_NOOP("event", "Assist let off"),
        "checked": QT_TRANSLATE_NOOP("event", "Checked: done"),
        "reworked": QT_TRANSLATE_NOOP("event", "Checked: to be redone"),
        "called_back": QT_TRANSLATE_NOOP("event", "Called back"),
        "closed": QT_TRANSLATE_NOOP("event", "Closed"),
        "handed_up": QT_TRANSLATE_NOOP("event", "Handed up"),
        "handed_down": QT_TRANSLATE_NOOP("event", "Handed down"),
        "received": QT_TRANSLATE_NOOP("event", "Received"),
        "urged": QT_TRANSLATE_NOOP("event", "Urged"),
        "supervised": QT_TRANSLATE_NOOP("event", "Supervised"),
        "noted": QT_TRANSLATE_NOOP("event", "Note"),
        "escalated": QT_TRANSLATE_NOOP("event", "Escalated by the clock"),
    },
)

PRIORITIES = Table(
    "priority",
    {
        "emergency": QT_TRANSLATE_NOOP("priority", "Emergency"),
        "high": QT_TRANSLATE_NOOP("priority", "High"),
        "normal": QT_TRANSLATE_NOOP("priority", "Normal"),
    },
)

ALARM_KINDS = Table(
    "alarm kind",
    {
        "zone_entry": QT_TRANSLATE_NOOP("alarm kind", "Area entered"),
        "line_cross": QT_TRANSLATE_NOOP("alarm kind", "Line crossed"),
        "loiter": QT_TRANSLATE_NOOP("alarm kind", "Loitering"),
    },
)

ALARM_STATES = Table(
    "alarm state",
    {
        "raised": QT_TRANSLATE_NOOP("alarm state", "Unclaimed"),
        "claimed": QT_TRANSLATE_NOOP("alarm state", "Claimed"),
        "confirmed": QT_TRANSLATE_NOOP("alarm state", "Made a ticket"),
        "dismissed": QT_TRANSLATE_NOOP("alarm state", "Dismissed"),
        "cleared": QT_TRANSLATE_NOOP("alarm state", "Cleared"),
    },
)

DISMISS_REASONS = Table(
    "dismissal",
    {
        "staff": QT_TRANSLATE_NOOP("dismissal", "Staff"),
        "authorised": QT_TRANSLATE_NOOP("dismissal", "Authorised work"),
        "animal": QT_TRANSLATE_NOOP("dismissal", "Animal"),
        "vehicle": QT_TRANSLATE_NOOP("dismissal", "Passing vehicle"),
        "weather": QT_TRANSLATE_NOOP("dismissal", "Weather or light"),
        "camera": QT_TRANSLATE_NOOP("dismissal", "Camera fault"),
        "duplicate": QT_TRANSLATE_NOOP("dismissal", "Already known"),
        "exercise": QT_TRANSLATE_NOOP("dismissal", "Exercise"),
        "nothing": QT_TRANSLATE_NOOP("dismissal", "Nothing there"),
    },
)

URGENCIES = Table(
    "urgency",
    {
        "emergency": QT_TRANSLATE_NOOP("urgency", "Emergency"),
        "urgent": QT_TRANSLATE_NOOP("urgency", "Urgent"),
        "normal": QT_TRANSLATE_NOOP("urgency", "Normal"),
        "complex": QT_TRANSLATE_NOOP("urgency", "Complex"),
    },
)

SOURCES = Table(
    "source",
    {
        "machine": QT_TRANSLATE_NOOP("source", "Camera alarm"),
        "staff": QT_TRANSLATE_NOOP("source", "Staff"),
        "resident": QT_TRANSLATE_NOOP("source", "Resident"),
        "patrol": QT_TRANSLATE_NOOP("source", "Patrol"),
        "hotline": QT_TRANSLATE_NOOP("source", "Hotline"),
        "sensor": QT_TRANSLATE_NOOP("source", "Sensor"),
    },
)

LEVELS = Table(
    "level",
    {
        "district": QT_TRANSLATE_NOOP("level", "District"),
        "town": QT_TRANSLATE_NOOP("level", "Town"),
        "community": QT_TRANSLATE_NOOP("level", "Community"),
        "grid": QT_TRANSLATE_NOOP("level", "Grid"),
        "department": QT_TRANSLATE_NOOP("level", "Department"),
    },
)

TASK_STATES = Table(
    "task",
    {
        "waiting": QT_TRANSLATE_NOOP("task", "to sign"),
        "signed": QT_TRANSLATE_NOOP("task", "working"),
        "done": QT_TRANSLATE_NOOP("task", "fed back"),
        "waived": QT_TRANSLATE_NOOP("task", "let off"),
    },
)

RUNGS = Table(
    "rung",
    {
        "urge": QT_TRANSLATE_NOOP("rung", "urged"),
        "supervise": QT_TRANSLATE_NOOP("rung", "put under supervision"),
        "center_leader": QT_TRANSLATE_NOOP("rung", "brought to the center leader"),
        "written_notice": QT_TRANSLATE_NOOP("rung", "written notice"),
    },
)

ROLES = Table(
    "role",
    {
        "operator": QT_TRANSLATE_NOOP("role", "Operator"),
        "intake": QT_TRANSLATE_NOOP("role", "Intake clerk"),
        "grid_officer": QT_TRANSLATE_NOOP("role", "Grid officer"),
        "dispatcher": QT_TRANSLATE_NOOP("role", "Dispatcher"),
        "duty_leader": QT_TRANSLATE_NOOP("role", "Duty leader"),
        "center_leader": QT_TRANSLATE_NOOP("role", "Center leader"),
        "department": QT_TRANSLATE_NOOP("role", "Department"),
        "checker": QT_TRANSLATE_NOOP("role", "Checker"),
        "callback": QT_TRANSLATE_NOOP("role", "Callback clerk"),
        "analyst": QT_TRANSLATE_NOOP("role", "Analyst"),
        "center": QT_TRANSLATE_NOOP("role", "The center itself"),
        "viewer": QT_TRANSLATE_NOOP("role", "Viewer"),
    },
)
