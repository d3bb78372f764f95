"""The scripted operator's hands and eyes: real key events into a real window, and what the window shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from backend.domain.alarm import Alarm
from backend.domain.log import Ticket
from backend.domain.sla import Light, light_at, worst
from console.app import ConsoleWindow
from console.demo.pump import for_seconds, until
from console.mirror import LinkPhase

ACT_TIMEOUT_S = 15.0
SETTLE_S = 0.15
ENTER = Qt.Key.Key_Return


@dataclass(slots=True)
class Person:
    """One person at one console: presses keys, waits for what must follow, takes pictures."""

    name: str
    window: ConsoleWindow

    def sit_down(self) -> None:
        """Bring the window up front, so that keys go to it."""
        self.window.activateWindow()
        self.window.raise_()
        until(f"{self.name}: the window takes the keyboard", self.window.isActiveWindow, ACT_TIMEOUT_S)

    def press(self, *keys: Qt.Key) -> None:
        """Press keys one after another, each at whatever has the focus then."""
        self.sit_down()
        for key in keys:
            target = QApplication.focusWidget() or self.window
            QTest.keyClick(target, key)
            QApplication.processEvents()

    def write(self, text: str) -> None:
        """Put words into the field that has the focus, as an input method commits them."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget() or self.window, event)

    def wait_linked(self, timeout_s: float = 30.0) -> None:
        """Wait until the center answers and its tickets are here."""
        mirror = self.window.mirror
        until(
            f"{self.name}: the center answers",
            lambda: mirror.link.phase is LinkPhase.UP and "ticket" in mirror.loaded,
            timeout_s,
        )

    def ticket(self, ticket: str) -> Ticket | None:
        """The ticket as this console shows it."""
        view = self.window.mirror.tickets.get(ticket)
        return view.ticket if view else None

    def light(self, ticket: str) -> Light | None:
        """The light of the ticket's worst clock on this board now."""
        view = self.window.mirror.tickets.get(ticket)
        now_ms = self.window.desk.now_ms()
        reading = worst(view.clocks, now_ms) if view else None
        return light_at(reading, now_ms) if reading else None

    def alarm(self, alarm: str) -> Alarm | None:
        """The alarm as this console shows it."""
        return self.window.mirror.alarms.get(alarm)

    def picture(self, path: Path) -> None:
        """Save what the window shows, once what has just come is laid out."""
        for_seconds(SETTLE_S)
        if not self.window.grab().save(str(path)):
            raise OSError(f"could not write {path}")
