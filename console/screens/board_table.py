"""The table of tickets: lamp, time left, number, subject, place, stage, lead, holder. Painted, not styled.

The tick of each second repaints only the time column of the rows that can be seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from backend.domain.sla import Light
from console import ticket_words, vocabulary
from console.board_model import Row
from console.screens.desk import Desk
from widgets.rows import CELL_ROLE, Cell, RowTable
from widgets.theme import current

LAMP, TIME, NUMBER, SUBJECT, PLACE, STAGE, LEAD, HOLDER = range(8)
_WIDTHS = {
    "zh": {LAMP: 36, TIME: 116, NUMBER: 124, PLACE: 190, STAGE: 132, LEAD: 128, HOLDER: 96},
    "en": {LAMP: 36, TIME: 116, NUMBER: 124, PLACE: 190, STAGE: 168, LEAD: 160, HOLDER: 150},
}
_ROOMY_PX = 1100
_ROOMY = {PLACE: 230, LEAD: 200, HOLDER: 180}
"""Widths where there is room for long names."""

_FOLD_ORDER = (PLACE, STAGE, HOLDER, LEAD, NUMBER)
"""Columns that go first when the table is narrow; the subject keeps at least `SUBJECT_PX_MIN`."""
SUBJECT_PX_MIN = 220

Index = QModelIndex | QPersistentModelIndex


class BoardTableModel(QAbstractTableModel):
    """Rows of the board as Qt wants them; texts are made when asked for."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What the table shows, top first."""
        return self._rows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the same tickets in the same order only repaint."""
        rows = tuple(rows)
        if [row.id for row in rows] == [row.id for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, HOLDER))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def place_of(self, ticket: str) -> int | None:
        """Row number of a ticket, or `None` when it is not shown."""
        return next((n for n, row in enumerate(self._rows) if row.id == ticket), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns."""
        return 0 if parent.isValid() else HOLDER + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Words over the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            "",
            self.tr("Time left ↑"),
            self.tr("No."),
            self.tr("Subject"),
            self.tr("Place"),
            self.tr("Stage"),
            self.tr("Lead"),
            self.tr("Holds"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text of a cell; for screen readers the lamp speaks its light."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == CELL_ROLE:
            return self._cell(row, index.column())
        if role == Qt.ItemDataRole.UserRole:
            return row.id
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            spoken = role == Qt.ItemDataRole.AccessibleTextRole or index.column() != LAMP
            return self._text(row, index.column()) if spoken else ""
        return None

    def _cell(self, row: Row, column: int) -> Cell:
        if column == LAMP:
            if row.view.ticket.custody.transit_to:
                return Cell(icon="transfer")
            return Cell(light=row.light.value) if row.light else Cell(icon="ok")
        loud = column == TIME and row.light in {Light.RED, Light.YELLOW}
        mine = row.view.ticket.custody.holder == self._desk.mirror.center.id
        return Cell(
            self._text(row, column), level=1 if loud or (column == SUBJECT and mine) else 2, strong=loud
        )

    def _text(self, row: Row, column: int) -> str:
        desk, ticket = self._desk, row.view.ticket
        if column == LAMP:
            return desk.words.of(vocabulary.LIGHTS, row.light.value) if row.light else ""
        if column == TIME:
            return self._time(row)
        return {
            NUMBER: ticket.id,
            SUBJECT: ticket.title,
            PLACE: ticket.place,
            STAGE: self._stage(row),
            LEAD: desk.name(ticket.lead) if ticket.lead else "—",
            HOLDER: self._holder(row),
        }[column]

    def _stage(self, row: Row) -> str:
        """The state, and the oldest request that waits for a ruling; a return is a state of its own."""
        words, ticket = self._desk.words, row.view.ticket
        state = words.of(ticket_words.STATES, ticket.state.value)
        asked = next((r.kind for r in ticket.pending if r.kind != "return"), "")
        if not asked:
            return state
        kind = words.of(ticket_words.REQUESTS, asked)
        return words.translate("panel", "{state} · {kind}?").format(state=state, kind=kind)

    def _time(self, row: Row) -> str:
        if row.reading is not None:
            return self._desk.words.countdown(row.reading, self._desk.now_ms())
        at_ms = row.view.ticket.events[-1].at_ms
        return self._desk.words.moment(at_ms, self._desk.now_ms())

    def _holder(self, row: Row) -> str:
        custody = row.view.ticket.custody
        if custody.transit_to:
            return self.tr("→ {center}").format(center=self._desk.name(custody.transit_to))
        return self._desk.name(custody.holder)


class BoardTable(RowTable):
    """The view: one selected row, columns that fold when it is narrow."""

    ticket_selected = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board.table")
        self._desk = desk
        self._wanted = ""
        self.board_model = BoardTableModel(desk, self)
        self.setModel(self.board_model)
        head = self.horizontalHeader()
        head.setMinimumSectionSize(24)
        head.setSectionsClickable(False)
        head.setSectionsMovable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.selectionModel().currentRowChanged.connect(self._chosen)
        self.setAccessibleName(self.tr("Tickets"))

    @property
    def ticket(self) -> str:
        """Id of the selected ticket, or empty."""
        return self._wanted

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows and keep the ticket selected; when it went, the row in its place."""
        place = max(self.currentIndex().row(), 0)
        self.board_model.set_rows(rows)
        if not rows:
            self._choose("")
            return
        here = self.board_model.place_of(self._wanted)
        self.choose_row(here if here is not None else min(place, len(rows) - 1))

    def choose_ticket(self, ticket: str) -> bool:
        """Select a ticket and scroll to it; False when it is not shown."""
        here = self.board_model.place_of(ticket)
        if here is None:
            return False
        self.choose_row(here)
        return True

    def choose_row(self, number: int) -> None:
        """Select the row of that number, held within the table."""
        count = self.board_model.rowCount()
        if count:
            index = self.board_model.index(min(max(number, 0), count - 1), SUBJECT)
            self.setCurrentIndex(index)
            self._choose(str(index.data(Qt.ItemDataRole.UserRole)))

    def tick(self) -> None:
        """Repaint the time column of the visible rows."""
        left = self.columnViewportPosition(TIME)
        self.viewport().update(QRect(left, 0, self.columnWidth(TIME), self.viewport().height()))

    def _chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self._choose(str(now.data(Qt.ItemDataRole.UserRole)))

    def _choose(self, ticket: str) -> None:
        if ticket != self._wanted:
            self._wanted = ticket
            self.ticket_selected.emit(ticket)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width; the subject takes what is left."""
        super().resizeEvent(event)
        widths = dict(_WIDTHS["zh" if self._desk.words.lang.startswith("zh") else "en"])
        scale = current().font_px("body") / 13
        widths = {column: round(px * scale) for column, px in widths.items()}
        room = self.viewport().width()
        if room >= _ROOMY_PX * scale:
            widths |= {column: round(px * scale) for column, px in _ROOMY.items()}
        for column in _FOLD_ORDER:
            if room - sum(widths.values()) < SUBJECT_PX_MIN:
                widths[column] = 0
        for column in range(HOLDER + 1):
            px = widths.get(column, 0)
            self.setColumnHidden(column, column in widths and not px)
            if px:
                self.setColumnWidth(column, px)
        self.setColumnWidth(SUBJECT, max(SUBJECT_PX_MIN, room - sum(widths.values())))

    def sizeHint(self) -> QSize:
        """Room for some rows."""
        return QSize(720, 400)
