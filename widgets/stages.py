"""The stage strip: how many things stand at each stage, and how their lights are shared out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.focus_ring import paint_ring
from widgets.lamp import light_words
from widgets.lettering import write
from widgets.theme import Theme, current

_ORDER = ("green", "yellow", "red", "blue", "grey")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its key, words, how many, and how many of those show each light."""

    key: str
    title: str
    count: int
    lights: Mapping[str, int] = field(default_factory=dict)


def paint_shares(painter: QPainter, rect: QRectF, lights: Mapping[str, int], theme: Theme) -> None:
    """Draw a bar of `rect` divided by counts of lights; green quiet, empty is the track.

    A light that is there at all is at least 2 px wide. Numbers must stand beside: colour alone is no text.
    """
    painter.fillRect(rect, theme.color("track"))
    there = [name for name in _ORDER if lights.get(name, 0)]
    if not there:
        return
    total = sum(lights[name] for name in there)
    widths = {name: max(round(rect.width() * lights[name] / total), 3) for name in there}
    widths[max(there, key=lambda name: lights[name])] += round(rect.width()) - sum(widths.values())
    quiet = {"green": theme.color("dataDim"), "grey": theme.light("grey").fill}
    x = rect.x()
    for name in there:
        fill = quiet.get(name, theme.light(name).fill)
        gap = 0 if name == there[-1] else 1
        painter.fillRect(QRectF(x, rect.y(), widths[name] - gap, rect.height()), fill)
        x += widths[name]


class StageStrip(QWidget):
    """Equal cells, one chosen. Left and Right choose, as does a click; `chosen(key)` tells."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: tuple[Stage, ...] = ()
        self._key = ""
        self.setProperty("ownFocus", True)  # noqa: FBT003 - Qt's signature
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages shown."""
        return self._stages

    @property
    def key(self) -> str:
        """Key of the chosen stage; empty while none is."""
        return self._key

    def set_stages(self, stages: Sequence[Stage]) -> None:
        """Show these stages; the chosen key stays if it is still among them."""
        self._stages = tuple(stages)
        if self._key not in {s.key for s in self._stages}:
            self._key = ""
        self._name()
        self.update()

    def choose(self, key: str) -> None:
        """Choose a stage and tell; an unknown key chooses none."""
        key = key if key in {s.key for s in self._stages} else ""
        if key != self._key:
            self._key = key
            self._name()
            self.update()
            self.chosen.emit(key)

    def _name(self) -> None:
        spoken = []
        for stage in self._stages:
            shares = ", ".join(f"{light_words(n)} {c}" for n, c in stage.lights.items() if c)
            mark = "*" if stage.key == self._key else ""
            spoken.append(f"{mark}{stage.title} {stage.count}" + (f" ({shares})" if shares else ""))
        self.setAccessibleName("; ".join(spoken))

    def sizeHint(self) -> QSize:
        """The density's stage height; 90 px per stage."""
        return QSize(90 * len(self._stages), current().size("stage"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right choose the neighbour."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._stages:
            event.ignore()
            return
        keys = [s.key for s in self._stages]
        at = keys.index(self._key) + step if self._key else 0
        self.choose(keys[min(max(at, 0), len(keys) - 1)])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer."""
        for i, stage in enumerate(self._stages):
            if self._cell(i).contains(event.position().toPoint()):
                self.choose(stage.key)

    def _cell(self, index: int) -> QRect:
        count = len(self._stages)
        left, right = self.width() * index // count, self.width() * (index + 1) // count
        return QRect(left, 0, right - left, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, cells and separators."""
        painter = QPainter(self)
        look = current()
        painter.fillRect(self.rect(), look.color("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("line"))
        for i, stage in enumerate(self._stages):
            self._paint_cell(painter, self._cell(i), stage)

    def _paint_cell(self, painter: QPainter, cell: QRect, stage: Stage) -> None:
        look = current()
        chosen = stage.key == self._key
        if chosen:
            painter.fillRect(cell, look.color("selection"))
            painter.fillRect(cell.x(), cell.bottom() - 1, cell.width(), 2, look.color("selectionBar"))
        painter.fillRect(cell.right(), cell.y(), 1, cell.height(), look.color("line"))
        inner = cell.adjusted(11, 6, -11, -8)
        text = (inner.height() - 8) // 2
        title = QRect(inner.x(), inner.y(), inner.width(), text)
        write(painter, title, stage.title, color="text1" if chosen else "text2")
        count = QRect(inner.x(), inner.y() + text, inner.width(), text)
        write(painter, count, str(stage.count), kind="page", bold=True)
        bar = QRectF(inner.x(), inner.bottom() - 3, inner.width(), 3)
        paint_shares(painter, bar, stage.lights, look)
        if self.hasFocus() and (chosen or (not self._key and stage is self._stages[0])):
            paint_ring(painter, cell, look)
