"""The status strip at a window's foot: cells with an icon or lamp, words, and a small load bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from widgets.icons import paint_icon
from widgets.lamp import paint_lamp
from widgets.lettering import width_of, write
from widgets.theme import current

_PAD_PX = 12
_LOAD_PX = 44


@dataclass(frozen=True, slots=True)
class StatusCell:
    """One fact: an icon role or a light, words, and a load of 0…1 painted as a bar.

    `loud` writes it in the first text level: something to notice.
    """

    words: str
    icon: str = ""
    light: str = ""
    load: float | None = None
    loud: bool = False
    tip: str = ""


class StatusStrip(QWidget):
    """Cells from the left, and some from the right; the left ones give way when it is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left: tuple[StatusCell, ...] = ()
        self._right: tuple[StatusCell, ...] = ()
        self._places: list[tuple[QRectF, StatusCell]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def cells(self) -> tuple[StatusCell, ...]:
        """All cells, left to right."""
        return self._left + self._right

    def set_cells(self, left: Sequence[StatusCell], right: Sequence[StatusCell] = ()) -> None:
        """Show these cells; cheap enough to call each second."""
        if (tuple(left), tuple(right)) == (self._left, self._right):
            return
        self._left, self._right = tuple(left), tuple(right)
        self.setAccessibleName("; ".join(cell.words for cell in self.cells))
        self.update()

    def sizeHint(self) -> QSize:
        """The density's status height."""
        return QSize(480, current().size("statusBar"))

    def minimumSizeHint(self) -> QSize:
        """May be as narrow as the window wants: cells that do not fit are not painted."""
        return QSize(120, current().size("statusBar"))

    def event(self, event: QEvent) -> bool:
        """Show a cell's tip as its tool tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            under = [cell for rect, cell in self._places if rect.contains(event.pos().toPointF())]
            QToolTip.showText(event.globalPos(), under[0].tip or under[0].words if under else "", self)
            return True
        return super().event(event)

    def _width(self, cell: StatusCell) -> int:
        glyph = current().font_px("caption") + 2 + 6 if cell.icon or cell.light else 0
        load = _LOAD_PX + 8 if cell.load is not None else 0
        return 2 * _PAD_PX + glyph + load + width_of(cell.words, "caption")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and top line, the right cells, then as many left ones as there is room for."""
        painter = QPainter(self)
        look = current()
        painter.fillRect(self.rect(), look.color("panel"))
        painter.fillRect(0, 0, self.width(), 1, look.color("line"))
        self._places.clear()
        edge = self.width()
        for cell in reversed(self._right):
            edge -= self._width(cell)
            self._paint_cell(painter, QRectF(edge, 1, self._width(cell), self.height() - 1), cell, first=True)
        left = 0
        for cell in self._left:
            wide = self._width(cell)
            if left + wide > edge:
                break
            self._paint_cell(painter, QRectF(left, 1, wide, self.height() - 1), cell, first=False)
            left += wide

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: StatusCell, *, first: bool) -> None:
        look = current()
        self._places.append((rect, cell))
        line = rect.left() if first else rect.right() - 1
        painter.fillRect(QRectF(line, rect.y(), 1, rect.height()), look.color("line"))
        inner = rect.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
        side = look.font_px("caption") + 2
        glyph = QRectF(inner.x(), rect.center().y() - side / 2, side, side)
        if cell.light:
            paint_lamp(painter, cell.light, glyph)
        elif cell.icon:
            paint_icon(painter, cell.icon, glyph)
        if cell.light or cell.icon:
            inner.setLeft(inner.left() + side + 6)
        if cell.load is not None:
            bar = QRectF(inner.x(), round(rect.center().y() - 2), _LOAD_PX, 4)
            painter.fillRect(bar, look.color("track"))
            bar.setWidth(round(_LOAD_PX * min(max(cell.load, 0.0), 1.0)))
            painter.fillRect(bar, look.color("data"))
            inner.setLeft(inner.left() + _LOAD_PX + 8)
        write(painter, inner, cell.words, kind="caption", color="text1" if cell.loud else "text2")
