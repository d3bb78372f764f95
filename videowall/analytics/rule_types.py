"""Reading one rule of a rules file: its type says which fields it needs and may have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from resources.words import _
from videowall.analytics.rule_fields import Fields, Mistake, table_of
from videowall.analytics.rule_kinds import TAMPER, FieldRule, LineRule, Polygon, Rule, StillRule, TamperRule
from videowall.analytics.rule_parts import (
    ADMISSION,
    COMMON,
    admission_of,
    occupancy_of,
    priority_of,
    schedule_of,
    thermal_of,
)
from videowall.analytics.rule_places import Path
from videowall.analytics.rule_shapes import Size, polygon_of, segment_of
from videowall.analytics.schedule import Schedule

DIRECTIONS = ("any", "L2R", "R2L")


class RuleReader:
    """What the rules of one camera have in common: the picture, named schedules, grey values to °C."""

    def __init__(
        self, size: Size, schedules: Mapping[str, Schedule], radiometry: tuple[float, float] | None
    ) -> None:
        self.size = size
        self._schedules = schedules
        self._radiometry = radiometry

    def rule(self, item: object, path: Path) -> Rule:
        """One rule of any type."""
        if not isinstance(item, Mapping):
            raise Mistake(path, _("must be an object with id and type"))
        kind = item.get("type")
        if not isinstance(kind, str) or kind not in TYPES:
            words = _("type must be {known}, not {kind!r}")
            raise Mistake((*path, "type"), words.format(known=_(" or ").join(TYPES), kind=kind))
        required, optional, read = TYPES[kind]
        fields = table_of(item, path, ("id", "type", *required), (*optional, *COMMON))
        common = {
            "id": fields.identity(),
            "schedule": schedule_of(fields, "schedule", self._schedules),
            "priority": priority_of(fields),
        }
        return read(self, fields, common)

    def zone(self, fields: Fields, common: dict[str, Any]) -> Rule:
        """A FieldDetector, with loitering where it says so."""
        return FieldRule(
            polygon=polygon_of(fields, self.size),
            dwell_s=fields.seconds("dwell_s") or 0.5,
            loiter_s=fields.seconds("loiter_s"),
            who=admission_of(fields),
            **common,
        )

    def line(self, fields: Fields, common: dict[str, Any]) -> Rule:
        """A LineDetector."""
        a, b = segment_of(fields, self.size)
        direction = fields.choice("direction", DIRECTIONS, "any")
        return LineRule(a=a, b=b, direction=direction, who=admission_of(fields), **common)

    def occupancy(self, fields: Fields, common: dict[str, Any]) -> Rule:
        """A count of objects with a threshold."""
        polygon = polygon_of(fields, self.size)
        return occupancy_of(fields, polygon, admission_of(fields), common)

    def still(self, fields: Fields, common: dict[str, Any]) -> Rule:
        """A thing that is left or gone."""
        who = admission_of(fields, 0.001, 0.08)
        return StillRule(
            kind=fields.values["type"],
            polygon=self._region(fields) or self._whole(),
            time_threshold_s=fields.seconds("time_threshold_s") or 30.0,
            min_size=who.min_size,
            max_size=who.max_size,
            **common,
        )

    def tamper(self, fields: Fields, common: dict[str, Any]) -> Rule:
        """A camera that sees nothing of use."""
        return TamperRule(
            conditions=fields.choices("conditions", TAMPER, TAMPER),
            on_delay_s=fields.seconds("on_delay_s"),
            off_delay_s=fields.seconds("off_delay_s") or 5.0,
            **common,
        )

    def thermal(self, fields: Fields, common: dict[str, Any]) -> Rule:
        """Heat."""
        return thermal_of(fields, self._region(fields), self._radiometry, common)

    def _region(self, fields: Fields) -> Polygon | None:
        return polygon_of(fields, self.size) if "polygon" in fields.values else None

    def _whole(self) -> Polygon:
        width, height = float(self.size[0]), float(self.size[1])
        return ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))


_Reader = Callable[[RuleReader, Fields, dict[str, Any]], Rule]
_STILL = ("polygon", "time_threshold_s", "min_size", "max_size")
TYPES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], _Reader]] = {
    "zone": (("polygon",), ("loiter_s", "dwell_s", *ADMISSION), RuleReader.zone),
    "line": (("a", "b"), ("direction", *ADMISSION), RuleReader.line),
    "occupancy": (
        ("polygon",),
        (
            "object_threshold",
            "object_release",
            "density_threshold",
            "ground",
            "time_threshold_s",
            *ADMISSION,
        ),
        RuleReader.occupancy,
    ),
    "object_left": ((), _STILL, RuleReader.still),
    "object_removed": ((), _STILL, RuleReader.still),
    "tamper": ((), ("conditions", "on_delay_s", "off_delay_s"), RuleReader.tamper),
    "thermal": (
        ("pre_alarm_c", "alarm_c"),
        (
            "polygon",
            "gain",
            "offset",
            "hysteresis_c",
            "duration_s",
            "min_area",
            "contrast_c",
            "rise_c_per_min",
        ),
        RuleReader.thermal,
    ),
}
"""Types of rules: the fields each needs and may have besides `id`, `type`, `schedule` and `priority`."""
