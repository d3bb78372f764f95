"""Lines of facts in a panel: a chip, wrapped words, a quiet note below, and what may be done about each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets.action_button import ActionButton
from widgets.chip import Chip, chip_width
from widgets.theme import current


@dataclass(frozen=True, slots=True)
class FactAct:
    """One button of a line; `key` is told when it is pressed."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class FactLine:
    """One line ready to show. `loud` marks what waits for somebody."""

    chip: str
    words: str
    note: str = ""
    loud: bool = False
    acts: tuple[FactAct, ...] = ()


class FactLines(QWidget):
    """Lines one below another, chips aligned. `pressed(key)` tells which button was pressed."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[FactLine, ...] = ()
        self._body: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    @property
    def lines(self) -> tuple[FactLine, ...]:
        """The lines shown, top first."""
        return self._lines

    def set_lines(self, lines: Sequence[FactLine]) -> None:
        """Show these lines; the same lines again cost nothing."""
        lines = tuple(lines)
        if lines == self._lines:
            return
        self._lines = lines
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._body = QWidget(self)
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(current().size("chipGap"))
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, max((chip_width(line.chip) for line in lines), default=0))
        for number, line in enumerate(lines):
            top = Qt.AlignmentFlag.AlignTop
            chip = Chip(line.chip, "selected" if line.loud else "outline", self._body)
            grid.addWidget(chip, number, 0, top | Qt.AlignmentFlag.AlignLeft)
            grid.addLayout(self._texts(line), number, 1)
            if line.acts:
                grid.addLayout(self._buttons(line), number, 2, top)
        self._column.addWidget(self._body)
        self.setAccessibleName("; ".join(f"{n.chip} {n.words} {n.note}".strip() for n in lines))

    def _texts(self, line: FactLine) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        for text, kind in ((line.words, "body"), (line.note, "caption")):
            if not text:
                continue
            label = QLabel(text, self._body)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFont(current().font(kind))
            label.setWordWrap(True)
            if kind == "caption":
                label.setProperty("level", "2")
            column.addWidget(label)
        return column

    def _buttons(self, line: FactLine) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current().size("chipGap"))
        for act in line.acts:
            action = QAction(act.words, self._body)
            action.triggered.connect(lambda _checked=False, key=act.key: self.pressed.emit(key))
            button = ActionButton(action, self._body)
            button.setObjectName(f"line.{act.key}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        return row
