"""Wires the desktop: one QApplication with language and theme, one ConsoleWindow, until it is closed."""

from __future__ import annotations

import signal
import socket
import sys
from types import FrameType
from typing import Self

from PySide6.QtCore import QCoreApplication, QSocketNotifier
from PySide6.QtWidgets import QApplication

from console.config import ConsoleConfig
from console.language import install
from console.screens.window import ConsoleWindow
from resources.logs import log_to_stderr
from widgets import theme

__all__ = ["ConsoleWindow", "make_application", "run"]


def make_application(config: ConsoleConfig, arguments: list[str] | None = None) -> QApplication:
    """The QApplication of this process, with the language and the look the config asks for.

    Raises:
        LookupError: there is no catalogue for the language.
        ValueError: there is no such theme or density.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1] if arguments is None else arguments)
    QCoreApplication.setApplicationName("onegrid")
    install(app, config.lang)
    theme.apply(app, config.theme, density=config.density, lang=config.lang)
    return app


def run(config: ConsoleConfig) -> int:
    """Open the console and serve it until it is closed or told to end; returns the exit code."""
    log_to_stderr()
    app = make_application(config)
    window = ConsoleWindow(config)
    window.resize(1920, 1080)
    with _Ending(window):
        window.open()
        window.showMaximized()
        return app.exec()


class _Ending:
    """Turns SIGTERM and SIGINT into closing the window: a handler only writes a byte that Qt reads."""

    def __init__(self, window: ConsoleWindow) -> None:
        self._window = window
        self._reader, self._writer = socket.socketpair()
        self._writer.settimeout(0)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read)
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        self._notifier.activated.connect(self._end)
        for number in (signal.SIGTERM, signal.SIGINT):
            self._before[number] = signal.signal(number, self._asked)
        # Python runs handlers between bytecodes only; Qt's loop runs none, so the wake-up fd does it.
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        return self

    def __exit__(self, *_fault: object) -> None:
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal() itself gave back
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        """Nothing here: the byte of the wake-up fd does the work on Qt's own time."""

    def _end(self) -> None:
        self._reader.recv(64)
        self._window.close()
