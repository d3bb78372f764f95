"""Rules as entries of a rules file again: the inverse of rules.read_rules, for traces."""

from __future__ import annotations

from typing import Any

from videowall.analytics.ground import Ground, Lengths
from videowall.analytics.rule_kinds import (
    ANYTHING,
    Admission,
    FieldRule,
    LineRule,
    OccupancyRule,
    Rule,
    StillRule,
    TamperRule,
    ThermalRule,
)
from videowall.analytics.schedule import Schedule

_TYPES = {FieldRule: "zone", LineRule: "line", OccupancyRule: "occupancy", TamperRule: "tamper"}


def rule_entry(rule: Rule) -> dict[str, Any]:
    """The entry that is read as this rule; JSON, with a schedule's windows written out."""
    kind = rule.kind if isinstance(rule, StillRule) else _TYPES.get(type(rule), "thermal")
    entry: dict[str, Any] = {"id": rule.id, "type": kind}
    match rule:
        case FieldRule():
            entry |= {"polygon": _points(rule.polygon), "dwell_s": rule.dwell_s, "loiter_s": rule.loiter_s}
            entry |= _who(rule.who)
        case LineRule():
            entry |= {"a": list(rule.a), "b": list(rule.b), "direction": rule.direction} | _who(rule.who)
        case OccupancyRule():
            entry |= _occupancy(rule)
        case StillRule():
            entry |= {"polygon": _points(rule.polygon), "time_threshold_s": rule.time_threshold_s}
            entry |= {"min_size": rule.min_size, "max_size": rule.max_size}
        case TamperRule():
            entry |= {"conditions": list(rule.conditions), "on_delay_s": rule.on_delay_s}
            entry |= {"off_delay_s": rule.off_delay_s}
        case ThermalRule():
            entry |= _thermal(rule)
    if rule.schedule.windows:
        entry["schedule"] = _windows(rule.schedule)
    if rule.priority:
        entry["priority"] = rule.priority
    return {name: value for name, value in entry.items() if value is not None}


def _occupancy(rule: OccupancyRule) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "polygon": _points(rule.polygon),
        "time_threshold_s": rule.time_threshold_s,
        "object_release": rule.object_release,
    }
    if rule.ground is not None:
        entry["ground"] = _ground(rule.ground)
    if rule.density_threshold is not None:
        entry["density_threshold"] = rule.density_threshold
    else:
        entry["object_threshold"] = rule.object_threshold
    return entry | _who(rule.who)


def _thermal(rule: ThermalRule) -> dict[str, Any]:
    names = ("pre_alarm_c", "alarm_c", "gain", "offset", "hysteresis_c", "duration_s", "min_area")
    entry = {name: getattr(rule, name) for name in (*names, "contrast_c", "rise_c_per_min")}
    return entry | ({} if rule.polygon is None else {"polygon": _points(rule.polygon)})


def _who(who: Admission) -> dict[str, Any]:
    if who == ANYTHING:
        return {}
    entry: dict[str, Any] = {"confidence_level": who.confidence_level}
    entry |= {"min_size": who.min_size, "max_size": who.max_size}
    return entry | ({"class_filter": list(who.class_filter)} if who.class_filter else {})


def _ground(ground: Ground) -> dict[str, Any]:
    if isinstance(ground, Lengths):
        both = (ground.first, ground.second)
        return {"lengths": [[list(a), list(b), metres] for a, b, metres in both]}
    return {"rectangle": _points(ground.corners), "metres": list(ground.metres)}


def _points(points: tuple[tuple[float, float], ...]) -> list[list[float]]:
    return [list(point) for point in points]


def _windows(schedule: Schedule) -> list[dict[str, Any]]:
    return [
        {"days": list(window.days), "from": _clock(window.from_s), "to": _clock(window.to_s)}
        for window in schedule.windows
    ]


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"
