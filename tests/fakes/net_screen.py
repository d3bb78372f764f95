"""A listener that keeps everything, and a client in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from backend.net.client import Client, ClientEvent, LinkDown, LinkUp, Pace
from backend.net.keys import KeyPair
from backend.wire.messages import Neighbour, Snapshot, Tail
from tests.fakes.net_center import ScriptedCenter

QUICK = Pace(ping_s=0.1, silent_s=60.0, answer_s=0.3, settled_s=0.05)
HASTY = Pace(ping_s=0.1, silent_s=0.5, answer_s=0.3, settled_s=0.05)


class Screen:
    """A listener that keeps everything it is told."""

    def __init__(self) -> None:
        self.events: list[ClientEvent] = []

    def take(self, event: ClientEvent) -> None:
        self.events.append(event)

    def ups(self) -> int:
        return sum(isinstance(event, LinkUp) for event in self.events)

    def downs(self) -> list[LinkDown]:
        return [event for event in self.events if isinstance(event, LinkDown)]

    def snapshots(self, topic: str) -> int:
        return sum(isinstance(event, Snapshot) and event.topic == topic for event in self.events)

    def value(self) -> int:
        """The newest state of the topic `center`, as snapshot plus tail give it."""
        peers: list[Neighbour] = []
        for event in self.events:
            if isinstance(event, Snapshot | Tail) and event.neighbours:
                peers = list(event.neighbours)
        return peers[0].queued if peers else -1


@contextmanager
def watching(
    center: ScriptedCenter,
    pair: KeyPair,
    *,
    topics: tuple[str, ...] = ("ticket", "alarm", "center"),
    pace: Pace = QUICK,
) -> Iterator[tuple[Client, Screen]]:
    screen = Screen()
    client = Client(center.endpoint, center.pair.public, pair, topics=topics, listener=screen.take, pace=pace)
    client.start()
    try:
        yield client, screen
    finally:
        client.close()


@contextmanager
def watching_later(center: ScriptedCenter, pair: KeyPair) -> Iterator[tuple[Client, Screen]]:
    """A client whose center is not running yet, at an address that will be its own."""
    with center.running():
        address = center.endpoint
    assert address == center.endpoint
    with watching(center, pair) as found:
        yield found
