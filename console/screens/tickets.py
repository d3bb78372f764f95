"""Tickets 工单: how many stand at each stage, the table under live lights, the selected ticket."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from console import ticket_words
from console.board_model import Board
from console.intents import Outcome
from console.mirror import Changes
from console.screens.act_area import CREATING
from console.screens.board_table import BoardTable
from console.screens.desk import Desk
from console.screens.focus_stack import ListOrWords
from console.screens.ticket_panel import TicketPanel
from widgets.action_button import ActionButton
from widgets.empty import StatePane
from widgets.key_hint import KeyHint
from widgets.section import PaneHead
from widgets.stages import Stage, StageStrip
from widgets.theme import current

PANEL_PX_MIN = 380
TICK_MS = 1000


def panel_px(window_px: int) -> int:
    """Width of the ticket panel in a window: 600 as drawn, less where it is narrow, 760 on a large desk."""
    if window_px < 1600:
        return max(round(window_px * 0.38), PANEL_PX_MIN)
    scale = current().font_px("body") / 13
    return round((600 if window_px < 2400 else 760) * min(scale, 1.13))


class TicketsScreen(QWidget):
    """The Tickets screen. Enter begins the main act of the selected ticket; letters the others."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screen.tickets")
        self._desk = desk
        self._board = Board()
        self.stages, self.table = StageStrip(self), BoardTable(desk, self)
        self.panel = TicketPanel(desk, self)
        self._awaited = ""
        self._head = PaneHead(self.tr("Tickets"))
        self._empty = StatePane("waiting", self.tr("Waiting for the center"))
        self._stack = ListOrWords(self.table, self._empty, self)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setTimerType(Qt.TimerType.PreciseTimer)
        self._turn.timeout.connect(desk.tick)
        self._lay_out()
        self._add_keys()
        self.table.ticket_selected.connect(self._selected)
        self.stages.chosen.connect(lambda _key: self._show())
        self.panel.acts.strip_closed.connect(self.take_focus)
        self.panel.acts.nothing_to_close.connect(self._step_back)
        self.panel.ticket_wanted.connect(self.go_to)
        desk.changed.connect(self._changed)
        desk.settled.connect(self._settled)
        desk.ticked.connect(self._tick)
        self._show()

    @property
    def board(self) -> Board:
        """The rows behind the table."""
        return self._board

    def take_focus(self) -> None:
        """Put the keyboard where the work is: the table."""
        self._stack.take_focus()

    def go_to(self, ticket: str) -> None:
        """Select a ticket, as soon as it is here; a stage filter that hides it is lifted."""
        self._awaited = ticket
        self._meet_awaited()

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stages)
        self._head.add(ActionButton(self.panel.acts.actions_by_verb["report"], self._head, icon="new"))
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot())
        self._split = split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        self.panel.setMinimumWidth(PANEL_PX_MIN)
        self._by_hand = False
        split.splitterMoved.connect(self._moved_by_hand)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width, unless the operator has moved the splitter."""
        super().resizeEvent(event)
        if not self._by_hand:
            wanted = panel_px(self.width())
            self._split.setSizes([self.width() - wanted, wanted])

    def _moved_by_hand(self, _at: int, _handle: int) -> None:
        self._by_hand = True

    def _foot(self) -> QWidget:
        foot = QWidget(self)
        foot.setProperty("pane", "panel")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(foot)
        look = current()
        row.setContentsMargins(look.size("margin"), 0, look.size("margin"), 0)
        row.setSpacing(look.size("margin"))
        row.addStretch(1)
        for keys, words in (
            (("J", "K"), self.tr("up, down")),
            (("Enter",), self.tr("main act")),
            (("Esc",), self.tr("back")),
        ):
            row.addWidget(KeyHint(keys, words, foot))
        foot.setFixedHeight(look.size("control") + 4)
        return foot

    def _add_keys(self) -> None:
        for name, keys, step in (("next", "J", 1), ("previous", "K", -1)):
            action = QAction(self.tr("Next ticket") if step > 0 else self.tr("Previous ticket"), self)
            action.setObjectName(f"act.{name}")
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, step=step: self._step(step))
            self.addAction(action)

    def _step(self, step: int) -> None:
        self.table.choose_row(self.table.currentIndex().row() + step)

    def _step_back(self) -> None:
        self.stages.choose("")
        self.take_focus()

    def _selected(self, ticket: str) -> None:
        self.panel.show_ticket(self._desk.mirror.tickets.get(ticket))

    def _changed(self, changes: Changes) -> None:
        now_ms = self._desk.now_ms()
        if changes.tickets:
            self._board.update(self._desk.mirror.tickets, changes.tickets, now_ms)
        if self._board.turn(now_ms) or changes.tickets or changes.link or "ticket" in changes.loaded:
            self._show()
            self._await_turn()
            self._meet_awaited()
            self._selected(self.table.ticket)

    def _settled(self, outcome: Outcome) -> None:
        if outcome.result.ok and outcome.command.verb in CREATING:
            self.go_to(outcome.result.target)

    def _meet_awaited(self) -> None:
        if not self._awaited or self._board.row(self._awaited) is None:
            return
        if not self.table.choose_ticket(self._awaited):
            self.stages.choose("")
            self.table.choose_ticket(self._awaited)
        self._awaited = ""

    def _tick(self) -> None:
        if self._board.turn(self._desk.now_ms()):
            self._show()
        if self.isVisible():
            self.table.tick()
            self.panel.tick()
        self._await_turn()

    def _await_turn(self) -> None:
        """Look again in the very moment a light turns: a second's tick could be a second late."""
        turn_ms = self._board.next_turn_ms(self._desk.now_ms())
        left_ms = turn_ms - self._desk.now_ms() - self._desk.lag_ms() if turn_ms is not None else TICK_MS
        if left_ms < TICK_MS:
            self._turn.start(max(left_ms, 0))

    def _show(self) -> None:
        words = self._desk.words
        self.stages.set_stages(
            [
                Stage(
                    count.stage,
                    words.of(ticket_words.STAGES, count.stage),
                    count.total,
                    {light.value: number for light, number in count.lights.items()},
                )
                for count in self._board.stages()
            ]
        )
        chosen = self.stages.key
        self.table.show_rows(self._board.rows(chosen))
        self._say_head(chosen)
        self._say_empty(chosen)

    def _say_head(self, chosen: str) -> None:
        words = self._desk.words
        title = words.of(ticket_words.STAGES, chosen) if chosen else self.tr("All tickets")
        shown = self.table.board_model.rowCount()
        count = words.thousands(shown)
        if chosen:
            count = self.tr("{shown} of {all}").format(shown=count, all=words.thousands(len(self._board)))
        self._head.set_words(title, self.tr("{count} · most urgent first").format(count=count))

    def _say_empty(self, chosen: str) -> None:
        self._stack.show_content(shown=bool(self.table.board_model.rowCount()))
        mirror = self._desk.mirror
        if "ticket" not in mirror.loaded:
            kind = "waiting" if self._desk.linked or not mirror.link.code else "failed"
            words = self.tr("Nothing has come from the center yet.")
            self._empty.set_state(kind, self.tr("Waiting for the center"), words)
        elif chosen and len(self._board):
            words = self.tr("Choose another stage above, or press Esc.")
            self._empty.set_state("empty", self.tr("No ticket at this stage"), words)
        else:
            words = self.tr("An alarm that is confirmed, or N, makes the first one.")
            self._empty.set_state("empty", self.tr("No tickets yet"), words)
