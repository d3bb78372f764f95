"""Cells of rows: what one shows, and how it is painted. Knows parts of a row, not business."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QStaticText

from widgets.countdown import paint_countdown
from widgets.icons import paint_icon
from widgets.lamp import lamp_pixmap
from widgets.lettering import fitted, width_of
from widgets.plate import paint_plate, plate_size
from widgets.theme import Theme, current

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
PAD_PX = 8
INDENT_PX = 4
"""Extra room before the first cell of a row, for the bar of the selected one."""
_BAR_PX = 3
_KEPT_TEXTS = 4096

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows, ready to paint, left to right: lamp or icon, plate or bar, text, tail.

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
    tail: str = ""  # right-aligned, level 2; the text gives way to it


def cell_of(index: Index) -> Cell:
    """The cell of an index; a model without CELL_ROLE shows its display text."""
    cell = index.data(CELL_ROLE)
    if isinstance(cell, Cell):
        return cell
    return Cell(str(index.data(Qt.ItemDataRole.DisplayRole) or ""))


class LaidOutTexts:
    """Texts laid out and cut to their column once, and kept: at most 4096, then begun anew.

    Beginning anew is cheap because only what is on the screen is asked for again.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, bool], QStaticText] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def forget(self) -> None:
        """Drop all: the look has changed."""
        self._kept.clear()

    def text(self, words: str, width_px: int, *, strong: bool) -> QStaticText:
        """The text as it fits into `width_px`."""
        key = (words, width_px, strong)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _KEPT_TEXTS:
                self._kept.clear()
            font = current().font("body", strong)
            found = _lay_out(words, font)
            if found.size().width() > width_px:
                found = _lay_out(fitted(words, width_px, bold=strong), font)
            self._kept[key] = found
        return found


def _lay_out(words: str, font: QFont) -> QStaticText:
    text = QStaticText(words)
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.prepare(font=font)
    return text


class CellPainter:
    """Paints cells of one pass. Colours and fonts are resolved once per pass, pens set when they change."""

    def __init__(self, painter: QPainter, texts: LaidOutTexts) -> None:
        look = current()
        self._painter, self._texts, self._look = painter, texts, look
        roles = ("selection", "hover", "tableBase", "line", "selectionBar", "focus")
        self._grounds = {role: look.color(role) for role in roles}
        self._inks = {level: look.color(f"text{level}") for level in (1, 2, 3)} | {0: look.color("textOff")}
        self._fonts = {strong: look.font("body", strong) for strong in (False, True)}
        self._lamp, self._icon = look.size("lamp"), look.size("icon")
        self._pen: tuple[int, bool] | None = None

    @property
    def look(self) -> Theme:
        """The theme of this pass."""
        return self._look

    def ground(self, rect: QRect, role: str) -> None:
        """Fill a row's or cell's rectangle (selection, hover or tableBase) and draw the line below."""
        self._painter.fillRect(rect, self._grounds[role])
        self._painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self._grounds["line"])

    def mark(self, rect: QRect) -> None:
        """Draw the bar of the selected row at its left edge."""
        self._painter.fillRect(rect.left(), rect.top(), _BAR_PX, rect.height(), self._grounds["selectionBar"])

    def ring(self, rect: QRect, *, first: bool = True, last: bool = True) -> None:
        """Draw the focus frame of a row, or of a cell of it: then the ends only where the row ends."""
        wide, color, fill = self._look.ring[0], self._grounds["focus"], self._painter.fillRect
        fill(rect.left(), rect.top(), rect.width(), wide, color)
        fill(rect.left(), rect.bottom() + 1 - wide, rect.width(), wide, color)
        if first:
            fill(rect.left(), rect.top(), wide, rect.height(), color)
        if last:
            fill(rect.right() + 1 - wide, rect.top(), wide, rect.height(), color)

    def cell(self, rect: QRect, cell: Cell, *, first: bool) -> None:
        """Paint a cell's parts into its rectangle; the first of a row is indented by the bar."""
        left = rect.left() + PAD_PX + (INDENT_PX if first else 0)
        right = rect.right() + 1 - PAD_PX
        if cell.light and cell.used is None:
            self._paint_lamp(cell.light, left, rect)
            left += self._lamp + PAD_PX
        elif cell.icon:
            box = QRect(left, rect.center().y() - self._icon // 2, self._icon, self._icon)
            paint_icon(self._painter, cell.icon, box, self._inks[min(cell.level, 2)])
            self._pen = None
            left += self._icon + PAD_PX
        if cell.used is not None:
            bar = QRectF(left, rect.top(), max(right - left, 0), rect.height())
            paint_countdown(self._painter, bar, cell.light or "green", cell.used)
            self._pen = None
        elif cell.plate:
            self._paint_plate(left, rect, cell)
        else:
            if cell.tail:
                tail = min(width_of(cell.tail), (right - left) // 2)
                self._write(cell.tail, right - tail, right, rect, (2, False))
                right -= tail + PAD_PX
            if cell.text:
                self._write(cell.text, left, right, rect, (cell.level, cell.strong), flush=cell.right)

    def _paint_lamp(self, light: str, left: int, rect: QRect) -> None:
        ratio = self._painter.device().devicePixelRatioF()
        top = rect.top() + (rect.height() - self._lamp) // 2
        self._painter.drawPixmap(left, top, lamp_pixmap(light, self._lamp, ratio, self._look))

    def _paint_plate(self, left: int, rect: QRect, cell: Cell) -> None:
        size = plate_size(cell.text)
        box = QRectF(left, rect.center().y() - size.height() // 2, size.width(), size.height())
        paint_plate(self._painter, box, cell.plate, cell.text)
        self._pen = None

    def _write(
        self, words: str, left: int, right: int, rect: QRect, pen: tuple[int, bool], *, flush: bool = False
    ) -> None:
        if right <= left:
            return
        level, strong = pen
        if pen != self._pen:
            self._painter.setFont(self._fonts[strong])
            self._painter.setPen(QColor(self._inks[level]))
            self._pen = pen
        text = self._texts.text(words, right - left, strong=strong)
        size = text.size()
        x = right - round(size.width()) if flush else left
        y = rect.top() + round((rect.height() - size.height()) / 2)
        self._painter.drawStaticText(QPointF(x, y), text)
