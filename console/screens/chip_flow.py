"""Chips to choose from, wrapped into as many lines as the pane needs. One chosen, or any number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from console.forms import Option
from widgets.chip import ChoiceChip
from widgets.theme import current

LINE_PX_MAX = 640


class ChipFlow(QWidget):
    """Choice chips in lines. Left and Right move between them; `chosen` tells after every change."""

    chosen = Signal()

    def __init__(
        self,
        options: Sequence[Option],
        values: Sequence[str],
        parent: QWidget | None = None,
        *,
        many: bool = False,
        numbered: bool = False,
    ) -> None:
        """`numbered` puts 1 to 9 before the words; the owner maps the digits."""
        super().__init__(parent)
        self._options = tuple(options)
        self._group = QButtonGroup(self)
        self._group.setExclusive(not many)
        self._chips: list[ChoiceChip] = []
        for number, option in enumerate(self._options, 1):
            words = f"{number} {option.words}" if numbered and number <= 9 else option.words
            chip = ChoiceChip(words, self)
            chip.setChecked(option.value in values)
            self._group.addButton(chip)
            self._chips.append(chip)
        self._group.buttonToggled.connect(lambda _button, _on: self.chosen.emit())
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if self._chips:
            self.setFocusProxy(next((c for c in self._chips if c.isChecked()), self._chips[0]))

    @property
    def values(self) -> tuple[str, ...]:
        """Values of the chosen chips."""
        chips = zip(self._options, self._chips, strict=True)
        return tuple(option.value for option, chip in chips if chip.isChecked())

    def choose(self, index: int) -> bool:
        """Choose the chip of that place; False when there is none."""
        if not 0 <= index < len(self._chips):
            return False
        self._chips[index].setChecked(True)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right move the focus, and with one choice the choice too; the rest goes on."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        at = next((i for i, chip in enumerate(self._chips) if chip.hasFocus()), None)
        if step is None or at is None:
            event.ignore()
            return
        at = min(max(at + step, 0), len(self._chips) - 1)
        self._chips[at].setFocus(Qt.FocusReason.TabFocusReason)
        if self._group.exclusive():
            self._chips[at].setChecked(True)

    def hasHeightForWidth(self) -> bool:
        """Lines wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at this width."""
        return self._lay(width, place=False)

    def sizeHint(self) -> QSize:
        """All chips in one line, up to LINE_PX_MAX."""
        gap = current().size("chipGap")
        wide = sum(chip.sizeHint().width() + gap for chip in self._chips)
        return QSize(min(max(wide - gap, 0), LINE_PX_MAX), current().size("control"))

    def minimumSizeHint(self) -> QSize:
        """The widest chip."""
        widest = max((chip.sizeHint().width() for chip in self._chips), default=0)
        return QSize(widest, current().size("control"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        # Said as a minimum too: layouts around do not all ask for the height of a width.
        self.setMinimumHeight(self._lay(self.width(), place=True))
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _lay(self, width: int, *, place: bool) -> int:
        look = current()
        gap, line = look.size("chipGap"), look.size("control")
        x = y = 0
        for chip in self._chips:
            size = chip.sizeHint()
            if x and x + size.width() > width:
                x, y = 0, y + line
            if place:
                chip.setGeometry(QRect(x, y + (line - size.height()) // 2, size.width(), size.height()))
            x += size.width() + gap
        return y + line
