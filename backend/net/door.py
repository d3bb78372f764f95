"""The ZAP door: judges the key of every connection before a single message gets through.

It runs inside the listener's own drain, so there is no thread and no moment at which sockets are
bound and nobody judges. Source: ZeroMQ RFC 27; design 3-federation.md, traps.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import zmq
from zmq.utils import z85

from backend.domain.errors import Corrupt
from backend.net.curve import LINGER_MS, ZAP_DOMAIN, ZAP_ENDPOINT, Context, receive
from backend.net.keyring import Keyring

REPORT_PAUSE_S: Final = 10.0
"""The same refused key is reported again only after this long; it knocks several times a second."""

REPORTED_MAX: Final = 256


class Door:
    """Answers ZAP requests of one context. `report(code, words)` hears of refusals."""

    def __init__(self, context: Context, keyring: Keyring, report: Callable[[str, str], None]) -> None:
        self._keyring = keyring
        self._report = report
        self._told_s: dict[str, float] = {}
        self.socket = context.socket(zmq.REP)
        self.socket.setsockopt(zmq.LINGER, LINGER_MS)
        self.socket.bind(ZAP_ENDPOINT)

    def judge(self) -> int:
        """Answer everyone who waits at the door; returns how many there were."""
        answered = 0
        while (frames := receive(self.socket)) is not None:
            self.socket.send_multipart(self._verdict([frame.bytes for frame in frames]))
            answered += 1
        return answered

    def close(self) -> None:
        """Stop judging: from now on no connection succeeds."""
        self.socket.close()

    def tell_once(self, code: str, about: str, words: str) -> None:
        """Report, but the same thing at most once in REPORT_PAUSE_S."""
        now_s = time.monotonic()
        told_s = self._told_s.get(code + about)
        if told_s is not None and now_s - told_s < REPORT_PAUSE_S:
            return
        if len(self._told_s) >= REPORTED_MAX:
            self._told_s = {key: at for key, at in self._told_s.items() if now_s - at < REPORT_PAUSE_S}
        if len(self._told_s) < REPORTED_MAX:
            self._told_s[code + about] = now_s
            self._report(code, words)

    def _verdict(self, request: list[bytes]) -> list[bytes]:
        """The reply to one request: 200 with the key as user id, 400 refused, 500 cannot judge."""
        version, sequence, domain, address, _, mechanism, *credentials = request
        status, user = b"400", b""
        if domain == ZAP_DOMAIN and mechanism == b"CURVE" and len(credentials) == 1:
            public = z85.encode(credentials[0]).decode("ascii")
            status = self._status(public, address.decode("ascii", "replace"))
            user = public.encode("ascii") if status == b"200" else b""
        return [version, sequence, status, b"", user, b""]

    def _status(self, public: str, address: str) -> bytes:
        """Whether the holder of `public` may come in; a refusal is reported."""
        try:
            known = self._keyring.find(public)
        except Corrupt as fault:
            self.tell_once("keyring_corrupt", "", str(fault))
            return b"500"
        if known is None:
            self.tell_once(
                "unknown_key", public, f"{address} knocked with the key {public}; nobody holds it here"
            )
            return b"400"
        return b"200"
