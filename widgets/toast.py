"""Toasts: what was just done, at the lower right, with a way back while there is one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimerEvent, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from widgets.action_button import ActionButton
from widgets.icons import paint_icon
from widgets.theme import current

_PAD_PX = 12


class Toast(QWidget):
    """One floating line over its parent; it leaves after its seconds and tells `left`. Takes no focus."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon, self._seconds, self._timer = "ok", 0, 0
        look = current()
        self._words, self._time = QLabel(self), QLabel(self)
        self._time.setProperty("level", "3")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(_PAD_PX + look.size("icon") + 10, 8, _PAD_PX, 8)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self._time)
        self._button: ActionButton | None = None
        parent.installEventFilter(self)
        self.hide()

    def show_toast(
        self, words: str, *, icon: str = "ok", action: QAction | None = None, seconds: int = 8
    ) -> None:
        """Say what was done; `action` (undo, open) is offered until the seconds are over."""
        if self._button is not None:
            self._button.deleteLater()
            self._button = None
        if action is not None:
            self._button = ActionButton(action, self)
            self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._row.insertWidget(1, self._button)
        self._icon, self._seconds = icon, seconds
        self._words.setText(words)
        self.setAccessibleName(words)
        self._show_time()
        self._restart(1000)
        self._place()
        self.show()
        self.raise_()

    def dismiss(self) -> None:
        """Take the toast away now."""
        self._restart(0)
        self.hide()
        self.left.emit()

    def _restart(self, every_ms: int) -> None:
        if self._timer:
            self.killTimer(self._timer)
        self._timer = self.startTimer(every_ms) if every_ms else 0

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Count down; leave at zero."""
        self._seconds -= 1
        self._show_time()
        if self._seconds <= 0:
            self.dismiss()

    def _show_time(self) -> None:
        self._time.setText(self.tr("%n s", "", max(self._seconds, 0)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the parent's corner."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._place()
        return False

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        size = self.sizeHint()
        margin = current().size("margin")
        left = parent.width() - size.width() - margin
        top = parent.height() - size.height() - margin - current().size("statusBar")
        self.setGeometry(left, top, size.width(), size.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the floating ground, its frame and the icon."""
        painter = QPainter(self)
        look = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("lineStrong"), 1))
        painter.setBrush(look.color("raised"))
        radius = look.radius("float")
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        side = look.size("icon")
        paint_icon(painter, self._icon, QRect(_PAD_PX, (self.height() - side) // 2, side, side))
