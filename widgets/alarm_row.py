"""Rows of an alarm queue: bar and plate by priority, a picture, what and where, how old, who has it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimerEvent,
    SignalInstance,
)
from PySide6.QtGui import QHideEvent, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from widgets.focus_ring import paint_ring
from widgets.icons import paint_icon
from widgets.key_hint import key_hint_width, paint_key_hints
from widgets.lettering import width_of, write
from widgets.plate import bar_width, paint_plate, plate_size
from widgets.theme import current

ALARM_ROLE = int(Qt.ItemDataRole.UserRole) + 2
PICTURE_PX = QSize(80, 46)
_PAD_PX = 10

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class AlarmCard:
    """One alarm ready to paint; all words come in. A model answers ALARM_ROLE with it."""

    priority: str  # emergency, high or normal
    plate: str  # the priority's word
    title: str
    place: str
    age: str  # 0:26
    owner: str = ""  # who has claimed it
    repeats: str = ""  # ×3
    picture: QPixmap | None = None
    icon: str = "camera"  # in place of a picture
    claim_keys: tuple[str, ...] = ()  # painted after claim_words while nobody has it
    claim_words: str = ""
    unacknowledged: bool = False  # an emergency nobody has claimed: its plate blinks


class AlarmDelegate(QStyledItemDelegate):
    """Paints one alarm per row; a row that carries controls is taller by their height."""

    def __init__(self, view: AlarmList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """The density's alarm row, plus the controls of the expanded one."""
        return QSize(240, current().size("alarmRow") + self._view.extra_height(index.row()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, bar, picture and both lines."""
        card = index.data(ALARM_ROLE)
        rect = QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        look = current()
        painter.fillRect(rect, look.color("selection" if selected else "panel"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("line"))
        if isinstance(card, AlarmCard):
            head = QRect(rect.x(), rect.y(), rect.width(), look.size("alarmRow"))
            self._paint_card(painter, rect, head, card)
        if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            paint_ring(painter, rect, look)

    def _paint_card(self, painter: QPainter, rect: QRect, head: QRect, card: AlarmCard) -> None:
        look = current()
        bar = bar_width(card.priority)
        painter.fillRect(rect.x(), rect.y(), bar, rect.height() - 1, look.alarm(card.priority)[0])
        picture = QRect(rect.x() + _PAD_PX, head.center().y() - PICTURE_PX.height() // 2, 0, 0)
        picture.setSize(PICTURE_PX)
        self._paint_picture(painter, picture, card)
        left = picture.right() + 1 + _PAD_PX
        line = QRect(left, head.y() + head.height() // 2 - 24, head.right() - _PAD_PX - left, 24)
        self._paint_first(painter, line, card)
        self._paint_second(painter, line.translated(0, 24), card)

    @staticmethod
    def _paint_picture(painter: QPainter, rect: QRect, card: AlarmCard) -> None:
        if card.picture is not None and not card.picture.isNull():
            painter.drawPixmap(rect, card.picture)
            return
        painter.fillRect(rect, current().color("sunken"))
        side = 18
        at = QRect(rect.center().x() - side // 2, rect.center().y() - side // 2, side, side)
        paint_icon(painter, card.icon, at)

    def _paint_first(self, painter: QPainter, line: QRect, card: AlarmCard) -> None:
        size = plate_size(card.plate)
        plate = QRectF(line.x(), line.center().y() - size.height() // 2, size.width(), size.height())
        swapped = card.unacknowledged and self._view.swapped
        paint_plate(painter, plate, card.priority, card.plate, swapped=swapped)
        age = width_of(card.age)
        write(painter, QRect(line.right() + 1 - age, line.y(), age, line.height()), card.age, color="text2")
        left = size.width() + 8
        write(painter, line.adjusted(left, 0, -age - 8, 0), card.title, bold=True)

    @staticmethod
    def _paint_second(painter: QPainter, line: QRect, card: AlarmCard) -> None:
        tail = card.owner or card.claim_words
        keys = () if card.owner else card.claim_keys
        wide = width_of(tail, "caption") + (key_hint_width(keys) + 6 if keys else 0)
        right = line.right() + 1 - wide
        words = QRect(right, line.y(), wide, line.height())
        used = write(painter, words, tail, kind="caption", color="text1" if card.owner else "text2")
        color = current().color("text2")
        paint_key_hints(painter, right + used + 6, line.center().y() + 0.5, keys, color)
        place = f"{card.place}  {card.repeats}".rstrip()
        write(painter, line.adjusted(0, 0, -wide - 10, 0), place, kind="caption", color="text2")


class AlarmList(QListView):
    """The queue: one alarm per row, arrows choose; `expand` puts controls under one alarm's lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.swapped = False
        self._timer = 0
        self._controls: tuple[QPersistentModelIndex, QFrame, QWidget] | None = None
        self.setItemDelegate(AlarmDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def extra_height(self, row: int) -> int:
        """Height in px of the controls under this row; 0 for all but the expanded one."""
        if self._controls is None or self._controls[0].row() != row:
            return 0
        return self._controls[2].sizeHint().height() + _PAD_PX

    def expand(self, index: QModelIndex, controls: QWidget | None) -> None:
        """Show `controls` under an alarm's lines (the row grows), in place of those shown before.

        The list owns the controls; with None no row is expanded. Call `refit` when their height changes.
        """
        if self._controls is not None:
            self._controls[1].deleteLater()
            self._controls = None
        if controls is not None and index.isValid():
            frame = QFrame(self.viewport())
            column = QVBoxLayout(frame)
            left = PICTURE_PX.width() + 2 * _PAD_PX
            column.setContentsMargins(left, current().size("alarmRow"), _PAD_PX, _PAD_PX)
            column.addWidget(controls)
            self._controls = (QPersistentModelIndex(index), frame, controls)
            frame.show()
        self.refit()

    def refit(self) -> None:
        """Lay the rows out again: the controls of the expanded one have changed their height."""
        self.scheduleDelayedItemsLayout()

    def updateGeometries(self) -> None:
        """Keep the controls on their row whenever Qt lays out or scrolls."""
        super().updateGeometries()
        self._follow()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move the controls with their row."""
        super().scrollContentsBy(dx, dy)
        self._follow()

    def _follow(self) -> None:
        if self._controls is None:
            return
        index, frame, _ = self._controls
        rect = self.visualRect(self.model().index(index.row(), 0)) if index.isValid() else QRect()
        frame.setVisible(not rect.isEmpty())
        frame.setGeometry(rect)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show another queue and watch it for emergencies that nobody has claimed."""
        for signal in _changes(self.model()):
            signal.disconnect(self._pace)
        super().setModel(model)
        for signal in _changes(model):
            signal.connect(self._pace)
        self._pace()

    @property
    def blinking(self) -> bool:
        """True while an unacknowledged emergency is in the visible queue: only then does anything move."""
        return bool(self._timer)

    def _pace(self, *_changed: object) -> None:
        wanted = self.isVisible() and self._any_unacknowledged()
        every_ms = current().motion_ms("blink") if wanted else 0
        if bool(self._timer) == bool(every_ms):
            return
        if self._timer:
            self.killTimer(self._timer)
        self._timer = self.startTimer(every_ms) if every_ms else 0
        self.swapped = False
        self.viewport().update()

    def timerEvent(self, event: QTimerEvent) -> None:
        """Swap the plates of unacknowledged emergencies."""
        if event.timerId() != self._timer:
            super().timerEvent(event)
            return
        self.swapped = not self.swapped
        self.viewport().update()

    def _any_unacknowledged(self) -> bool:
        model = self.model()
        cards = (model.index(row, 0).data(ALARM_ROLE) for row in range(model.rowCount() if model else 0))
        return any(isinstance(card, AlarmCard) and card.unacknowledged for card in cards)

    def showEvent(self, event: QShowEvent) -> None:
        """Blink only while visible."""
        super().showEvent(event)
        self._pace()

    def hideEvent(self, event: QHideEvent) -> None:
        """No timer runs for what nobody sees."""
        super().hideEvent(event)
        self._pace()


def _changes(model: QAbstractItemModel | None) -> tuple[SignalInstance, ...]:
    if model is None:
        return ()
    return model.dataChanged, model.rowsInserted, model.rowsRemoved, model.modelReset
