"""What codes are called, in English; the zh_CN catalogue (resources/i18n) translates each entry.

The codes of the ticket machine itself have their words in `console.ticket_words`.

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
        "crowding": QT_TRANSLATE_NOOP("alarm kind", "Too crowded"),
        "unwatched": QT_TRANSLATE_NOOP("alarm kind", "Unwatched cameras"),
        "object_left": QT_TRANSLATE_NOOP("alarm kind", "Object left behind"),
        "object_removed": QT_TRANSLATE_NOOP("alarm kind", "Object removed"),
        "tamper_dark": QT_TRANSLATE_NOOP("alarm kind", "Camera too dark"),
        "tamper_blur": QT_TRANSLATE_NOOP("alarm kind", "Camera out of focus"),
        "tamper_scene": QT_TRANSLATE_NOOP("alarm kind", "Camera view changed"),
        "tamper_signal": QT_TRANSLATE_NOOP("alarm kind", "Camera signal lost"),
        "tamper_frozen": QT_TRANSLATE_NOOP("alarm kind", "Camera picture frozen"),
        "heat_warning": QT_TRANSLATE_NOOP("alarm kind", "Heat warning"),
        "heat_alarm": QT_TRANSLATE_NOOP("alarm kind", "Heat alarm"),
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
        "building": QT_TRANSLATE_NOOP("level", "Building"),
        "department": QT_TRANSLATE_NOOP("level", "Department"),
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
        "reporter": QT_TRANSLATE_NOOP("role", "Reporter"),
    },
)
