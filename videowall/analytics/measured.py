"""Rules that judge what was measured in the pixels: tampering, heat, things left or gone.

Measuring is done elsewhere (tamper.py, thermal.py, still.py); here numbers become alarms, each through a
latch: on-delay, dead band, off-delay, one alarm for each time, never three in a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from videowall.analytics.events import replay_of
from videowall.analytics.judging import UNTOLD, Depths, LatchState, Ledger, Level, Row, Said, latch
from videowall.analytics.looks import NO_TRACK, FenceEvent, FenceSettings, Look, Measure
from videowall.analytics.rule_kinds import ON_DELAYS_S, TAMPER, StillRule, TamperRule, ThermalRule

TAMPER_COLUMNS = ("time_s", "armed_since_s", "strength")
STILL_COLUMNS = ("time_s", "armed_since_s", "still_s", "size", "seen")
THERMAL_COLUMNS = (
    "time_s",
    "armed_since_s",
    "hot_c",
    "around_c",
    "came_by_moving",
    "gained_c",
    "rise_c_per_min",
)

STRENGTH_OFF = 0.8
"""A tamper condition is on from 1 and off below this; between, it stays what it is."""
HOLD_S = 1.0
"""Flames flicker: heat that is gone for no longer than this was not gone."""
STILL_OFF_S = 5.0
PRE, ALARM = 0, 1

MeasuredRule = StillRule | TamperRule | ThermalRule


@dataclass(frozen=True, slots=True)
class LatchJudge:
    """A latch with its rule's delays. Implements Judge[LatchState]."""

    kind: str
    columns: tuple[str, ...]
    level: Callable[[Row], Level]
    on_delay_s: Callable[[Row], float]
    off_delay_s: float

    def begin(self, values: Sequence[Any] = ()) -> LatchState:
        """Untold, or what a trace tells."""
        return LatchState(*values) if values else UNTOLD

    def is_idle(self, state: LatchState) -> bool:
        """Whether it is off."""
        return state.since_s is None

    def going_s(self, state: LatchState) -> float | None:
        """Since when it has been on, once that was told."""
        return state.since_s if state.told else None

    def prepare(self, rows: Sequence[Row]) -> Sequence[Depths]:
        """There is no geometry in it."""
        return [()] * len(rows)

    def advance(self, state: LatchState, row: Row, depth: Depths) -> tuple[LatchState, Said]:  # noqa: ARG002
        """One more measurement."""
        after, told = latch(
            state,
            (float(row[0] or 0), row[1]),
            self.level(row),
            on_delay_s=self.on_delay_s(row),
            off_delay_s=self.off_delay_s,
        )
        return after, ((self.kind, ""),) if told else ()


def judge_of(rule: MeasuredRule, subject: int) -> LatchJudge:
    """What decides about one subject of a rule."""
    if isinstance(rule, TamperRule):
        condition = TAMPER[subject]
        delay_s = rule.on_delay_s or ON_DELAYS_S[condition]
        off_s = rule.off_delay_s
        return LatchJudge(f"tamper_{condition}", TAMPER_COLUMNS, _strength, lambda _row: delay_s, off_s)
    if isinstance(rule, StillRule):
        still = rule
        return LatchJudge(rule.kind, STILL_COLUMNS, _still, lambda _row: still.time_threshold_s, STILL_OFF_S)
    return thermal_judge(rule, subject)


def _strength(row: Row) -> Level:
    strength = float(row[2] or 0)
    return Level(1 if strength >= 1.0 else 0 if strength >= STRENGTH_OFF else -1)


def _still(row: Row) -> Level:
    """A thing that is hidden by a passer-by for a while is still there."""
    return Level(1, began_s=float(row[0] or 0) - float(row[2] or 0), sure=bool(row[4]))


def thermal_judge(rule: ThermalRule, subject: int) -> LatchJudge:
    """The pre-alarm (subject PRE) or the alarm of a thermal rule."""
    threshold_c = rule.alarm_c if subject == ALARM else rule.pre_alarm_c

    def level(row: Row) -> Level:
        hot_c, around_c, moved, gained_c = (float(value or 0) for value in row[2:6])
        if hot_c >= threshold_c and hot_c - around_c >= rule.contrast_c:
            # What came driving or walking is a motor or a person, until it gets hotter where it stands.
            mere_visitor = moved >= 1.0 and gained_c < rule.hysteresis_c
            return Level(0 if mere_visitor else 1)
        return Level(0 if hot_c >= threshold_c - rule.hysteresis_c else -1)

    def on_delay_s(row: Row) -> float:
        rise = float(row[6] or 0)
        fast = rule.rise_c_per_min is not None and rise >= rule.rise_c_per_min
        return rule.duration_s / 2 if fast else rule.duration_s

    kind = "heat_alarm" if subject == ALARM else "heat_warning"
    return LatchJudge(kind, THERMAL_COLUMNS, level, on_delay_s, HOLD_S)


class MeasuredFence:
    """A rule about pixels at work on one camera."""

    def __init__(self, rule: MeasuredRule, settings: FenceSettings) -> None:
        self.rule = rule
        self._set = settings
        self._ledgers: dict[int, Ledger] = {}

    def look(self, look: Look) -> list[FenceEvent]:
        """Alarms that this frame completes."""
        if self.rule.id not in look.measures:
            return []
        measures = look.measures[self.rule.id]
        armed_s = look.armed(self.rule.id)
        events = []
        for measure in measures:
            row: Row = (look.time_s, armed_s, *measure.values)
            ledger = self._ledger(measure.subject)
            told = ledger.take(measure.subject, row, ())
            events += [self._event(look, measure, said, ledger, row) for said in told]
        if isinstance(self.rule, StillRule):
            there = {measure.subject for measure in measures}
            self._ledgers = {one: kept for one, kept in self._ledgers.items() if one in there}
        return events

    def going_s(self) -> float | None:
        """Since when the oldest of what was told goes on."""
        since = (ledger.going_s() for ledger in self._ledgers.values())
        return min((at_s for at_s in since if at_s is not None), default=None)

    def _ledger(self, subject: int) -> Ledger:
        if subject not in self._ledgers:
            self._ledgers[subject] = Ledger(judge_of(self.rule, subject))
        return self._ledgers[subject]

    def _event(
        self, look: Look, measure: Measure, said: tuple[str, str], ledger: Ledger, row: Row
    ) -> FenceEvent:
        judge = ledger.judge
        facts: dict[str, Any] = dict(zip(judge.columns[2:], row[2:], strict=True))
        facts |= {"on_since_s": ledger.known(measure.subject).since_s}
        facts |= {"replay": replay_of(self.rule, self._set, look, said, ledger, measure.subject)}
        return FenceEvent(
            self.rule.id,
            said[0],
            look.frame,
            look.time_s,
            "",
            NO_TRACK,
            measure.box,
            facts,
            self.rule.priority,
        )

    def forget(self, alive: set[int]) -> None:
        """Nothing is kept of single tracks."""
