"""The board: order, lights, counts."""

from __future__ import annotations

import pytest

from backend.domain.log import END_STATES, State
from backend.domain.sla import ClockReading, Light
from backend.wire.messages import Command
from console import ticket_words
from console.board_model import STAGES, Board, row_of, used_share
from console.mirror import TicketView
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import FakeCenter

T0 = 1_795_315_338_000
EVERYTHING = ("operator", "intake", "dispatcher", "duty_leader", "checker", "department")


class Town:
    """A fake center, its board, and hands to move time."""

    def __init__(self) -> None:
        self.clock = ManualClock(T0)
        self.center = FakeCenter(self.clock, roles=EVERYTHING, department="cg")
        self.board = Board()

    def report(self, title: str) -> str:
        done = self.center.perform(Command(title, "report", "", {"title": title, "category": "city.waste"}))
        return done.target

    def do(self, ticket: str, verb: str, **args: str) -> None:
        done = self.center.perform(Command(f"{ticket}{verb}", verb, ticket, args))
        assert done.ok, done

    def views(self) -> dict[str, TicketView]:
        return {
            ticket: TicketView(found, self.center.record(ticket).clocks)
            for ticket, found in self.center.tickets.items()
        }

    def refresh(self) -> None:
        self.board.update(self.views(), self.center.tickets, self.clock.now_ms())

    def light(self, ticket: str) -> Light | None:
        row = self.board.row(ticket)
        assert row is not None
        return row.light


@pytest.fixture
def town() -> Town:
    return Town()


def test_that_lights_turn_by_time_alone_and_only_the_turned_are_named(town: Town) -> None:
    first = town.report("a")
    town.do(first, "file")
    town.do(first, "dispatch", lead="cg")
    town.clock.advance(10 * 60_000)
    second = town.report("b")
    town.refresh()
    assert town.light(first) is Light.GREEN
    assert town.light(second) is Light.BLUE
    assert town.board.turn(town.clock.now_ms()) == frozenset()
    town.clock.advance(13 * 60_000)  # 23 of 30 minutes for signing
    assert town.board.turn(town.clock.now_ms()) == {first}
    assert town.light(first) is Light.YELLOW
    town.clock.advance(7 * 60_000)
    assert town.board.turn(town.clock.now_ms()) == {first}
    assert town.light(first) is Light.RED


def test_that_the_most_urgent_come_first_and_the_ended_last(town: Town) -> None:
    late, soon, later, refused = (town.report(title) for title in "abcd")
    town.do(late, "file")
    town.do(refused, "not_file", reason="x")
    town.clock.advance(31 * 60_000)
    town.do(soon, "file")
    town.clock.advance(10 * 60_000)
    fresh = town.report("e")
    town.do(fresh, "file")
    town.clock.advance(10 * 60_000)  # late: 51 of 60 minutes; soon 20; fresh 10; later: accepting is over
    town.refresh()
    assert [row.id for row in town.board.rows()] == [later, late, soon, fresh, refused]
    assert [row.light for row in town.board.rows()][:3] == [Light.RED, Light.YELLOW, Light.BLUE]
    assert town.board.rows()[-1].light is None


def test_that_a_stage_shows_only_its_tickets_and_counts_their_lights(town: Town) -> None:
    for title in "ab":
        town.report(title)
    filed = town.report("c")
    town.do(filed, "file")
    town.clock.advance(40 * 60_000)
    town.refresh()
    assert [row.id for row in town.board.rows("filed")] == [filed]
    counts = {count.stage: count for count in town.board.stages()}
    assert tuple(counts) == tuple(STAGES)
    assert counts["intake"].total == 2
    assert counts["intake"].lights == {Light.RED: 2}
    assert counts["ended"].total == 0
    assert town.board.lights() == {Light.RED: 2, Light.BLUE: 1}


def test_that_a_ticket_which_went_away_leaves_the_board(town: Town) -> None:
    ticket = town.report("a")
    town.refresh()
    assert len(town.board) == 1
    town.board.update({}, {ticket}, T0)
    assert len(town.board) == 0
    assert town.board.row(ticket) is None


def test_that_every_state_has_its_own_stage() -> None:
    states = [state for stage in STAGES.values() for state in stage]
    assert sorted(states) == sorted(State)
    assert STAGES["ended"] == END_STATES
    assert set(STAGES) == set(ticket_words.STAGES.words)


def test_that_an_open_request_also_stands_with_what_is_to_be_ruled_on(town: Town) -> None:
    ticket = town.report("a")
    town.do(ticket, "file")
    town.do(ticket, "dispatch", lead="cg")
    town.do(ticket, "sign")
    town.do(ticket, "extend", minutes="60", reason="rain")
    town.refresh()
    assert [row.id for row in town.board.rows("to_rule")] == [ticket]
    assert [row.id for row in town.board.rows("in_progress")] == [ticket]
    town.center.do(ticket, "deny", "center_leader", reason="no")
    town.refresh()
    assert town.board.rows("to_rule") == ()


def test_that_a_pause_that_ends_is_the_next_turn(town: Town) -> None:
    ticket = town.report("a")
    town.do(ticket, "ask_more", question="where?")
    town.refresh()
    assert town.light(ticket) is Light.BLUE or town.light(ticket) is Light.GREEN
    clock = next(c for c in town.views()[ticket].clocks if c.clock == "accept")
    day_ms = 86_400_000
    assert clock.pauses == ((T0, T0 + day_ms),)
    turn_ms, turns = T0, []
    while (next_ms := town.board.next_turn_ms(turn_ms)) is not None and next_ms < T0 + 2 * day_ms:
        turns.append(next_ms)
        turn_ms = next_ms
    assert T0 + day_ms in turns


def test_that_a_ticket_without_a_running_clock_shows_no_light(town: Town) -> None:
    ticket = town.report("a")
    view = TicketView(town.center.tickets[ticket], ())
    assert row_of(view, T0).light is None


@pytest.mark.parametrize(
    ("at_s", "share"), [(-5, 0.0), (0, 0.0), (30, 0.375), (60, 0.75), (90, 0.875), (120, 1.0), (240, 1.5)]
)
def test_that_the_bar_meets_its_mark_when_the_light_turns(at_s: int, share: float) -> None:
    reading = ClockReading("sign", 1, T0, T0 + 60_000, T0 + 120_000, 120)
    assert used_share(reading, T0 + at_s * 1000) == pytest.approx(share)


def test_that_the_bar_of_a_stopped_clock_stands_still() -> None:
    reading = ClockReading("sign", 1, T0, T0 + 60_000, T0 + 120_000, 120, stopped_ms=T0 + 30_000)
    assert used_share(reading, T0 + 900_000) == pytest.approx(0.375)


def test_that_the_next_turn_of_any_light_is_known(town: Town) -> None:
    assert town.board.next_turn_ms(T0) is None
    ticket = town.report("a")
    town.refresh()
    minute = 60_000
    assert town.board.next_turn_ms(T0) == T0 + round(22.5 * minute)  # accepting turns yellow
    assert town.board.next_turn_ms(T0 + 23 * minute) == T0 + 30 * minute
    town.do(ticket, "not_file", reason="x")
    town.refresh()
    assert town.board.next_turn_ms(T0) is None
