"""A load strip: how many things came per slot of time, against a ceiling. For alarm load above a queue."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.lettering import width_of, write
from widgets.theme import current


class LoadStrip(QWidget):
    """Words above small bars, newest at the right and brightest; a dashed line is the ceiling."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: tuple[float, ...] = ()
        self._ceiling = 1.0
        self._words, self._note = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_load(self, values: Sequence[float], ceiling: float, words: str, note: str = "") -> None:
        """Show `values`, oldest first, against `ceiling` (> 0, else ValueError); words say the figure."""
        if ceiling <= 0:
            raise ValueError(f"a ceiling must be above 0, not {ceiling}")
        self._values, self._ceiling = tuple(values), ceiling
        self._words, self._note = words, note
        self.setAccessibleName(f"{words} {note}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """A caption line and 28 px of bars."""
        return QSize(200, current().font_px("caption") + 8 + 30)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint words, the ceiling and the bars."""
        painter = QPainter(self)
        look = current()
        line = QRect(0, 0, self.width(), look.font_px("caption") + 8)
        used = write(painter, line, self._words, kind="caption", bold=True)
        note = min(width_of(self._note, "caption"), self.width() - used - 10)
        right = QRect(self.width() - note, 0, note, line.height())
        write(painter, right, self._note, kind="caption", color="text3", right=True)
        area = QRectF(0, line.height() + 2, self.width(), self.height() - line.height() - 2)
        painter.setPen(QPen(look.color("text3"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(area.left(), area.top() + 0.5, area.right(), area.top() + 0.5))
        slot = area.width() / max(len(self._values), 1)
        for i, value in enumerate(self._values):
            high = max(round(area.height() * min(value / self._ceiling, 1.0)), 1)
            newest = i == len(self._values) - 1
            bar = QRectF(round(i * slot), area.bottom() - high, max(round(slot) - 2, 1), high)
            painter.fillRect(bar, look.color("data" if newest else "dataDim"))
