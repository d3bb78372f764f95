"""The inline strip and its chips: what is filled in, what is chosen, where the keyboard is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.forms import FieldKind, Form, FormField, Option
from console.screens.chip_flow import ChipFlow
from console.screens.form_strip import CHIPS_MAX, FormStrip

FEW = tuple(Option(code, code.upper()) for code in ("a", "b", "c"))
MANY = tuple(Option(f"d{n}", f"Department {n}") for n in range(CHIPS_MAX + 1))


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key) -> None:
    QTest.keyClick(focused(), key)


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    QVBoxLayout(page).setAlignment(Qt.AlignmentFlag.AlignTop)
    page.resize(900, 400)
    qtbot.addWidget(page)
    return page


@pytest.fixture
def strip(page: QWidget, qtbot: QtBot) -> FormStrip:
    strip = FormStrip(QAction("Send", page), QAction("Back", page), page)
    layout = page.layout()
    assert layout is not None
    layout.addWidget(strip)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return strip


def form(*fields: FormField) -> Form:
    return Form("x", "t", "Do it", "Something happens.", fields)


def flow(page: QWidget, *, many: bool = False, values: tuple[str, ...] = ()) -> ChipFlow:
    chips = ChipFlow(FEW, values, page, many=many)
    layout = page.layout()
    assert layout is not None
    layout.addWidget(chips)
    page.show()
    page.activateWindow()
    QApplication.processEvents()
    return chips


def test_that_one_choice_moves_with_the_arrows(page: QWidget) -> None:
    chips = flow(page, values=("a",))
    chips.setFocus()
    for key, chosen in ((Qt.Key.Key_Right, "b"), (Qt.Key.Key_Right, "c"), (Qt.Key.Key_Right, "c")):
        press(key)
        assert chips.values == (chosen,)
    press(Qt.Key.Key_Left)
    assert chips.values == ("b",)


def test_that_of_many_choices_space_toggles_and_arrows_only_move(page: QWidget) -> None:
    chips = flow(page, many=True)
    told: list[tuple[str, ...]] = []
    chips.chosen.connect(lambda: told.append(chips.values))
    chips.setFocus()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Space)
    assert chips.values == ("a", "c")
    assert told == [("a",), ("a", "c")]


def test_that_chips_wrap_into_as_many_lines_as_they_need(page: QWidget) -> None:
    chips = flow(page)
    line = chips.heightForWidth(1000)
    assert chips.heightForWidth(chips.sizeHint().width()) == line
    assert chips.heightForWidth(chips.minimumSizeHint().width()) == 3 * line
    chips.resize(chips.minimumSizeHint())
    QApplication.processEvents()
    assert chips.minimumHeight() == 3 * line or chips.width() > chips.minimumSizeHint().width()


def test_that_a_chip_that_is_not_there_cannot_be_chosen(page: QWidget) -> None:
    chips = flow(page)
    assert not chips.choose(7)
    assert not chips.choose(-1)
    assert chips.choose(1)
    assert chips.values == ("b",)


def test_that_no_options_make_an_empty_flow(page: QWidget) -> None:
    chips = ChipFlow((), (), page)
    assert chips.values == ()
    assert chips.sizeHint().width() == 0
    assert chips.minimumSizeHint() == QSize(0, chips.sizeHint().height())


def test_that_the_keyboard_goes_to_what_is_missing(strip: FormStrip) -> None:
    strip.open(
        form(FormField("a", "A", value="there"), FormField("b", "B", required=True), FormField("c", "C")),
        wide=False,
    )
    assert focused().objectName() == "field.b"


def test_that_with_nothing_missing_the_first_field_has_the_keyboard(strip: FormStrip) -> None:
    strip.open(form(FormField("a", "A", value="there"), FormField("b", "B")), wide=True)
    line = focused()
    assert isinstance(line, QLineEdit)
    assert line.objectName() == "field.a"
    assert line.text() == "there"


def test_that_a_form_without_fields_keeps_the_keyboard_in_the_strip(strip: FormStrip) -> None:
    strip.open(form(), wide=False)
    assert strip.values() == {}
    assert strip.isVisible()


def test_that_few_options_are_chips_and_many_a_list(strip: FormStrip) -> None:
    strip.open(
        form(
            FormField("few", "Few", FieldKind.CHOICE, FEW, "b"),
            FormField("many", "Many", FieldKind.CHOICE, MANY, "d3"),
            FormField("any", "Any", FieldKind.MANY, FEW, "a,c"),
        ),
        wide=False,
    )
    assert strip.values() == {"few": "b", "many": "d3", "any": "a,c"}
    assert isinstance(strip.findChild(QWidget, "field.few"), ChipFlow)
    assert isinstance(strip.findChild(QWidget, "field.many"), QComboBox)


def test_that_a_list_without_a_proposal_is_not_filled_in_by_itself(strip: FormStrip) -> None:
    strip.open(form(FormField("many", "Many", FieldKind.CHOICE, MANY, required=True)), wide=False)
    assert strip.values() == {"many": ""}
    box = strip.findChild(QComboBox, "field.many")
    assert isinstance(box, QComboBox)
    assert box.placeholderText() == "choose"


def test_that_a_digit_chooses_a_reason_and_tells(strip: FormStrip, qtbot: QtBot) -> None:
    strip.open(form(FormField("reason", "Reason", FieldKind.REASON, FEW, required=True)), wide=True)
    with qtbot.waitSignal(strip.reason_chosen):
        press(Qt.Key.Key_2)
    assert strip.values() == {"reason": "b"}


def test_that_a_digit_without_a_reason_of_that_number_does_nothing(strip: FormStrip, qtbot: QtBot) -> None:
    strip.open(form(FormField("reason", "Reason", FieldKind.REASON, FEW, required=True)), wide=True)
    with qtbot.assertNotEmitted(strip.reason_chosen):
        press(Qt.Key.Key_9)
        press(Qt.Key.Key_0)
    assert strip.values() == {"reason": ""}


def test_that_another_form_takes_the_place_of_the_one_before(strip: FormStrip) -> None:
    strip.open(form(FormField("a", "A", value="old")), wide=False)
    strip.open(form(FormField("b", "B", value="new")), wide=False)
    assert strip.values() == {"b": "new"}
    assert strip.field_words("b") == "B"
    assert strip.field_words("a") == "a"
    strip.close_form()
    assert strip.form is None
    assert strip.isHidden()
    assert strip.values() == {}


def test_that_typing_tells_so_that_an_old_refusal_can_go(strip: FormStrip, qtbot: QtBot) -> None:
    strip.open(form(FormField("a", "A")), wide=False)
    with qtbot.waitSignal(strip.edited):
        QTest.keyClicks(focused(), "x")


@pytest.mark.parametrize(("width", "lines"), [(700, 2), (1200, 1)])
def test_that_a_wide_strip_takes_two_lines_where_it_is_narrow(
    page: QWidget, strip: FormStrip, width: int, lines: int
) -> None:
    page.resize(width, 400)
    strip.show()
    QApplication.processEvents()
    strip.open(form(FormField("a", "A"), FormField("b", "B", FieldKind.CHOICE, FEW)), wide=True)
    QApplication.processEvents()
    places = [strip.findChild(QWidget, f"field.{key}") for key in "ab"]
    tops = {place.mapTo(strip, place.rect().center()).y() // 12 for place in places if place is not None}
    assert len(tops) == lines


def test_that_the_effect_is_said_to_screen_readers(strip: FormStrip) -> None:
    strip.open(form(), wide=False)
    assert strip.accessibleName() == "Do it. Something happens."
