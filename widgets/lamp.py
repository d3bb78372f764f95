"""Lamps: colour, shape and glyph together, painted; never an icon and never colour alone.

Geometry is drawn in a square of 20 units: circle with check, triangle with bar and dot, square with
cross, two bars, diamond with three dots. So each light differs by outline too, in any colour vision.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QPixmapCache, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.theme import LightColors, Theme, current

LIGHTS = ("green", "yellow", "red", "grey", "blue")


def light_words(light: str) -> str:
    """What a light means, in the user's language: the accessible name of a lamp without own words."""
    words = {
        "green": QCoreApplication.translate("Lamp", "On time"),
        "yellow": QCoreApplication.translate("Lamp", "Due soon"),
        "red": QCoreApplication.translate("Lamp", "Overdue"),
        "grey": QCoreApplication.translate("Lamp", "Paused"),
        "blue": QCoreApplication.translate("Lamp", "With center"),
    }
    return words[light]


def paint_lamp(painter: QPainter, light: str, rect: QRect | QRectF, theme: Theme | None = None) -> None:
    """Draw a lamp in the largest centred square of `rect`, from a pixmap cache.

    `light` is one of LIGHTS (KeyError otherwise); `theme` is the one in force when None. The lamp is
    placed on whole device pixels so that rows do not shimmer.
    """
    look = theme or current()
    side = int(min(rect.width(), rect.height()))
    x = round(rect.x() + (rect.width() - side) / 2)
    y = round(rect.y() + (rect.height() - side) / 2)
    painter.drawPixmap(x, y, lamp_pixmap(light, side, painter.device().devicePixelRatioF(), look))


def lamp_pixmap(light: str, side_px: int, ratio: float = 1.0, theme: Theme | None = None) -> QPixmap:
    """A lamp as a pixmap of `side_px` logical px for a screen of the given device pixel ratio."""
    look = theme or current()
    key = f"lamp/{look.name}/{light}/{side_px}/{ratio}"
    made = QPixmap()
    if QPixmapCache.find(key, made):
        return made
    made = QPixmap(round(side_px * ratio), round(side_px * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side_px / 20, side_px / 20)
    _SHAPES[light](painter, look.light(light))
    painter.end()
    QPixmapCache.insert(key, made)
    return made


def _pen(colors: LightColors) -> QPen:
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(colors.glyph, 2.3, Qt.PenStyle.SolidLine, round_cap, round_join)


def _circle(painter: QPainter, colors: LightColors) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.fill)
    painter.drawEllipse(QPointF(10, 10), 8.4, 8.4)
    painter.setPen(_pen(colors))
    painter.drawPolyline(QPolygonF([QPointF(6, 10.3), QPointF(8.8, 13.1), QPointF(14, 7.4)]))


def _triangle(painter: QPainter, colors: LightColors) -> None:
    edge = _pen(colors)
    edge.setColor(colors.edge)
    edge.setWidthF(1.2)
    painter.setPen(edge)
    painter.setBrush(colors.fill)
    painter.drawPolygon(QPolygonF([QPointF(10, 1.4), QPointF(19.2, 18), QPointF(0.8, 18)]))
    painter.setPen(_pen(colors))
    painter.drawLine(QPointF(10, 7.2), QPointF(10, 12.2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.glyph)
    painter.drawEllipse(QPointF(10, 15.2), 1.3, 1.3)


def _square(painter: QPainter, colors: LightColors) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.fill)
    painter.drawRoundedRect(QRectF(1.4, 1.4, 17.2, 17.2), 1.5, 1.5)
    painter.setPen(_pen(colors))
    painter.drawLine(QPointF(6.2, 6.2), QPointF(13.8, 13.8))
    painter.drawLine(QPointF(13.8, 6.2), QPointF(6.2, 13.8))


def _bars(painter: QPainter, colors: LightColors) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.fill)
    painter.drawRoundedRect(QRectF(3.2, 2, 5, 16), 1, 1)
    painter.drawRoundedRect(QRectF(11.8, 2, 5, 16), 1, 1)


def _diamond(painter: QPainter, colors: LightColors) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.fill)
    corners = [QPointF(10, 0.4), QPointF(19.6, 10), QPointF(10, 19.6), QPointF(0.4, 10)]
    painter.drawPolygon(QPolygonF(corners))
    painter.setBrush(colors.glyph)
    for x in (6, 10, 14):
        painter.drawEllipse(QPointF(x, 10), 1.35, 1.35)


_SHAPES = {"green": _circle, "yellow": _triangle, "red": _square, "grey": _bars, "blue": _diamond}


class Lamp(QWidget):
    """A lamp alone. Its words are its accessible name and its tool tip; put them beside it as text too."""

    def __init__(
        self, light: str, words: str = "", parent: QWidget | None = None, *, side_px: int | None = None
    ) -> None:
        super().__init__(parent)
        self._side_px = side_px
        self._light = light
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_light(light, words)

    @property
    def light(self) -> str:
        """The light shown."""
        return self._light

    def set_light(self, light: str, words: str = "") -> None:
        """Show another light (one of LIGHTS, else KeyError) and what it means here."""
        named = words or light_words(light)
        self._light = light
        self.setAccessibleName(named)
        self.setToolTip(named)
        self.update()

    def sizeHint(self) -> QSize:
        """A square of the density's lamp size, or of the size asked for."""
        side = self._side_px or current().size("lamp")
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lamp centred."""
        paint_lamp(QPainter(self), self._light, self.rect())
