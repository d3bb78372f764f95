"""Every screen in both languages: nothing untranslated, nothing clipped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from backend.domain.asking import KINDS
from backend.domain.log import State
from console import ticket_words
from console.screens.board_table import STAGE
from console.screens.window import ConsoleWindow
from tests.fakes.console_busy import busy_center
from tests.fakes.console_feed import FakeCenter
from tests.fakes.console_stage import TILES, console, pass_time, press, settle
from widgets.action_button import ActionButton
from widgets.cells import PAD_PX
from widgets.lettering import width_of

ENTER = Qt.Key.Key_Return
ESC = Qt.Key.Key_Escape
LATIN = re.compile(r"[A-Za-z]{3,}")
CHINESE = re.compile(r"[\u3400-\u9fff]")
MARKUP = re.compile(r"<[^>]*>")
# Data, keys and codes stay as they are in every language.
DATA = re.compile(
    r"tl(-\w+)*(/\d+/\d+)?|cam-\d+|an-1|depot yard|\w+/\w+|Enter|Esc|onegrid|Ticket [ab]|CG-21"
    r"|West gate|lee|chen"
)
TILES_EN = tuple(replace(tile, name=f"West gate {n}") for n, tile in enumerate(TILES))


@contextmanager
def busy(
    lang: str, theme: str = "dark", size: tuple[int, int] = (1920, 1080)
) -> Iterator[tuple[ConsoleWindow, FakeCenter]]:
    center = busy_center(lang)
    tiles = TILES_EN if lang == "en" else TILES
    with console(center, lang=lang, theme=theme, size=size, tiles=tiles) as window:
        yield window, center


def stations(window: ConsoleWindow, center: FakeCenter) -> Iterator[str]:
    """Go through everything the console can show, one picture after another."""
    yield "watch"
    press(window, ENTER)
    yield "confirm"
    press(window, ESC, "d")
    yield "dismiss"
    press(window, ESC, "c", Qt.Key.Key_F2)
    for number, row in enumerate(window.tickets.table.board_model.rows):
        window.tickets.go_to(row.id)
        settle()
        yield f"ticket {number}"
        press(window, ENTER)
        yield f"main act {number}"
        press(window, ESC)
    for verb, state in (
        ("extend", State.IN_PROGRESS),
        ("hang", State.IN_PROGRESS),
        ("return", State.DISPATCHED),
        ("grant", State.IN_PROGRESS),
        ("deny", State.IN_PROGRESS),
        ("arbitrate", State.DISPUTED),
        ("lift", State.HUNG),
        ("void", State.FILED),
        ("merge", State.REPORTED),
        ("split", State.REPORTED),
        ("ask_more", State.REPORTED),
        ("send_verify", State.REPORTED),
        ("supplement", State.NEED_INFO),
        ("verified", State.VERIFYING),
        ("reclassify", State.FILED),
        ("waive", State.IN_PROGRESS),
        ("wake", State.IN_PROGRESS),
    ):
        window.tickets.go_to(next(t.id for t in center.tickets.values() if t.state is state))
        settle()
        window.tickets.panel.acts.begin(verb)
        settle()
        yield verb
        if verb == "arbitrate":
            press(window, Qt.Key.Key_Right, Qt.Key.Key_Right)
            yield "joint"
        press(window, ESC, ESC)
    window.tickets.table.choose_row(0)
    for key in ("n", "h", "l", "u", "s", "b"):
        press(window, key)
        yield key
        press(window, ESC, ESC)
    pass_time(window, center.clock, 45 * 60)
    center.link_down()
    settle()
    pass_time(window, center.clock, 3)
    yield "lost"


def texts(window: ConsoleWindow) -> Iterator[tuple[str, str]]:
    """(where, text) of everything visible or spoken."""
    for cell in window.status.cells:
        yield "status", cell.words
    for word in window.bar.words:
        yield "bar", word
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        where = f"{type(widget).__name__} {widget.objectName()}".strip()
        yield f"{where} spoken", widget.accessibleName()
        yield f"{where} tip", widget.toolTip()
        if isinstance(widget, QLabel | QAbstractButton):
            yield where, MARKUP.sub("", widget.text())
        elif isinstance(widget, QLineEdit):
            yield where, widget.placeholderText()
        elif isinstance(widget, QComboBox):
            yield from ((where, widget.itemText(n)) for n in range(widget.count()))
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from ((where, text) for text in cells(widget.model()))


def cells(model: QAbstractItemModel) -> Iterable[str]:
    # QAbstractListModel keeps its one column private.
    columns = model.columnCount(QModelIndex()) if isinstance(model, QAbstractTableModel) else 1
    for column in range(columns):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount()):
            index = model.index(row, column)
            yield str(index.data(Qt.ItemDataRole.DisplayRole) or "")
            yield str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")


@pytest.mark.parametrize(("lang", "foreign"), [("zh_CN", LATIN), ("en", CHINESE)])
def test_that_no_text_of_another_language_is_on_any_screen(
    qapp: QApplication, lang: str, foreign: re.Pattern[str]
) -> None:
    found = set()
    with busy(lang) as (window, center):
        seen = 0
        for station in stations(window, center):
            for where, text in texts(window):
                seen += bool(text)
                if foreign.search(DATA.sub("", text)):
                    found.add(f"{station}: {where}: {text}")
    assert seen > 1000
    assert sorted(found) == []


def clipped(window: ConsoleWindow) -> Iterator[str]:
    """Words that have less room than they need."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        need = widget.sizeHint()
        if isinstance(widget, QLabel) and widget.text():
            high = widget.heightForWidth(widget.width()) if widget.wordWrap() else need.height()
            if (not widget.wordWrap() and widget.width() < need.width()) or widget.height() < high - 1:
                yield f"label {widget.text()}: {widget.size().toTuple()}, needs {need.toTuple()} {high}"
        elif isinstance(widget, ActionButton) and (
            widget.width() < need.width() or widget.height() < need.height()
        ):
            yield f"button {widget.text()}: {widget.size().toTuple()}, needs {need.toTuple()}"
        elif isinstance(widget, QLineEdit | QComboBox) and widget.height() < need.height():
            yield f"field {widget.objectName()}: {widget.height()}, needs {need.height()}"


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (3840, 2160)], ids=str)
@pytest.mark.parametrize(("lang", "theme"), [("zh_CN", "light"), ("en", "dark")])
def test_that_nothing_is_clipped(qapp: QApplication, lang: str, theme: str, size: tuple[int, int]) -> None:
    found = set()
    with busy(lang, theme, size) as (window, center):
        for station in stations(window, center):
            found |= {f"{station}: {words}" for words in clipped(window)}
    assert sorted(found) == []


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_that_a_screen_is_painted_in_the_theme_asked_for(qapp: QApplication, theme: str) -> None:
    with busy("zh_CN", theme) as (window, _center):
        press(window, Qt.Key.Key_F2)
        image = window.grab().toImage()
        corner = image.pixelColor(3, image.height() - 3).lightness()
    assert (corner < 80) is (theme == "dark")


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_that_the_stage_of_every_ticket_fits_its_column(qapp: QApplication, lang: str) -> None:
    with busy(lang) as (window, center):
        press(window, Qt.Key.Key_F2)
        words = window.desk.words
        room = window.tickets.table.columnWidth(STAGE) - 2 * PAD_PX
        texts = {
            window.tickets.table.board_model.index(row, STAGE).data() for row in range(len(center.tickets))
        }
        texts |= {words.of(ticket_words.STATES, state.value) for state in State}
        for kind, rule in KINDS.items():
            for state in rule.states:
                source = words.translate("panel", "{state} · {kind}?")
                asked = words.of(ticket_words.REQUESTS, kind)
                texts.add(source.format(state=words.of(ticket_words.STATES, state.value), kind=asked))
        assert {text for text in texts if width_of(text) > room} == set()
