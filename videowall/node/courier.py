"""Carries spooled alarms to the center, in order, a bounded number at a time."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

import structlog

from backend.domain.errors import Unavailable
from backend.wire.messages import Command, Result, TrackFrame
from videowall.node.spool import Spool

IN_FLIGHT_MAX = 16
RETRY_PAUSE_S = 2.0
AGAIN_CODES = frozenset({"unavailable", "busy", "timeout"})
"""Refusals that time heals; every other one is for a person."""

_log = structlog.get_logger("videowall.node")


class Line(Protocol):
    """The part of `backend.net.client.Client` that a node needs."""

    def submit(self, command: Command) -> Future[Result]:
        """Send a command; the future holds the center's answer."""

    def send_track(self, frame: TrackFrame) -> None:
        """Send an overlay; lost when the link is down."""


class Courier:
    """Moves commands from the spool to the center. `put` and `tend` belong to one thread."""

    def __init__(self, spool: Spool, line: Line, monotonic_s: Callable[[], float]) -> None:
        self._spool = spool
        self._line = line
        self._now_s = monotonic_s
        self._flying: set[str] = set()
        self._landed: queue.SimpleQueue[tuple[str, Future[Result]]] = queue.SimpleQueue()
        self._not_before_s = 0.0
        self.delivered = 0

    @property
    def waiting(self) -> int:
        """Commands that the center has not answered yet."""
        return len(self._spool)

    def put(self, command: Command) -> None:
        """Spool a command and send it as soon as there is room.

        Raises:
            Unavailable: the spool is full.
            OSError: the disk does not take it.
        """
        self._spool.put(command)
        self.tend()

    def tend(self) -> None:
        """Take answers, send what waits. Call it a few times a second."""
        self._take_answers()
        if self._now_s() < self._not_before_s:
            return
        for client_id in self._spool.waiting():
            if len(self._flying) >= IN_FLIGHT_MAX:
                return
            if client_id not in self._flying and not self._send(client_id):
                return

    def _send(self, client_id: str) -> bool:
        command = self._spool.read(client_id)
        if command is None:
            _log.error("spooled_alarm_unreadable", client_id=client_id)
            return True
        if command.verb == "attach" and command.args.get("raise", "") in self._spool:
            return True  # first the alarm itself; its evidence is sent when the center has it
        try:
            answer = self._line.submit(command)
        except Unavailable:
            self._pause()
            return False
        self._flying.add(client_id)
        answer.add_done_callback(lambda done: self._landed.put((client_id, done)))
        return True

    def _take_answers(self) -> None:
        while True:
            try:
                client_id, answer = self._landed.get_nowait()
            except queue.Empty:
                return
            self._flying.discard(client_id)
            self._settle(client_id, answer)

    def _settle(self, client_id: str, answer: Future[Result]) -> None:
        if answer.cancelled() or answer.exception() is not None:
            self._pause()  # the client gave up, not the center: it stays in the spool
            return
        result = answer.result()
        if result.ok:
            self._spool.done(client_id)
            self.delivered += 1
        elif result.code in AGAIN_CODES:
            self._pause()
        else:
            _log.error("alarm_refused", client_id=client_id, code=result.code)
            self._spool.refuse(client_id, result)

    def _pause(self) -> None:
        self._not_before_s = self._now_s() + RETRY_PAUSE_S
