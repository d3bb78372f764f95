"""Rows of tables and lists, painted at a fixed height, fast at any length.

A model answers `CELL_ROLE` with a `Cell`: one call into Python per cell, whatever it shows. `RowTable`
paints all exposed cells in one pass, because one call per cell through a delegate costs three times as
much; `RowDelegate` paints the same cells for a plain list. A tick that changes only the time column
repaints only that column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from widgets.cells import CELL_ROLE, INDENT_PX, PAD_PX, Cell, CellPainter, Index, LaidOutTexts, cell_of
from widgets.lettering import width_of
from widgets.theme import current, notifier

__all__ = ["CELL_ROLE", "Cell", "RowDelegate", "RowTable"]

_ROOT = QModelIndex()


class RowDelegate(QStyledItemDelegate):
    """Paints the cells of a list without any style call, and measures cells for columns fitted to them."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._texts = LaidOutTexts()
        notifier().changed.connect(self._texts.forget)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """The row height, and the width of what the cell shows."""
        cell = cell_of(index)
        glyph = current().size("lamp") + PAD_PX if cell.light or cell.icon else 0
        wide = width_of(cell.text, bold=cell.strong) + 2 * PAD_PX + INDENT_PX + glyph
        return QSize(wide + (width_of(cell.tail) + PAD_PX if cell.tail else 0), current().size("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell as a row of its own."""
        rect, state = QRect(option.rect), option.state
        brush = CellPainter(painter, self._texts)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        brush.ground(rect, "selection" if selected else "hover" if hovered else "tableBase")
        if selected:
            brush.mark(rect)
        brush.cell(rect, cell_of(index), first=True)
        if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            brush.ring(rect)


@dataclass(frozen=True, slots=True)
class _Column:
    """An exposed column: its logical number, place and whether the row begins or ends with it."""

    number: int
    left: int
    width: int
    first: bool
    last: bool


class RowTable(QTableView):
    """A table as the product shows tables: whole rows, fixed height, no grid, row under the pointer lit.

    It paints itself from `Cell`s; only its fitted columns ask the delegate.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hovered_row = -1
        self._texts = LaidOutTexts()
        self.setItemDelegate(RowDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        # Once and before any model: Qt would walk 100,000 sections (4 s) when it changes later.
        self.verticalHeader().setMinimumSectionSize(8)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        self._measure()
        notifier().changed.connect(self._measure)

    @property
    def kept_texts(self) -> int:
        """How many laid-out texts are kept now; bounded."""
        return len(self._texts)

    def _measure(self) -> None:
        row = current().size("row")
        self._texts.forget()
        self.verticalHeader().setDefaultSectionSize(row)
        self.horizontalHeader().setFixedHeight(row)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the exposed cells row by row, in one pass."""
        model, exposed = self.model(), event.rect()
        painter = QPainter(self.viewport())
        if model is None or not model.rowCount():
            return
        top = self.rowAt(exposed.top())
        if top < 0:
            return
        bottom = self.rowAt(exposed.bottom())
        rows = range(top, (bottom if bottom >= 0 else model.rowCount() - 1) + 1)
        columns = tuple(self._columns(exposed))
        brush = CellPainter(painter, self._texts)
        for row in rows:
            self._paint_row(brush, row, columns)

    def _paint_row(self, brush: CellPainter, row: int, columns: tuple[_Column, ...]) -> None:
        model = self.model()
        top, high = self.rowViewportPosition(row), self.rowHeight(row)
        selected = self.selectionModel().isRowSelected(row, _ROOT)
        focused = self.hasFocus() and row == self.currentIndex().row()
        role = "selection" if selected else "hover" if row == self.hovered_row else "tableBase"
        for column in columns:
            rect = QRect(column.left, top, column.width, high)
            brush.ground(rect, role)
            if selected and column.first:
                brush.mark(rect)
            brush.cell(rect, cell_of(model.index(row, column.number)), first=column.first)
            if focused:
                brush.ring(rect, first=column.first, last=column.last)

    def _columns(self, exposed: QRect) -> Iterator[_Column]:
        header = self.horizontalHeader()
        order = [header.logicalIndex(visual) for visual in range(header.count())]
        shown = [number for number in order if self.columnWidth(number) > 0]
        for number in shown:
            left, width = self.columnViewportPosition(number), self.columnWidth(number)
            if left <= exposed.right() and left + width > exposed.left():
                yield _Column(number, left, width, number == shown[0], number == shown[-1])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer."""
        self._hover(self.rowAt(round(event.position().y())))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the pointer."""
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        for changed in {row, self.hovered_row} - {-1} if row != self.hovered_row else ():
            top = self.rowViewportPosition(changed)
            self.viewport().update(0, top, self.viewport().width(), self.rowHeight(changed))
        self.hovered_row = row
