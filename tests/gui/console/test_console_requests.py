"""Requests, rulings, pushes and ties by real keys: asked here, ruled on beside the ticket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from backend.domain.log import State, Ticket
from backend.wire.messages import Command
from console.screens.board_table import LAMP, STAGE, TIME
from console.screens.window import ConsoleWindow
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import FakeCenter
from tests.fakes.console_stage import START_MS, console, pass_time, press, settle
from widgets.action_button import ActionButton

ENTER = Qt.Key.Key_Return
ESC = Qt.Key.Key_Escape
RIGHT = Qt.Key.Key_Right
LEADERS = ("duty_leader", "center_leader")


@pytest.fixture
def center(qapp: QApplication) -> FakeCenter:
    return FakeCenter(ManualClock(START_MS), roles=("intake", "dispatcher", *LEADERS))


def sit(center: FakeCenter, *roles: str, department: str = "") -> Iterator[ConsoleWindow]:
    center.roles, center.department = roles, department
    with console(center, tiles=(), lang="en") as window:
        yield window


@pytest.fixture
def leader(center: FakeCenter) -> Iterator[ConsoleWindow]:
    yield from sit(center, *LEADERS, "dispatcher", "intake")


@pytest.fixture
def department(center: FakeCenter) -> Iterator[ConsoleWindow]:
    yield from sit(center, "department", department="cg")


def reported(center: FakeCenter, title: str = "a", **more: str) -> str:
    held, center.roles = center.roles, ("intake",)
    args = {"title": title, "category": "city.waste", "place": "gate", **more}
    made = center.perform(Command(title, "report", "", args)).target
    center.roles = held
    settle()
    return made


def at_work(center: FakeCenter, title: str = "a") -> str:
    ticket = reported(center, title)
    center.do(ticket, "file", "intake")
    center.do(ticket, "dispatch", "dispatcher", lead="cg", assists="yj")
    center.do(ticket, "sign", "department", who="chen")
    settle()
    return ticket


def seen(window: ConsoleWindow, ticket: str) -> Ticket:
    return window.mirror.tickets[ticket].ticket


def words(window: ConsoleWindow) -> str:
    return window.tickets.panel.acts.notice.words


def click(parent: QWidget, key: str) -> None:
    button = parent.findChild(ActionButton, f"line.{key}")
    assert button is not None, key
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle()


def on_offer(window: ConsoleWindow) -> list[str]:
    return [button.action.objectName() for button in window.tickets.panel.acts.row.buttons]


def test_that_a_department_asks_for_half_the_limit_again(
    center: FakeCenter, department: ConsoleWindow
) -> None:
    ticket = at_work(center)
    press(department, "e", "rain", ENTER)
    (request,) = seen(department, ticket).pending
    assert (request.kind, request.args["minutes"], request.args["reason"]) == ("extend", "60", "rain")
    (line,) = department.tickets.panel.requests.lines
    assert line.words == "Urban Management · 1 h more · rain"
    assert line.note.endswith("waits for a ruling")
    assert line.loud
    assert [act.words for act in line.acts] == ["Withdraw"]
    press(department, "e")
    assert "it has been asked for already" in words(department)


def test_that_letters_are_no_number(center: FakeCenter, department: ConsoleWindow) -> None:
    at_work(center)
    press(department, "e")
    department.tickets.panel.acts.strip.focus_field("minutes")
    press(department, Qt.Key.Key_End, "x-9")
    assert department.tickets.panel.acts.strip.values()["minutes"] == "609"


def test_that_a_request_is_ruled_on_beside_the_ticket(center: FakeCenter, leader: ConsoleWindow) -> None:
    ticket = at_work(center)
    center.do(ticket, "extend", "department", who="chen", minutes="60", reason="rain")
    settle()
    assert leader.tickets.table.board_model.index(0, STAGE).data() == "In progress · Extension?"
    press(leader, "e")
    form = leader.tickets.panel.acts.strip.form
    assert form is not None
    assert form.effect == "The handling deadline of Urban Management moves on by 1 h."
    press(leader, ENTER)
    assert center.commands[-1].verb == "grant"
    (request,) = seen(leader, ticket).requests
    assert request.ruling == "granted"
    (line,) = leader.tickets.panel.requests.lines
    assert "granted – 值班员03" in line.note
    assert not line.loud
    notes = {clock.name: clock.note for clock in leader.tickets.panel.clocks.lines}
    assert "(first 12:42:18)" in notes["Handling · Urban Management"]


def test_that_a_button_rules_on_the_request_beside_it(center: FakeCenter, leader: ConsoleWindow) -> None:
    ticket = at_work(center)
    center.do(ticket, "extend", "department", who="chen", minutes="60", reason="rain")
    center.do(ticket, "request_close", "department", who="chen", reason="gone")
    settle()
    press(leader, "e")
    box = leader.tickets.panel.acts.strip._controls["request"]
    assert isinstance(box, QComboBox)
    assert [box.itemText(n) for n in range(box.count())] == [
        "Extension · Urban Management",
        "Closing · Urban Management",
    ]
    press(leader, ESC)
    click(leader.tickets.panel.requests, "deny:2")
    press(leader, "look again", ENTER)
    assert center.commands[-1].args == {"request": "2", "reason": "look again"}
    assert [r.ruling for r in seen(leader, ticket).requests] == ["", "denied"]


def test_that_voiding_takes_two_people(center: FakeCenter, leader: ConsoleWindow) -> None:
    ticket = reported(center)
    leader.tickets.panel.acts.begin("void")
    press(leader, "a test", ENTER)
    assert seen(leader, ticket).state is State.REPORTED
    assert leader.tickets.panel.requests.lines[0].note.endswith("waits for a second leader")
    click(leader.tickets.panel.requests, "grant:1")
    assert "nobody checks or rules on his own" in words(leader)
    center.do(ticket, "grant", "center_leader", who="other")
    settle()
    assert seen(leader, ticket).state is State.VOID
    assert leader.tickets.stages.stages[-1].count == 1


def test_that_enter_never_voids(center: FakeCenter, leader: ConsoleWindow) -> None:
    ticket = at_work(center)
    center.do(ticket, "void", "duty_leader", who="other", reason="x")
    settle()
    press(leader, ENTER, ENTER)
    assert center.commands == []
    assert "your role does not include it" in words(leader)
    press(leader, "e")
    form = leader.tickets.panel.acts.strip.form
    assert form is not None
    assert form.effect == "Ends the ticket for good: you are the second person."


def test_that_a_leader_who_cannot_work_rules_by_enter(center: FakeCenter) -> None:
    ticket = at_work(center)
    center.do(ticket, "extend", "department", who="chen", minutes="60", reason="rain")
    for window in sit(center, "duty_leader"):
        press(window, ENTER, ENTER)
        assert seen(window, ticket).requests[0].ruling == "granted"


def test_that_a_return_is_ruled_on_with_a_lead_for_joint_work(
    center: FakeCenter, leader: ConsoleWindow
) -> None:
    ticket = at_work(center)
    center.do(ticket, "return", "department", who="chen", clause="CG-21")
    settle()
    assert leader.tickets.stages.stages[4].count == 1
    press(leader, ENTER)
    strip = leader.tickets.panel.acts.strip
    assert not strip._controls["lead"].isVisible()
    press(leader, RIGHT, RIGHT)
    assert strip._controls["lead"].isVisible()
    strip.focus_field("reason")
    press(leader, "both", ENTER)
    assert center.commands[-1].args == {"ruling": "joint", "lead": "cg", "assists": "yj", "reason": "both"}
    assert seen(leader, ticket).state is State.IN_PROGRESS


def test_that_a_ruling_that_needs_no_lead_sends_none(center: FakeCenter, leader: ConsoleWindow) -> None:
    ticket = at_work(center)
    center.do(ticket, "return", "department", who="chen", clause="CG-21")
    settle()
    press(leader, ENTER, Qt.Key.Key_Space)
    leader.tickets.panel.acts.strip.focus_field("reason")
    press(leader, "so it is", ENTER)
    assert center.commands[-1].args == {"ruling": "uphold", "reason": "so it is"}
    assert seen(leader, ticket).state is State.FILED


def test_that_a_hung_ticket_is_grey_and_says_why_and_until_when(
    center: FakeCenter, leader: ConsoleWindow
) -> None:
    ticket = at_work(center)
    review_ms = START_MS + 30 * 86_400_000
    center.do(
        ticket, "hang", "department", who="chen", reason="x", condition="rain stops", review_ms=str(review_ms)
    )
    settle()
    press(leader, "e", ENTER)
    assert seen(leader, ticket).state is State.HUNG
    lines = leader.tickets.panel.clocks.lines
    assert {line.light for line in lines} == {"grey"}
    assert {line.note for line in lines} == {"hung · to 12-22 10:42"}
    assert "paused" in {line.words for line in lines}
    model = leader.tickets.table.board_model
    assert model.data(model.index(0, LAMP), Qt.ItemDataRole.AccessibleTextRole) == "Paused"
    assert model.index(0, TIME).data() == "in 30 d"
    pass_time(leader, center.clock, 86_400)
    assert model.index(0, TIME).data() == "in 29 d"
    press(leader, ENTER, "it stopped", ENTER)
    assert seen(leader, ticket).state is State.IN_PROGRESS


def test_that_merging_proposes_what_looks_the_same_and_shows_both_sides(
    center: FakeCenter, leader: ConsoleWindow
) -> None:
    parent, other, child = (reported(center, title) for title in "pqc")
    center.do(other, "not_file", "intake", reason="x")
    leader.tickets.go_to(child)
    settle()
    press(leader, "m", ENTER)
    assert center.commands[-1].args == {"into": parent}
    leader.tickets.go_to(child)
    settle()
    (line,) = leader.tickets.panel.ties.lines
    assert (line.chip, line.words) == ("Merged into", "p")
    click(leader.tickets.panel.ties, f"open:{parent}")
    assert leader.tickets.panel.ticket == parent
    assert [(line.chip, line.words) for line in leader.tickets.panel.ties.lines] == [("Merged in", "c")]
    leader.tickets.go_to(child)
    settle()
    press(leader, "m", "not the same", ENTER)
    assert seen(leader, child).state is State.REPORTED


def test_that_splitting_makes_and_selects_the_new_ticket(center: FakeCenter, leader: ConsoleWindow) -> None:
    origin = reported(center)
    leader.tickets.panel.acts.begin("split")
    press(leader, "the other half", ENTER)
    (command,) = center.commands
    assert (command.target, command.args["origin"]) == ("", origin)
    made = seen(leader, leader.tickets.panel.ticket)
    assert (made.title, made.split_from) == ("the other half", origin)
    assert leader.tickets.panel.ties.lines[0].chip == "Split from"


def test_that_waking_tells_who_has_taken_note_and_when(center: FakeCenter, leader: ConsoleWindow) -> None:
    ticket = at_work(center)
    press(leader, "g", ENTER)
    (line,) = leader.tickets.panel.pushes.lines
    assert line.words == "no receipt yet: Urban Management, Emergency Bureau, Duty leader"
    center.clock.advance(65_000)
    center.do(ticket, "receipt", "department", who="chen")
    settle()
    press(leader, "t", ENTER)
    (line,) = leader.tickets.panel.pushes.lines
    assert line.words == (
        "took note: Urban Management 10:43:23, Duty leader 10:43:23 · no receipt yet: Emergency Bureau"
    )
    assert line.note.endswith("2 of 3")
    press(leader, "t")
    assert "nobody waits for you to take note" in words(leader)


def test_that_a_closed_ticket_is_reopened_or_rated(center: FakeCenter) -> None:
    ticket = at_work(center)
    center.do(ticket, "waive", "dispatcher", department="yj", reason="x")
    center.do(ticket, "feedback", "department", who="chen", note="done")
    center.do(ticket, "check", "checker", who="zhou", ok="yes")
    for window in sit(center, "callback", "intake"):
        assert "act.evaluate" not in on_offer(window)  # nobody reported it
        press(window, "r", "it came back", ENTER)
        assert seen(window, ticket).state is State.FILED
        second = at_work(center, "b")
        assert second


def test_that_asking_pauses_the_accept_clock_until_the_answer(
    center: FakeCenter, leader: ConsoleWindow
) -> None:
    ticket = reported(center)
    press(leader, "a", "which gate?", ENTER)
    assert seen(leader, ticket).state is State.NEED_INFO
    accept = next(line for line in leader.tickets.panel.clocks.lines if line.name == "Accepting")
    assert (accept.light, accept.words) == ("grey", "paused")
    assert accept.note.startswith("asked · to 11-23")
    press(leader, ENTER, "the west one", ENTER)
    assert seen(leader, ticket).state is State.REPORTED
