"""What the pixels say to the rules that are not about tracks: one surveyor for each such rule."""

from __future__ import annotations

from collections.abc import Mapping

from videowall.analytics.looks import Measure
from videowall.analytics.rule_kinds import RuleSet, StillRule, TamperRule, ThermalRule
from videowall.analytics.still import StillSurvey
from videowall.analytics.tamper import TamperSurvey
from videowall.analytics.thermal import ThermalSurvey
from videowall.analytics.tracks import Tracks
from videowall.feeds.frame import Frame, Picture


class Survey:
    """All measuring of one camera. Costs nothing where no rule asks for it."""

    def __init__(self, rules: RuleSet) -> None:
        tampers = [rule for rule in rules.rules if isinstance(rule, TamperRule)]
        stills = [rule for rule in rules.rules if isinstance(rule, StillRule)]
        self._tampers = tampers
        self._tamper = TamperSurvey(rules.size) if tampers else None
        self._still = StillSurvey(tuple(stills), rules.size) if stills else None
        self._thermal = {
            rule.id: ThermalSurvey(rule, rules.size) for rule in rules.rules if isinstance(rule, ThermalRule)
        }

    def measure(self, frame: Frame, small: Picture, tracks: Tracks) -> Mapping[str, tuple[Measure, ...]]:
        """What this frame says, by rule.

        Args:
            frame: the picture, and the counts of a thermal camera.
            small: the same picture at most 384 pixels wide.
            tracks: who is followed, in pixels of the rules' size.
        """
        found: dict[str, tuple[Measure, ...]] = {}
        if self._tamper is not None:
            found |= self._tampering(self._tamper.measure(frame, small))
        if self._still is not None:
            found |= self._still.measure(small, frame.time_s, tracks)
        for rule, survey in self._thermal.items():
            found[rule] = survey.measure(frame)
        return found

    def silence(self, time_s: float) -> Mapping[str, tuple[Measure, ...]]:
        """What it says that no picture came until this time."""
        return {} if self._tamper is None else self._tampering(self._tamper.silence(time_s))

    def _tampering(self, measures: Mapping[str, Measure]) -> dict[str, tuple[Measure, ...]]:
        return {
            rule.id: tuple(measures[name] for name in rule.conditions if name in measures)
            for rule in self._tampers
        }
