"""The one crossing from the client's thread to the user's: a bounded queue and a wake-up byte.

The client calls its listener on its own thread. Events go into a queue, a byte goes through a socket
pair, a QSocketNotifier wakes the Qt thread, and everything that waits is applied to the mirror in one go;
the screens get one `changed` however many messages came. When the queue is full, track overlays are
dropped (the next replaces them anyway) and everything else makes the client's thread wait, so the
center's own high-water mark and the client's resync do the rest: nothing is lost silently.
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from backend.clock import Clock
from backend.domain.errors import OnegridError, Refused
from backend.net.client import ClientEvent
from backend.wire.messages import Command, Result, Tail
from console.intents import PENDING_MAX, Intents
from console.mirror import Changes, Mirror

QUEUE_MAX = 4096
ANSWERS_MAX = 2 * PENDING_MAX
TURN_MS_MAX = 12.0
"""How long one wake-up may hold the Qt thread before it yields to painting and keys."""


class ClientPort(Protocol):
    """What the link needs of backend.net.client.Client."""

    def start(self) -> None:
        """Begin dialling."""

    def close(self) -> None:
        """Stop the thread and the sockets."""

    def submit(self, command: Command) -> Future[Result]:
        """Send a command; Unavailable when too many wait already."""


class Link(QObject):
    """Feeds the mirror and carries commands out. Lives on the Qt thread; `feed` may come from any."""

    changed = Signal(object)  # Changes
    settled = Signal(object)  # Outcome

    def __init__(self, mirror: Mirror, intents: Intents, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mirror, self._intents, self._clock = mirror, intents, clock
        self._client: ClientPort | None = None
        self._queue: queue.Queue[ClientEvent] = queue.Queue(QUEUE_MAX)
        # Answers have their own queue, bounded because each command is answered once and few wait; so an
        # answer made on the Qt thread itself (no line) can never wait for the Qt thread.
        self._answers: deque[Result] = deque(maxlen=ANSWERS_MAX)
        self._closing = threading.Event()
        self._awake = threading.Lock()  # held from the wake-up byte until the queue is read
        self._reader, self._writer = socket.socketpair()
        self._reader.settimeout(0)
        self._writer.settimeout(0)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def open(self, make: Callable[[Callable[[ClientEvent], None]], ClientPort]) -> None:
        """Make the client with this link as its listener, and start it."""
        self._client = make(self.feed)
        self._client.start()

    def close(self) -> None:
        """Stop the client, then the wake-up; what is still queued is dropped with the window."""
        self._closing.set()
        if self._client is not None:
            self._client.close()
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def feed(self, event: ClientEvent) -> None:
        """Take an event, on the client's thread. Waits while the queue is full; never call it on Qt's."""
        dispensable = isinstance(event, Tail) and event.track is not None
        while not self._closing.is_set():
            try:
                self._queue.put(event, block=not dispensable, timeout=0.1)
            except queue.Full:
                if dispensable:
                    return
                continue
            self._wake()
            return

    def send(self, command: Command) -> None:
        """Hand a command to the client; its answer comes as `settled`, never from this call."""
        if self._client is None:
            self._answer(_unavailable(command, "there is no line to a center yet"))
            return
        try:
            future = self._client.submit(command)
        except OnegridError as error:
            self._answer(_unavailable(command, str(error)))
            return
        future.add_done_callback(lambda done: self._answered(command, done))

    def _answered(self, command: Command, done: Future[Result]) -> None:
        if done.cancelled():
            self._answer(_unavailable(command, "the line was closed before an answer came"))
            return
        error = done.exception()
        self._answer(done.result() if error is None else _unavailable(command, str(error), error))

    def _answer(self, result: Result) -> None:
        self._answers.append(result)
        self._wake()

    def _wake(self) -> None:
        if self._awake.acquire(blocking=False):
            try:
                self._writer.send(b"w")
            except OSError:
                self._awake.release()  # closing: nobody reads any more

    def _drain(self) -> None:
        try:
            self._reader.recv(64)
        except BlockingIOError:
            return
        self._awake.release()
        while self._answers:
            outcome = self._intents.settle(self._answers.popleft())
            if outcome is not None:
                self.settled.emit(outcome)
        changes = self._apply_queued()
        if changes:
            self.changed.emit(changes)

    def _apply_queued(self) -> Changes:
        changes, deadline_s = Changes(), time.monotonic() + TURN_MS_MAX / 1000
        while time.monotonic() < deadline_s:
            try:
                event = self._queue.get_nowait()
            except queue.Empty:
                return changes
            changes |= self._mirror.apply(event, self._clock.now_ms())
        self._wake()  # more may wait: come back after the other events of the Qt loop
        return changes


def _unavailable(command: Command, words: str, error: BaseException | None = None) -> Result:
    code = error.code if isinstance(error, Refused) else "unavailable"
    return Result(command.client_id, ok=False, target=command.target, code=code, words=words)
