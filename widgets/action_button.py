"""Action buttons: a QAction's words with its key painted beside them, and rows of them.

A button takes words, tool tip and key from its QAction and triggers it. An action that may not be done
now stays visible and can be pressed: pressing it makes the screen say why (`set_available`).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QToolButton, QWidget

from widgets.icons import icon as make_icon
from widgets.icons import paint_icon
from widgets.key_hint import key_hint_width, key_words, paint_key_hints
from widgets.lettering import width_of, write
from widgets.theme import current

_PAD_PX = 10
_GAP_PX = 6


def set_available(action: QAction, on: bool, reason: str = "") -> None:  # noqa: FBT001 - reads like setEnabled
    """Say whether an action may be done now. It stays enabled, so that pressing it can explain.

    `reason` (who may, which rule) becomes its tool tip; the owner shows the full refusal when triggered.
    """
    action.setProperty("unavailable", not on)
    action.setToolTip(reason or action.text())
    action.changed.emit()


def is_available(action: QAction) -> bool:
    """False when `set_available(action, False)` was said, or the action is disabled."""
    return action.isEnabled() and not action.property("unavailable")


class ActionButton(QAbstractButton):
    """One action: [words  key]. `main` is the one filled button of a pane, `quiet` has no frame."""

    def __init__(
        self,
        action: QAction,
        parent: QWidget | None = None,
        *,
        main: bool = False,
        quiet: bool = False,
        icon: str = "",
        keys: tuple[str, ...] | None = None,
    ) -> None:
        """`icon` is an icon role; `keys` overrides the shortcut's words (two strokes, a key of a mode)."""
        super().__init__(parent)
        self._action, self._main, self._quiet, self._icon = action, main, quiet, icon
        self._keys = keys
        self._busy = ""
        self._gone = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        action.changed.connect(self._follow)
        self.clicked.connect(action.trigger)
        self._follow()

    @property
    def action(self) -> QAction:
        """The action this button triggers."""
        return self._action

    @property
    def keys(self) -> tuple[str, ...]:
        """Words of the keys painted on the button."""
        return key_words(self._action.shortcut()) if self._keys is None else self._keys

    def set_main(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's own setters
        """Make this the main button of its pane, or not."""
        self._main = on
        self.updateGeometry()
        self.update()

    def set_busy(self, words: str) -> None:
        """Show that the act is under way ("sending"), in these words; empty when it is over."""
        self._busy = words
        self._follow()

    def _follow(self) -> None:
        self.setText(self._busy or self._action.text().replace("&", ""))
        self.setToolTip(self._action.toolTip())
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(self._action.toolTip())
        if self._action.isVisible() == self._gone:  # never show unasked: a button without parent is a window
            self._gone = not self._gone
            self.setHidden(self._gone)
        self.updateGeometry()
        self.update()

    def _glyph(self) -> str:
        return "busy" if self._busy else self._icon

    def sizeHint(self) -> QSize:
        """Words, icon and keys with the density's control height."""
        look = current()
        wide = 2 * _PAD_PX + width_of(self.text(), bold=self._main)
        keys = () if self._busy else self.keys
        wide += key_hint_width(keys) + _GAP_PX if keys else 0
        wide += look.size("icon") + _GAP_PX if self._glyph() else 0
        return QSize(wide, look.size("control"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and frame, then icon, words, keys."""
        painter = QPainter(self)
        text = self._paint_box(painter)
        look = current()
        left = float(_PAD_PX)
        if glyph := self._glyph():
            side = look.size("icon")
            paint_icon(painter, glyph, QRectF(left, (self.height() - side) / 2, side, side), text)
            left += side + _GAP_PX
        bold = self._main and is_available(self._action)
        room = QRectF(left, 0, self.width() - left - 2, self.height())
        left += write(painter, room, self.text(), bold=bold, color=text) + _GAP_PX
        if not self._busy:
            paint_key_hints(painter, left, self.height() / 2, self.keys, text)

    def _paint_box(self, painter: QPainter) -> QColor:
        look = current()
        on = is_available(self._action)
        over = self.underMouse() and on
        filled = self._main and on
        ground = look.color("hover") if over or self.isDown() else None
        frame = look.color("lineStrong" if on else "line")
        if filled:
            ground = look.color("focus" if over and not self.isDown() else "primary")
            frame = ground
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen if self._quiet and not filled else QPen(frame, 1))
        painter.setBrush(ground or Qt.BrushStyle.NoBrush)
        radius = look.radius("control")
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.restore()
        if filled:
            return look.color("primaryText")
        return look.color("text1" if on else "textOff")


class ActionRow(QWidget):
    """Buttons in one line. What does not fit goes, from the right, into a menu behind "…"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: tuple[ActionButton, ...] = ()
        self._menu = QMenu(self)
        self._more = QToolButton(self)
        self._more.setIcon(make_icon("more"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(self._menu)
        self._more.setAccessibleName(self.tr("More actions"))
        self._more.setToolTip(self.tr("More actions"))
        self._more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def buttons(self) -> tuple[ActionButton, ...]:
        """The buttons, first to last, hidden ones too."""
        return self._buttons

    def set_buttons(self, buttons: Sequence[ActionButton]) -> None:
        """Show these buttons; those shown before are deleted unless they come again."""
        for old in self._buttons:
            if old not in buttons:
                old.hide()
                old.deleteLater()
        self._buttons = tuple(buttons)
        for button in self._buttons:
            button.setParent(self)
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:
        """All buttons in one line."""
        gap = current().size("gap")
        wide = sum(b.sizeHint().width() + gap for b in self._buttons if b.action.isVisible())
        return QSize(max(wide - gap, 0), current().size("control"))

    def minimumSizeHint(self) -> QSize:
        """One button and the menu."""
        first = self._buttons[0].sizeHint().width() if self._buttons else 0
        return QSize(first + self._more.sizeHint().width(), current().size("control"))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Decide again which buttons fit."""
        self._place()

    def _place(self) -> None:
        gap, high = current().size("gap"), current().size("control")
        shown = [b for b in self._buttons if b.action.isVisible()]
        fits = self.sizeHint().width() <= self.width()
        room = self.width() - (0 if fits else self._more.sizeHint().width() + gap)
        left = 0
        spilt: list[QAction] = []
        for button in shown:
            wide = button.sizeHint().width()
            if spilt or left + wide > room:
                spilt.append(button.action)
                button.hide()
                continue
            button.setGeometry(left, 0, wide, high)
            button.show()
            left += wide + gap
        self._menu.clear()
        self._menu.addActions(spilt)
        self._more.setVisible(bool(spilt))
        self._more.setGeometry(left, 0, self._more.sizeHint().width(), high)
