"""Table rows, painted: one delegate for all cells of a table of any length, at a fixed row height.

A model answers `CELL_ROLE` with a `Cell`: one call into Python per cell, whatever it shows. The delegate
knows cells, not business. Text is laid out and elided once and kept; a tick that changes only the time
column costs only that column.
"""
# ruff: noqa: N802 - Qt names its methods

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QStaticText
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from widgets.countdown import paint_countdown
from widgets.icons import paint_icon
from widgets.lamp import paint_lamp
from widgets.lettering import fitted, width_of
from widgets.plate import paint_plate, plate_size
from widgets.theme import current, notifier

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
PAD_PX = 8
_KEPT_TEXTS = 4096

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows, ready to paint, left to right: lamp or icon, plate, bar, text.

    `level` is the text level: 1, 2, 3, or 0 for unavailable. `used` paints a countdown bar in the light's
    colour, so it needs a light. A cell with a light must be spoken with its words: the model gives them in
    AccessibleTextRole.
    """

    text: str = ""
    light: str = ""
    icon: str = ""
    plate: str = ""  # priority of an alarm; the text becomes the plate's word
    used: float | None = None
    level: int = 2
    strong: bool = False
    right: bool = False


class RowDelegate(QStyledItemDelegate):
    """Paints cells without any style call."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._texts: dict[tuple[str, int, bool], QStaticText] = {}
        notifier().changed.connect(self.forget)

    def forget(self) -> None:
        """Drop laid-out texts: the look has changed."""
        self._texts.clear()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """The row height, and the text's width for a column that is fitted to its content."""
        cell = cell_of(index)
        glyph = current().size("lamp") + PAD_PX if cell.light or cell.icon else 0
        return QSize(width_of(cell.text, bold=cell.strong) + 2 * PAD_PX + glyph, current().size("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, then the cell's parts from the left."""
        rect = QRect(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, rect, index, selected=selected)
        cell = cell_of(index)
        look = current()
        room = rect.adjusted(PAD_PX + (4 if _is_first(self._view, index) else 0), 0, -PAD_PX, 0)
        if cell.light and cell.used is None:
            paint_lamp(painter, cell.light, QRect(room.x(), room.y(), look.size("lamp"), room.height()))
            room.setLeft(room.left() + look.size("lamp") + PAD_PX)
        elif cell.icon:
            side = look.size("icon")
            paint_icon(painter, cell.icon, QRect(room.x(), room.center().y() - side // 2, side, side))
            room.setLeft(room.left() + side + PAD_PX)
        if cell.used is not None:
            paint_countdown(painter, QRectF(room), cell.light or "green", cell.used)
        elif cell.plate:
            size = plate_size(cell.text)
            top = room.center().y() - size.height() // 2
            paint_plate(painter, QRectF(room.x(), top, size.width(), size.height()), cell.plate, cell.text)
        elif cell.text:
            self._paint_text(painter, room, cell)

    def _paint_ground(self, painter: QPainter, rect: QRect, index: Index, *, selected: bool) -> None:
        look = current()
        hovered = getattr(self._view, "hovered_row", -1) == index.row()
        ground = "selection" if selected else "hover" if hovered else "tableBase"
        painter.fillRect(rect, look.color(ground))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("line"))
        first = _is_first(self._view, index)
        if selected and first:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), look.color("selectionBar"))
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            self._paint_focus(painter, rect, first=first, last=_is_last(self._view, index))

    @staticmethod
    def _paint_focus(painter: QPainter, rect: QRect, *, first: bool, last: bool) -> None:
        color, wide = current().color("focus"), current().ring[0]
        painter.fillRect(rect.left(), rect.top(), rect.width(), wide, color)
        painter.fillRect(rect.left(), rect.bottom() + 1 - wide, rect.width(), wide, color)
        if first:
            painter.fillRect(rect.left(), rect.top(), wide, rect.height(), color)
        if last:
            painter.fillRect(rect.right() + 1 - wide, rect.top(), wide, rect.height(), color)

    def _paint_text(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        look = current()
        painter.setFont(look.font("body", cell.strong))
        painter.setPen(look.color(f"text{cell.level}" if cell.level else "textOff"))
        text = self._laid_out(cell, room.width())
        x = room.x()
        if cell.right:
            x = room.right() + 1 - round(text.size().width())
        painter.drawStaticText(QPointF(x, round(room.y() + (room.height() - text.size().height()) / 2)), text)

    def _laid_out(self, cell: Cell, width_px: int) -> QStaticText:
        key = (cell.text, width_px, cell.strong)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) >= _KEPT_TEXTS:  # bounded; scrolled-away texts are cheap to lay out again
                self._texts.clear()
            found = QStaticText(fitted(cell.text, width_px, bold=cell.strong))
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            found.prepare(font=current().font("body", cell.strong))
            self._texts[key] = found
        return found


def cell_of(index: Index) -> Cell:
    """The cell of an index; a model without CELL_ROLE shows its display text."""
    cell = index.data(CELL_ROLE)
    if isinstance(cell, Cell):
        return cell
    return Cell(str(index.data(Qt.ItemDataRole.DisplayRole) or ""))


def _is_first(view: QAbstractItemView, index: Index) -> bool:
    if isinstance(view, QTableView):
        return view.horizontalHeader().visualIndex(index.column()) == 0
    return True


def _is_last(view: QAbstractItemView, index: Index) -> bool:
    if isinstance(view, QTableView):
        header = view.horizontalHeader()
        return header.visualIndex(index.column()) == header.count() - 1
    return True


class RowTable(QTableView):
    """A table as the product shows tables: whole rows, fixed height, no grid, row under the pointer lit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hovered_row = -1
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

    def _measure(self) -> None:
        row = current().size("row")
        self.verticalHeader().setDefaultSectionSize(row)
        self.horizontalHeader().setFixedHeight(row)
        self.viewport().update()

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
