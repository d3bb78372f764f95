"""The crossing between the client's thread and Qt's."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend.domain.errors import Unavailable
from backend.net.client import ClientEvent
from backend.wire.messages import Command, Result, Tail, TrackFrame
from console.intents import Intents, Outcome
from console.link import QUEUE_MAX, ClientPort, Link
from console.mirror import Changes, Mirror
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import FakeCenter


class Wire:
    """A link with what it told."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.mirror, self.intents = Mirror("me"), Intents()
        self.link = Link(self.mirror, self.intents, self.clock)
        self.changes: list[Changes] = []
        self.outcomes: list[Outcome] = []
        self.link.changed.connect(self.changes.append)
        self.link.settled.connect(self.outcomes.append)


@pytest.fixture
def wire(qapp: QApplication) -> Wire:
    return Wire()


def overlay(n: int) -> Tail:
    return Tail("track/c", n, track=TrackFrame("c", n, ()))


def test_that_a_burst_from_another_thread_is_one_change(wire: Wire, qtbot: QtBot) -> None:
    center = FakeCenter(wire.clock)
    center.listener = wire.link.feed

    def burst() -> None:
        center.link_up()
        for _ in range(20):
            center.alarm()

    thread = threading.Thread(target=burst)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(wire.mirror.alarms) == 20)
    assert len(wire.changes) == 1
    assert len(wire.changes[0].alarms) == 20
    wire.link.close()


def test_that_overlays_give_way_when_the_queue_is_full(wire: Wire, qtbot: QtBot) -> None:
    for n in range(QUEUE_MAX + 50):
        wire.link.feed(overlay(n))  # would wait for ever if it did not give way
    qtbot.waitUntil(lambda: "c" in wire.mirror.tracks and wire.mirror.tracks["c"].at_ms == QUEUE_MAX - 1)
    wire.link.close()


def test_that_everything_else_waits_for_room_and_none_is_lost(wire: Wire, qtbot: QtBot) -> None:
    center = FakeCenter(wire.clock)
    center.link_up()
    center.listener = wire.link.feed
    count = QUEUE_MAX + 100
    thread = threading.Thread(target=lambda: [center.alarm() for _ in range(count)])
    thread.start()
    qtbot.waitUntil(lambda: len(wire.mirror.alarms) == count, timeout=20_000)
    thread.join()
    wire.link.close()


def test_that_closing_frees_a_thread_that_waits_for_room(wire: Wire) -> None:
    center = FakeCenter(wire.clock)
    center.listener = wire.link.feed
    thread = threading.Thread(target=lambda: [center.alarm() for _ in range(QUEUE_MAX + 1)])
    thread.start()
    wire.link.close()
    thread.join(5)
    assert not thread.is_alive()


class Stubborn:
    """A client that refuses, breaks or cancels."""

    def __init__(self, future: Future[Result] | None) -> None:
        self.future = future

    def start(self) -> None:
        """Nothing to start."""

    def close(self) -> None:
        """Nothing to close."""

    def submit(self, command: Command) -> Future[Result]:
        del command
        if self.future is None:
            raise Unavailable("256 commands wait already")
        return self.future


def settled(wire: Wire, qtbot: QtBot, client: ClientPort) -> Result:
    def make(_listener: object) -> ClientPort:
        return client

    wire.link.open(make)
    wire.link.send(wire.intents.ask("sign", "t", {}, 0))
    qtbot.waitUntil(lambda: bool(wire.outcomes))
    wire.link.close()
    return wire.outcomes[0].result


def test_that_a_client_without_room_is_an_answer_too(wire: Wire, qtbot: QtBot) -> None:
    result = settled(wire, qtbot, Stubborn(None))
    assert (result.ok, result.code) == (False, "unavailable")
    assert result.words == "256 commands wait already"
    assert len(wire.intents) == 0


def test_that_a_broken_promise_is_an_answer_too(wire: Wire, qtbot: QtBot) -> None:
    future: Future[Result] = Future()
    future.set_exception(Unavailable("closed before an answer came"))
    assert settled(wire, qtbot, Stubborn(future)).words == "closed before an answer came"


def test_that_a_cancelled_promise_is_an_answer_too(wire: Wire, qtbot: QtBot) -> None:
    future: Future[Result] = Future()
    future.cancel()
    assert settled(wire, qtbot, Stubborn(future)).code == "unavailable"


def test_that_an_act_before_the_line_is_opened_is_answered(wire: Wire, qtbot: QtBot) -> None:
    wire.link.send(wire.intents.ask("sign", "t", {}, 0))
    qtbot.waitUntil(lambda: bool(wire.outcomes))
    assert not wire.outcomes[0].result.ok
    wire.link.close()


def test_that_nothing_is_told_after_closing(wire: Wire, qapp: QApplication) -> None:
    said: list[ClientEvent] = [overlay(1)]
    wire.link.close()
    wire.link.feed(said[0])
    qapp.processEvents()
    assert wire.changes == []
