"""Key hints: the key that does a thing, as a small framed label, taken from the action's own shortcut.

Menus, buttons, palette and help so share one source and cannot disagree.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.lettering import width_of, write
from widgets.theme import current

_PAD_PX = 5
_GAP_PX = 4


def key_words(sequence: QKeySequence) -> tuple[str, ...]:
    """Keys of a shortcut as people read them, one entry per stroke: `Ctrl Z`, `Enter`, `Space`."""
    if sequence.isEmpty():
        return ()
    strokes = sequence.toString(QKeySequence.SequenceFormat.PortableText).split(", ")
    return tuple(_stroke(stroke) for stroke in strokes)


def _stroke(portable: str) -> str:
    named = {
        "Return": "Enter",
        "Space": QCoreApplication.translate("KeyHint", "Space"),
        "Backspace": "⌫",
        "Up": "↑",
        "Down": "↓",
        "Left": "←",
        "Right": "→",
    }
    parts = portable.split("+") if len(portable) > 1 else [portable]
    return " ".join(named.get(part, part) for part in parts)


def key_hint_width(keys: tuple[str, ...]) -> int:
    """Width in px that `paint_key_hints` will use; 0 without keys."""
    return sum(width_of(key, "caption") + 2 * _PAD_PX + _GAP_PX for key in keys) - _GAP_PX if keys else 0


def paint_key_hints(
    painter: QPainter, left_px: float, middle_px: float, keys: tuple[str, ...], color: QColor
) -> None:
    """Draw framed keys from `left_px` on, centred on the height `middle_px`; frame and text in one colour."""
    high = current().font_px("caption") + 6
    frame = QColor(color)
    frame.setAlphaF(0.75)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for key in keys:
        wide = width_of(key, "caption") + 2 * _PAD_PX
        box = QRectF(left_px, round(middle_px - high / 2), wide, high)
        painter.setPen(QPen(frame, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        write(painter, box, key, kind="caption", color=color, center=True)
        left_px += wide + _GAP_PX
    painter.restore()


class KeyHint(QWidget):
    """Keys and what they do, for hint lines at the foot of a pane: [C] claim."""

    def __init__(self, keys: tuple[str, ...], words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys, self._words = keys, words
        self.setAccessibleName(" ".join((*keys, words)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as keys and words need, as high as a caption with its frame."""
        words = width_of(self._words, "caption") + 6 if self._words else 0
        return QSize(key_hint_width(self._keys) + words, current().font_px("caption") + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint keys, then words."""
        painter = QPainter(self)
        paint_key_hints(painter, 0, self.height() / 2, self._keys, current().color("text2"))
        left = key_hint_width(self._keys) + 6
        write(painter, self.rect().adjusted(left, 0, 0, 0), self._words, kind="caption", color="text2")
