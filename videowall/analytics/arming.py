"""Since when each rule of a camera is armed, in the time of its frames."""

from __future__ import annotations

from collections.abc import Mapping

from videowall.analytics.looks import LONG_AGO_S
from videowall.analytics.rule_kinds import RuleSet


class Arming:
    """Follows the schedules of one camera's rules. Without a known time of day every rule is armed."""

    def __init__(self, rules: RuleSet) -> None:
        self._calendar = rules.calendar
        self._schedules = {rule.id: rule.schedule for rule in rules.rules if rule.schedule.windows}
        self._since_s: dict[str, float | None] = {}
        self._first = True

    def at(self, time_s: float, at_ms: int) -> Mapping[str, float | None]:
        """By rule with a schedule: since when it is armed, None while it is not.

        Args:
            time_s: time of the frame; a rule that is armed at the first one always was.
            at_ms: UTC of the frame; 0 when nobody knows it.
        """
        for rule, schedule in self._schedules.items():
            if at_ms and not schedule.armed(at_ms, self._calendar):
                self._since_s[rule] = None
            elif self._since_s.get(rule) is None:
                self._since_s[rule] = LONG_AGO_S if self._first else time_s
        self._first = False
        return dict(self._since_s)
