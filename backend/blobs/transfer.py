"""Getting and handing in bytes over the BLOB channel, part by part, resuming where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.blobs.folder import BlobFolder
from backend.clock import Clock, SystemClock
from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.net.dialer import Connected, Dialer, LinkFault
from backend.net.keys import KeyPair
from backend.net.sockets import wait_any
from backend.wire.blobs import PART_MAX, BlobAt, BlobGet, BlobPart, BlobPut
from backend.wire.messages import PROTOCOL_VERSION, Bye, Envelope, Hello, Message, Welcome

ANSWER_S: Final = 15.0
"""Without an answer for so long the transfer ends; asked for again it goes on where it stopped."""

LOOK_S: Final = 0.25

Progress = Callable[[int, int], None]
"""Told after each part: bytes so far, bytes in all."""


def silent(_done: int, _whole: int) -> None:
    """No progress shown."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a BLOB channel listens, and with which keys to speak to it."""

    endpoint: str
    server_key: str
    keypair: KeyPair
    name: str = ""  # the speaking center's id; people and analysts leave it empty


class _Channel:
    """One connection to a BLOB channel: one question, one answer."""

    def __init__(self, site: Site, dialer: Dialer, clock: Clock) -> None:
        self._name, self._dialer, self._clock = site.name, dialer, clock
        self.ask(None)

    def ask(self, question: Message | None) -> Message:
        """Send and wait; without a question: until the channel welcomes us.

        Raises:
            Unavailable: no answer. Refused: the other side ends it, with its words.
        """
        if question is not None:
            self._send(question)
        deadline_s = self._clock.monotonic_s() + ANSWER_S
        words = "the BLOB channel does not answer"
        while self._clock.monotonic_s() < deadline_s:
            for item in self._dialer.drain():
                if isinstance(item, LinkFault):
                    words = item.words
                    if question is not None:
                        raise Unavailable(f"{words}; ask again and it goes on where it stopped")
                elif isinstance(item, Connected):
                    self._send(Hello(PROTOCOL_VERSION, PROTOCOL_VERSION, self._name))
                elif isinstance(item.body, Bye):
                    raise Refused(item.body.code, item.body.words)
                elif isinstance(item.body, Welcome) == (question is None):
                    return item.body
            wait_any([self._dialer], LOOK_S)
        raise Unavailable(f"{words} (waited {ANSWER_S:g} s)")

    def _send(self, body: Message) -> None:
        self._dialer.send(Envelope(PROTOCOL_VERSION, self._name, 0, 0, 0, 0, body))


@contextmanager
def _channel(site: Site, clock: Clock | None) -> Iterator[_Channel]:
    dialer = Dialer(site.endpoint, site.server_key, site.keypair)
    try:
        yield _Channel(site, dialer, clock or SystemClock())
    finally:
        dialer.close()


def get(
    site: Site,
    token: str,
    sha256: str,
    folder: BlobFolder,
    *,
    told: Progress = silent,
    clock: Clock | None = None,
) -> Path:
    """Fetch the bytes that `token` grants into `folder`; gives the path of the whole.

    Raises:
        Unavailable: the line broke or the disk is full; asked again it goes on where it stopped.
        Refused: the grant is not valid (any more). Corrupt: other bytes came.
    """
    with _channel(site, clock) as channel:
        have = folder.have(sha256, own=False)
        while True:
            answer = channel.ask(BlobGet(token, have))
            if isinstance(answer, BlobAt):
                raise Refused(answer.code, answer.words)
            if not isinstance(answer, BlobPart) or answer.offset != have:
                raise Corrupt("the other side sent another part than the one asked for")
            have = folder.append(sha256, answer.offset, answer.data, own=False)
            told(have, answer.size_bytes)
            if have >= answer.size_bytes or not answer.data:
                break
    return folder.finish(sha256, own=False)


def put(site: Site, token: str, path: Path, *, told: Progress = silent, clock: Clock | None = None) -> None:
    """Hand in the file that `token` grants; what the other side has already is not sent again.

    Raises:
        Unavailable: the line broke, or the file cannot be read, or the other side's disk is full.
        Refused: the grant is not valid (any more), or the bytes are not those that were named.
    """
    whole = path.stat().st_size
    with _channel(site, clock) as channel, path.open("rb") as file:
        at = _at(channel.ask(BlobPut(token, 0)))
        while at.code != "done":
            file.seek(at.offset)
            data = file.read(PART_MAX)
            if not data:
                raise Refused("wrong_size", f"{path} has {whole} bytes; the center expects more")
            following = _at(channel.ask(BlobPut(token, at.offset, data)))
            if following.code != "done" and following.offset <= at.offset:
                raise Unavailable("the other side does not take the next part; try again")
            at = following
            told(at.offset, whole)


def _at(answer: Message) -> BlobAt:
    if not isinstance(answer, BlobAt):
        raise Corrupt("the BLOB channel gave no answer to a part")
    if answer.code not in {"", "done"}:
        if answer.code == "unavailable":
            raise Unavailable(answer.words)
        raise Refused(answer.code, answer.words)
    return answer
