"""The bottom pane of Watch: the selected alarm, its acts, its masked snapshot, and why the rule spoke."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from backend.domain.alarm import Alarm, AlarmState, Priority
from backend.domain.errors import Refused
from console import vocabulary
from console.alarm_board import TRACE, facts
from console.evidence import first_picture
from console.form_maker import FormMaker
from console.forms import Form
from console.offers import alarm_offers, alarm_refusal, context_of
from console.screens.act_area import ActArea
from console.screens.act_keys import ALARM_ACTS
from console.screens.desk import Desk
from console.screens.evidence_row import Shot, paint_shot
from widgets.empty import StatePane
from widgets.icons import paint_icon
from widgets.lettering import width_of, write
from widgets.plate import Plate
from widgets.theme import current

NO_STRIP = frozenset({"claim", "release"})
"""Acts that one key does: they can be taken back, so they need no second."""


SNAPSHOT_SHARE_MAX = 0.36
"""Of the pane's width: the strip beside the snapshot needs the rest."""


class AlarmDetail(QWidget):
    """Shows one alarm. Its acts work from anywhere on the Watch screen."""

    def __init__(self, desk: Desk, scope: QWidget) -> None:
        super().__init__(scope)
        self.setObjectName("pane.detail")
        self.setProperty("pane", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk = desk
        self._alarm: Alarm | None = None
        self.acts = ActArea(desk, scope, ALARM_ACTS, self._judge, self._form)
        self.acts.wide = True
        self._plate, self._title = Plate("normal", ""), _Title()
        self._snapshot, self._facts, self._where = _Snapshot(), FactList(), FactList()
        self._body = QWidget(self)
        self._empty = StatePane("empty", self.tr("No alarm selected"), icon="bell")
        self._stack = QStackedWidget(self)
        self._lay_out()
        self.show_alarm(None)

    @property
    def trace(self) -> tuple[tuple[str, str], ...]:
        """The rule's facts as shown."""
        return self._facts.lines

    def show_alarm(self, alarm: Alarm | None) -> None:
        """Show an alarm, or that none is selected."""
        self._alarm = alarm
        self._stack.setCurrentIndex(0 if alarm is not None else 1)
        if alarm is None:
            self.acts.set_subject("", ())
            return
        words = self._desk.words
        self._plate.set_priority(alarm.priority.value, words.of(vocabulary.PRIORITIES, alarm.priority.value))
        waits = alarm.state is AlarmState.RAISED
        self._plate.set_unacknowledged(waits and alarm.priority is Priority.EMERGENCY)
        kind = words.of(vocabulary.ALARM_KINDS, alarm.kind)
        self._title.say(f"{alarm.place or alarm.camera} · {kind}", alarm.id)
        context = context_of(self._desk.mirror.center, self._desk.now_ms())
        self.acts.set_subject(alarm.id, alarm_offers(alarm, context) if context else ())
        ref = first_picture(alarm.evidence)
        self._snapshot.show_shot(Shot(self._desk, ref) if ref else None, self.tr("no snapshot came with it"))
        self._facts.set_lines(
            self.tr("Why the rule spoke"),
            alarm.rule,
            [(words.of(TRACE, fact.key), fact.value) for fact in facts(alarm)],
        )
        self._where.set_lines(self.tr("Alarm"), "", self._about(alarm))

    def _about(self, alarm: Alarm) -> list[tuple[str, str]]:
        words, now_ms = self._desk.words, self._desk.now_ms()
        state = words.of(vocabulary.ALARM_STATES, alarm.state.value)
        if alarm.claimed_by:
            state = self.tr("{state} by {who}").format(state=state, who=alarm.claimed_by)
        lines = [
            (self.tr("State"), state),
            (self.tr("Raised"), words.moment(alarm.raised_ms, now_ms)),
            (self.tr("Camera"), alarm.camera),
            (self.tr("Analyst"), alarm.analyst),
        ]
        if alarm.count > 1:
            last = words.moment(alarm.last_ms, now_ms)
            lines.append((self.tr("Repeats"), self.tr("×{n}, last {time}").format(n=alarm.count, time=last)))
        return [line for line in lines if line[1]]

    def _judge(self, verb: str) -> Refused | None:
        if self._alarm is None:
            return Refused("nothing_selected", "no alarm is selected")
        context = context_of(self._desk.mirror.center, self._desk.now_ms())
        if context is None:
            return Refused("no_center", "the center has not answered yet")
        return alarm_refusal(self._alarm, verb, context)

    def _form(self, verb: str) -> Form | None:
        if verb in NO_STRIP or self._alarm is None:
            return None
        desk = self._desk
        maker = FormMaker(desk.words, desk.mirror.center, desk.config.catalogue, desk.name)
        return maker.alarm(verb, self._alarm)

    def _lay_out(self) -> None:
        look = current()
        margin, gap = look.size("margin"), look.size("gap")
        head = QHBoxLayout()
        head.setSpacing(gap)
        head.addWidget(self._plate)
        head.addWidget(self._title, 1)
        lines = QHBoxLayout()
        lines.setSpacing(margin * 2)
        lines.addWidget(self._facts, 3)
        lines.addWidget(self._where, 2)
        right = QVBoxLayout()
        right.setSpacing(gap)
        right.addLayout(head)
        right.addWidget(self.acts)
        right.addLayout(lines, 1)
        body = QHBoxLayout(self._body)
        body.setContentsMargins(margin, margin, margin, margin)
        body.setSpacing(margin + gap)
        body.addWidget(self._snapshot, 0)
        body.addLayout(right, 1)
        self._stack.addWidget(self._body)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def sizeHint(self) -> QSize:
        """As high as the mock-up's detail."""
        return QSize(900, 286)

    def minimumSizeHint(self) -> QSize:
        """Head, acts and, when it is open, the whole strip; the facts take what is left."""
        return super().minimumSizeHint().expandedTo(QSize(480, 200))


class _Title(QWidget):
    """Place and kind, then the number, on one line."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._number = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, title: str, number: str) -> None:
        """Show these."""
        self._title, self._number = title, number
        self.setAccessibleName(f"{title} {number}")
        self.update()

    def sizeHint(self) -> QSize:
        """One line of the strong kind."""
        return QSize(240, current().font_px("strong") + 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint both."""
        painter = QPainter(self)
        used = write(painter, self.rect(), self._title, kind="strong", bold=True)
        rest = self.rect().adjusted(used + 12, 0, 0, 0)
        write(painter, rest, self._number, kind="caption", color="text2")


class _Snapshot(QWidget):
    """The masked snapshot, as large as the pane is high."""

    def __init__(self) -> None:
        super().__init__()
        self._shot: Shot | None = None
        self._why = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_shot(self, shot: Shot | None, why: str) -> None:
        """Show a picture, or why there is none."""
        self._shot, self._why = shot, why
        self.updateGeometry()
        self.setAccessibleName(f"{shot.label} {shot.why}" if shot else why)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the picture is at the pane's height."""
        high = max(self.height(), 160)
        pane = self.parentWidget()
        most = round(pane.width() * SNAPSHOT_SHARE_MAX) if pane else 560
        image = self._shot.image if self._shot else None
        if image is None or image.isNull():
            return QSize(min(round(high * 4 / 3), most), high)
        return QSize(min(round(high * image.width() / image.height()), most), high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A new height asks for a new width."""
        if event.size().height() != event.oldSize().height():
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Still worth looking at."""
        return QSize(200, 90)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture or the reason."""
        painter = QPainter(self)
        if self._shot is not None:
            paint_shot(painter, QRectF(self.rect()), self._shot)
            return
        painter.fillRect(self.rect(), current().color("sunken"))
        write(painter, self.rect(), self._why, kind="caption", color="text2", center=True)


class FactList(QWidget):
    """A title and lines of key and value, each with a quiet check mark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._note = "", ""
        self._lines: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """The lines shown."""
        return self._lines

    def set_lines(self, title: str, note: str, lines: Sequence[tuple[str, str]]) -> None:
        """Show these lines under a title, with a note at the right."""
        self._title, self._note, self._lines = title, note, tuple(lines)
        self.setAccessibleName("; ".join((title, *(f"{key} {value}" for key, value in lines))))
        self.update()

    def minimumSizeHint(self) -> QSize:
        """May be squeezed away: a strip needs the room more."""
        return QSize(160, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint title and as many lines as there is room for."""
        painter, look = QPainter(self), current()
        row = look.font_px("body") + 9
        if self.height() < 2 * row:
            return  # half a line says nothing
        used = write(painter, QRect(0, 0, self.width(), row), self._title, bold=True)
        note = QRect(used + 12, 0, self.width() - used - 12, row)
        write(painter, note, self._note, kind="caption", color="text2", right=True)
        key_px = max((width_of(key) for key, _ in self._lines), default=0)
        side = look.size("icon") - 2
        for number, (key, value) in enumerate(self._lines[: max(self.height() // row - 1, 0)], 1):
            line = QRect(0, number * row, self.width(), row)
            paint_icon(painter, "ok", QRect(0, line.y() + (row - side) // 2, side, side), look.color("text3"))
            write(painter, line.adjusted(side + 8, 0, 0, 0), key, color="text2")
            write(painter, line.adjusted(side + 8 + key_px + 16, 0, 0, 0), value)
