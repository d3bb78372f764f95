"""Countdown bars: how much of a time limit is used, with a tick where the warning begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.lamp import light_words, paint_lamp
from widgets.lettering import width_of, write
from widgets.theme import current

WARNING_SHARE = 0.75
_BAR_PX = 6
_TICK_PX = 14

BAR_PX_MIN = 96
"""A bar shorter than this says nothing."""


def paint_countdown(
    painter: QPainter, rect: QRectF, light: str, used: float, *, paused_to: float | None = None
) -> None:
    """Draw a bar across `rect`: `used` of the budget (0…1, more is full) in the light's colour.

    Green is quiet, grey dim; `paused_to` hatches from `used` to that share (an approved pause).
    """
    look = current()
    high = _BAR_PX * look.size("lamp") / 14
    bar = QRectF(rect.x(), round(rect.center().y() - high / 2), rect.width(), round(high))
    painter.fillRect(bar, look.color("track"))
    share = min(max(used, 0.0), 1.0)
    colors = look.light(light)
    fill = (
        look.color({"green": "data", "grey": "dataDim"}[light]) if light in ("green", "grey") else colors.fill
    )
    filled = QRectF(bar.x(), bar.y(), round(bar.width() * share), bar.height())
    painter.fillRect(filled, fill)
    if light == "yellow" and colors.edge != colors.fill:
        painter.setPen(QPen(colors.edge, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(filled.adjusted(0.5, 0.5, -0.5, -0.5))
    if paused_to is not None and paused_to > share:
        rest = QRectF(filled.right(), bar.y(), bar.width() * (min(paused_to, 1.0) - share), bar.height())
        painter.fillRect(rest, QBrush(look.color("text3"), Qt.BrushStyle.BDiagPattern))
    tick = _TICK_PX * look.size("lamp") / 14
    x = round(bar.x() + bar.width() * WARNING_SHARE)
    painter.fillRect(QRectF(x, round(bar.center().y() - tick / 2), 1, round(tick)), look.color("text3"))


class CountdownBar(QWidget):
    """One bar. `set_reading` moves it; the words beside it are the caller's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._light, self._used = "green", 0.0
        self._paused_to: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_reading("green", 0.0, light_words("green"))

    def set_reading(self, light: str, used: float, words: str, *, paused_to: float | None = None) -> None:
        """Show the share used of a budget under a light; `words` is what a screen reader says."""
        self._light, self._used, self._paused_to = light, used, paused_to
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Any width from 120 px; as high as the tick needs."""
        return QSize(120, round((_TICK_PX + 2) * current().size("lamp") / 14))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar."""
        rect = self.rect().toRectF()
        paint_countdown(QPainter(self), rect, self._light, self._used, paused_to=self._paused_to)


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock ready to paint: all words come in. `used` is a share of the budget, may exceed 1."""

    light: str
    name: str
    used: float
    words: str  # time left or over: "剩余 0:18:42"
    note: str = ""  # the limit: "限 2 时 · 11:01"
    paused_to: float | None = None


class ClockList(QWidget):
    """The clocks of one ticket, columns aligned: lamp, name, bar, time left, limit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[ClockLine, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def lines(self) -> tuple[ClockLine, ...]:
        """The clocks shown."""
        return self._lines

    def set_lines(self, lines: Sequence[ClockLine]) -> None:
        """Show these clocks; cheap enough to call each second."""
        grew = len(lines) != len(self._lines)
        self._lines = tuple(lines)
        spoken = (f"{light_words(n.light)}: {n.name} {n.words} {n.note}".strip() for n in self._lines)
        told = tuple(spoken)
        self.setAccessibleName("; ".join(told))
        self.setToolTip("\n".join(told))
        if grew:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One clock row per clock."""
        return QSize(360, len(self._lines) * current().size("clockRow"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint all rows; column widths come from the widest text of each column."""
        painter = QPainter(self)
        look = current()
        row, lamp = look.size("clockRow"), look.size("lamp")
        name = max((width_of(n.name, bold=True) for n in self._lines), default=0)
        words = max((width_of(n.words, bold=True) for n in self._lines), default=0)
        note = max((width_of(n.note, "caption") for n in self._lines), default=0)
        note = min(note, self.width() // 3)
        right = self.width() - (note + 14 if note else 0)
        # A long name gives way before the bar does: the tooltip has it whole.
        name = min(name, max(right - words - lamp - 40 - BAR_PX_MIN, 0))
        left = lamp + 8 + name + 16
        for i, line in enumerate(self._lines):
            box = QRect(0, i * row, self.width(), row)
            paint_lamp(painter, line.light, QRect(0, box.y(), lamp, row))
            loud = line.light in ("yellow", "red")
            write(painter, QRect(lamp + 8, box.y(), name, row), line.name, bold=loud)
            bar = QRectF(left, box.y(), max(right - words - 16 - left, 0), row)
            paint_countdown(painter, bar, line.light, line.used, paused_to=line.paused_to)
            write(painter, QRect(right - words, box.y(), words, row), line.words, bold=True, right=True)
            tail = QRect(self.width() - note, box.y(), note, row)
            write(painter, tail, line.note, kind="caption", color="text2", right=True)
