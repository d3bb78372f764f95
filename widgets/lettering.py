"""Text in painted widgets: one baseline rule, elision with a cache, widths.

Text is centred by the middle of an ideograph (0.37 em above the baseline), not by the font's box: so
Chinese, Latin and digits of different sizes sit on one line in a row.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from widgets.theme import Theme, current

_MIDDLE_EM = 0.37
_ELLIPSIS = Qt.TextElideMode.ElideRight


def width_of(words: str, kind: str = "body", *, bold: bool = False, theme: Theme | None = None) -> int:
    """Width of a text in whole px, rounded up."""
    look = theme or current()
    return _width(look.key, words, kind, bold)


def fitted(words: str, width_px: float, kind: str = "body", *, bold: bool = False) -> str:
    """The text, with an ellipsis at the right end when it is wider than `width_px`."""
    if width_of(words, kind, bold=bold) <= width_px:
        return words
    return _elided(current().key, words, int(width_px), kind, bold)


def write(
    painter: QPainter,
    rect: QRect | QRectF,
    words: str,
    *,
    kind: str = "body",
    bold: bool = False,
    color: str | QColor = "text1",
    right: bool = False,
    center: bool = False,
) -> int:
    """Write one line into `rect`, vertically centred, elided to its width; returns the width used in px.

    `color` is a role of the theme in force or a colour.
    """
    look = current()
    shown = fitted(words, rect.width(), kind, bold=bold)
    used = width_of(shown, kind, bold=bold, theme=look)
    x = float(rect.x())
    if right:
        x += rect.width() - used
    elif center:
        x += (rect.width() - used) / 2
    painter.setFont(look.font(kind, bold))
    painter.setPen(look.color(color) if isinstance(color, str) else color)
    painter.drawText(QPointF(round(x), baseline(rect, look.font_px(kind))), shown)
    return used


def baseline(rect: QRect | QRectF, font_px: int) -> int:
    """Baseline in whole px that centres text of a pixel size in `rect`."""
    return round(rect.y() + rect.height() / 2 + _MIDDLE_EM * font_px)


@lru_cache(maxsize=64)
def _metrics(_key: str, kind: str, bold: bool) -> QFontMetricsF:  # noqa: FBT001 - lru_cache keys by place
    return QFontMetricsF(current().font(kind, bold))


@lru_cache(maxsize=8192)
def _width(key: str, words: str, kind: str, bold: bool) -> int:  # noqa: FBT001 - lru_cache keys by place
    return int(-(-_metrics(key, kind, bold).horizontalAdvance(words) // 1))


@lru_cache(maxsize=8192)
def _elided(key: str, words: str, width_px: int, kind: str, bold: bool) -> str:  # noqa: FBT001 - as above
    return _metrics(key, kind, bold).elidedText(words, _ELLIPSIS, max(width_px, 0))
