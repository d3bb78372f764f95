"""Chips: short facts in a small box (a state, a module, a sorting), and chips that can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from widgets.icons import paint_icon
from widgets.lettering import width_of, write
from widgets.theme import current

KINDS = ("plain", "outline", "selected", "privacy")
_PAD_PX = 6
_ICON_GAP_PX = 4
# kind -> (ground, frame, text); "" is none
_LOOKS = {
    "plain": ("chip", "", "text2"),
    "outline": ("", "lineStrong", "text1"),
    "selected": ("selection", "selectionBar", "text1"),
    "privacy": ("privacy", "", "privacyText"),
}


def chip_width(words: str, *, icon: str = "", bold: bool = False) -> int:
    """Width in px of a chip with these words."""
    glyph = current().font_px("caption") + 2 + _ICON_GAP_PX if icon else 0
    return width_of(words, "caption", bold=bold) + 2 * _PAD_PX + glyph


def paint_chip(painter: QPainter, rect: QRectF, words: str, kind: str = "plain", icon: str = "") -> None:
    """Draw a chip filling `rect`; `kind` is one of KINDS, `icon` an icon role or empty."""
    look = current()
    ground, frame, text = _LOOKS[kind]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color(frame), 1) if frame else Qt.PenStyle.NoPen)
    painter.setBrush(look.color(ground) if ground else Qt.BrushStyle.NoBrush)
    radius = look.radius("chip")
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.restore()
    inner = rect.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
    if icon:
        side = look.font_px("caption") + 2
        paint_icon(
            painter, icon, QRectF(inner.x(), rect.center().y() - side / 2, side, side), look.color(text)
        )
        inner.setLeft(inner.left() + side + _ICON_GAP_PX)
    write(painter, inner, words, kind="caption", bold=kind == "privacy", color=text)


class Chip(QWidget):
    """A fact in a box; it cannot be pressed."""

    def __init__(
        self, words: str, kind: str = "plain", parent: QWidget | None = None, *, icon: str = ""
    ) -> None:
        super().__init__(parent)
        self._kind, self._icon = kind, icon
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_words(words, kind)

    def set_words(self, words: str, kind: str = "") -> None:
        """Say something else, in another kind if one is given (one of KINDS, else KeyError)."""
        _ = _LOOKS[kind or self._kind]
        self._kind = kind or self._kind
        self._words = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the words, as high as the density's chip."""
        wide = chip_width(self._words, icon=self._icon, bold=self._kind == "privacy")
        return QSize(wide, current().size("chip"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chip."""
        paint_chip(QPainter(self), self.rect().toRectF(), self._words, self._kind, self._icon)


class ChoiceChip(QAbstractButton):
    """A chip that is on or off, by click or Space: facets, sortings, reasons. `toggled` says when."""

    def __init__(self, words: str, parent: QWidget | None = None, *, icon: str = "") -> None:
        super().__init__(parent)
        self._icon = icon
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Left and Right to whoever lays the chips out: Qt would move without choosing."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """As wide as the words, as high as the density's chip."""
        return QSize(chip_width(self.text(), icon=self._icon), current().size("chip"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint as selected or plain."""
        kind = "selected" if self.isChecked() else "plain"
        paint_chip(QPainter(self), self.rect().toRectF(), self.text(), kind, self._icon)
