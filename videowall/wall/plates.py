"""Text on plates: the title line and the chips at the lower edge. Readable on any picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from widgets.icons import paint_icon
from widgets.theme import Theme

PAD_PX = 6
MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Chip:
    """One plate: words with an icon. With a priority it is an alarm's, filled or (blinking) outlined."""

    text: str
    icon: str
    priority: str = ""
    outlined: bool = False


def title_px(theme: Theme) -> int:
    """Height of the title line: the token's, or what the density's font needs."""
    return max(round(theme.tile("title")), round(theme.font_px("body") * 1.6))


def paint_title(painter: QPainter, area: QRect, number: str, name: str, age: str, theme: Theme) -> None:
    """Draw number and name at the left, age at the right corner; the name elides, the age never."""
    line = QRect(area.left(), area.top(), area.width(), title_px(theme))
    painter.fillRect(line, _plate(theme))
    painter.setPen(theme.color("videoText"))
    regular, bold = theme.font("body"), theme.font("body", bold=True)
    age_px = QFontMetrics(regular).horizontalAdvance(age)
    number_px = QFontMetrics(bold).horizontalAdvance(number)
    inner = line.adjusted(PAD_PX + 2, 0, -PAD_PX, 0)
    painter.setFont(bold)
    painter.drawText(inner, MIDDLE, number)
    painter.setFont(regular)
    painter.drawText(inner, MIDDLE | Qt.AlignmentFlag.AlignRight, age)
    room = inner.adjusted(number_px + PAD_PX, 0, -age_px - PAD_PX * 2, 0)
    if room.width() > 0:
        shown = QFontMetrics(regular).elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, MIDDLE, shown)


def paint_chips(painter: QPainter, area: QRect, chips: list[Chip], theme: Theme) -> None:
    """Draw chips from the lower left; what finds no room goes to a row above. At most three rows."""
    height = max(20, round(theme.font_px("caption") * 1.7))
    left, row = area.left() + PAD_PX, 0
    for chip in chips:
        width = min(_chip_px(chip, height, theme), area.width() - 2 * PAD_PX)
        if left + width > area.right() - PAD_PX and left > area.left() + PAD_PX:
            left, row = area.left() + PAD_PX, row + 1
        top = area.bottom() + 1 - PAD_PX - (row + 1) * height - row * 4
        if row > 2 or top < area.top() + title_px(theme):
            return
        _paint_chip(painter, QRect(left, top, width, height), chip, theme)
        left += width + PAD_PX


def _chip_px(chip: Chip, height: int, theme: Theme) -> int:
    metrics = QFontMetrics(theme.font("caption", bold=bool(chip.priority)))
    return PAD_PX + (height - 6) + 4 + metrics.horizontalAdvance(chip.text) + PAD_PX


def _paint_chip(painter: QPainter, place: QRect, chip: Chip, theme: Theme) -> None:
    ground, ink = _plate(theme), theme.color("videoText")
    if chip.priority:
        ground, ink = theme.alarm(chip.priority)
    if chip.outlined:
        painter.fillRect(place, theme.color("videoPlate"))
        painter.setPen(QPen(ground, 2))
        painter.drawRect(QRectF(place).adjusted(1, 1, -1, -1))
        ink = theme.color("videoText")
    else:
        painter.fillRect(place, ground)
    side = place.height() - 6
    paint_icon(painter, chip.icon, QRectF(place.left() + PAD_PX, place.top() + 3, side, side), ink)
    painter.setFont(theme.font("caption", bold=bool(chip.priority)))
    painter.setPen(ink)
    text = place.adjusted(PAD_PX + side + 4, 0, -PAD_PX + 2, 0)
    shown = painter.fontMetrics().elidedText(chip.text, Qt.TextElideMode.ElideRight, text.width())
    painter.drawText(text, MIDDLE, shown)


def _plate(theme: Theme) -> QColor:
    ground = QColor(theme.color("videoPlate"))
    ground.setAlphaF(theme.tile("plate_alpha"))
    return ground
