"""Empty, waiting, failed: three different texts for a pane without data; never a blank or a bare spinner."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets.action_button import ActionButton
from widgets.icons import paint_icon
from widgets.theme import current

KINDS = {"empty": "none", "waiting": "waiting", "failed": "link.lost"}
_ICON_PX = 22


class StatePane(QWidget):
    """Says why there is nothing here: an icon, what is so, what was last or what comes next, one action."""

    def __init__(
        self, kind: str, title: str, words: str = "", parent: QWidget | None = None, *, icon: str = ""
    ) -> None:
        """`kind` is empty, waiting or failed (KeyError otherwise); `icon` a role that fits better."""
        super().__init__(parent)
        self._icon = ""
        self._title, self._words = QLabel(self), QLabel(self)
        self._title.setFont(current().font("body", bold=True))
        self._words.setProperty("level", "2")
        self._words.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(4)
        self._column.addStretch()
        self._column.addSpacing(_ICON_PX + 8)
        for label in (self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._column.addWidget(label)
        self._button: ActionButton | None = None
        self._column.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_state(kind, title, words, icon=icon)

    def set_state(self, kind: str, title: str, words: str = "", *, icon: str = "") -> None:
        """Say something else, of another kind."""
        self._icon = icon or KINDS[kind]
        self._title.setText(title)
        self._words.setText(words)
        self.setAccessibleName(f"{title} {words}".strip())
        self.update()

    def set_action(self, action: QAction | None) -> None:
        """Offer one way out (clear the filter, try again), or none."""
        if self._button is not None:
            self._column.removeWidget(self._button)
            self._button.deleteLater()
            self._button = None
        if action is not None:
            self._button = ActionButton(action, self)
            at = self._column.count() - 1
            self._column.insertWidget(at, self._button, 0, Qt.AlignmentFlag.AlignHCenter)

    def sizeHint(self) -> QSize:
        """Room for the texts with air around them."""
        return super().sizeHint().expandedTo(QSize(200, 96))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the sunken ground and the icon above the title."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), current().color("sunken"))
        top = self._title.y() - _ICON_PX - 6
        paint_icon(painter, self._icon, QRect((self.width() - _ICON_PX) // 2, top, _ICON_PX, _ICON_PX))
