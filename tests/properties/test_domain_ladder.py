"""Every rung of the ladder fires exactly once, however often anybody looks and whoever restarts."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.acts import Act
from backend.domain.sla import clocks, next_turn_ms, rungs_due
from backend.domain.ticket import Event, Ticket, apply, replay
from backend.domain.workflow import decide
from tests.fakes.domain_cast import CALENDARS, T0, context

STORY: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("intake", "lc", "report", {"title": "x", "category": "city", "reporter": "Li"}),
    ("intake", "lc", "file", {}),
    ("dispatcher", "lc", "hand_up", {}),
    ("center", "bc", "receive", {}),
    ("dispatcher", "bc", "dispatch", {"lead": "cg", "assists": "yj"}),
    ("wang", "bc", "sign", {}),
    ("zhang", "bc", "sign", {}),
    ("wang", "bc", "feedback", {"note": "done"}),
    ("zhang", "bc", "feedback", {"note": "done"}),
    ("checker", "bc", "check", {"ok": "no"}),
    ("zhang", "bc", "feedback", {"note": "done"}),
    ("checker", "bc", "check", {"ok": "yes"}),
    ("caller", "bc", "callback", {"satisfied": "yes"}),
)
AFTER_MS = 30 * 86_400_000
Key = tuple[str, str, str, str]


class Desk:
    """A center's timers in small: looks at a ticket and writes down each rung that is due."""

    def __init__(self) -> None:
        self.log: list[Event] = []
        self.ticket: Ticket | None = None

    def act(self, who: str, center: str, verb: str, args: dict[str, str], now_ms: int) -> None:
        self.look(now_ms)
        for event in decide(self.ticket, Act(verb, args, ticket_id="lc/1/1"), context(who, center, now_ms)):
            self.log.append(event)
            self.ticket = apply(self.ticket, event)
        self.look(now_ms)

    def look(self, now_ms: int) -> None:
        ticket = self.ticket
        if ticket is None or ticket.custody.transit_to:
            return
        for rung in rungs_due(ticket, clocks(ticket, CALENDARS, now_ms), now_ms):
            self.act_of_center(rung.args, now_ms)

    def act_of_center(self, args: dict[str, str], now_ms: int) -> None:
        assert self.ticket is not None
        here = context("center", self.ticket.custody.holder, now_ms)
        for event in decide(self.ticket, Act("escalate", args), here):
            self.log.append(event)
            self.ticket = apply(self.ticket, event)

    def restart(self) -> None:
        """Forget everything but the log."""
        if self.log:
            self.ticket = replay(self.log)

    def fired(self) -> list[Key]:
        return sorted(
            (e.args["clock"], e.args["round"], e.args["department"], e.args["rung"])
            for e in self.log
            if e.kind == "escalated"
        )


def marks(gaps: list[int]) -> Iterator[tuple[int, tuple[str, str, str, dict[str, str]]]]:
    at_ms = T0
    for gap, step in zip(gaps, STORY, strict=True):
        at_ms += gap
        yield at_ms, step


def diligent(gaps: list[int]) -> Desk:
    """Looks exactly when a clock says it will turn."""
    desk, last_ms = Desk(), T0
    for at_ms, (who, center, verb, args) in [*marks(gaps), (T0 + sum(gaps) + AFTER_MS, ("", "", "", {}))]:
        while desk.ticket is not None:
            turn_ms = next_turn_ms(clocks(desk.ticket, CALENDARS, last_ms), last_ms)
            if turn_ms is None or turn_ms > at_ms:
                break
            last_ms = turn_ms
            desk.look(turn_ms)
        last_ms = max(last_ms, at_ms)
        if verb:
            desk.act(who, center, verb, args, at_ms)
    return desk


def haphazard(gaps: list[int], looks: list[tuple[int, bool]]) -> Desk:
    """Looks now and then, sometimes after a restart, and once at the end."""
    desk = Desk()
    span_ms = sum(gaps)
    times = sorted((T0 + share * span_ms // 1000, restart) for share, restart in looks)
    for at_ms, (who, center, verb, args) in marks(gaps):
        while times and times[0][0] <= at_ms:
            look_ms, restart = times.pop(0)
            if restart:
                desk.restart()
            desk.look(look_ms)
        desk.act(who, center, verb, args, at_ms)
    desk.restart()
    desk.look(T0 + span_ms + AFTER_MS)
    return desk


@settings(max_examples=150, deadline=None)
@given(
    gaps=st.lists(st.integers(1, 45_000), min_size=len(STORY), max_size=len(STORY)),
    looks=st.lists(st.tuples(st.integers(0, 1000), st.booleans()), max_size=25),
)
def test_that_rungs_fire_once_under_any_split_of_time_and_any_restart(
    gaps: list[int], looks: list[tuple[int, bool]]
) -> None:
    steady, loose = diligent(gaps), haphazard(gaps, looks)
    assert len(steady.fired()) == len(set(steady.fired()))
    assert loose.fired() == steady.fired()


@settings(max_examples=60, deadline=None)
@given(gaps=st.lists(st.integers(1, 45_000), min_size=len(STORY), max_size=len(STORY)))
def test_that_no_rung_fires_before_it_is_due_and_all_that_fell_due_fire(gaps: list[int]) -> None:
    desk = diligent(gaps)
    assert desk.ticket is not None
    due = {
        (reading.clock, str(reading.round), reading.department, rung.rung)
        for reading in clocks(desk.ticket, CALENDARS, T0)
        for rung in reading.rungs
        if rung.at_ms <= reading.stopped_ms
    }
    assert set(desk.fired()) == due
    assert all(e.at_ms >= int(e.args["due_ms"]) for e in desk.log if e.kind == "escalated")
