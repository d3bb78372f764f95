"""Controls: action buttons and their keys, rows that overflow, chips, plates, toasts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.widgets_pixels import share_of, shot
from widgets import theme
from widgets.action_button import ActionButton, ActionRow, is_available, set_available
from widgets.chip import KINDS, Chip, ChoiceChip
from widgets.key_hint import KeyHint, key_hint_width, key_words
from widgets.plate import PRIORITIES, Plate, bar_width
from widgets.toast import Toast


@pytest.fixture
def owner(qapp: QApplication) -> QObject:
    return QObject()


def _action(owner: QObject, words: str = "Claim", key: str = "C") -> QAction:
    action = QAction(words, owner)
    action.setShortcut(QKeySequence(key))
    return action


def _button(qtbot: QtBot, action: QAction, *, main: bool = False, icon: str = "") -> ActionButton:
    button = ActionButton(action, main=main, icon=icon)
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    return button


@pytest.mark.parametrize(
    ("shortcut", "words"),
    [
        ("C", ("C",)),
        ("Return", ("Enter",)),
        ("Return, Return", ("Enter", "Enter")),
        ("Ctrl+Z", ("Ctrl Z",)),
        ("Ctrl+Backspace", ("Ctrl ⌫",)),
        ("F12", ("F12",)),
        (".", (".",)),
        ("+", ("+",)),
        ("", ()),
    ],
)
def test_that_keys_are_written_as_people_read_them(shortcut: str, words: tuple[str, ...]) -> None:
    assert key_words(QKeySequence(shortcut)) == words


def test_that_a_key_hint_is_spoken_and_sized(qtbot: QtBot) -> None:
    hint = KeyHint(("Ctrl K",), "palette")
    qtbot.addWidget(hint)
    assert hint.accessibleName() == "Ctrl K palette"
    assert hint.sizeHint().width() > key_hint_width(("Ctrl K",)) > 0
    assert key_hint_width(()) == 0
    hint.resize(hint.sizeHint())
    assert share_of(shot(hint), theme.current().color("text2"), 0.2) > 0.01


def test_that_click_and_space_trigger_the_action(qtbot: QtBot, owner: QObject) -> None:
    action = _action(owner)
    button = _button(qtbot, action)
    with qtbot.waitSignal(action.triggered):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(action.triggered):
        QTest.keyClick(button, Qt.Key.Key_Space)


def test_that_a_button_shows_its_actions_words_and_key(qtbot: QtBot, owner: QObject) -> None:
    action = _action(owner, "&Claim")
    button = _button(qtbot, action)
    assert (button.text(), button.accessibleName(), button.keys) == ("Claim", "Claim", ("C",))
    narrow = button.sizeHint().width()
    action.setText("Claim this alarm")
    action.setShortcut(QKeySequence("Ctrl+Return"))
    assert button.keys == ("Ctrl Enter",)
    assert button.sizeHint().width() > narrow
    assert button.sizeHint().height() == theme.current().size("control")


def test_that_an_unavailable_action_is_dim_but_can_be_pressed(qtbot: QtBot, owner: QObject) -> None:
    action = _action(owner)
    button = _button(qtbot, action, main=True)
    primary = theme.current().color("primary")
    assert share_of(shot(button), primary) > 0.3
    set_available(action, on=False, reason="TK-06: the lead has signed")
    assert not is_available(action)
    assert share_of(shot(button), primary) == 0
    assert button.toolTip() == button.accessibleDescription() == "TK-06: the lead has signed"
    with qtbot.waitSignal(action.triggered):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    set_available(action, on=True)
    assert is_available(action)
    assert share_of(shot(button), primary) > 0.3


def test_that_a_button_without_a_window_does_not_open_one(qtbot: QtBot, owner: QObject) -> None:
    action = _action(owner)
    button = _button(qtbot, action)
    action.setText("other words")
    assert not button.isVisible()


def test_that_a_hidden_action_hides_its_button(host: QWidget, owner: QObject) -> None:
    action = _action(owner)
    button = ActionButton(action, host)
    action.setVisible(False)
    assert button.isHidden()
    action.setVisible(True)
    assert not button.isHidden()


def test_that_busy_words_stand_in_for_the_actions(qtbot: QtBot, owner: QObject) -> None:
    button = _button(qtbot, _action(owner), icon="claim")
    button.set_busy("sending")
    assert button.text() == "sending"
    button.set_busy("")
    assert button.text() == "Claim"


def test_that_hover_and_main_are_painted(qtbot: QtBot, owner: QObject) -> None:
    button = _button(qtbot, _action(owner))
    plain = shot(button)
    button.setDown(True)
    assert share_of(shot(button), theme.current().color("hover")) > 0.3
    button.setDown(False)
    button.set_main(on=True)
    assert not (plain == shot(button)).all()


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def _row(host: QWidget, owner: QObject, *words: str) -> ActionRow:
    column = QVBoxLayout(host)
    row = ActionRow()
    column.addWidget(row)
    row.set_buttons([ActionButton(_action(owner, word, word[0])) for word in words])
    host.resize(900, 60)
    host.show()
    return row


def test_that_what_does_not_fit_goes_into_the_menu_from_the_right(
    qtbot: QtBot, host: QWidget, owner: QObject
) -> None:
    row = _row(host, owner, "Dispatch", "Urge", "Supervise", "Hand down")
    more = row.findChild(QToolButton)
    assert isinstance(more, QToolButton)
    assert all(button.isVisible() for button in row.buttons)
    assert not more.isVisible()
    row.window().resize(row.buttons[0].width() + row.buttons[1].width() + 90, 60)
    qtbot.waitUntil(more.isVisible)
    assert [button.isVisible() for button in row.buttons] == [True, True, False, False]
    assert [action.text() for action in more.menu().actions()] == ["Supervise", "Hand down"]
    assert more.accessibleName()


def test_that_a_row_keeps_buttons_that_come_again(host: QWidget, owner: QObject) -> None:
    row = _row(host, owner, "Dispatch", "Urge")
    kept = row.buttons[0]
    row.set_buttons([kept])
    assert row.buttons == (kept,)
    assert kept.isVisible()
    assert row.minimumSizeHint().width() < row.sizeHint().width() + 60


def test_that_a_chip_says_its_words_and_refuses_an_unknown_kind(qtbot: QtBot) -> None:
    chip = Chip("BC-07", icon="place")
    qtbot.addWidget(chip)
    wide = chip.sizeHint().width()
    chip.set_words("BC-07 Longcheng")
    assert chip.accessibleName() == "BC-07 Longcheng"
    assert chip.sizeHint().width() > wide
    with pytest.raises(KeyError):
        chip.set_words("x", "loud")


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_kind_of_chip_differs_from_the_plain_one(qtbot: QtBot, kind: str) -> None:
    made = [Chip("4 h", kind), Chip("4 h", "plain")]
    for chip in made:
        qtbot.addWidget(chip)
        chip.resize(60, 20)
    same = (shot(made[0]) == shot(made[1])).all()
    assert bool(same) == (kind == "plain")


def test_that_a_choice_chip_is_chosen_by_space(qtbot: QtBot) -> None:
    chip = ChoiceChip("overdue", icon="clock")
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    before = shot(chip)
    with qtbot.waitSignal(chip.toggled):
        QTest.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()
    assert not (before == shot(chip)).all()
    assert chip.accessibleName() == "overdue"


@pytest.mark.parametrize("priority", PRIORITIES)
def test_that_only_normal_plates_are_outlined(qtbot: QtBot, priority: str) -> None:
    plate = Plate(priority, "word")
    qtbot.addWidget(plate)
    plate.resize(plate.sizeHint())
    filled = share_of(shot(plate), theme.current().alarm(priority)[0])
    assert (filled > 0.3) == (priority != "normal")
    assert plate.accessibleName() == "word"


def test_that_bars_grow_with_urgency() -> None:
    assert [bar_width(p) for p in PRIORITIES] == [6, 4, 2]


def test_that_only_an_unacknowledged_emergency_blinks(qtbot: QtBot) -> None:
    plate = Plate("emergency", "紧急")
    qtbot.addWidget(plate)
    plate.show()
    filled, swaps = theme.current().alarm("emergency")[0], []
    plate.set_unacknowledged(on=True)
    qtbot.waitUntil(lambda: share_of(shot(plate), filled) < 0.3, timeout=3000)
    swaps.append(shot(plate))
    plate.set_unacknowledged(on=False)
    assert share_of(shot(plate), filled) > 0.3
    plate.set_priority("high", "重要")
    plate.set_unacknowledged(on=True)
    assert plate.accessibleName() == "重要"
    assert share_of(shot(plate), theme.current().alarm("high")[0]) > 0.3


def test_that_reduced_motion_doubles_the_outline_instead(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "dark", reduced_motion=True)
    plate = Plate("emergency", "紧急")
    qtbot.addWidget(plate)
    plate.show()
    before = shot(plate)
    plate.set_unacknowledged(on=True)
    assert share_of(shot(plate)[:1], theme.current().alarm("emergency")[0]) == 1
    assert share_of(before[:1], theme.current().alarm("emergency")[0]) == 0


def test_that_a_toast_counts_down_offers_a_way_back_and_leaves(
    qtbot: QtBot, host: QWidget, owner: QObject
) -> None:
    host.resize(600, 300)
    toast = Toast(host)
    host.show()
    action = _action(owner, "Undo", "Ctrl+Z")
    toast.show_toast("Dismissed", action=action, seconds=1)
    assert toast.isVisible()
    assert toast.accessibleName() == "Dismissed"
    corner = toast.geometry().bottomRight()
    host.resize(700, 400)
    qtbot.waitUntil(lambda: toast.geometry().bottomRight() != corner)
    assert host.rect().contains(toast.geometry())
    with qtbot.waitSignal(action.triggered):
        QTest.mouseClick(toast.findChildren(ActionButton)[0], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(toast.left, timeout=3000):
        pass
    assert not toast.isVisible()


def test_that_a_second_toast_takes_the_place_of_the_first(host: QWidget, owner: QObject) -> None:
    toast = Toast(host)
    toast.show_toast("Dismissed", action=_action(owner), seconds=8)
    toast.show_toast("Filed", icon="ticket", seconds=8)
    assert toast.accessibleName() == "Filed"
    toast.dismiss()
    assert toast.isHidden()
