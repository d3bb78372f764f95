"""How many alarms a day to expect from how many were seen, with an honest interval, and what load that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from scipy.stats import chi2

JOIN_S = 60.0
"""Repeats of one rule within this time join the alarm that is open (backend.domain.alarm.joinable)."""
CHATTER_COUNT, CHATTER_S = 3, 60.0
ACCEPTABLE_PER_DAY = 144.0
"""One alarm in ten minutes for one operator, around the clock (EEMUA 191)."""


class Load(StrEnum):
    """What an average of alarms means for one operator (EEMUA 191)."""

    ACCEPTABLE = "acceptable"  # at most 1 in 10 minutes
    MANAGEABLE = "manageable"  # at most 2
    OVER_DEMANDING = "over_demanding"  # at most 5
    UNACCEPTABLE = "unacceptable"  # more


class Verdict(StrEnum):
    """What is to be thought of a rule before it is armed."""

    SILENT = "silent"  # it never fired: nothing happened, or it cannot fire
    FITS = "fits"
    UNSURE = "unsure"  # it may flood: too little was seen to tell
    FLOODS = "floods"


@dataclass(frozen=True, slots=True)
class Rate:
    """Alarms a day: expected, and the bounds of the 95 % interval (Poisson, Garwood's exact one)."""

    count: int
    hours: float
    per_day: float
    low: float
    high: float

    @property
    def load(self) -> Load:
        """What the expected rate means for one operator."""
        per_10_min = self.per_day / ACCEPTABLE_PER_DAY
        if per_10_min <= 1:
            return Load.ACCEPTABLE
        if per_10_min <= 2:
            return Load.MANAGEABLE
        return Load.OVER_DEMANDING if per_10_min <= 5 else Load.UNACCEPTABLE

    @property
    def verdict(self) -> Verdict:
        """Whether the rule that fired so often can be armed as it is."""
        if self.count == 0:
            return Verdict.SILENT
        if self.low > ACCEPTABLE_PER_DAY:
            return Verdict.FLOODS
        return Verdict.UNSURE if self.per_day > ACCEPTABLE_PER_DAY else Verdict.FITS


def rate(count: int, hours: float) -> Rate:
    """What `count` alarms in `hours` (above 0) of watching say about a day.

    Alarms are taken as independent of each other and of the time of day: an hour of noon says little
    about midnight, and no interval can know that.
    """
    to_day = 24.0 / hours
    low = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    high = float(chi2.ppf(0.975, 2 * count + 2)) / 2
    return Rate(count, hours, count * to_day, low * to_day, high * to_day)


def joined(times_s: Sequence[float]) -> list[bool]:
    """For the events of one rule in order of time: whether each begins an alarm of its own."""
    first: list[bool] = []
    last_s = float("-inf")
    for time_s in times_s:
        first.append(time_s - last_s > JOIN_S)
        last_s = time_s
    return first


def chatters(times_s: Sequence[float]) -> bool:
    """Whether events of one rule ever come three within a minute (before they are joined)."""
    step = CHATTER_COUNT - 1
    return any(times_s[i + step] - times_s[i] <= CHATTER_S for i in range(len(times_s) - step))
