"""Painting of one tile: picture, overlays, plates, and the veil over a picture that is not the present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from videowall.tiling import Cell, contain
from videowall.wall.overlay import paint_boxes, paint_shapes
from videowall.wall.plates import Chip, paint_chips, paint_title
from videowall.wall.spec import Box, Plate, RuleShapes
from videowall.wall.truth import TileState, TileTruth
from videowall.wall.words import TileWords
from videowall.workers.facts import MaskMode
from widgets.icons import paint_icon
from widgets.theme import Theme

HATCH_STEP, HATCH_WIDTH = 22, 9
HATCH_ALPHA = 0.055
HEADLINE_KIND = "page"
SMALL_TILE_PX = 200  # below this width the lines under the headline are left out


@dataclass(frozen=True, slots=True)
class TileView:
    """Everything one tile shows at one moment."""

    number: int
    name: str
    truth: TileTruth
    image: QImage | None
    shapes: RuleShapes
    boxes: Sequence[Box]
    plate: Plate | None
    last_clock: str  # local time of the last picture, hh:mm:ss, or empty
    selected: bool
    focused: bool
    blink_on: bool


def paint_tile(painter: QPainter, cell: Cell, view: TileView, words: TileWords, theme: Theme) -> None:
    """Paint a tile completely; nothing is drawn outside the cell."""
    area = QRect(cell.x, cell.y, cell.width, cell.height)
    painter.save()
    painter.setClipRect(area)
    painter.fillRect(area, theme.color("sunken") if view.image is None else theme.color("videoPlate"))
    if view.image is not None:
        _paint_picture(painter, cell, view.image, view, theme)
    if not view.truth.trusted:
        _paint_veil(painter, area, view, words, theme)
    paint_title(painter, area, f"{view.number}", view.name, words.age(view.truth.age_ms), theme)
    paint_chips(painter, area, _chips(view, words), theme)
    _paint_frame(painter, area, view, theme)
    painter.restore()


def paint_empty(painter: QPainter, cell: Cell, words: TileWords, theme: Theme) -> None:
    """Paint a place of the grid that has no camera."""
    area = QRect(cell.x, cell.y, cell.width, cell.height)
    painter.fillRect(area, theme.color("sunken"))
    painter.setPen(theme.color("text3"))
    painter.setFont(theme.font("body"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words.empty())


def grey_copy(image: QImage) -> QImage:
    """A picture without colour, in memory of its own: for a tile whose picture is not the present."""
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def _paint_picture(painter: QPainter, cell: Cell, image: QImage, view: TileView, theme: Theme) -> None:
    place = contain(cell, image.width(), image.height())
    target = QRect(place.x, place.y, place.width, place.height)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, view.truth.trusted)
    painter.drawImage(target, image)
    if view.truth.trusted:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_shapes(painter, place, view.shapes, view.plate, theme)
        paint_boxes(painter, place, view.boxes, theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _paint_veil(painter: QPainter, area: QRect, view: TileView, words: TileWords, theme: Theme) -> None:
    """Grey, dimmed, hatched, and words: an old picture never looks like the present."""
    if view.image is not None:
        dim = QColor(theme.color("videoPlate"))
        dim.setAlphaF(1.0 - theme.tile("stale_brightness"))
        painter.fillRect(area, dim)
        _paint_hatch(painter, area, theme)
    color = theme.color("videoText" if view.image is not None else "text1")
    faint = theme.color("videoText" if view.image is not None else "text2")
    detail = view.truth.detail if view.truth.state is TileState.REFUSED else ""
    lines = [words.last_picture(view.last_clock, view.truth), detail, words.next_try(view.truth)]
    lines = [line for line in lines if line and area.width() >= SMALL_TILE_PX]
    strong, body = theme.font(HEADLINE_KIND, bold=True), theme.font("body")
    head_px, line_px = round(theme.font_px(HEADLINE_KIND) * 1.5), round(theme.font_px("body") * 1.6)
    top = area.center().y() - (head_px + line_px * len(lines)) // 2 + 4
    painter.setFont(strong)
    painter.setPen(color)
    text = words.headline(view.truth, has_picture=view.image is not None)
    icon_px = theme.font_px(HEADLINE_KIND)
    width = painter.fontMetrics().horizontalAdvance(text)
    left = area.center().x() - (icon_px + 8 + width) // 2
    paint_icon(
        painter, _veil_icon(view.truth), QRectF(left, top + (head_px - icon_px) / 2, icon_px, icon_px), color
    )
    painter.drawText(QRect(left + icon_px + 8, top, width + 4, head_px), Qt.AlignmentFlag.AlignVCenter, text)
    painter.setFont(body)
    painter.setPen(faint)
    for row, line in enumerate(lines):
        place = QRect(area.left() + 8, top + head_px + row * line_px, area.width() - 16, line_px)
        fitted = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, fitted)


def _veil_icon(truth: TileTruth) -> str:
    if truth.state in {TileState.WAITING, TileState.RECOVERING}:
        return "retry"
    return "camera.lost" if truth.age_ms is None else "link.lost"


def _paint_hatch(painter: QPainter, area: QRect, theme: Theme) -> None:
    stripe = QColor(theme.color("videoText"))
    stripe.setAlphaF(HATCH_ALPHA)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(stripe)
    top, bottom, rise = area.top(), area.bottom() + 1, area.height()
    for x in range(area.left() - rise, area.right() + 1, HATCH_STEP):
        corners = [(x, bottom), (x + HATCH_WIDTH, bottom), (x + HATCH_WIDTH + rise, top), (x + rise, top)]
        painter.drawPolygon(QPolygonF([QPointF(px, py) for px, py in corners]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _chips(view: TileView, words: TileWords) -> list[Chip]:
    chips: list[Chip] = []
    if view.plate is not None:
        outlined = view.plate.unclaimed and view.plate.priority == "emergency" and not view.blink_on
        chips.append(Chip(view.plate.text, "fence", view.plate.priority, outlined=outlined))
    if view.truth.trusted:
        chips.append(Chip(words.quality(view.truth), "quality.reason"))
    if view.image is not None:
        icon = "privacy.lifted" if view.truth.masked is MaskMode.OFF else "mask"
        chips.append(Chip(words.mask(view.truth), icon))
    return [chip for chip in chips if chip.text]


def _paint_frame(painter: QPainter, area: QRect, view: TileView, theme: Theme) -> None:
    """Ring of the selected tile: bright with the keyboard on the wall, quiet without."""
    if not view.selected:
        return
    width = theme.ring[0]
    bright = "focus" if view.image is None else "videoText"
    pen = QPen(theme.color(bright if view.focused else "data"), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = width / 2
    painter.drawRect(QRectF(area).adjusted(half, half, -half, -half))
    if view.focused and view.image is not None:  # a dark line inside: visible on white too
        painter.setPen(QPen(theme.color("videoPlate"), 1))
        painter.drawRect(QRectF(area).adjusted(width + 0.5, width + 0.5, -width - 0.5, -width - 0.5))
