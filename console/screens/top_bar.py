"""The bar at the top: which program, which center, the screens, who is on duty, the center's time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from widgets.icons import paint_icon
from widgets.key_hint import key_words
from widgets.lettering import width_of, write
from widgets.theme import current

_PAD_PX = 14


class TopBar(QWidget):
    """Painted words with one tab per screen action. `say` is cheap enough to call each second."""

    def __init__(self, tabs: Sequence[QAction], icons: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar.top")
        self._program, self._center = "", ""
        self._who, self._date, self._time = "", "", ""
        self._tabs = [_Tab(action, icon, self) for action, icon in zip(tabs, icons, strict=True)]
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        for tab in self._tabs:
            self._row.addWidget(tab)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> tuple[str, ...]:
        """Everything the bar says, for tests and screen readers."""
        return (self._program, self._center, self._who, self._date, self._time)

    def say(self, program: str, center: str, who: str, date: str, time: str) -> None:
        """Show these words."""
        if (program, center, who, date, time) == self.words:
            return
        self._program, self._center, self._who, self._date, self._time = program, center, who, date, time
        left = width_of(program, "strong", bold=True) + 14 + width_of(center) + 2 * _PAD_PX
        self._row.setContentsMargins(left, 0, 0, 0)
        self.setAccessibleName(" ".join(self.words))
        self.update()

    def sizeHint(self) -> QSize:
        """The density's top bar."""
        return QSize(640, current().size("topBar"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and words; the tabs lie on top."""
        painter, look = QPainter(self), current()
        painter.fillRect(self.rect(), look.color("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("line"))
        box = self.rect().adjusted(look.size("margin") + 4, 0, -look.size("margin") - 4, -1)
        used = write(painter, box, self._program, kind="strong", bold=True)
        write(painter, box.adjusted(used + 14, 0, 0, 0), self._center, color="text2")
        right = box.right() + 1
        right = self._from_right(painter, box, right, self._time, strong=True)
        right = self._from_right(painter, box, right, self._date)
        side = look.size("icon") + 2
        left = max((tab.geometry().right() for tab in self._tabs), default=0) + side + 16
        wide = min(width_of(self._who), right - left)
        if wide > 4 * side:  # a narrow window shows the time rather than the name
            at = QRect(right - wide, box.y(), wide, box.height())
            write(painter, at, self._who, color="text2")
            paint_icon(painter, "user", QRectF(at.x() - side - 6, (self.height() - side) / 2, side, side))

    def _from_right(
        self, painter: QPainter, box: QRect, right: int, words: str, *, strong: bool = False
    ) -> int:
        kind = "title" if strong else "body"
        wide = width_of(words, kind, bold=strong)
        place = QRect(right - wide, box.y(), wide, box.height())
        write(painter, place, words, kind=kind, bold=strong, color="text1" if strong else "text2")
        return right - wide - 16


class _Tab(QAbstractButton):
    """One screen: icon, name, key; underlined while it is shown."""

    def __init__(self, action: QAction, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._action, self._icon = action, icon
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(action.text())
        self.clicked.connect(action.trigger)
        action.changed.connect(self.update)

    def _key(self) -> str:
        return " ".join(key_words(self._action.shortcut()))

    def sizeHint(self) -> QSize:
        """Icon, name and key."""
        look = current()
        wide = look.size("icon") + 8 + width_of(self._action.text(), bold=True) + 8
        return QSize(wide + width_of(self._key(), "caption") + 2 * _PAD_PX, look.size("topBar"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tab."""
        painter, look = QPainter(self), current()
        here = self._action.isChecked()
        if self.underMouse():
            painter.fillRect(self.rect().adjusted(0, 0, 0, -1), look.color("hover"))
        if here:
            painter.fillRect(0, self.height() - 2, self.width(), 2, look.color("selectionBar"))
        side = look.size("icon")
        text = look.color("text1" if here else "text2")
        paint_icon(painter, self._icon, QRectF(_PAD_PX, (self.height() - side) / 2, side, side), text)
        box = self.rect().adjusted(_PAD_PX + side + 8, 0, 0, 0)
        used = write(painter, box, self._action.text(), bold=here, color=text)
        key = box.adjusted(used + 8, 0, 0, 0)
        write(painter, key, self._key(), kind="caption", color="text3")
