"""A center's line under a test's hand: keeps what is sent, answers when told to."""

from __future__ import annotations

from concurrent.futures import Future

from backend.domain.errors import Unavailable
from backend.wire.messages import Command, Result, TrackFrame


class HandLine:
    """Implements videowall.node.courier.Line."""

    def __init__(self) -> None:
        self.sent: list[tuple[Command, Future[Result]]] = []
        self.tracks: list[TrackFrame] = []
        self.full = False

    def submit(self, command: Command) -> Future[Result]:
        if self.full:
            raise Unavailable("256 commands wait already")
        future: Future[Result] = Future()
        self.sent.append((command, future))
        return future

    def send_track(self, frame: TrackFrame) -> None:
        self.tracks.append(frame)

    def answer(self, number: int, *, ok: bool = True, code: str = "") -> None:
        command, future = self.sent[number]
        future.set_result(Result(command.client_id, ok=ok, code=code))

    @property
    def ids(self) -> list[str]:
        return [command.client_id for command, _ in self.sent]
