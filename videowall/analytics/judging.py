"""How a rule comes to a verdict, so that anybody can come to it again.

A judge is a pure function: (state, row of numbers) → (state, what it says). A ledger keeps each subject's
state and the rows that led to it; together they are the trace of an event, and running the judge over it
again gives the same verdict at the same moment (replay.py). States hold only numbers, so they are JSON.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from videowall.analytics.looks import LONG_AGO_S

Row = tuple[float | None, ...]
"""Numbers of one look at one subject; the first is the time in s, the second since when the rule is armed."""

Depths = tuple[float, ...]
"""What geometry says about one row; empty where there is none."""

Said = tuple[tuple[str, str], ...]
"""Kinds and directions of events."""

State = TypeVar("State", bound=tuple[Any, ...])

KEPT_ROWS = 256
"""Rows of a trace. A longer story begins with the state after what was dropped."""
CHATTER_S = 60.0
"""Three alarms of one subject never fall into so short a time."""


class Judge(Protocol[State]):
    """A rule, or a part of one, that decides."""

    @property
    def columns(self) -> tuple[str, ...]:
        """What the numbers of a row are."""

    def begin(self, values: Sequence[Any] = ()) -> State:
        """The state before anything was seen, or one that a trace tells."""

    def is_idle(self, state: State) -> bool:
        """Whether the story of the next event has not begun."""

    def going_s(self, state: State) -> float | None:
        """Since when, in s, what was told goes on; None where nothing was told, or it is over."""

    def prepare(self, rows: Sequence[Row]) -> Sequence[Depths]:
        """What geometry says about rows, all at once."""

    def advance(self, state: State, row: Row, depth: Depths) -> tuple[State, Said]:
        """Take one more row, in order of time; `depth` is what `prepare` says about it."""


class Ledger:
    """States and traces of every subject of one judge."""

    def __init__(self, judge: Judge[Any]) -> None:
        self.judge = judge
        self._states: dict[int, Any] = {}
        self._pasts: dict[int, deque[tuple[Any, Row]]] = {}

    def take(self, subject: int, row: Row, depth: Depths) -> Said:
        """Judge one more row of a subject."""
        before = self._states.get(subject)
        if before is None:
            before = self.judge.begin()
        after, said = self.judge.advance(before, row, depth)
        past = self._pasts.setdefault(subject, deque(maxlen=KEPT_ROWS))
        if self.judge.is_idle(before):
            past.clear()
        past.append((before, row))
        self._states[subject] = after
        return said

    def known(self, subject: int) -> Any:
        """The state of a subject, None when it was never taken."""
        return self._states.get(subject)

    def going_s(self) -> float | None:
        """Since when, in s, what was told of any subject goes on: the earliest."""
        since = (self.judge.going_s(state) for state in self._states.values())
        return min((at_s for at_s in since if at_s is not None), default=None)

    def inherit(self, heirs: Iterable[tuple[int, int]]) -> None:
        """Let new subjects take over what is known of lost ones: pairs (new, lost)."""
        for new, lost in heirs:
            if lost in self._states and new not in self._states:
                self._states[new] = self._states[lost]
                self._pasts[new] = deque(self._pasts[lost], maxlen=KEPT_ROWS)

    def keep(self, alive: set[int]) -> None:
        """Drop all others."""
        for subject in [one for one in self._states if one not in alive]:
            del self._states[subject], self._pasts[subject]

    def story(self, subject: int) -> dict[str, Any]:
        """Columns, the state before, and the rows since, as JSON."""
        past = self._pasts[subject]
        return {
            "columns": list(self.judge.columns),
            "before": list(past[0][0]),
            "rows": [list(row) for _before, row in past],
        }


class LatchState(NamedTuple):
    """What a latch knows. Moments in s, LONG_AGO when there was none."""

    since_s: float | None  # on since
    on_s: float  # last moment on
    told: bool  # this time already
    told_s: float  # when it was told last, and the time before
    told_before_s: float


UNTOLD = LatchState(None, LONG_AGO_S, False, LONG_AGO_S, LONG_AGO_S)  # noqa: FBT003 (a row of numbers)


class Level(NamedTuple):
    """Where a measured number stands: 1 on, 0 in the dead band, -1 off; and since when, if it tells."""

    sign: int
    began_s: float | None = None
    sure: bool = True  # only a sure look tells; an unsure one keeps what is


def latch(
    state: LatchState,
    now: tuple[float, float | None],
    level: Level,
    *,
    on_delay_s: float,
    off_delay_s: float,
) -> tuple[LatchState, bool]:
    """One alarm for each time that something is on: after `on_delay_s`, until off for `off_delay_s`.

    The dead band keeps an alarm alive and starts none. What lasts into an armed time is told after
    the delay from there, once. A third alarm within CHATTER_S waits until that is over.

    Args:
        state: what the latch knows.
        now: the time, and since when the rule is armed (None: it is not).
        level: what was measured.
        on_delay_s: how long it must be on.
        off_delay_s: how long it must be off before it may be told again.
    """
    time_s, armed_s = now
    since_s, on_s, told, told_s, told_before_s = state
    if level.sign > 0:
        if since_s is None:
            since_s = time_s if level.began_s is None else min(time_s, level.began_s)
        on_s = time_s
    elif level.sign == 0 and told:
        on_s = time_s
    elif time_s - on_s > off_delay_s:
        since_s, told = None, False
    if armed_s is None:
        return LatchState(since_s, on_s, False, told_s, told_before_s), False  # noqa: FBT003
    due = (
        not told
        and level.sign > 0
        and level.sure
        and since_s is not None
        and time_s - max(since_s, armed_s) >= on_delay_s - 1e-6
        and time_s - told_before_s > CHATTER_S
    )
    if due:
        return LatchState(since_s, on_s, True, time_s, told_s), True  # noqa: FBT003
    return LatchState(since_s, on_s, told, told_s, told_before_s), False
