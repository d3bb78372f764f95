"""The right pane of Watch: alarm load, the queue of what waits, and what was decided last."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.domain.alarm import Alarm, AlarmState, Priority
from backend.domain.evidence import EvidenceRef
from console import ticket_words, vocabulary
from console.alarm_board import CEILING, decided, load, waiting
from console.evidence import Found, first_picture, picture
from console.screens.desk import Desk
from console.screens.focus_stack import ListOrWords
from widgets.alarm_row import ALARM_ROLE, PICTURE_PX, AlarmCard, AlarmList
from widgets.empty import StatePane
from widgets.load import LoadStrip
from widgets.section import PaneHead, SectionHead
from widgets.theme import current
from widgets.timeline import Timeline, TimelineEntry

DECIDED_MAX = 8
PICTURES_MAX = 256
"""Thumbnails kept; beyond it the oldest is forgotten and read again when needed."""

Index = QModelIndex | QPersistentModelIndex


class AlarmModel(QAbstractListModel):
    """The queue as a Qt model of AlarmCards."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._alarms: tuple[Alarm, ...] = ()
        self._pictures: dict[str, QPixmap] = {}

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """What waits, in the order shown."""
        return self._alarms

    def set_alarms(self, alarms: tuple[Alarm, ...]) -> None:
        """Show these; the same ones in the same order only repaint."""
        if [alarm.id for alarm in alarms] == [alarm.id for alarm in self._alarms]:
            self._alarms = alarms
            self.refresh()
            return
        self.beginResetModel()
        self._alarms = alarms
        self.endResetModel()

    def refresh(self) -> None:
        """Repaint: ages and owners."""
        if self._alarms:
            self.dataChanged.emit(self.index(0), self.index(len(self._alarms) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """How many alarms wait."""
        return 0 if parent.isValid() else len(self._alarms)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The card of an alarm, or its words for screen readers."""
        if not index.isValid():
            return None
        alarm = self._alarms[index.row()]
        if role == ALARM_ROLE:
            return self._card(alarm)
        if role == Qt.ItemDataRole.UserRole:
            return alarm.id
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            card = self._card(alarm)
            return " ".join(filter(None, (card.plate, card.title, card.place, card.age, card.owner)))
        return None

    def _card(self, alarm: Alarm) -> AlarmCard:
        words, owner = self._desk.words, ""
        if alarm.claimed_by:
            actor = self._desk.actor
            mine = actor is not None and alarm.claimed_by == actor.name
            owner = self.tr("mine · claimed") if mine else alarm.claimed_by
        free = alarm.state is AlarmState.RAISED
        return AlarmCard(
            priority=alarm.priority.value,
            plate=words.of(vocabulary.PRIORITIES, alarm.priority.value),
            title=words.of(vocabulary.ALARM_KINDS, alarm.kind),
            place=alarm.place or alarm.camera,
            age=words.age((self._desk.now_ms() - alarm.raised_ms) / 1000),
            owner=owner,
            repeats=f"×{alarm.count}" if alarm.count > 1 else "",
            picture=self._picture(alarm),
            claim_keys=("C",) if free else (),
            claim_words=words.of(ticket_words.VERBS, "claim") if free else "",
            unacknowledged=free and alarm.priority is Priority.EMERGENCY,
        )

    def _picture(self, alarm: Alarm) -> QPixmap | None:
        ref = first_picture(alarm.evidence)
        if ref is None:
            return None
        if ref.sha256 not in self._pictures:
            if len(self._pictures) >= PICTURES_MAX:
                self._pictures.pop(next(iter(self._pictures)))
            self._pictures[ref.sha256] = self._read(ref)
        found = self._pictures[ref.sha256]
        return None if found.isNull() else found

    def _read(self, ref: EvidenceRef) -> QPixmap:
        try:
            looked = picture(self._desk.config.evidence_dir, ref)
        except OSError:
            return QPixmap()
        image = QImage.fromData(looked.data) if looked.found is Found.OK else QImage()
        if image.isNull():
            return QPixmap()
        filled = image.scaled(
            PICTURE_PX,
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
        left = (filled.width() - PICTURE_PX.width()) // 2
        top = (filled.height() - PICTURE_PX.height()) // 2
        return QPixmap.fromImage(filled.copy(left, top, PICTURE_PX.width(), PICTURE_PX.height()))


class AlarmQueue(QWidget):
    """Load, queue and what was decided. `alarm_selected` tells the id of the selected alarm, or ""."""

    alarm_selected = Signal(str)
    ticket_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane.alarms")
        self.setProperty("pane", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk, self._wanted = desk, ""
        self._decided: tuple[Alarm, ...] = ()
        self._head, self._load = PaneHead(self.tr("Alarms")), LoadStrip()
        self.list = AlarmList(self)
        self.list.setObjectName("alarm.list")
        self.list.setProperty("pane", "panel")
        self.list.setAccessibleName(self.tr("Alarms"))
        self.alarm_model = AlarmModel(desk, self)
        self.list.setModel(self.alarm_model)
        self._empty = StatePane("waiting", self.tr("Waiting for the center"), icon="bell.none")
        self._stack = ListOrWords(self.list, self._empty, self)
        self._done_head, self._done = SectionHead(self.tr("Decided")), Timeline()
        self._done.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self.list.selectionModel().currentRowChanged.connect(self._chosen)
        self._done.activated.connect(self._open_decided)
        self.refill()

    @property
    def alarm(self) -> Alarm | None:
        """The selected alarm."""
        return self._desk.mirror.alarms.get(self._wanted)

    @property
    def decided_lines(self) -> tuple[TimelineEntry, ...]:
        """What was decided last, as shown."""
        return self._done.entries

    def refill(self) -> None:
        """Bring the queue in step with the mirror; the selected alarm stays while it waits."""
        mirror = self._desk.mirror
        place = max(self.list.currentIndex().row(), 0)
        queue = waiting(mirror.alarms.values())
        self.alarm_model.set_alarms(queue)
        ids = [alarm.id for alarm in queue]
        if ids:
            row = ids.index(self._wanted) if self._wanted in ids else min(place, len(ids) - 1)
            self.list.setCurrentIndex(self.alarm_model.index(row))
            self._choose(ids[row])
        else:
            self._choose("")
        self._say(len(queue))

    def tick(self) -> None:
        """Bring ages and the load to now; called once a second."""
        self.alarm_model.refresh()
        self._say_load()

    def take_focus(self) -> None:
        """Put the keyboard into the queue."""
        self._stack.take_focus()

    def _lay_out(self) -> None:
        look = current()
        margin = look.size("margin")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        strip = QVBoxLayout()
        strip.setContentsMargins(margin, 4, margin, look.size("gap"))
        strip.addWidget(self._load)
        column.addLayout(strip)
        column.addWidget(self._stack, 1)
        done = QVBoxLayout()
        done.setContentsMargins(margin, 4, margin, 4)
        done.setSpacing(0)
        done.addWidget(self._done_head)
        done.addWidget(self._done)
        column.addLayout(done)

    def _chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self._choose(str(now.data(Qt.ItemDataRole.UserRole)))

    def _choose(self, alarm: str) -> None:
        if alarm != self._wanted:
            self._wanted = alarm
            self.alarm_selected.emit(alarm)

    def _say(self, count: int) -> None:
        mirror = self._desk.mirror
        self._head.set_words(self.tr("Alarms"), self.tr("{count} waiting").format(count=count))
        self._stack.show_content(shown=bool(count))
        if "alarm" not in mirror.loaded:
            kind = "failed" if mirror.link.code else "waiting"
            words = self.tr("Nothing has come from the center yet.")
            self._empty.set_state(kind, self.tr("Waiting for the center"), words)
        else:
            words = self.tr("New ones appear here by themselves.")
            self._empty.set_state("empty", self.tr("No alarm waits"), words, icon="bell.none")
        self._decided = decided(mirror.alarms.values(), DECIDED_MAX)
        self._done.set_entries([self._line(alarm) for alarm in self._decided])
        self._done_head.setVisible(bool(self._decided))
        self._say_load()

    def _say_load(self) -> None:
        values = load(self._desk.mirror.alarms.values(), self._desk.now_ms())
        words = self.tr("%n in the last 10 min", "", values[-1])
        note = self.tr("ceiling {ceiling} · goal 1").format(ceiling=CEILING)
        self._load.set_load(values, CEILING, words, note)

    def _line(self, alarm: Alarm) -> TimelineEntry:
        words = self._desk.words
        what = f"{words.of(vocabulary.ALARM_KINDS, alarm.kind)} · {alarm.place or alarm.camera}"
        if alarm.ticket:
            text, icon = self.tr("{what} → {ticket}").format(what=what, ticket=alarm.ticket), "ticket"
        else:
            reason = words.of(vocabulary.DISMISS_REASONS, alarm.reason)
            text, icon = self.tr("{what}: {reason}").format(what=what, reason=reason), "dismiss"
        at = words.minute(alarm.decided_ms) if alarm.decided_ms else "—"
        return TimelineEntry(at, icon, text, alarm.decided_by, level=2)

    def _open_decided(self, line: int) -> None:
        if line < len(self._decided) and self._decided[line].ticket:
            self.ticket_wanted.emit(self._decided[line].ticket)

    def sizeHint(self) -> QSize:
        """As wide as the mock-up's queue."""
        return QSize(390, 600)
