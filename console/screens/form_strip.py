"""The inline strip: the fields of one act below the row of actions. No dialog, one Enter to send."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIntValidator, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from console.forms import FieldKind, Form, FormField
from console.screens.chip_flow import ChipFlow
from widgets.action_button import ActionButton
from widgets.theme import current

_BAR_PX = 3
WIDE_PX_MIN = 820
CHIPS_MAX = 5
"""With more options than these, and one to choose, a drop-down list is shown."""
CHIP_CHARS_MAX = 24
"""With options longer than this too, so that long names can be read."""
NUMBER_PX = 96

Control = QLineEdit | QComboBox | ChipFlow


class FormStrip(QWidget):
    """Shows one Form at a time. `reason_chosen` asks the owner to send: a numbered reason needs no Enter."""

    reason_chosen = Signal()
    edited = Signal()

    def __init__(self, submit: QAction, cancel: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._submit, self._cancel = submit, cancel
        self._form: Form | None = None
        self._controls: dict[str, Control] = {}
        self._labels: dict[str, QLabel] = {}
        self._body: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    @property
    def form(self) -> Form | None:
        """The form shown; `None` while the strip is closed."""
        return self._form

    def values(self) -> dict[str, str]:
        """What the fields hold now."""
        return {key: _value(control) for key, control in self._controls.items()}

    def open(self, form: Form, *, wide: bool) -> None:
        """Show a form and put the focus where something is missing, else where a change is likeliest.

        `wide` lays fields side by side, in two lines where the pane is narrower than `WIDE_PX_MIN`.
        """
        self.close_form()
        self._form = form
        self._body = QWidget(self)
        look = current()
        column = QVBoxLayout(self._body)
        margin = look.size("margin")
        column.setContentsMargins(_BAR_PX + margin, look.size("gap"), margin, look.size("gap"))
        column.setSpacing(look.size("gap"))
        column.addLayout(self._head(form))
        if form.fields:
            for line in self._lines(form) if wide else ():
                column.addLayout(self._side_by_side(line))
            if not wide:
                column.addLayout(self._tall(form))
        self._column.addWidget(self._body)
        self._follow()
        self.setAccessibleName(f"{form.words}. {form.effect}")
        self.show()
        self._focus_first(form)

    def close_form(self) -> None:
        """Take the strip away; what was typed is dropped."""
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._form, self._body, self._controls, self._labels = None, None, {}, {}
        self.hide()

    def focus_field(self, key: str) -> None:
        """Put the focus into a field."""
        if key in self._controls:
            self._controls[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def field_words(self, key: str) -> str:
        """What a field is called."""
        fields = self._form.fields if self._form else ()
        return next((field.words for field in fields if field.key == key), key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses that reason and sends the form."""
        reason = self._controls.get("reason")
        number = event.key() - Qt.Key.Key_1
        if isinstance(reason, ChipFlow) and 0 <= number < 9 and reason.choose(number):
            self.reason_chosen.emit()
            return
        event.ignore()

    def _head(self, form: Form) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current().size("gap"))
        title = QLabel(form.words, self._body)
        title.setFont(current().font("body", bold=True))
        effect = QLabel(form.effect, self._body)
        effect.setProperty("level", "2")
        effect.setFont(current().font("caption"))
        effect.setWordWrap(True)
        row.addWidget(title)
        row.addWidget(effect, 1)
        row.addWidget(ActionButton(self._cancel, self._body, quiet=True))
        numbered = any(field.kind is FieldKind.REASON for field in form.fields)
        if not numbered:
            row.addWidget(ActionButton(self._submit, self._body, main=True))
        return row

    def _lines(self, form: Form) -> tuple[tuple[FormField, ...], ...]:
        if self.width() >= WIDE_PX_MIN:
            return (form.fields,)
        texts = tuple(field for field in form.fields if field.kind is FieldKind.TEXT)
        others = tuple(field for field in form.fields if field.kind is not FieldKind.TEXT)
        return tuple(line for line in (texts, others) if line)

    def _side_by_side(self, fields: tuple[FormField, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current().size("margin"))
        for field in fields:
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(self._label(field))
            cell.addWidget(self._control(field))
            row.addLayout(cell, 3 if field.kind in {FieldKind.TEXT, FieldKind.REASON} else 0)
        if fields[-1].kind is FieldKind.CHOICE and fields[0].kind is FieldKind.CHOICE:
            row.addStretch(1)
        return row

    def _tall(self, form: Form) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().size("margin"))
        grid.setVerticalSpacing(current().size("chipGap"))
        for line, field in enumerate(form.fields):
            grid.addWidget(self._label(field), line, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(self._control(field), line, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _label(self, field: FormField) -> QLabel:
        label = QLabel(field.words, self._body)
        label.setFont(current().font("caption"))
        label.setProperty("level", "2")
        self._labels[field.key] = label
        return label

    def _control(self, field: FormField) -> Control:
        control = self._make(field)
        control.setObjectName(f"field.{field.key}")
        control.setAccessibleName(field.words)
        control.setToolTip(field.hint)
        self._controls[field.key] = control
        return control

    def _make(self, field: FormField) -> Control:
        if field.kind is FieldKind.TEXT:
            line = QLineEdit(field.value, self._body)
            line.setPlaceholderText(field.hint)
            line.textEdited.connect(self._edited)
            return line
        if field.kind is FieldKind.NUMBER:
            return self._number(field)
        if field.kind is FieldKind.CHOICE and _needs_list(field):
            return self._list(field)
        chips = ChipFlow(
            field.options,
            field.value.split(",") if field.value else (),
            self._body,
            many=field.kind is FieldKind.MANY,
            numbered=field.kind is FieldKind.REASON,
        )
        chips.chosen.connect(self._edited)
        return chips

    def _number(self, field: FormField) -> QLineEdit:
        line = QLineEdit(field.value, self._body)
        line.setValidator(QIntValidator(field.least, field.most, line))
        line.setMaximumWidth(NUMBER_PX)
        line.textEdited.connect(self._edited)
        return line

    def _list(self, field: FormField) -> QComboBox:
        box = QComboBox(self._body)
        for option in field.options:
            box.addItem(option.words, option.value)
        box.setCurrentIndex(box.findData(field.value) if field.value else -1)
        box.setPlaceholderText(field.hint or self.tr("choose"))
        fits = QComboBox.SizeAdjustPolicy.AdjustToContents
        if any(len(option.words) > CHIP_CHARS_MAX for option in field.options):
            fits = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            box.setMinimumContentsLength(CHIP_CHARS_MAX)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.setSizeAdjustPolicy(fits)
        box.activated.connect(self._edited)
        return box

    def _edited(self) -> None:
        self._follow()
        self.edited.emit()

    def _follow(self) -> None:
        """Show what the other fields ask for, and nothing else."""
        values = self.values()
        for field in self._form.fields if self._form else ():
            there = field.there(values)
            self._labels[field.key].setVisible(there)
            self._controls[field.key].setVisible(there)

    def _focus_first(self, form: Form) -> None:
        key = form.missing(self.values()) or next(iter(self._controls), "")
        if key:
            self.focus_field(key)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the bar at the left."""
        painter = QPainter(self)
        look = current()
        painter.fillRect(self.rect(), look.color("tableBase"))
        painter.fillRect(0, 0, _BAR_PX, self.height(), look.color("selectionBar"))


def _needs_list(field: FormField) -> bool:
    longest = max((len(option.words) for option in field.options), default=0)
    return len(field.options) > CHIPS_MAX or longest > CHIP_CHARS_MAX or not field.options


def _value(control: Control) -> str:
    if isinstance(control, QLineEdit):
        return control.text()
    if isinstance(control, QComboBox):
        data = control.currentData()
        return str(data) if data is not None else ""
    return ",".join(control.values)
