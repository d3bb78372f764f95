"""The dialling end: a DEALER that can tell in words why there is no link.

Source: design 3-federation.md, traps (a wrong key looks like "server down": watch the monitor).
"""

from __future__ import annotations

import re
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import zmq

from backend.domain.errors import Refused
from backend.net.curve import (
    Context,
    Socket,
    close_monitored,
    descriptor,
    dial_curve,
    prepare,
    readable,
    receive,
    writable,
)
from backend.net.keys import KeyPair, check_public
from backend.wire.codec import Malformed, decode, encode
from backend.wire.messages import Envelope

DIALER_HWM: Final = 2_000
CONNECT_MS: Final = 3_000
RETRY_MS: Final = (200, 5_000)
REFUSED_RETRY_S: Final = 2.0


_ENDPOINT: Final = re.compile(r"tcp://[^\s/]+:\d{1,5}")


def check_endpoint(text: str) -> str:
    """The endpoint in `text`, or a refusal.

    Raises:
        Refused: `bad_endpoint`; it is no tcp://ADDRESS:PORT.
    """
    if not _ENDPOINT.fullmatch(text):
        raise Refused("bad_endpoint", f"{text!r} is no address of a center; write tcp://ADDRESS:PORT")
    return text


@dataclass(frozen=True, slots=True)
class Connected:
    """The keys fit and messages may flow: time to send HELLO. Comes again after every reconnect."""


@dataclass(frozen=True, slots=True)
class LinkFault:
    """Why there is no link, or what was wrong with a message.

    Codes: unreachable (nothing answers), key_refused (the center does not know our key),
    wrong_server_key (it is not the center whose key we were given), disconnected (the link was there and
    broke), unavailable (it cannot judge keys now), or a code of Malformed (the link stays).
    """

    code: str
    words: str

    @property
    def link_lost(self) -> bool:
        """Whether the link itself is down, rather than one message spoilt."""
        return self.code in {"unreachable", "key_refused", "wrong_server_key", "disconnected", "unavailable"}


class Dialer:
    """One connection to a Listener. Not thread-safe: one thread owns it.

    It redials by itself, waiting RETRY_MS (growing, with jitter), unless `redial` is false; after a refused
    key it knocks again every REFUSED_RETRY_S, in `drain`. The same fault is told once until something
    changes. What was queued when a link broke is discarded, so nothing of an
    old connection comes before HELLO on the new one; but a message of the old one may still be drained
    after its LinkFault, so ignore everything until WELCOME.

    Raises:
        Refused: `bad_endpoint` or `bad_key`.
    """

    def __init__(self, endpoint: str, server_key: str, keypair: KeyPair, *, redial: bool = True) -> None:
        self._endpoint = endpoint
        self._fault = ""
        self._knocking = False
        self._waiting_for_pipe = False
        self._redial = redial
        self._again_s: float | None = None
        check_public(server_key)
        check_endpoint(endpoint)
        self._context: Context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        prepare(self._socket, DIALER_HWM)
        dial_curve(self._socket, keypair, server_key)
        # Only a finished connection takes messages: a stale queue must not overtake HELLO.
        self._socket.setsockopt(zmq.IMMEDIATE, 1)
        self._socket.setsockopt(zmq.CONNECT_TIMEOUT, CONNECT_MS)
        self._socket.setsockopt(zmq.RECONNECT_IVL, RETRY_MS[0] if redial else -1)
        self._socket.setsockopt(zmq.RECONNECT_IVL_MAX, RETRY_MS[1] if redial else 0)
        self._monitor: Socket = self._socket.get_monitor_socket()
        try:
            self._socket.connect(endpoint)
        except zmq.ZMQError as fault:
            self.close()
            words = f"cannot dial {endpoint!r} ({fault.strerror}); write tcp://ADDRESS:PORT"
            raise Refused("bad_endpoint", words) from fault

    def sockets(self) -> tuple[Socket, ...]:
        """What `wait_any` watches."""
        return (self._socket, self._monitor)

    def fds(self) -> tuple[int, ...]:
        """Descriptors for an event loop; edge-triggered, see Listener."""
        return tuple(descriptor(socket) for socket in self.sockets())

    def ready(self) -> bool:
        """Whether something is waiting to be drained now."""
        return any(readable(socket) for socket in self.sockets())

    def drain(self) -> list[Envelope | Connected | LinkFault]:
        """Everything that came, without waiting: messages first, then what happened to the link."""
        found: list[Envelope | Connected | LinkFault] = []
        while (frames := receive(self._socket)) is not None:
            try:
                found.append(decode(frames[-1].bytes))
            except Malformed as fault:
                found.append(LinkFault(fault.code, fault.words))
        if self._again_s is not None and time.monotonic() >= self._again_s:
            self._dial_again()
        while (frames := receive(self._monitor)) is not None:
            event, value = struct.unpack("=Hi", frames[0].bytes)
            fault_now = self._note(event, value)
            if fault_now is not None:
                found.append(fault_now)
        if self._waiting_for_pipe and writable(self._socket):
            self._waiting_for_pipe = False
            found.append(Connected())
        return found

    def send(self, envelope: Envelope) -> bool:
        """Send without waiting. False: there is no link now, or the peer takes no more.

        Raises:
            Malformed: the message is oversized.
        """
        raw = encode(envelope)
        try:
            self._socket.send(raw, zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

    def close(self) -> None:
        """Close everything; lasts at most about LINGER_MS. May be called again."""
        if self._context.closed:
            return
        close_monitored(self._socket, self._monitor)
        self._context.term()

    def _note(self, event: int, value: int) -> LinkFault | None:
        """Follow one event of the monitor; a fault comes out when there is something new to say."""
        if event == zmq.EVENT_CONNECTED:
            self._knocking = True
        elif event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            self._knocking, self._waiting_for_pipe, self._fault = False, True, ""
        elif event == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            # ZeroMQ gives up for good here; but the key may be authorised any moment.
            self._again_s = time.monotonic() + REFUSED_RETRY_S if self._redial else None
            return self._tell(*self._refusal(value))
        elif event in {zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL, zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL}:
            return self._tell(*self._no_handshake(value))
        elif event == zmq.EVENT_DISCONNECTED and not self._knocking:
            self._waiting_for_pipe = False
            return self._tell("disconnected", f"the link to {self._endpoint} broke")
        elif event == zmq.EVENT_CLOSED and not self._knocking:
            return self._tell("unreachable", f"nothing answers at {self._endpoint}")
        elif event == zmq.EVENT_CONNECT_DELAYED:
            self._knocking = False
        return None

    def _dial_again(self) -> None:
        """Knock anew after a refusal."""
        self._again_s = None
        with suppress(zmq.ZMQError):  # the refused connection is usually gone already
            self._socket.disconnect(self._endpoint)
        self._socket.connect(self._endpoint)

    def _refusal(self, status: int) -> tuple[str, str]:
        """Code and words for a ZAP status other than 200."""
        if status == 400:
            words = f"{self._endpoint} does not know this key; authorise it there: onegrid keys authorise"
            return "key_refused", words
        return "unavailable", f"{self._endpoint} cannot judge keys at the moment (status {status})"

    def _no_handshake(self, errno: int) -> tuple[str, str]:
        """Code and words for a connection that came to nothing."""
        if errno == zmq.EAGAIN:
            return "unreachable", f"{self._endpoint} takes connections but does not answer"
        words = f"{self._endpoint} ended the key handshake: the server key given is probably not its key"
        return "wrong_server_key", words

    def _tell(self, code: str, words: str) -> LinkFault | None:
        """The fault, unless it was told already."""
        if code == self._fault:
            return None
        self._fault = code
        return LinkFault(code, words)
