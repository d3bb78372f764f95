"""A link for one program that asks and waits: no thread, no callbacks. The command line uses it."""

from __future__ import annotations

import gc
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from backend.clock import Clock, SystemClock
from backend.domain.errors import OnegridError, Refused, Unavailable
from backend.domain.offset import Offset, OffsetEstimate
from backend.net.dialer import Connected, Dialer, LinkFault
from backend.net.keys import KeyPair
from backend.net.pending import OUTCOME_UNKNOWN
from backend.net.sockets import wait_any
from backend.net.topic import Topic
from backend.net.views import real_names
from backend.wire.blobs import BlobAnswer, BlobAsk, BlobOffer
from backend.wire.cameras import AskStreams, Streams
from backend.wire.messages import (
    PROTOCOL_VERSION,
    Bye,
    Command,
    Envelope,
    Hello,
    Message,
    Result,
    SignIn,
    Snap,
    Snapshot,
    Welcome,
)

HOPELESS = frozenset({"key_refused", "wrong_server_key", "version", "wrong_src", "not_allowed"})
"""Codes that trying again within seconds cannot mend."""

LOOK_S = 0.25
"""How often to look at the link at least, while waiting."""

Answer = TypeVar("Answer")


class Session:
    """A link that waits for each answer. It redials and asks again by itself until its time is up."""

    def __init__(self, dialer: Dialer, timeout_s: float, clock: Clock, person: SignIn | None = None) -> None:
        self._dialer = dialer
        self._timeout_s = timeout_s
        self._clock = clock
        self._offset = OffsetEstimate()
        self._hello_s = 0.0
        self._question: Message | None = None
        self._person = person
        self._inc = -1
        self.welcome = self._until(
            lambda body: body if isinstance(body, Welcome) and not body.sign_in else None
        )

    def do(self, command: Command) -> Result:
        """Send one command and wait for what became of it; a refusal is a Result with `ok` false.

        Raises:
            Unavailable: no answer in time; whether it was done is not known, so ask again with the same
                `client_id`.
            Refused: the center does not take this key or this program.
        """
        self._ask(command)
        return self._until(
            lambda body: body if isinstance(body, Result) and body.client_id == command.client_id else None
        )

    def snapshot(self, topic: str) -> Snapshot:
        """The whole state of a topic now.

        Raises:
            Unavailable: no answer in time. Refused: there is no such topic for this key.
        """
        real = next(iter(real_names((topic,), self.welcome)), "")
        if not real:
            raise Refused("topic_refused", f"{self.welcome.name} may not watch {topic} at this center")
        parts = Topic(real)

        def whole(body: Message) -> Snapshot | None:
            taken = parts.take_part(body) if isinstance(body, Snapshot) and body.topic == real else ()
            return next((event for event in taken if isinstance(event, Snapshot)), None)

        self._ask(Snap(real))
        with _uncollected():
            found = self._until(whole)
        return msgspec.structs.replace(found, topic=topic)

    def blob(self, question: BlobAsk | BlobOffer) -> BlobAnswer:
        """Ask about bytes of evidence; what becomes of it is in the answer's code.

        Raises:
            Unavailable: no answer in time.
        """
        self._ask(question)
        return self._until(
            lambda body: body if isinstance(body, BlobAnswer) and body.ask == question.ask else None
        )

    def streams(self, cameras: Sequence[str]) -> Streams:
        """How to open these cameras (at most 256), logins included: not to be stored, shown or logged.

        Raises:
            Unavailable: no answer in time. Refused: this key may not ask.
        """
        ask = AskStreams(uuid.uuid4().hex, tuple(cameras))
        self._ask(ask)
        return self._until(lambda body: body if isinstance(body, Streams) and body.ask == ask.ask else None)

    def offset(self) -> Offset:
        """The center's clock against ours, from the round trip of HELLO."""
        found = self._offset.read(now_ms=self._clock.now_ms(), now_s=self._clock.monotonic_s())
        return found or Offset(0, 0)

    def _ask(self, question: Message) -> None:
        """Send, and remember for after a reconnect."""
        self._question = question
        self._send(question)

    def _until(self, judge: Callable[[Message], Answer | None]) -> Answer:
        """Wait for the message that `judge` takes for the answer."""
        deadline_s = self._clock.monotonic_s() + self._timeout_s
        last = LinkFault("unavailable", "the center does not answer")
        while (left_s := deadline_s - self._clock.monotonic_s()) > 0:
            for item in self._dialer.drain():
                if isinstance(item, LinkFault):
                    last = _hope(item)
                elif isinstance(item, Connected):
                    self._hello_s = self._clock.monotonic_s()
                    self._send(Hello(PROTOCOL_VERSION, PROTOCOL_VERSION, ""))
                elif (answer := judge(self._heard(item))) is not None:
                    self._question = None
                    return answer
            wait_any([self._dialer], min(left_s, LOOK_S))
        raise Unavailable(f"{last.words} (waited {self._timeout_s:g} s)")

    def _heard(self, envelope: Envelope) -> Message:
        """Mind BYE and WELCOME, whatever is being waited for."""
        body = envelope.body
        if isinstance(body, Bye):
            raise _ended(body)
        if isinstance(body, Welcome) and body.sign_in:
            if self._person is None:
                words = "this workstation's key asks for a person: give --login NAME"
                raise Refused("sign_in", words)
            self._send(self._person)
        elif isinstance(body, Welcome):
            if self._inc not in {-1, envelope.inc} and isinstance(self._question, Command):
                raise Unavailable(OUTCOME_UNKNOWN)
            self._inc = envelope.inc
            self._offset.add(sent_s=self._hello_s, received_s=self._clock.monotonic_s(), told_ms=body.now_ms)
            if self._question is not None:
                self._send(self._question)
        return body

    def _send(self, body: Message) -> None:
        """Send if there is a link; if not, WELCOME after the reconnect makes up for it."""
        self._dialer.send(Envelope(PROTOCOL_VERSION, "", 0, 0, 0, 0, body))


@contextmanager
def _uncollected() -> Iterator[None]:
    """A million small values are made and none is garbage: looking for it takes longer than making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _ended(bye: Bye) -> OnegridError:
    """The error that a BYE stands for."""
    return Unavailable(bye.words) if bye.code == "unavailable" else Refused(bye.code, bye.words)


def _hope(fault: LinkFault) -> LinkFault:
    """The fault, if waiting may help; else a refusal."""
    if fault.code in HOPELESS:
        raise Refused(fault.code, fault.words)
    return fault


@contextmanager
def open_session(
    endpoint: str,
    server_key: str,
    keypair: KeyPair,
    timeout_s: float = 10.0,
    clock: Clock | None = None,
    *,
    person: SignIn | None = None,
) -> Iterator[Session]:
    """Dial a center and be welcomed; every step waits at most `timeout_s`.

    `person` signs in where the key is a workstation's.

    Raises:
        Unavailable: nothing answers in time. Refused: key_refused, wrong_server_key, version, sign_in, …
    """
    dialer = Dialer(endpoint, server_key, keypair)
    try:
        yield Session(dialer, timeout_s, clock or SystemClock(), person)
    finally:
        dialer.close()
