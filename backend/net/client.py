"""The Qt-free client library: `Client` with a thread of its own and callbacks, `open_session` without.

Source: design 3-federation.md rules 3 and 6; docs/protocol.md.
"""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Final

import structlog
import zmq

from backend.clock import Clock, SystemClock
from backend.domain.errors import OnegridError
from backend.domain.offset import Offset
from backend.net.backoff import Backoff
from backend.net.dialer import LinkFault, check_endpoint
from backend.net.duties import Duties
from backend.net.events import ClientEvent, LinkDown, LinkUp
from backend.net.keys import KeyPair, check_public
from backend.net.line import Address, Line, Pace
from backend.net.pending import PENDING_MAX, Pending
from backend.net.session import Session, open_session
from backend.net.sockets import wait_any
from backend.wire.cameras import Announce, CameraHealth, Streams
from backend.wire.messages import Bye, Command, Result, SignIn, TrackFrame

__all__ = ["Client", "ClientEvent", "LinkDown", "LinkUp", "Pace", "Session", "open_session"]

TRACKS_MAX: Final = 32
"""Overlays kept while the link is busy; the oldest goes, because only the newest is worth drawing."""

JOIN_S: Final = 10.0
SPENT: Final = frozenset({"sign_in_refused", "session_over"})
"""Codes after which a password is forgotten: trying it again would lock its owner out."""

TOPICS: Final = ("ticket", "alarm", "center")

log = structlog.get_logger(__name__)


class Client:
    """Keeps a link to one center for as long as it runs, and everything the screens show up to date.

    `listener` is called on the client's own thread, one event at a time; while it works nothing else is
    received. `topics` may add `track/CAMERA` or `track/` for the analysts' overlays.

    Raises:
        Refused: `bad_key` or `bad_endpoint`; they cannot be such.
    """

    def __init__(
        self,
        endpoint: str,
        server_key: str,
        keypair: KeyPair,
        *,
        topics: Sequence[str] = TOPICS,
        listener: Callable[[ClientEvent], None],
        clock: Clock | None = None,
        pace: Pace | None = None,
        person: SignIn | None = None,
    ) -> None:
        self._address = Address(check_endpoint(endpoint), check_public(server_key), keypair, person)
        self._topics = tuple(topics)
        self._listener = listener
        self._clock = clock or SystemClock()
        self._pace = pace or Pace()
        self._pending = Pending(PENDING_MAX)
        self._tracks: deque[TrackFrame] = deque(maxlen=TRACKS_MAX)
        self._duties = Duties()
        self._backoff = Backoff()
        self._line: Line | None = None
        self._closing = threading.Event()
        self._reader, self._writer = socket.socketpair()
        self._reader.settimeout(0)
        self._writer.settimeout(0)
        self._thread = threading.Thread(target=self._run, name="onegrid-client", daemon=True)

    def start(self) -> None:
        """Begin dialling. Once only."""
        self._thread.start()

    def close(self) -> None:
        """Stop the thread, close the sockets; futures still waiting fail with Unavailable. Repeatable."""
        self._closing.set()
        self._wake()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(JOIN_S)
        self._pending.fail_all("the link was closed before an answer came; whether it was done is not known")
        self._duties.fail_all("the link was closed before an answer came")
        self._reader.close()
        self._writer.close()

    def submit(self, command: Command) -> Future[Result]:
        """Send a command, now or when the link is back; it is sent again until its result comes.

        Raises:
            Unavailable: 256 commands wait already, or the client is closed.
        """
        future = self._pending.add(command)
        self._wake()
        return future

    def send_track(self, frame: TrackFrame) -> None:
        """Send an overlay if the link is up; while it is not, only the newest TRACKS_MAX are kept."""
        self._tracks.append(frame)
        self._wake()

    def announce(self, announce: Announce) -> None:
        """Offer to watch cameras, until `close`; DUTY then tells which. Only for an analyst's key.

        The lease is renewed every two seconds as long as this client runs, so stop it with what it serves.
        """
        self._duties.announce(announce)
        self._wake()

    def report(self, healths: Iterable[CameraHealth]) -> None:
        """Say how cameras fare. The newest of each waits for the link; say it again when in doubt."""
        self._duties.report(healths)
        self._wake()

    def ask_streams(self, cameras: Sequence[str]) -> Future[Streams]:
        """Ask how to open cameras, logins included; asked again until it is answered.

        Raises:
            Unavailable: 64 questions wait already, or the client is closed.
        """
        future = self._duties.ask(cameras)
        self._wake()
        return future

    def sign_in(self, person: SignIn) -> None:
        """Who sits at this workstation from the next connection on; a refused password is not tried again."""
        self._address = replace(self._address, person=person)
        self._wake()

    def offset(self) -> Offset | None:
        """The center's clock against ours, as well as it is known now; None without a link."""
        line = self._line
        if line is None:
            return None
        return line.offset.read(now_ms=self._clock.now_ms(), now_s=self._clock.monotonic_s())

    # -- the thread ---------------------------------------------------------------------------------

    def _run(self) -> None:
        """Dial, follow the line until it is lost, wait, again."""
        while not self._closing.is_set():
            fault = self._one_line()
            if self._closing.is_set():
                return
            if fault.code in SPENT:
                self._address = replace(self._address, person=None)
            self._pending.resend_all()
            retry_s = self._backoff.next_s()
            self._tell(LinkDown(fault.code, fault.words, retry_s))
            self._sleep(retry_s)

    def _one_line(self) -> LinkFault:
        """Follow one connection to its end and say why it ended."""
        try:
            line = Line(
                self._address,
                self._topics,
                self._pending,
                self._tracks,
                self._tell,
                self._clock,
                self._pace,
                self._duties,
            )
        except OnegridError as error:
            return LinkFault(getattr(error, "code", "failed"), str(error))
        self._line = line
        try:
            return self._follow(line)
        except (OnegridError, zmq.ZMQError, OSError) as error:
            log.exception("the line to the center failed", endpoint=self._address.endpoint)
            return LinkFault("failed", str(error))
        finally:
            if line.settled:
                self._backoff.reset()
            self._line = None
            leaving = self._closing.is_set() and self._duties.announcing
            line.close(Bye("leaving", "it was stopped") if leaving else None)

    def _follow(self, line: Line) -> LinkFault:
        """Sleep and step until the line is lost or the client closes."""
        while not self._closing.is_set():
            if fault := line.step():
                return fault
            wait_any(line.links(), line.due_in_s(), self._reader.fileno())
            self._swallow()
        return LinkFault("closed", "the client was closed")

    def _sleep(self, seconds: float) -> None:
        """Wait for the next attempt; only closing cuts it short."""
        self._closing.wait(seconds)
        self._swallow()

    def _tell(self, event: ClientEvent) -> None:
        """Call the listener; its faults are logged and must not cut the link."""
        try:
            self._listener(event)
        except Exception:  # whatever a screen does wrong, the link must go on; it is reported here
            log.exception("a listener failed", event_kind=type(event).__name__)

    def _wake(self) -> None:
        """Let the thread look up from its sleep."""
        try:
            self._writer.send(b"w")
        except OSError:
            return  # full: it is awake already; closed: nobody sleeps any more

    def _swallow(self) -> None:
        """Take the wake-up bytes."""
        try:
            while self._reader.recv(4096):
                continue
        except OSError:
            return  # nothing more to take
