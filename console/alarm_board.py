"""The alarm queue as values: what waits for a person, what was decided, how heavy the load is. No Qt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.domain.alarm import OPEN_STATES, Alarm, Priority
from console.vocabulary import QT_TRANSLATE_NOOP, Table

WINDOW_MS = 600_000
"""Alarm load is counted per ten minutes (EEMUA 191)."""

CEILING = 10
"""Alarms in ten minutes from which an operator can no longer keep up (EEMUA 191)."""

_RANK = {priority: rank for rank, priority in enumerate(Priority)}


def waiting(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """Alarms that somebody must still decide: most urgent first, within a priority the newest first."""
    still = (alarm for alarm in alarms if alarm.state in OPEN_STATES)
    return tuple(sorted(still, key=lambda alarm: (_RANK[alarm.priority], -alarm.raised_ms, alarm.id)))


def decided(alarms: Iterable[Alarm], limit: int) -> tuple[Alarm, ...]:
    """The alarms decided last, newest first."""
    done = (alarm for alarm in alarms if alarm.state not in OPEN_STATES)
    return tuple(sorted(done, key=lambda alarm: (-alarm.decided_ms, alarm.id)))[:limit]


def load(alarms: Iterable[Alarm], now_ms: int, slots: int = 30) -> tuple[int, ...]:
    """How many alarms came in the ten minutes before each of the last `slots` minutes; now is last."""
    times = [alarm.raised_ms for alarm in alarms]
    ends = [now_ms - minute * 60_000 for minute in reversed(range(slots))]
    return tuple(sum(end - WINDOW_MS < at_ms <= end for at_ms in times) for end in ends)


def plates(alarms: Iterable[Alarm]) -> Mapping[str, Alarm]:
    """For each camera the alarm its picture must show: the first of the queue."""
    shown: dict[str, Alarm] = {}
    for alarm in waiting(alarms):
        shown.setdefault(alarm.camera, alarm)
    return shown


TRACE = Table(
    "trace",
    {
        "rule": QT_TRANSLATE_NOOP("trace", "Rule"),
        "stay_s": QT_TRANSLATE_NOOP("trace", "Stay"),
        "needed_s": QT_TRANSLATE_NOOP("trace", "Needed"),
        "direction": QT_TRANSLATE_NOOP("trace", "Direction"),
        "track": QT_TRANSLATE_NOOP("trace", "Track"),
        "confidence": QT_TRANSLATE_NOOP("trace", "Confidence"),
        "height_px": QT_TRANSLATE_NOOP("trace", "Height"),
        "frame": QT_TRANSLATE_NOOP("trace", "Frame"),
        "detector": QT_TRANSLATE_NOOP("trace", "Detector"),
        "masked": QT_TRANSLATE_NOOP("trace", "Masked"),
        "faces_masked": QT_TRANSLATE_NOOP("trace", "Masked"),
        "leave_margin": QT_TRANSLATE_NOOP("trace", "Leave margin"),
        "gap_s": QT_TRANSLATE_NOOP("trace", "Gap bridged"),
        "margin": QT_TRANSLATE_NOOP("trace", "Line margin"),
        "kind": QT_TRANSLATE_NOOP("trace", "Kind"),
        "time_s": QT_TRANSLATE_NOOP("trace", "Stream time"),
    },
)

# Said elsewhere on the screen, or meant for whoever executes the trace again.
_HIDDEN = frozenset(
    {"kind", "rule", "time_s", "inside_since_s", "from_s", "camera", "program", "rule_sha256"}
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a rule's trace: a key of TRACE (or the rule's own), and its value as text."""

    key: str
    value: str


def facts(alarm: Alarm) -> tuple[Fact, ...]:
    """Why the rule spoke, line by line; what is not a plain value (points, boxes) is left to the picture.

    A trace that is not a JSON object gives no lines: it is a machine's word, not to be trusted blindly.
    """
    try:
        trace = json.loads(alarm.trace) if alarm.trace else {}
    except ValueError:
        return ()
    if not isinstance(trace, dict):
        return ()
    flat = {**trace, **{k: v for part in trace.values() if isinstance(part, dict) for k, v in part.items()}}
    since, at = flat.get("inside_since_s"), flat.get("time_s")
    if isinstance(since, int | float) and isinstance(at, int | float):
        flat["stay_s"] = at - since
    known = [key for key in TRACE.words if key in flat and key not in _HIDDEN]
    others = [str(key) for key in flat if key not in TRACE.words and key not in _HIDDEN]
    lines = ((key, _plain(key, flat[key])) for key in (*known, *others))
    return tuple(Fact(key, value) for key, value in lines if value)


def _plain(key: str, value: object) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower() if value is not None else ""
    if isinstance(value, int | float):
        number = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        return f"{number} {_UNITS[key.rsplit('_', 1)[-1]]}" if key.rsplit("_", 1)[-1] in _UNITS else number
    return value[:80] if isinstance(value, str) else ""


_UNITS = {"s": "s", "px": "px", "ms": "ms"}
