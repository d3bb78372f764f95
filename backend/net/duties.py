"""What an analyst and a wall say to a center besides commands: the lease, health, asking for streams.

Any thread may write here; the client's thread sends. Source: docs/design/cameras.md.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

import msgspec

from backend.domain.errors import Unavailable
from backend.wire.cameras import HEALTHS_MAX, Announce, AskStreams, CameraHealth, Duty, HealthReport, Streams

Said = Announce | HealthReport | AskStreams
"""What goes out from here."""

ANNOUNCE_S: Final = 2.0
"""How often the lease is renewed."""

ANSWER_S: Final = 5.0
ASKS_MAX: Final = 64
HEALTHS_PART: Final = 200
"""Cameras in one message, so that it stays far below the largest."""


@dataclass(slots=True)
class _Ask:
    """One question for streams; `sent_s` by the steady clock."""

    body: AskStreams
    future: Future[Streams] = field(default_factory=Future)
    sent_s: float = float("-inf")


class Duties:
    """The state of it on one client, across reconnects. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._announce: Announce | None = None
        self._announced_s = float("-inf")
        self._seq = 0
        self._parts: list[Duty] = []
        self._healths: dict[str, CameraHealth] = {}
        self._asks: dict[str, _Ask] = {}
        self._closed = ""

    @property
    def announcing(self) -> bool:
        """Whether this client holds, or wants, a lease."""
        return self._announce is not None

    def announce(self, announce: Announce) -> None:
        """Offer to watch, from now on, and after every reconnect; a later offer replaces it."""
        with self._lock:
            self._announce = announce
            self._announced_s = float("-inf")

    def report(self, healths: Iterable[CameraHealth]) -> None:
        """Keep the newest of each camera until it can be sent; of more than HEALTHS_MAX the oldest goes."""
        with self._lock:
            for health in healths:
                self._healths.pop(health.camera, None)
                self._healths[health.camera] = health
            while len(self._healths) > HEALTHS_MAX:
                del self._healths[next(iter(self._healths))]

    def ask(self, cameras: Sequence[str]) -> Future[Streams]:
        """Ask how to open cameras, now or when the link is back.

        Raises:
            Unavailable: ASKS_MAX questions wait already, or the client is closed.
        """
        with self._lock:
            if self._closed or len(self._asks) >= ASKS_MAX:
                raise Unavailable(self._closed or f"{ASKS_MAX} questions wait for the center already")
            ask = _Ask(AskStreams(uuid.uuid4().hex, tuple(cameras)))
            self._asks[ask.body.ask] = ask
            ask.future.set_running_or_notify_cancel()
            return ask.future

    # -- the client's thread ------------------------------------------------------------------------

    def opened(self) -> None:
        """A new link: nothing that was said before counts, so all of it is due."""
        with self._lock:
            self._announced_s = float("-inf")
            self._seq = 0
            self._parts.clear()
            for ask in self._asks.values():
                ask.sent_s = float("-inf")

    def due(self, now_s: float) -> list[Said]:
        """What is to be sent now; taken as sent when it is handed out."""
        with self._lock:
            found: list[Said] = []
            if self._announce is not None and now_s - self._announced_s >= ANNOUNCE_S:
                self._announced_s = now_s
                found.append(msgspec.structs.replace(self._announce, duty_seq=self._seq))
            healths = tuple(self._healths.values())
            self._healths.clear()
            found += [
                HealthReport(healths[n : n + HEALTHS_PART]) for n in range(0, len(healths), HEALTHS_PART)
            ]
            for ask in self._asks.values():
                if now_s - ask.sent_s >= ANSWER_S:
                    ask.sent_s = now_s
                    found.append(ask.body)
            return found

    def unsent(self, body: Said) -> None:
        """A body that `due` gave could not be sent: it is due again."""
        with self._lock:
            if isinstance(body, Announce):
                self._announced_s = float("-inf")
            elif isinstance(body, AskStreams) and body.ask in self._asks:
                self._asks[body.ask].sent_s = float("-inf")
            elif isinstance(body, HealthReport):
                newer = self._healths
                self._healths = {health.camera: health for health in body.healths} | newer

    def take_part(self, part: Duty) -> Duty | None:
        """Add a part of a duty; gives the whole once it is complete."""
        with self._lock:
            if self._parts and self._parts[0].seq != part.seq:
                self._parts.clear()
            self._parts.append(part)
            if not part.last:
                return None
            cameras = tuple(camera for one in self._parts for camera in one.cameras)
            self._parts.clear()
            self._seq = part.seq
            return msgspec.structs.replace(part, cameras=cameras)

    def settle(self, streams: Streams) -> None:
        """Hand an answer to whoever waits for it; a repeated one is for nobody."""
        with self._lock:
            ask = self._asks.pop(streams.ask, None)
        if ask is not None:
            ask.future.set_result(streams)

    def fail_all(self, words: str) -> None:
        """Nothing will be answered any more."""
        with self._lock:
            self._closed = words
            left, self._asks = list(self._asks.values()), {}
        for ask in left:
            ask.future.set_exception(Unavailable(words))
