"""What is drawn over a picture: fences, lines, boxes of tracks. Two strokes each, so it reads on anything."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from videowall.tiling import Cell
from videowall.wall.spec import Box, Plate, RuleShape, RuleShapes
from widgets.theme import Theme

FILL_ALPHA = 0.2
HANDLE_PX = 5.0
CORNER_SHARE = 0.28  # of a box's shorter side: how long its corner marks are


def paint_shapes(
    painter: QPainter, cell: Cell, shapes: RuleShapes, plate: Plate | None, theme: Theme
) -> None:
    """Draw every rule; those an alarm is about are red and filled, the others dashed black and white."""
    for shape in shapes.shapes:
        hot = plate is not None and plate.rule in {"", shape.rule}
        points = [_at(cell, x, y) for x, y in shape.points]
        if hot:
            _paint_hot(painter, shape, points, theme)
        else:
            _paint_calm(painter, shape, points, theme)


def paint_boxes(painter: QPainter, cell: Cell, boxes: Sequence[Box], theme: Theme) -> None:
    """Draw a box's four corners: enough to follow it, little enough to see what is in it."""
    for box in boxes:
        outline = QRectF(
            cell.x + box.x * cell.width, cell.y + box.y * cell.height, box.w * cell.width, box.h * cell.height
        )
        lines = _corners(outline)
        painter.setPen(_pen(theme.color("videoPlate"), 3.5))
        painter.drawLines(lines)
        painter.setPen(_pen(theme.color("videoText"), 1.5))
        painter.drawLines(lines)


def _at(cell: Cell, x: float, y: float) -> QPointF:
    return QPointF(cell.x + x * cell.width, cell.y + y * cell.height)


def _pen(color: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(color, width, style)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _paint_calm(painter: QPainter, shape: RuleShape, points: list[QPointF], theme: Theme) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    dashes = _pen(theme.color("videoText"), 1.5)
    dashes.setDashPattern([5.0, 4.0])
    for pen in (_pen(theme.color("videoPlate"), 2.5), dashes):
        painter.setPen(pen)
        _draw(painter, shape, points)


def _paint_hot(painter: QPainter, shape: RuleShape, points: list[QPointF], theme: Theme) -> None:
    red, _ = theme.alarm("emergency")
    fill = QColor(red)
    fill.setAlphaF(FILL_ALPHA)
    painter.setBrush(fill if shape.is_zone else Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(theme.color("videoPlate"), 4.5))
    _draw(painter, shape, points)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(red, 2.5))
    _draw(painter, shape, points)
    half = HANDLE_PX / 2
    for point in points:
        painter.fillRect(QRectF(point.x() - half, point.y() - half, HANDLE_PX, HANDLE_PX), red)


def _draw(painter: QPainter, shape: RuleShape, points: list[QPointF]) -> None:
    if shape.is_zone:
        painter.drawPolygon(QPolygonF(points))
    else:
        painter.drawPolyline(QPolygonF(points))


def _corners(box: QRectF) -> list[QPointF]:
    """Ends of eight short lines, two at each corner, as QPainter.drawLines takes them."""
    reach = min(box.width(), box.height()) * CORNER_SHARE
    ends: list[QPointF] = []
    for x, to_x in ((box.left(), reach), (box.right(), -reach)):
        for y, to_y in ((box.top(), reach), (box.bottom(), -reach)):
            corner = QPointF(x, y)
            ends += [corner, QPointF(x + to_x, y), corner, QPointF(x, y + to_y)]
    return ends
