"""A timeline: what happened, newest first as given, one line each: time, icon, words, who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from widgets.focus_ring import paint_ring
from widgets.icons import paint_icon
from widgets.lettering import width_of, write
from widgets.theme import current


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened; every text ready to paint. `level` is the text level of the words, 1 or 2."""

    at: str
    icon: str  # icon role
    words: str
    who: str = ""
    level: int = 1


class Timeline(QWidget):
    """Painted lines with a current one: arrows move it, Enter or a click tells `activated(index)`."""

    activated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[TimelineEntry, ...] = ()
        self._current = 0
        self.setProperty("ownFocus", True)  # noqa: FBT003 - Qt's signature
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def entries(self) -> tuple[TimelineEntry, ...]:
        """The lines shown, top first."""
        return self._entries

    @property
    def current(self) -> int:
        """Index of the current line."""
        return self._current

    def set_entries(self, entries: Sequence[TimelineEntry]) -> None:
        """Show these lines, top first."""
        self._entries = tuple(entries)
        self._current = min(self._current, max(len(self._entries) - 1, 0))
        self.setAccessibleName("; ".join(f"{e.at} {e.words} {e.who}".strip() for e in self._entries))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One timeline row per entry."""
        return QSize(320, len(self._entries) * current().size("timelineRow"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down, Home, End move; Enter activates; the rest goes on to the pane."""
        last = len(self._entries) - 1
        moves = {
            Qt.Key.Key_Up: max(self._current - 1, 0),
            Qt.Key.Key_Down: min(self._current + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if last >= 0 and key in moves:
            self._current = moves[key]
            self.update()
        elif last >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self._current)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the line under the pointer current and tell it."""
        at = self._line_at(event.position().y())
        if at is not None:
            self._current = at
            self.update()
            self.activated.emit(at)

    def event(self, event: QEvent) -> bool:
        """Show a line's full words as its tool tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._line_at(event.pos().y())
            QToolTip.showText(event.globalPos(), self._entries[at].words if at is not None else "", self)
            return True
        return super().event(event)

    def _line_at(self, y: float) -> int | None:
        at = int(y // current().size("timelineRow"))
        return at if 0 <= at < len(self._entries) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that the exposed area touches."""
        painter = QPainter(self)
        look = current()
        row, side = look.size("timelineRow"), look.size("icon")
        at_wide = max((width_of(e.at) for e in self._entries), default=0)
        for i in range(event.rect().top() // row, min(event.rect().bottom() // row + 1, len(self._entries))):
            entry = self._entries[i]
            box = QRect(0, i * row, self.width(), row)
            write(painter, box.adjusted(5, 0, 0, 0), entry.at, color="text2")
            paint_icon(painter, entry.icon, QRect(at_wide + 17, box.y() + (row - side) // 2, side, side))
            who = min(width_of(entry.who, "caption"), self.width() // 3)
            left = at_wide + 17 + side + 8
            words = QRect(left, box.y(), self.width() - left - who - 15, row)
            write(painter, words, entry.words, color=f"text{entry.level}")
            tail = QRect(self.width() - who - 5, box.y(), who, row)
            write(painter, tail, entry.who, kind="caption", color="text2", right=True)
            if self.hasFocus() and i == self._current:
                paint_ring(painter, box, look)
