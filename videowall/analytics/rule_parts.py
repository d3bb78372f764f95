"""Parts of rules: who counts, when it is armed, what it is worth, and the numbers of each type."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from backend.domain.alarm import Priority
from resources.words import _
from videowall.analytics.kinds import NAMES
from videowall.analytics.rule_fields import Fields, Mistake, table_of
from videowall.analytics.rule_kinds import Admission, OccupancyRule, Polygon, ThermalRule
from videowall.analytics.rule_places import Path
from videowall.analytics.rule_shapes import area_of, ground_of
from videowall.analytics.schedule import ALWAYS, DAY_S, DAYS, Schedule, Window

COMMON = ("schedule", "priority")
ADMISSION = ("class_filter", "confidence_level", "min_size", "max_size")
MAX_OBJECTS = 500
MAX_WINDOWS = 32
COLDEST_C, HOTTEST_C = -100.0, 3000.0

_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


def admission_of(fields: Fields, min_size: float = 0.0, max_size: float = 1.0) -> Admission:
    """Who counts for a rule, with these sizes where the rule says none."""
    low, high = fields.number("min_size", 0, 1, min_size), fields.number("max_size", 0, 1, max_size)
    if low >= high:
        words = _("min_size must be below max_size (both are shares of the picture)")
        raise Mistake(fields.at("min_size" if "min_size" in fields.values else "max_size"), words)
    confidence = fields.number("confidence_level", 0, 1, 0.0)
    return Admission(fields.choices("class_filter", NAMES, ()), confidence, low, high)


def priority_of(fields: Fields) -> str:
    """What alarms of this rule are worth; empty: what their kind is worth."""
    if "priority" not in fields.values:
        return ""
    return fields.choice("priority", tuple(one.value for one in Priority), "")


def schedule_of(fields: Fields, name: str, known: Mapping[str, Schedule]) -> Schedule:
    """Windows, or the name of a schedule of the camera."""
    value = fields.values.get(name)
    path = fields.at(name)
    if value is None:
        return ALWAYS
    if isinstance(value, str):
        if value not in known:
            words = _("there is no schedule {name!r}; name it under schedules, or list windows here")
            raise Mistake(path, words.format(name=value))
        return known[value]
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_WINDOWS:
        words = _("a schedule must be a list of 1 to {most} windows {{days, from, to}}")
        raise Mistake(path, words.format(most=MAX_WINDOWS))
    return Schedule(tuple(_window(item, (*path, index)) for index, item in enumerate(value)))


def _window(item: object, path: Path) -> Window:
    fields = table_of(item, path, ("days", "from", "to"), ())
    days = fields.choices("days", DAYS, ())
    start_s, end_s = _clock(fields, "from"), _clock(fields, "to")
    if start_s in {end_s, DAY_S} or end_s == 0:
        words = _("a window must last; the whole day is from 00:00 to 24:00")
        raise Mistake(fields.at("from"), words)
    return Window(days, start_s, end_s)


def _clock(fields: Fields, name: str) -> int:
    value = fields.values[name]
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    second = int(match.group(1)) * 3600 + int(match.group(2)) * 60 if match else DAY_S + 1
    if second > DAY_S:
        raise Mistake(fields.at(name), _("{name} must be a local time like 22:30").format(name=name))
    return second


def occupancy_of(fields: Fields, polygon: Polygon, who: Admission, common: dict[str, Any]) -> OccupancyRule:
    """A rule about how many are in a place, by number or by people per square metre."""
    given = fields.values
    ground = density = None
    if "density_threshold" in given:
        if "object_threshold" in given or "ground" not in given:
            words = _("give object_threshold, or density_threshold with ground")
            raise Mistake(fields.at("density_threshold"), words)
        density = fields.number("density_threshold", 0.05, 10, unit=_("people per m²"))
        ground = ground_of(given["ground"], fields.at("ground"))
        area_m2 = area_of(ground, polygon, fields.at("ground"))
        least = max(1, math.ceil(density * area_m2 - 1e-9))
        if least > MAX_OBJECTS:
            words = _("that would be {least} people; draw a smaller polygon (at most {most})")
            raise Mistake(fields.at("density_threshold"), words.format(least=least, most=MAX_OBJECTS))
    else:
        if "ground" in given:
            ground = ground_of(given["ground"], fields.at("ground"))
            area_of(ground, polygon, fields.at("ground"))
        if "object_threshold" not in given:
            raise Mistake(fields.path, _("object_threshold is missing; add it"))
        least = fields.whole("object_threshold", 1, MAX_OBJECTS)
    release = None
    if "object_release" in given:
        release = fields.whole("object_release", 0, least - 1)
    lasting_s = fields.seconds("time_threshold_s") or 2.0
    return OccupancyRule(
        polygon=polygon,
        object_threshold=least,
        time_threshold_s=lasting_s,
        object_release=release,
        density_threshold=density,
        ground=ground,
        who=who,
        **common,
    )


def radiometry_of(fields: Fields) -> tuple[float, float] | None:
    """Gain and offset of a camera whose grey values are temperatures; None when it says nothing."""
    if "radiometry" not in fields.values:
        return None
    inner = table_of(fields.values["radiometry"], fields.at("radiometry"), ("gain", "offset"), ())
    return _scale(inner)


def _scale(fields: Fields) -> tuple[float, float]:
    gain = fields.number("gain", 1e-6, 100, unit=_("°C per grey value"))
    return gain, fields.number("offset", -1000, HOTTEST_C, unit="°C")


def thermal_of(
    fields: Fields, region: Polygon | None, radiometry: tuple[float, float] | None, common: dict[str, Any]
) -> ThermalRule:
    """A rule about heat."""
    if "gain" in fields.values or "offset" in fields.values or radiometry is None:
        for name in ("gain", "offset"):
            if name not in fields.values:
                words = _("{name} is missing: say how grey values become °C (value × gain + offset)")
                raise Mistake(fields.path, words.format(name=name))
        radiometry = _scale(fields)
    low = fields.number("pre_alarm_c", COLDEST_C, HOTTEST_C, unit="°C")
    high = fields.number("alarm_c", COLDEST_C, HOTTEST_C, unit="°C")
    if low >= high:
        raise Mistake(fields.at("pre_alarm_c"), _("pre_alarm_c must be below alarm_c"))
    rise = fields.number("rise_c_per_min", 0.1, 1000) if "rise_c_per_min" in fields.values else None
    return ThermalRule(
        polygon=region,
        pre_alarm_c=low,
        alarm_c=high,
        gain=radiometry[0],
        offset=radiometry[1],
        hysteresis_c=fields.number("hysteresis_c", 0, 100, 5.0, unit="°C"),
        duration_s=fields.seconds("duration_s") or 5.0,
        min_area=fields.number("min_area", 0, 1, 0.0003),
        contrast_c=fields.number("contrast_c", 0, 1000, 10.0, unit="°C"),
        rise_c_per_min=rise,
        **common,
    )
