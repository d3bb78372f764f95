"""Heads of panes and of sections inside them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from widgets.lettering import width_of, write
from widgets.theme import current


class _Head(QWidget):
    """Title and count at the left, a note or controls at the right; painted on the pane's own ground."""

    size_key = "sectionHead"
    title_kind = "body"
    inset = False

    def __init__(self, title: str, count: str = "", note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._count, self._note = "", "", ""
        look = current()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, self._margin(), 0)
        self._row.setSpacing(look.size("chipGap"))
        self._row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_words(title, count, note)

    def _margin(self) -> int:
        return current().size("margin") if self.inset else 0

    @property
    def words(self) -> tuple[str, str, str]:
        """Title, count and note as shown."""
        return self._title, self._count, self._note

    def set_words(self, title: str, count: str = "", note: str = "") -> None:
        """Say something else."""
        self._title, self._count, self._note = title, count, note
        self.setAccessibleName(" ".join(filter(None, (title, count, note))))
        self.update()

    def add(self, widget: QWidget) -> None:
        """Put a control at the right end; it replaces the note there."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        """The density's head height."""
        return QSize(max(super().sizeHint().width(), 120), current().size(self.size_key))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words; controls lie on top."""
        painter = QPainter(self)
        margin = self._margin()
        box = self.rect().adjusted(margin, 0, -margin, 0)
        used = write(painter, box, self._title, kind=self.title_kind, bold=True)
        used += 8 if used else 0
        write(painter, box.adjusted(used, 0, 0, 0), self._count, kind="body", color="text2")
        note = min(width_of(self._note, "caption"), max(box.width() - used - 20, 0))
        tail = QRect(box.right() + 1 - note, 0, note, self.height())
        write(painter, tail, self._note, kind="caption", color="text3", right=True)


class SectionHead(_Head):
    """Head of a section inside a pane; aligned with the section's own left edge."""


class PaneHead(_Head):
    """Head of a pane: as high as a tool bar, inset by the pane's margin, a line below."""

    size_key = "toolBar"
    title_kind = "strong"
    inset = True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the panel ground and the line, then the words."""
        painter = QPainter(self)
        look = current()
        painter.fillRect(self.rect(), look.color("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("line"))
        painter.end()
        super().paintEvent(event)
