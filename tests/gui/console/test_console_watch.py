"""Watch by real keys: claim, confirm in two, dismiss with a reason, refusals in place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from backend.domain.alarm import AlarmState, Priority
from backend.domain.evidence import EvidenceRef
from backend.wire.messages import Command, Tail, TrackBox, TrackFrame
from console.screens.window import ConsoleWindow
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import FakeCenter
from tests.fakes.console_pictures import keep_picture
from tests.fakes.console_stage import START_MS, console, pass_time, press, settle

ENTER = Qt.Key.Key_Return
ESC = Qt.Key.Key_Escape


@pytest.fixture
def center(qapp: QApplication) -> FakeCenter:
    return FakeCenter(ManualClock(START_MS))


@pytest.fixture
def window(center: FakeCenter) -> Iterator[ConsoleWindow]:
    with console(center, lang="en") as opened:
        yield opened


def opened(window: ConsoleWindow) -> bool:
    return window.watch.detail.acts.strip.form is not None


def sent(center: FakeCenter) -> list[str]:
    return [command.verb for command in center.commands]


def test_that_c_claims_the_selected_alarm_at_once(center: FakeCenter, window: ConsoleWindow) -> None:
    alarm = center.alarm()
    settle()
    press(window, "c")
    assert [(c.verb, c.target) for c in center.commands] == [("claim", alarm.id)]
    assert window.mirror.alarms[alarm.id].claimed_by == center.operator
    press(window, "r")
    assert window.mirror.alarms[alarm.id].state is AlarmState.RAISED


def test_that_enter_enter_makes_a_ticket_of_an_alarm(center: FakeCenter, window: ConsoleWindow) -> None:
    alarm = center.alarm()
    settle()
    press(window, ENTER)
    assert sent(center) == []
    assert opened(window)
    press(window, ENTER)
    (command,) = center.commands
    assert (command.verb, command.target) == ("confirm", alarm.id)
    assert command.args["category"] == "safety.intrusion"
    assert command.args["urgency"] == "urgent"
    ticket = window.mirror.alarms[alarm.id].ticket
    assert window.mirror.tickets[ticket].ticket.title == "Area entered at 化工库西围栏"
    assert not opened(window)
    assert window.tickets.table.ticket == ticket


def test_that_the_title_can_be_changed_between_the_two_keys(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    center.alarm()
    settle()
    press(window, ENTER, " - two people", ENTER)
    assert center.commands[0].args["title"] == "Area entered at 化工库西围栏 - two people"


def test_that_esc_takes_the_first_key_back(center: FakeCenter, window: ConsoleWindow) -> None:
    center.alarm()
    settle()
    press(window, ENTER, ESC)
    assert window.watch.detail.acts.strip.form is None
    assert center.commands == []
    assert window.watch.queue.list.hasFocus()


def test_that_dismissing_needs_a_reason_and_a_digit_gives_it(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    alarm = center.alarm()
    settle()
    press(window, "d", ENTER)
    assert center.commands == []
    assert "Reason" in window.watch.detail.acts.notice.words
    press(window, "3")
    (command,) = center.commands
    assert (command.verb, command.args) == ("dismiss", {"reason": "animal"})
    assert window.mirror.alarms[alarm.id].state is AlarmState.DISMISSED
    assert "Animal" in window.watch.queue.decided_lines[0].words
    assert window.watch.queue.alarm is None


def test_that_letters_wait_while_a_strip_is_open(center: FakeCenter, window: ConsoleWindow) -> None:
    center.alarm()
    settle()
    press(window, "d", "c", "d")
    assert center.commands == []
    assert window.watch.detail.acts.strip.form is not None


def test_that_a_letter_typed_into_a_field_is_only_a_letter(center: FakeCenter, window: ConsoleWindow) -> None:
    center.alarm()
    settle()
    press(window, ENTER, "cd")
    assert center.commands == []
    form = window.watch.detail.acts.strip
    assert form.values()["title"].endswith("cd")


def test_that_a_refusal_appears_in_place_with_rule_and_who_may(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    alarm = center.alarm()
    settle()
    center.operator = "值班员05"
    assert center.perform(Command("x", "claim", alarm.id)).ok
    settle()
    press(window, ENTER)
    said = window.watch.detail.acts.notice.words
    assert said.startswith("Cannot do “Make ticket”: somebody else has claimed it")
    assert "confirm/claimed_by_other" in said
    assert "值班员05, Duty leader" in said
    assert center.commands == []
    press(window, ESC)
    assert window.watch.detail.acts.notice.words == ""


def test_that_the_centers_refusal_appears_in_place_too(center: FakeCenter, window: ConsoleWindow) -> None:
    alarm = center.alarm()
    settle()
    center.silent = True
    press(window, "c")
    center.operator = "值班员05"
    assert center.perform(Command("x", "dismiss", alarm.id, {"reason": "staff"})).ok
    other = center.alarm(place="北门")
    settle()
    center.answer()
    settle()
    assert window.watch.queue.alarm == other
    assert window.watch.detail.acts.notice.words == ""  # the refusal belongs to the other alarm
    assert len(window.desk.intents) == 0


def test_that_the_gravest_alarm_stands_first_and_the_selection_stays(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    first = center.alarm(priority=Priority.NORMAL)
    settle()
    grave = center.alarm(priority=Priority.EMERGENCY, camera="cam-2")
    settle()
    model = window.watch.queue.alarm_model
    assert [alarm.id for alarm in model.alarms] == [grave.id, first.id]
    assert window.watch.queue.alarm == first
    press(window, Qt.Key.Key_Up)
    assert window.watch.queue.alarm == grave
    assert window.watch.wall.selected == 1
    assert window.watch.queue.list.blinking


def test_that_nothing_selected_is_refused_with_words(center: FakeCenter, window: ConsoleWindow) -> None:
    press(window, ENTER)
    assert center.commands == []
    assert window.watch.queue.alarm is None


def test_that_the_detail_shows_why_the_rule_spoke(center: FakeCenter, window: ConsoleWindow) -> None:
    trace = {"frame": 7, "time_s": 58.9, "why": {"inside_since_s": 55.7, "needed_s": 0.5}}
    center.alarm(trace=json.dumps(trace))
    settle()
    assert window.watch.detail.trace == (("Stay", "3.2 s"), ("Needed", "0.5 s"), ("Frame", "7"))


def jpeg(folder: Path) -> EvidenceRef:
    image = QImage(64, 36, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    return keep_picture(folder, image, START_MS)


def test_that_the_masked_snapshot_is_shown_from_the_folder(center: FakeCenter, tmp_path: Path) -> None:
    ref = jpeg(tmp_path)
    trace = EvidenceRef("f" * 64, "application/json", masked=True, size_bytes=2)
    center.alarm(evidence=(trace, ref))
    with console(center, evidence=tmp_path, lang="en") as window:
        names = [
            w.accessibleName() for w in window.watch.detail.findChildren(type(window.watch.detail._snapshot))
        ]
        assert names == ["alarm 10:42:18 "]
    (tmp_path / f"{ref.sha256}.jpg").write_bytes(b"swapped")
    with console(center, evidence=tmp_path, lang="en") as window:
        assert "bytes do not match" in window.watch.detail._snapshot.accessibleName()
    with console(center, lang="en") as window:
        assert "kept at another site" in window.watch.detail._snapshot.accessibleName()


def test_that_an_analysts_boxes_reach_the_wall(center: FakeCenter, window: ConsoleWindow) -> None:
    frame = TrackFrame("cam-2", START_MS, (TrackBox(1, 0.1, 0.1, 0.2, 0.2),))
    center.tell(Tail("track/cam-2", 1, track=frame))
    settle()
    assert window.mirror.tracks["cam-2"] == frame


def test_that_ages_count_while_nobody_touches_anything(center: FakeCenter, window: ConsoleWindow) -> None:
    center.alarm()
    settle()
    pass_time(window, center.clock, 26)
    model = window.watch.queue.alarm_model
    assert "0:26" in str(model.data(model.index(0), Qt.ItemDataRole.DisplayRole))


def test_that_a_workplace_without_cameras_starts_at_the_tickets(center: FakeCenter) -> None:
    with console(center, tiles=(), lang="en") as window:
        assert window.tickets.isVisible()
        press(window, Qt.Key.Key_F1)
        assert window.watch.isVisible()
        assert not window.watch.cameras.isVisible()
