"""The only crossing between workers and the screen: bells become one signal on the UI thread."""

from __future__ import annotations

import socket
from functools import partial

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from videowall.workers.pool import WorkerPool

TICK_MS = 100
"""How often workers are tended and ages judged; a stale picture is marked at most this much late."""


class Bridge(QObject):
    """Watches the workers' bells. `rung`: some tile has a new picture or word. `ticked`: time went by."""

    rung = Signal()
    ticked = Signal()

    def __init__(self, pool: WorkerPool, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = pool
        self._notifiers: list[QSocketNotifier] = []
        self._timer = QTimer(self)
        self._timer.setObjectName("wall.tick")
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Start the workers and listen to them."""
        self._pool.start()
        self._listen()
        self._timer.start()

    def stop(self) -> None:
        """Stop listening, then the workers. No signal comes after this."""
        self._timer.stop()
        self._forget()
        self._pool.stop()

    def _listen(self) -> None:
        self._forget()
        for channel in self._pool.channels():
            notifier = QSocketNotifier(channel.bell.fileno(), QSocketNotifier.Type.Read, self)
            notifier.activated.connect(partial(self._answer, notifier, channel.bell))
            self._notifiers.append(notifier)

    def _forget(self) -> None:
        for notifier in self._notifiers:
            notifier.setEnabled(False)
            notifier.activated.disconnect()
            notifier.deleteLater()
        self._notifiers = []

    def _answer(self, notifier: QSocketNotifier, bell: socket.socket, *_: object) -> None:
        """Empty the bell: one look at all rings answers every stroke. `tend` sees to a dead worker's."""
        if not _emptied(bell):
            notifier.setEnabled(False)
        self.rung.emit()

    def _tick(self) -> None:
        if self._pool.tend():
            self._listen()
        self.ticked.emit()


def _emptied(bell: socket.socket) -> bool:
    """Read all that is there; False when the worker's end is closed."""
    try:
        while bell.recv(4096):
            continue
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
