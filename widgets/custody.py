"""The custody trail: which centers have held a thing, when and how; the one that holds it is outlined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.icons import paint_icon
from widgets.lettering import width_of, write
from widgets.theme import current

_ARROW_PX = 34
_LEAST_PX = 116
_PAD_PX = 10


@dataclass(frozen=True, slots=True)
class CustodyBox:
    """One center of the trail: kind of center, its name, when and how it came or went."""

    title: str  # 社区
    name: str  # 龙城社区
    note: str  # 08:54 上报
    holds: bool = False  # the custodian now
    waiting: bool = False  # on its way here, not yet received
    icon: str = "center"


class CustodyStrip(QWidget):
    """Boxes joined by arrows, equal widths, wrapped into further lines where the pane is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: tuple[CustodyBox, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def boxes(self) -> tuple[CustodyBox, ...]:
        """The trail shown, first center first."""
        return self._boxes

    def set_boxes(self, boxes: Sequence[CustodyBox]) -> None:
        """Show this trail, first center first."""
        self._boxes = tuple(boxes)
        self.setAccessibleName(" → ".join(f"{b.title} {b.name} {b.note}".strip() for b in self._boxes))
        self.updateGeometry()
        self.update()

    def _per_line(self, width: int) -> int:
        wanted = max((self._box_width(b) for b in self._boxes), default=_LEAST_PX)
        return max(1, (width + _ARROW_PX) // (max(wanted, _LEAST_PX) + _ARROW_PX))

    def _box_width(self, box: CustodyBox) -> int:
        title = width_of(box.title, bold=True) + current().size("icon") + 6
        return max(title, width_of(box.name), width_of(box.note, "caption")) + 2 * _PAD_PX

    def _box_height(self) -> int:
        look = current()
        return look.font_px("body") * 2 + look.font_px("caption") + 30

    def hasHeightForWidth(self) -> bool:
        """Lines wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at this width."""
        lines = -(-len(self._boxes) // self._per_line(width))
        return lines * (self._box_height() + 8) - 8 if lines else 0

    def sizeHint(self) -> QSize:
        """One line of three boxes; layouts ask `heightForWidth` for the rest."""
        return QSize(3 * _LEAST_PX + 2 * _ARROW_PX, self._box_height() if self._boxes else 0)

    def minimumSizeHint(self) -> QSize:
        """One box wide: everything can wrap."""
        return QSize(_LEAST_PX, self._box_height() if self._boxes else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A new width may wrap anew."""
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint boxes and arrows line by line."""
        painter = QPainter(self)
        per = min(self._per_line(self.width()), max(len(self._boxes), 1))
        wide = min((self.width() - (per - 1) * _ARROW_PX) / per, 1.6 * max(_LEAST_PX, self._widest()))
        high = self._box_height()
        for i, box in enumerate(self._boxes):
            x = round((i % per) * (wide + _ARROW_PX))
            rect = QRect(x, (i // per) * (high + 8), round(wide), high)
            self._paint_box(painter, rect, box)
            if i + 1 < len(self._boxes):
                arrow = QRectF(rect.right() + 1, rect.center().y() - 9, _ARROW_PX, 18)
                paint_icon(painter, "next", arrow)

    def _widest(self) -> int:
        return max((self._box_width(b) for b in self._boxes), default=_LEAST_PX)

    def _paint_box(self, painter: QPainter, rect: QRect, box: CustodyBox) -> None:
        look = current()
        if box.holds:
            painter.fillRect(rect, look.color("selection"))
        pen = QPen(look.color("selectionBar" if box.holds else "line"), 2 if box.holds else 1)
        pen.setStyle(Qt.PenStyle.DashLine if box.waiting else Qt.PenStyle.SolidLine)
        if box.waiting:
            pen.setColor(look.color("lineStrong"))
        half = pen.widthF() / 2
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.toRectF().adjusted(half, half, -half, -half))
        inner = rect.adjusted(_PAD_PX, 6, -_PAD_PX, -6)
        side, line = look.size("icon"), inner.height() // 3
        paint_icon(painter, box.icon, QRect(inner.x(), inner.y() + (line - side) // 2, side, side))
        title = QRect(inner.x() + side + 6, inner.y(), inner.width() - side - 6, line)
        write(painter, title, box.title, bold=True)
        name = QRect(inner.x(), inner.y() + line, inner.width(), line)
        write(painter, name, box.name, color="text2")
        note = QRect(inner.x(), inner.y() + 2 * line, inner.width(), line)
        write(painter, note, box.note, kind="caption", color="text1" if box.holds else "text2")
