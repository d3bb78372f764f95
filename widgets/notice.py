"""Notices in place: an inline refusal under the row of actions that was tried, and a banner across a window.

Never a box over the work. A refusal says what is refused, the rule, who may, and links the nearest thing
that may be done instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets.action_button import ActionButton
from widgets.icons import paint_icon
from widgets.theme import current

_BAR_PX = 3
_PAD_PX = 10


@dataclass(frozen=True, slots=True)
class Link:
    """Something that may be done instead: its words, and the key `link_activated` tells."""

    words: str
    key: str


class Notice(QWidget):
    """A strip with a left bar, an icon, a bold title, wrapped words and links. Hidden until told."""

    link_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = "info"
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._label.linkActivated.connect(self.link_activated)
        look = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(_BAR_PX + _PAD_PX + look.size("icon") + 8, 8, _PAD_PX, 8)
        column.addWidget(self._label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    @property
    def words(self) -> str:
        """Title and words shown, for screen readers and tests; empty while hidden."""
        return "" if self.isHidden() else self.accessibleName()

    def show_notice(self, title: str, words: str, *, icon: str = "info", links: Sequence[Link] = ()) -> None:
        """Show plain texts (escaped here); `icon` is an icon role: info, conflict, warning, link.lost."""
        self._icon = icon
        offered = "&nbsp;&nbsp; ".join(
            f'<a href="{escape(link.key)}">{escape(link.words)}</a>' for link in links
        )
        gap = "" if title.endswith("：") else " "  # a full-width colon brings its own space
        self._label.setText(f"<b>{escape(title)}</b>{gap}{escape(words)} {offered}".strip())
        self.setAccessibleName(f"{title} {words}".strip())
        self._label.setAccessibleName(self.accessibleName())
        self.show()
        self.update()

    def clear(self) -> None:
        """Take the notice away."""
        self.hide()
        self._label.clear()
        self.setAccessibleName("")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, bar and icon; the label lies on top."""
        painter = QPainter(self)
        look = current()
        painter.fillRect(self.rect(), look.color("chip"))
        painter.fillRect(0, 0, _BAR_PX, self.height(), look.color("selectionBar"))
        side = look.size("icon")
        top = 8 + max((self._label.fontMetrics().height() - side) // 2, 0)
        paint_icon(painter, self._icon, QRect(_BAR_PX + _PAD_PX, top, side, side), look.color("text1"))


class Banner(QWidget):
    """A strip across a window for a state that lasts (cut off from a center). Hidden until told.

    Says since when, what still works, when the next try is; offers what may be done.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = current()
        self._icon = "link.lost"
        self._title, self._words, self._note = QLabel(self), QLabel(self), QLabel(self)
        self._title.setFont(look.font("body", bold=True))
        self._words.setWordWrap(True)
        self._note.setProperty("level", "2")
        self._row = QHBoxLayout(self)
        margin = look.size("margin")
        self._row.setContentsMargins(4 + margin + look.size("icon") + 10, 6, margin, 6)
        self._row.setSpacing(look.size("gap"))
        self._row.addWidget(self._title)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self._note)
        self._buttons: list[ActionButton] = []
        self.setMinimumHeight(look.size("control") + 16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    @property
    def words(self) -> str:
        """Everything the banner says; empty while hidden."""
        return "" if self.isHidden() else self.accessibleName()

    def show_banner(self, title: str, words: str, *, note: str = "", icon: str = "link.lost") -> None:
        """Show or change the banner; call again each second to count down in `note`."""
        self._icon = icon
        for label, text in ((self._title, title), (self._words, words), (self._note, note)):
            if label.text() != text:
                label.setText(text)
        self.setAccessibleName(" ".join(filter(None, (title, words, note))))
        self.show()
        self.update()

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """Offer these actions as buttons at the right end."""
        for old in self._buttons:
            self._row.removeWidget(old)
            old.deleteLater()
        self._buttons = [ActionButton(action, self) for action in actions]
        for button in self._buttons:
            self._row.addWidget(button)

    def clear(self) -> None:
        """Take the banner away."""
        self.hide()
        self.setAccessibleName("")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, bar, icon and the line below."""
        painter = QPainter(self)
        look = current()
        painter.fillRect(self.rect(), look.color("raised"))
        painter.fillRect(0, 0, 4, self.height(), look.color("selectionBar"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("line"))
        side = look.size("icon")
        box = QRect(4 + look.size("margin"), (self.height() - side) // 2, side, side)
        paint_icon(painter, self._icon, box, look.color("text1"))
