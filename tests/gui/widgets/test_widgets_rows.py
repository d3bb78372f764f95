"""Table rows and the alarm queue, and the gallery that shows every widget."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.widgets_pixels import pixels, share_of, shot
from widgets import theme
from widgets.__main__ import shoot
from widgets.alarm_row import ALARM_ROLE, AlarmCard, AlarmList
from widgets.gallery import Gallery
from widgets.rows import CELL_ROLE, Cell, RowTable

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
CELLS = (
    Cell("0:18:42", light="yellow", strong=True, level=1),
    Cell("goods block the pavement", level=1),
    Cell(light="red", used=0.5),
    Cell("Emergency", plate="emergency"),
    Cell("held elsewhere", icon="privacy.locked", level=0),
    Cell("12", right=True),
)


class Rows(QAbstractTableModel):
    """As many equal rows as wanted; counts how often a cell was asked for."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows, self.asked = rows, 0

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else self.rows

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(CELLS)

    def data(self, index: Index, role: int = 0) -> object:
        if role != CELL_ROLE:
            return None
        self.asked += 1
        return CELLS[index.column()]


@pytest.fixture
def model() -> Rows:
    return Rows(100_000)


@pytest.fixture
def table(qtbot: QtBot, model: Rows) -> RowTable:
    made = RowTable()
    qtbot.addWidget(made)
    made.setModel(model)
    made.resize(700, 400)
    return made


def _row(table: RowTable, row: int) -> QImage:
    rect = table.visualRect(table.model().index(row, 0))
    return table.viewport().grab(rect.adjusted(0, 0, 499, 0)).toImage()


def test_that_a_hundred_thousand_rows_ask_only_for_visible_cells(table: RowTable, model: Rows) -> None:
    assert table.grab().height() == 400
    assert 0 < model.asked <= 2 * len(CELLS) * (400 // theme.current().size("row") + 2)


def test_that_every_row_has_the_tokens_height(qapp: QApplication, table: RowTable) -> None:
    assert table.rowHeight(99_999) == 28
    theme.apply(qapp, "light", density="town")
    assert table.rowHeight(99_999) == 40


def test_that_the_selected_row_has_its_bar_and_ground(table: RowTable) -> None:
    table.selectRow(1)
    look = theme.current()
    chosen, plain = pixels(_row(table, 1)), pixels(_row(table, 2))
    assert share_of(chosen[:, :3], look.color("selectionBar")) > 0.9
    assert share_of(chosen, look.color("selection")) > 0.5
    assert share_of(plain, look.color("selection")) < 0.1


def test_that_the_row_under_the_pointer_is_lit(qtbot: QtBot, table: RowTable) -> None:
    table.show()
    QTest.mouseMove(table.viewport(), QPoint(30, 28 * 3 + 5))
    qtbot.waitUntil(lambda: table.hovered_row == 3)
    hover = theme.current().color("hover")
    assert share_of(pixels(_row(table, 3)), hover) > 0.5
    assert share_of(pixels(_row(table, 4)), hover) < 0.01


def test_that_the_current_row_has_a_ring_only_with_the_focus(qtbot: QtBot, table: RowTable) -> None:
    table.selectRow(0)
    focus = theme.current().color("focus")
    assert share_of(pixels(_row(table, 0))[:1], focus) == 0
    table.show()
    table.activateWindow()
    qtbot.waitUntil(table.isActiveWindow)
    table.setFocus()
    assert share_of(pixels(_row(table, 0))[:1], focus) > 0.9


def test_that_laid_out_texts_are_kept_bounded_and_dropped_with_the_theme(
    qapp: QApplication, qtbot: QtBot
) -> None:
    model = QStandardItemModel(4200, 1)
    for row in range(4200):
        model.setItem(row, 0, QStandardItem(f"ticket {row}"))
    table = RowTable()
    qtbot.addWidget(table)
    table.setModel(model)
    table.resize(300, 4200 * 28)
    table.grab()
    table.grab()
    assert 0 < table.kept_texts <= 4096
    theme.apply(qapp, "light")
    assert table.kept_texts == 0


def test_that_a_model_of_plain_texts_is_shown_too(qtbot: QtBot) -> None:
    model = QStandardItemModel(1, 1)
    model.setItem(0, 0, QStandardItem("plain"))
    table = RowTable()
    qtbot.addWidget(table)
    table.setModel(model)
    table.resize(200, 80)
    table.resizeColumnToContents(0)
    assert table.columnWidth(0) > 30
    assert pixels(_row(table, 0)).max() > 0.5


def test_that_a_deleted_table_does_not_hear_of_themes(qapp: QApplication, qtbot: QtBot) -> None:
    table = RowTable()
    with qtbot.waitSignal(table.destroyed):
        table.deleteLater()
    assert theme.apply(qapp, "light").name == "light"


def _card(priority: str = "normal", *, unacknowledged: bool = False, owner: str = "") -> AlarmCard:
    return AlarmCard(
        priority,
        "word",
        "Zone entry",
        "west fence",
        "0:26",
        owner=owner,
        claim_keys=("C",),
        claim_words="claim",
        unacknowledged=unacknowledged,
    )


def _queue(qtbot: QtBot, *cards: AlarmCard) -> tuple[AlarmList, QStandardItemModel]:
    queue = AlarmList()
    qtbot.addWidget(queue)
    model = QStandardItemModel(queue)
    for card in cards:
        item = QStandardItem(card.title)
        item.setData(card, ALARM_ROLE)
        model.appendRow(item)
    queue.setModel(model)
    queue.resize(390, 400)
    return queue, model


def test_that_an_alarms_bar_has_its_priority(qtbot: QtBot) -> None:
    queue, model = _queue(qtbot, _card("emergency"), _card("high"), _card("normal"))
    picture = pixels(queue.viewport().grab())
    for row, priority in enumerate(("emergency", "high", "normal")):
        y = queue.visualRect(model.index(row, 0)).center().y()
        assert share_of(picture[y : y + 1, 0:2], theme.current().alarm(priority)[0]) == 1


def test_that_a_picture_or_a_claimed_name_takes_its_place(qtbot: QtBot) -> None:
    picture = QPixmap(QSize(80, 46))
    picture.fill(Qt.GlobalColor.cyan)
    shown = AlarmCard("high", "w", "t", "p", "1:00", owner="me", picture=picture)
    queue, _ = _queue(qtbot, shown)
    assert share_of(pixels(queue.viewport().grab()), QColor(Qt.GlobalColor.cyan)) > 0.01


def test_that_controls_open_under_the_chosen_alarm_and_close(qtbot: QtBot) -> None:
    queue, model = _queue(qtbot, _card(), _card())
    queue.show()
    plain = queue.visualRect(model.index(0, 0)).height()
    controls = QPushButton("confirm")
    queue.expand(model.index(0, 0), controls)
    qtbot.waitUntil(lambda: queue.visualRect(model.index(0, 0)).height() > plain)
    at = controls.mapTo(queue.viewport(), QPoint(0, 0))
    assert queue.visualRect(model.index(0, 0)).contains(at)
    assert at.y() >= plain - 1
    assert controls.isVisible()
    queue.expand(model.index(0, 0), None)
    qtbot.waitUntil(lambda: queue.visualRect(model.index(0, 0)).height() == plain)


def test_that_controls_scroll_with_their_row(qtbot: QtBot) -> None:
    queue, model = _queue(qtbot, *(_card() for _ in range(30)))
    queue.show()
    controls = QPushButton("confirm")
    queue.expand(model.index(2, 0), controls)
    qtbot.waitUntil(lambda: controls.mapTo(queue.viewport(), QPoint(0, 0)).y() > 64 * 2)
    before = controls.mapTo(queue.viewport(), QPoint(0, 0)).y()
    queue.verticalScrollBar().setValue(50)
    assert controls.mapTo(queue.viewport(), QPoint(0, 0)).y() == before - 50
    model.removeRow(2)
    qtbot.waitUntil(lambda: not controls.isVisible())


def test_that_the_queue_moves_only_while_an_emergency_waits(qtbot: QtBot) -> None:
    queue, model = _queue(qtbot, _card("emergency", unacknowledged=True), _card())
    seen = [queue.blinking]
    queue.show()
    seen.append(queue.blinking)
    qtbot.waitUntil(lambda: queue.swapped, timeout=3000)
    model.item(0).setData(_card("emergency", owner="me"), ALARM_ROLE)
    seen.append(queue.blinking or queue.swapped)
    model.item(1).setData(_card("emergency", unacknowledged=True), ALARM_ROLE)
    seen.append(queue.blinking)
    queue.hide()
    assert [*seen, queue.blinking] == [False, True, False, True, False]


def test_that_a_queue_may_change_its_model(qtbot: QtBot) -> None:
    queue, old = _queue(qtbot, _card("emergency", unacknowledged=True))
    queue.show()
    queue.setModel(QStandardItemModel(queue))
    assert not queue.blinking
    old.item(0).setData(_card("emergency", unacknowledged=True), ALARM_ROLE)
    assert not queue.blinking


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("density", theme.DENSITIES)
@pytest.mark.parametrize("name", theme.THEMES)
def test_that_the_gallery_paints_in_every_look(
    qapp: QApplication, qtbot: QtBot, name: str, density: str, lang: str
) -> None:
    look = theme.apply(qapp, name, density=density, lang=lang)
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.resize(1920, 1080)
    picture = shot(gallery, look.hex("ground"))
    for light in ("green", "yellow", "red", "blue"):
        assert share_of(picture, look.light(light).fill) > 0, light
    silent = [
        type(widget).__name__
        for widget in gallery.findChildren(QWidget)
        if type(widget).__module__.startswith("widgets.")
        and type(widget).__name__ not in {"Panel", "_Title", "ActionRow", "AlarmList", "RowTable"}
        and not widget.accessibleName()
    ]
    assert silent == []


def test_that_every_sample_text_is_there_in_both_languages() -> None:
    texts = json.loads((files("resources.themes") / "gallery.json").read_text("utf-8"))
    assert all(set(text) == {"en", "zh_CN"} and all(text.values()) for text in texts.values())


def test_that_a_shot_has_the_size_and_scale_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    gallery = Gallery()
    qtbot.addWidget(gallery)
    assert shoot(gallery, tmp_path / "g.png", QSize(960, 540), 2.0)
    assert QImage(str(tmp_path / "g.png")).size() == QSize(1920, 1080)
    assert not shoot(gallery, tmp_path / "no" / "g.png", QSize(96, 54), 1.0)


def test_that_the_gallery_runs_as_a_program_without_a_word_from_qt(tmp_path: Path) -> None:
    file = tmp_path / "gallery.png"
    done = subprocess.run(
        [sys.executable, "-m", "widgets", "--shot", str(file), "--theme", "light", "--size", "800x600"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert QImage(str(file)).size() == QSize(800, 600)
