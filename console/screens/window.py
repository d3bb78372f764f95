"""The console's window: top bar, banner, screens, status line; one Desk behind them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from backend.domain.roles import Role
from console import ticket_words
from console.config import ConsoleConfig
from console.intents import Outcome
from console.mirror import Changes, LinkPhase, Mirror
from console.screens.act_area import CREATING
from console.screens.desk import Desk
from console.screens.link_words import banner_words, status_cells
from console.screens.tickets import TicketsScreen
from console.screens.top_bar import TopBar
from console.screens.watch import WatchScreen
from widgets.notice import Banner
from widgets.status import StatusStrip
from widgets.toast import Toast

TICK_MS = 1000
TOASTS = frozenset({"confirm", "dismiss", "hand_up", "hand_down", "merge", *CREATING})
"""Acts whose success is told in a toast: what they acted on leaves the eye."""


class ConsoleWindow(QWidget):
    """One operator's console of one center.

    `open` starts the line and the pictures; closing the window stops both. `mirror` is what it knows.
    """

    def __init__(self, config: ConsoleConfig) -> None:
        super().__init__()
        self.setObjectName("console")
        self.config = config
        self.desk = Desk(config, self)
        self.watch, self.tickets = WatchScreen(self.desk, self), TicketsScreen(self.desk, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.watch)
        self._stack.addWidget(self.tickets)
        self._tabs = [
            self._action("watch", self.tr("Watch"), "F1", lambda: self.show_screen(0)),
            self._action("tickets", self.tr("Tickets"), "F2", lambda: self.show_screen(1)),
        ]
        for tab in self._tabs:
            tab.setCheckable(True)
        self._action("full_screen", self.tr("Full screen"), "F11", self._full_screen)
        self._action("next_pane", self.tr("Next pane"), "F6", lambda: self._next_pane(1))
        self._action("previous_pane", self.tr("Previous pane"), "Shift+F6", lambda: self._next_pane(-1))
        self._open_made = self._action("open_made", self.tr("Open"), "", self._go_to_made)
        self.bar = TopBar(self._tabs, ("screen.watch", "screen.tickets"), self)
        self.banner, self.status = Banner(self), StatusStrip(self)
        self.toast = Toast(self)
        self._made = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.bar, self.banner):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        column.addWidget(self.status)
        self.watch.queue.ticket_wanted.connect(self._go_to)
        self.desk.changed.connect(self._changed)
        self.desk.ticked.connect(self._say)
        self.desk.settled.connect(self._settled)
        self.desk.sent.connect(self._say)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self.setMinimumSize(1024, 640)
        self.show_screen(0 if config.tiles else 1)
        self._say()

    @property
    def mirror(self) -> Mirror:
        """What this console knows of its center."""
        return self.desk.mirror

    def open(self) -> None:
        """Start the line to the center, the second's tick and the pictures."""
        self.desk.link.open(self.config.client)
        self.watch.start()
        self._timer.start()

    def tick(self) -> None:
        """One second went by: countdowns, lights, ages, the clock."""
        self.desk.tick()

    def show_screen(self, index: int) -> None:
        """Show a screen (0 Watch, 1 Tickets) and put the keyboard where its work is."""
        self._stack.setCurrentIndex(index)
        for number, tab in enumerate(self._tabs):
            tab.setChecked(number == index)
        (self.watch, self.tickets)[index].take_focus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the tick, the pictures and the line."""
        self._timer.stop()
        self.watch.stop()
        self.desk.link.close()
        super().closeEvent(event)

    def _action(self, name: str, words: str, keys: str, act: Callable[[], None]) -> QAction:
        action = QAction(words, self)
        action.setObjectName(f"act.{name}")
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False: act())
        self.addAction(action)
        return action

    def _changed(self, changes: Changes) -> None:
        if changes.link or changes.neighbours or changes.faults:
            self._say()

    def _settled(self, outcome: Outcome) -> None:
        command, result = outcome.command, outcome.result
        if result.ok and command.verb in TOASTS:
            self._made = result.target
            made = command.verb in {"confirm", *CREATING}
            if made:
                self.tickets.go_to(result.target)
                words = self.tr("Ticket {ticket} has been made").format(ticket=result.target)
            else:
                act = self.desk.words.of(ticket_words.VERBS, command.verb)
                words = self.tr("{act}: {target} – done").format(act=act, target=result.target)
            shown_here = made and self._stack.currentIndex() == 0
            self.toast.show_toast(words, action=self._open_made if shown_here else None)
        self._say()

    def _go_to_made(self) -> None:
        self._go_to(self._made)

    def _go_to(self, ticket: str) -> None:
        self.show_screen(1)
        self.tickets.go_to(ticket)

    def _full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _next_pane(self, step: int) -> None:
        watch, tickets = self.watch, self.tickets
        panes: list[QWidget] = (
            [watch.wall, watch.queue.list]
            if self._stack.currentIndex() == 0
            else [tickets.stages, tickets.table, tickets.panel.timeline]
        )
        shown = [pane for pane in panes if pane.isVisible()]
        here = QApplication.focusWidget()
        at = next((n for n, pane in enumerate(shown) if here is pane), -1 if step > 0 else 0)
        if shown:
            shown[(at + step) % len(shown)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _say(self) -> None:
        desk, words, center = self.desk, self.desk.words, self.mirror.center
        now_ms = desk.now_ms()
        name = desk.name(center.id) if center.id else self.tr("no center yet")
        self.bar.say(self.tr("onegrid"), name, self._who(), words.date(now_ms), words.time(now_ms))
        self.setWindowTitle(self.tr("onegrid – {center}").format(center=name))
        if self.mirror.link.phase is LinkPhase.DOWN:
            self.banner.show_banner(*banner_words(desk)[:2], note=banner_words(desk)[2])
        else:
            self.banner.clear()
        self.status.set_cells(*status_cells(desk, self.tickets.board.lights()))

    def _who(self) -> str:
        actor = self.desk.actor
        if actor is None:
            return self.config.operator
        words = self.desk.words
        if actor.department:
            role = self.desk.name(actor.department)
        else:
            held = [role.value for role in Role if role in actor.roles]
            role = words.role_list(tuple(held[:2])) + ("…" if len(held) > 2 else "")
        return f"{actor.name} · {role}" if role else actor.name
