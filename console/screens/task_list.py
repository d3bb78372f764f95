"""The tasks of a ticket: lead or assist, which department, how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.chip import chip_width, paint_chip
from widgets.lettering import width_of, write
from widgets.theme import current


class TaskList(QWidget):
    """Painted rows of (part, department, state); the first is the lead, its part outlined."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks: tuple[tuple[str, str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def tasks(self) -> tuple[tuple[str, str, str], ...]:
        """The rows shown."""
        return self._tasks

    def set_tasks(self, tasks: Sequence[tuple[str, str, str]]) -> None:
        """Show these rows."""
        self._tasks = tuple(tasks)
        self.setAccessibleName("; ".join(" ".join(task) for task in self._tasks))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One clock row per task."""
        return QSize(320, len(self._tasks) * current().size("clockRow"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the rows."""
        painter, look = QPainter(self), current()
        row, chip = look.size("clockRow"), look.size("chip")
        part_px = max((chip_width(part) for part, _, _ in self._tasks), default=0)
        for index, (part, department, state) in enumerate(self._tasks):
            box = QRect(0, index * row, self.width(), row)
            plate = QRectF(0, box.y() + (row - chip) / 2, chip_width(part), chip)
            paint_chip(painter, plate, part, "outline" if index == 0 else "plain")
            state_px = min(width_of(state), box.width() // 2)
            name = box.adjusted(part_px + 10, 0, -state_px - 12, 0)
            write(painter, name, department, bold=index == 0)
            tail = QRect(box.right() + 1 - state_px, box.y(), state_px, row)
            write(painter, tail, state, color="text2", right=True)
