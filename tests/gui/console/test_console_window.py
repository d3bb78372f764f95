"""The window: line lost and back, status, screens, panes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from backend.wire.messages import Command, Neighbour
from console.screens.act_keys import ALARM_ACTS, TICKET_ACTS
from console.screens.window import ConsoleWindow
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import FakeCenter
from tests.fakes.console_stage import START_MS, console, pass_time, press, settle

ENTER = Qt.Key.Key_Return


@pytest.fixture
def center(qapp: QApplication) -> FakeCenter:
    return FakeCenter(ManualClock(START_MS))


@pytest.fixture
def window(center: FakeCenter) -> Iterator[ConsoleWindow]:
    with console(center, lang="en") as opened:
        yield opened


def status(window: ConsoleWindow) -> str:
    return "; ".join(cell.words for cell in window.status.cells)


def report(center: FakeCenter) -> str:
    args = {"title": "a", "category": "city.waste"}
    return center.perform(Command("r", "report", "", args)).target


def test_that_a_lost_center_is_said_with_since_when_and_the_next_try(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    assert window.banner.words == ""
    center.link_down("silent", retry_in_s=8)
    settle()
    pass_time(window, center.clock, 3)
    said = window.banner.words
    assert "Cut off from Longcheng Community for 3 s." in said
    assert "the center is connected but says nothing" in said
    assert "What you see is from 10:42:18." in said
    assert "next try in 5 s" in said
    assert "cut off since 10:42:18" in status(window)
    center.link_up()
    settle()
    assert window.banner.words == ""


def test_that_what_is_done_while_cut_off_is_kept_counted_and_sent(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    ticket = report(center)
    settle()
    press(window, Qt.Key.Key_F2)
    center.link_down()
    settle()
    press(window, "b", "the guard has a key", ENTER)
    assert "Waiting to be sent: 1." in window.banner.words
    assert "1 under way" in status(window)
    busy = [button._busy for button in window.tickets.panel.acts.row.buttons if button._busy]
    assert busy == ["queued"]
    assert len(center.tickets[ticket].events) == 1
    center.link_up()
    settle()
    assert center.tickets[ticket].events[-1].args["note"] == "the guard has a key"
    assert "under way" not in status(window)
    assert len({command.client_id for command in center.commands}) == 1


def test_that_a_console_that_never_reached_its_center_says_so(center: FakeCenter) -> None:
    with console(center, lang="en", linked=False) as window:
        assert "no center yet" in window.bar.words[1]
        center.link_down("wrong_server_key")
        settle()
        said = window.banner.words
        assert said.startswith("No line to a center")
        assert "the center's key is not the one expected" in said
        assert "Nothing is lost" not in said  # nothing has been seen yet that could be lost


def test_that_links_of_a_center_we_cannot_hear_are_not_claimed(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    center.neighbours = (Neighbour("tl-bc", False, 4, START_MS, "x"),)  # noqa: FBT003
    center.link_up()
    settle()
    assert "Bachuan Subdistrict cut off · 4 to send" in status(window)
    center.link_down()
    settle()
    assert "Bachuan" not in status(window)


def test_that_the_status_counts_lights(center: FakeCenter, window: ConsoleWindow) -> None:
    report(center)
    settle()
    pass_time(window, center.clock, 24 * 60)
    assert "Due soon 1" in status(window)
    pass_time(window, center.clock, 7 * 60)
    assert "Overdue 1" in status(window)


def test_that_the_bar_shows_the_centers_clock_and_who_is_on_duty(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    program, name, who, date, time = window.bar.words
    assert (program, name, date, time) == ("onegrid", "Longcheng Community", "Sun 22 Nov", "10:42:18")
    assert who == "值班员03 · Operator, Intake clerk…"
    pass_time(window, center.clock, 2)
    assert window.bar.words[4] == "10:42:20"


def test_that_f1_and_f2_change_the_screen_and_put_the_keyboard_there(window: ConsoleWindow) -> None:
    assert window.watch.isVisible()
    press(window, Qt.Key.Key_F2)
    assert window.tickets.table.hasFocus() or window.tickets.isVisible()
    press(window, Qt.Key.Key_F1)
    assert window.watch.isVisible()
    assert window.watch.queue.list.hasFocus() or not window.watch.queue.alarm


def test_that_f6_goes_round_the_panes(center: FakeCenter, window: ConsoleWindow) -> None:
    center.alarm()
    settle()
    window.watch.take_focus()
    press(window, Qt.Key.Key_F6)
    assert window.watch.wall.hasFocus()
    press(window, Qt.Key.Key_F6)
    assert window.watch.queue.list.hasFocus()


def test_that_a_toast_opens_the_ticket_just_made(center: FakeCenter, window: ConsoleWindow) -> None:
    center.alarm()
    settle()
    press(window, ENTER, ENTER)
    assert window.toast.isVisible()
    action = window.findChild(QAction, "act.open_made")
    assert isinstance(action, QAction)
    action.trigger()
    settle()
    assert window.tickets.isVisible()
    assert window.tickets.panel.ticket == next(iter(center.tickets))
    window.toast.dismiss()


def test_that_every_act_is_one_named_action(window: ConsoleWindow) -> None:
    names = [action.objectName() for action in window.findChildren(QAction) if action.objectName()]
    for act in (*ALARM_ACTS, *TICKET_ACTS):
        assert names.count(f"act.{act.verb}") == 1
    assert {"act.watch", "act.tickets", "act.full_screen"} <= set(names)


def test_that_no_two_actions_of_a_screen_share_a_key(window: ConsoleWindow) -> None:
    shared = [a for a in window.actions() if a.shortcut().toString()]
    for screen in (window.watch, window.tickets):
        keys = [k.toString() for a in (*shared, *screen.actions()) if a.isEnabled() for k in a.shortcuts()]
        assert len(keys) == len(set(keys)), keys


def test_that_closing_lets_go_of_the_center(center: FakeCenter) -> None:
    with console(center, lang="en") as window:
        window._timer.start()
        before = center.closed
        window.close()
        assert (before, center.closed, window._timer.isActive()) == (False, True, False)
