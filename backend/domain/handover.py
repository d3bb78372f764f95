"""One occurrence told by two analysts is one alarm: when a camera moves, nothing is lost and nothing doubled.

Repeats of one analyst are joined by `alarm.joinable` while the alarm is open. Here it is about another
analyst: the former one told of the same occupancy before the camera moved, or tells of it late, from its
spool, while the next one has told it already. Source: design 5-analytics.md; docs/design/cameras.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from backend.domain.alarm import Alarm

HANDOVER_MS = 20_000
"""What two analysts tell of one rule no further apart than this is the same: silence until the lease ends,
and the next analyst's opening of the camera, lie between them."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One alarm as an analyst tells it: under which assignment, from when to when it was seen (UTC ms)."""

    camera: str
    rule: str
    analyst: str
    epoch: int
    since_ms: int
    at_ms: int


Until = Callable[[Alarm], int]
"""Until when (UTC ms) what an alarm tells of was still going on, as its analyst reported; 0: not known."""


def told_before(alarms: Iterable[Alarm], new: Telling, until: Until = lambda _: 0) -> Alarm | None:
    """The alarm that tells of the same occurrence, raised by another analyst or epoch, open or decided.

    Alarms without an epoch are of analysts that nobody assigned; they are never the same.
    """
    fits = [
        alarm
        for alarm in alarms
        if (alarm.camera, alarm.rule) == (new.camera, new.rule)
        and alarm.epoch > 0 < new.epoch
        and (alarm.analyst, alarm.epoch) != (new.analyst, new.epoch)
        and _apart_ms(alarm, new, until(alarm)) <= HANDOVER_MS
    ]
    return min(fits, key=lambda alarm: (_apart_ms(alarm, new, until(alarm)), alarm.id), default=None)


def _apart_ms(alarm: Alarm, new: Telling, until_ms: int) -> int:
    """How far the two are from each other; 0 when they overlap."""
    begin_ms = alarm.since_ms or alarm.raised_ms
    end_ms = max(alarm.last_ms, alarm.raised_ms, until_ms)
    return max(0, (new.since_ms or new.at_ms) - end_ms, begin_ms - new.at_ms)
