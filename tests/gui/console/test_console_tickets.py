"""Tickets by real keys: the whole way of a ticket, refusals, lights that turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend.domain.log import State
from backend.domain.sla import Light
from backend.wire.messages import Command
from console.screens.board_table import LAMP, SUBJECT, TIME
from console.screens.window import ConsoleWindow
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import FakeCenter
from tests.fakes.console_stage import START_MS, console, pass_time, press, settle

ENTER = Qt.Key.Key_Return
ESC = Qt.Key.Key_Escape
EVERYONE = ("operator", "intake", "dispatcher", "duty_leader", "department", "checker", "callback")


@pytest.fixture
def center(qapp: QApplication) -> FakeCenter:
    return FakeCenter(ManualClock(START_MS), roles=EVERYONE, department="cg")


@pytest.fixture
def window(center: FakeCenter) -> Iterator[ConsoleWindow]:
    with console(center, tiles=(), lang="en") as opened:
        yield opened


def report(center: FakeCenter, title: str = "a", **more: str) -> str:
    args = {"title": title, "category": "city.waste", "place": "农贸市场", **more}
    result = center.perform(Command(title, "report", "", args))
    assert result.ok
    settle()
    return result.target


def advance(center: FakeCenter, ticket: str, *steps: tuple[str, dict[str, str]]) -> None:
    for verb, args in steps:
        assert center.perform(Command(f"{ticket}{verb}", verb, ticket, args)).ok
    settle()


def state(window: ConsoleWindow, ticket: str) -> State:
    return window.mirror.tickets[ticket].ticket.state


def text(window: ConsoleWindow, row: int, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> str:
    model = window.tickets.table.board_model
    return str(model.data(model.index(row, column), role))


def test_that_a_ticket_goes_its_whole_way_by_enter_alone(center: FakeCenter, window: ConsoleWindow) -> None:
    ticket = report(center)
    for reached in (State.FILED, State.DISPATCHED, State.IN_PROGRESS):
        press(window, ENTER, ENTER)
        assert state(window, ticket) is reached
    press(window, ENTER, "cleared and swept", ENTER)
    assert state(window, ticket) is State.FED_BACK
    press(window, ENTER, ENTER)
    said = window.tickets.panel.acts.notice.words
    assert "nobody checks or rules on his own" in said  # the one who did the work cannot check it
    center.do(ticket, "check", "checker", who="老周", ok="yes")
    settle()
    assert state(window, ticket) is State.CLOSED
    assert [command.verb for command in center.commands] == ["file", "dispatch", "sign", "feedback"]
    assert center.commands[1].args == {"lead": "cg"}


def test_that_n_makes_a_ticket_and_selects_it(center: FakeCenter, window: ConsoleWindow) -> None:
    report(center, "other")
    press(window, "n", "blocked drain", Qt.Key.Key_Tab, "West street", ENTER)
    assert center.commands == []
    assert "Class" in window.tickets.panel.acts.notice.words
    box = window.tickets.panel.acts.strip._controls["category"]
    assert box.hasFocus()
    press(window, Qt.Key.Key_Down, ENTER)
    (command,) = center.commands
    assert command.args["title"] == "blocked drain"
    assert command.args["place"] == "West street"
    made = window.mirror.tickets[window.tickets.table.ticket].ticket
    assert made.title == "blocked drain"


def test_that_j_and_k_move_and_the_panel_follows(center: FakeCenter, window: ConsoleWindow) -> None:
    ids = [report(center, title) for title in "abc"]
    window.tickets.go_to(ids[0])
    press(window, "j")
    assert window.tickets.panel.ticket == ids[1]
    press(window, "j", "j", "k")
    assert window.tickets.panel.ticket == ids[1]


def test_that_lamps_turn_by_the_clock_alone(center: FakeCenter, window: ConsoleWindow) -> None:
    ticket = report(center)
    advance(center, ticket, ("file", {}), ("dispatch", {"lead": "cg"}))
    spoken = []
    for minutes in (0, 23, 7):
        pass_time(window, center.clock, minutes * 60)
        spoken.append(text(window, 0, LAMP, Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == ["On time", "Due soon", "Overdue"]
    assert text(window, 0, TIME) == "+0:00:00"
    pass_time(window, center.clock, 5)
    assert text(window, 0, TIME) == "+0:00:05"
    assert window.tickets.board.lights() == {Light.RED: 1}
    assert window.tickets.panel.clocks.lines[0].light == "red"
    assert window.tickets.stages.stages[2].lights == {"red": 1}


def test_that_the_row_that_turns_red_rises_and_stays_selected(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    calm = report(center, "calm")
    advance(center, calm, ("file", {}))
    urgent = report(center, "urgent")
    window.tickets.go_to(urgent)
    settle()
    pass_time(window, center.clock, 31 * 60)
    assert text(window, 0, SUBJECT) == "urgent"
    assert window.tickets.table.ticket == urgent


def test_that_a_stage_filters_and_esc_shows_all_again(center: FakeCenter, window: ConsoleWindow) -> None:
    report(center, "waits")
    filed = report(center, "filed")
    advance(center, filed, ("file", {}))
    window.tickets.stages.setFocus()
    press(window, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert window.tickets.stages.key == "filed"
    assert [row.id for row in window.tickets.table.board_model.rows] == [filed]
    press(window, Qt.Key.Key_Right)
    assert window.tickets.table.board_model.rows == ()
    press(window, ESC)
    assert len(window.tickets.table.board_model.rows) == 2


def test_that_an_act_that_is_not_possible_says_why_when_pressed(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    report(center)
    press(window, "l")
    said = window.tickets.panel.acts.notice.words
    assert said.startswith("Cannot do “Hand down”: there is no center below")
    press(window, "f")
    assert "it does not stand at that stage now" in window.tickets.panel.acts.notice.words
    assert center.commands == []


def test_that_the_centers_no_is_shown_at_its_ticket(center: FakeCenter, window: ConsoleWindow) -> None:
    first, second = report(center, "a"), report(center, "b")
    window.tickets.go_to(first)
    center.silent = True
    press(window, ENTER, ENTER)
    assert [button._busy for button in window.tickets.panel.acts.row.buttons if button._busy] == ["sending"]
    assert center.perform(Command("x", "file", first, {})).ok  # somebody else was faster
    settle()
    window.tickets.go_to(second)
    center.answer()
    settle()
    assert window.tickets.panel.acts.notice.words == ""
    window.tickets.go_to(first)
    settle()
    assert "it does not stand at that stage now" in window.tickets.panel.acts.notice.words


def test_that_a_ticket_handed_up_is_frozen_then_watched(center: FakeCenter, window: ConsoleWindow) -> None:
    ticket = report(center)
    press(window, "h", ENTER)
    boxes = window.tickets.panel.custody.boxes
    assert [box.waiting for box in boxes] == [False, True]
    press(window, "b")
    assert "on its way between two centers" in window.tickets.panel.acts.notice.words
    center.do(ticket, "receive", "center", center="tl-bc", who="center")
    settle()
    boxes = window.tickets.panel.custody.boxes
    assert [(box.name, box.holds) for box in boxes] == [
        ("Longcheng Community", False),
        ("Bachuan Subdistrict", True),
    ]
    press(window, "u")
    said = window.tickets.panel.acts.notice.words
    assert "another center holds it" in said
    assert "Bachuan Subdistrict" in said


def test_that_the_log_is_told_newest_first(center: FakeCenter, window: ConsoleWindow) -> None:
    ticket = report(center)
    advance(center, ticket, ("file", {}), ("dispatch", {"lead": "cg", "assists": "yj"}))
    press(window, "b", "called the guard", ENTER)
    words = [entry.words for entry in window.tickets.panel.timeline.entries]
    assert words == [
        "Note: called the guard",
        "Dispatched: lead Urban Management · assists Emergency Bureau",
        "Filed",
        "Reported",
    ]


def test_that_a_rung_of_the_ladder_is_told_in_words(center: FakeCenter, window: ConsoleWindow) -> None:
    ticket = report(center)
    center.do(ticket, "escalate", "center", who="center", rung="supervise", clock="accept", round="1")
    settle()
    entry = window.tickets.panel.timeline.entries[0]
    assert entry.words == "Accepting clock ran on: put under supervision"
    assert entry.who == "Longcheng Community"


def test_that_a_number_in_the_reason_field_of_a_ticket_is_text(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    report(center)
    press(window, "d", "3 of them are duplicates", ENTER)
    assert center.commands[0].args == {"reason": "3 of them are duplicates"}


def test_that_an_empty_required_field_keeps_the_strip_open(center: FakeCenter, window: ConsoleWindow) -> None:
    report(center)
    press(window, "d", ENTER)
    assert center.commands == []
    assert "Reason" in window.tickets.panel.acts.notice.words
    press(window, "x", ENTER)
    assert [command.verb for command in center.commands] == ["not_file"]


def test_that_the_same_key_twice_sends_one_command(center: FakeCenter, window: ConsoleWindow) -> None:
    report(center)
    center.silent = True
    press(window, "u", ENTER, "u", ENTER)
    assert [command.verb for command in center.commands] == ["urge"]
    assert "no answer yet" in window.tickets.panel.acts.notice.words


def test_that_a_viewer_sees_everything_and_may_do_nothing(center: FakeCenter) -> None:
    report(center)
    center.roles = ("viewer",)
    with console(center, tiles=(), lang="en") as window:
        press(window, ENTER)
        assert window.tickets.panel.acts.strip.form is None
        assert "who may: Intake clerk, Duty leader" in window.tickets.panel.acts.notice.words
        press(window, "n")
        assert "your role does not include it" in window.tickets.panel.acts.notice.words


def test_that_a_light_turns_on_time_between_two_ticks(
    center: FakeCenter, window: ConsoleWindow, qtbot: QtBot
) -> None:
    ticket = report(center)
    advance(center, ticket, ("file", {}), ("dispatch", {"lead": "cg"}))
    pass_time(window, center.clock, 30 * 60 - 0.2)
    assert text(window, 0, TIME) == "0:00:01"
    center.clock.advance(200)  # no tick of the second: only the turn's own timer is left
    qtbot.waitUntil(lambda: text(window, 0, TIME) == "+0:00:00")
    assert text(window, 0, LAMP, Qt.ItemDataRole.AccessibleTextRole) == "Overdue"


def test_that_lamp_and_figures_are_of_one_moment(center: FakeCenter, window: ConsoleWindow) -> None:
    ticket = report(center)
    advance(center, ticket, ("file", {}), ("dispatch", {"lead": "cg"}))
    pass_time(window, center.clock, 29 * 60)
    center.clock.advance(120_000)  # time has gone on, nothing was told to look
    assert text(window, 0, TIME) == "0:01:00"
    assert text(window, 0, LAMP, Qt.ItemDataRole.AccessibleTextRole) == "Due soon"
    report(center, "another")
    place = window.tickets.table.board_model.place_of(ticket)
    assert place is not None
    assert text(window, place, TIME) == "+0:01:00"
    assert text(window, place, LAMP, Qt.ItemDataRole.AccessibleTextRole) == "Overdue"
