"""Plates: the word on an alarm. A rectangle with a word, so that it cannot be taken for a lamp."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimerEvent
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.lettering import width_of, write
from widgets.theme import current

PRIORITIES = ("emergency", "high", "normal")
_BARS_PX = {"emergency": 6, "high": 4, "normal": 2}
_PAD_PX = 6


def bar_width(priority: str) -> int:
    """Width in px of the bar at the left edge of an alarm's row."""
    return round(_BARS_PX[priority] * current().size("alarmBar") / 6)


def plate_size(words: str) -> QSize:
    """Size of an alarm plate with this word."""
    look = current()
    return QSize(width_of(words, "caption", bold=True) + 2 * _PAD_PX, look.font_px("caption") + 6)


def paint_plate(painter: QPainter, rect: QRectF, priority: str, words: str, *, swapped: bool = False) -> None:
    """Draw an alarm plate: filled for emergency and high, outlined for normal.

    `swapped` is the other half of the blink of an unacknowledged emergency: outlined, the word readable.
    """
    look = current()
    fill, text = look.alarm(priority)
    outlined = priority == "normal" or swapped
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = 2.0 if swapped else 1.0
    painter.setPen(QPen(fill, width) if outlined else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if outlined else fill)
    inset = width / 2 if outlined else 0.0
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), 2, 2)
    painter.restore()
    color: str | QColor = "text1" if outlined else text
    write(painter, rect, words, kind="caption", bold=True, color=color, center=True)


class Plate(QWidget):
    """An alarm's plate. Only an unacknowledged emergency may blink (`set_unacknowledged`)."""

    def __init__(self, priority: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._priority, self._words = priority, words
        self._unacknowledged = False
        self._swapped = False
        self._timer = 0
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_priority(self, priority: str, words: str) -> None:
        """Show another priority (one of PRIORITIES) and its word."""
        self._priority, self._words = priority, words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.set_unacknowledged(self._unacknowledged)

    def set_unacknowledged(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's own setters
        """Blink while true and an emergency; with reduced motion show a double outline instead."""
        self._unacknowledged = on
        self._pace()
        self.update()

    def _pace(self) -> None:
        wanted = self._unacknowledged and self._priority == "emergency" and self.isVisible()
        every_ms = current().motion_ms("blink") if wanted else 0
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0
        self._swapped = False
        if every_ms:
            self._timer = self.startTimer(every_ms)

    def showEvent(self, _event: QShowEvent) -> None:
        """Blink only while visible."""
        self._pace()

    def hideEvent(self, _event: QHideEvent) -> None:
        """No timer runs for what nobody sees."""
        self._pace()

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Swap fill and outline; the word stays."""
        self._swapped = not self._swapped
        self.update()

    def sizeHint(self) -> QSize:
        """The plate, with 3 px around it for the still outline of reduced motion."""
        return plate_size(self._words) + QSize(6, 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the plate, and the second outline when motion is reduced."""
        painter = QPainter(self)
        paint_plate(
            painter,
            self.rect().toRectF().adjusted(3, 3, -3, -3),
            self._priority,
            self._words,
            swapped=self._swapped,
        )
        if self._unacknowledged and self._priority == "emergency" and current().reduced_motion:
            painter.setPen(QPen(current().alarm("emergency")[0], 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
