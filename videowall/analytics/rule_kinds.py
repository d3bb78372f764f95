"""The rules there are, as values. Names follow ONVIF; points are pixels of the drawn-on picture."""

from __future__ import annotations

from dataclasses import dataclass

from backend.domain.worktime import WorkCalendar
from videowall.analytics.ground import Ground
from videowall.analytics.schedule import ALWAYS, PLAIN, Schedule

Point = tuple[float, float]
Polygon = tuple[Point, ...]

TAMPER = ("dark", "blur", "scene", "signal", "frozen")
"""What a tamper rule watches for: ImageTooDark, TooBlurry, GlobalSceneChange, SignalLoss, frozen."""

ON_DELAYS_S = {"dark": 5.0, "blur": 10.0, "scene": 15.0, "signal": 10.0, "frozen": 20.0}
"""How long each must last unless the rule says otherwise: longer than headlights and passing lorries do."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Which things a rule looks at. Sizes are shares of the picture's area."""

    class_filter: tuple[str, ...] = ()  # names of kinds.NAMES; empty: all
    confidence_level: float = 0.0
    min_size: float = 0.0
    max_size: float = 1.0


ANYTHING = Admission()


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Somebody is inside a polygon for at least `dwell_s`; optionally for `loiter_s` as well."""

    id: str
    polygon: Polygon
    dwell_s: float = 0.5
    loiter_s: float | None = None
    who: Admission = ANYTHING
    schedule: Schedule = ALWAYS
    priority: str = ""  # empty: what the kind of event is worth


@dataclass(frozen=True, slots=True)
class LineRule:
    """Somebody crosses the segment a → b; `direction` L2R is from the left of a walker a → b to the right."""

    id: str
    a: Point
    b: Point
    direction: str = "any"
    who: Admission = ANYTHING
    schedule: Schedule = ALWAYS
    priority: str = ""


@dataclass(frozen=True, slots=True)
class OccupancyRule:
    """At least `object_threshold` are inside a polygon at once, for `time_threshold_s`.

    It is over when no more than `object_release` are left. With `density_threshold` (people per m²) and
    the scale of the `ground`, the threshold is the number that makes that density.
    """

    id: str
    polygon: Polygon
    object_threshold: int
    time_threshold_s: float = 2.0
    object_release: int | None = None  # None: one below the threshold
    density_threshold: float | None = None
    ground: Ground | None = None
    who: Admission = ANYTHING
    schedule: Schedule = ALWAYS
    priority: str = ""


@dataclass(frozen=True, slots=True)
class StillRule:
    """A new thing stands still for `time_threshold_s`, or one that was there is gone so long."""

    id: str
    kind: str  # object_left or object_removed
    polygon: Polygon
    time_threshold_s: float = 30.0
    min_size: float = 0.001  # share of the picture
    max_size: float = 0.08
    schedule: Schedule = ALWAYS
    priority: str = ""


@dataclass(frozen=True, slots=True)
class TamperRule:
    """The camera sees nothing of use: covered, out of focus, turned away, cut off, or stuck."""

    id: str
    conditions: tuple[str, ...] = TAMPER
    on_delay_s: float | None = None  # None: ON_DELAYS_S of each condition
    off_delay_s: float = 5.0
    schedule: Schedule = ALWAYS
    priority: str = ""


@dataclass(frozen=True, slots=True)
class ThermalRule:
    """Something in a region of a thermal picture is hot for `duration_s`: a pre-alarm, then an alarm.

    Temperature, °C = grey value × gain + offset. It is over below threshold − hysteresis. A rise faster than
    `rise_c_per_min` halves the duration and never alarms by itself.
    """

    id: str
    polygon: Polygon | None  # None: the whole picture
    pre_alarm_c: float
    alarm_c: float
    gain: float
    offset: float
    hysteresis_c: float = 5.0
    duration_s: float = 5.0
    min_area: float = 0.0003  # share of the picture that must be so hot
    contrast_c: float = 10.0  # … and by so much above the rest of the region
    rise_c_per_min: float | None = None
    schedule: Schedule = ALWAYS
    priority: str = ""


Rule = FieldRule | LineRule | OccupancyRule | StillRule | TamperRule | ThermalRule


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules of one camera and the picture they were drawn on."""

    fps: float
    size: tuple[int, int]  # width, height in pixels
    rules: tuple[Rule, ...]
    calendar: WorkCalendar = PLAIN  # by which schedules tell workdays from holidays
