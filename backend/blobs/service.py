"""The BLOB channel of a center: a socket and a thread of their own, so that a clip never delays a ticket.

It knows nothing of tickets: the core gives out grants, and here they are honoured. What is being handed in
is taken only as far as the size that was told; whole files are verified before anybody gets them.
"""

from __future__ import annotations

import threading
from typing import Final

import structlog

from backend.blobs.folder import BlobFolder
from backend.blobs.grants import Grants
from backend.clock import Clock
from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.net.inbound import Inbound
from backend.net.sockets import Listener, wait_any
from backend.wire.blobs import PART_MAX, BlobAt, BlobGet, BlobPart, BlobPut
from backend.wire.messages import PROTOCOL_VERSION, Bye, Envelope, Hello, Message, Welcome

LOOK_S: Final = 0.25
JOIN_S: Final = 10.0

log = structlog.get_logger("onegrid.blobs")


class BlobService:
    """Serves until closed. `listener` is this thread's own from `start` on."""

    def __init__(
        self, center: str, listener: Listener, folder: BlobFolder, grants: Grants, clock: Clock
    ) -> None:
        self.endpoint = listener.endpoint
        self._center, self._listener, self._folder = center, listener, folder
        self._grants, self._clock = grants, clock
        self._boot_ms = clock.now_ms()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="onegrid-blobs", daemon=True)

    def start(self) -> None:
        """Begin to serve. Once only."""
        self._thread.start()

    def close(self) -> None:
        """End the thread and its sockets. Repeatable."""
        self._closing.set()
        if self._thread.ident is None:
            self._listener.close()
        elif self._thread.is_alive():
            self._thread.join(JOIN_S)

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                for inbound in self._listener.drain():
                    self._take(inbound)
                wait_any([self._listener], min(LOOK_S, self._listener.due_s()))
        finally:
            self._listener.close()

    def _take(self, inbound: Inbound) -> None:
        if inbound.envelope is None or inbound.principal is None:
            log.warning("refused", code=inbound.fault, words=inbound.words)
            answer: Message | None = Bye(inbound.fault, inbound.words)
        else:
            answer = self._answer(inbound.envelope.body, inbound.principal.name)
        if inbound.route and answer is not None:
            envelope = Envelope(PROTOCOL_VERSION, self._center, 0, self._boot_ms, 0, 0, answer)
            self._listener.send(inbound.route, envelope)

    def _answer(self, body: Message, who: str) -> Message | None:
        if isinstance(body, Hello):
            return Welcome(PROTOCOL_VERSION, self._center, "", self._clock.now_ms(), name=who)
        if isinstance(body, Bye):
            return None
        if not isinstance(body, BlobGet | BlobPut):
            return Bye("not_allowed", "this is the channel of evidence; nothing else is heard here")
        try:
            return self._get(body, who) if isinstance(body, BlobGet) else self._put(body, who)
        except (Refused, Unavailable, Corrupt) as fault:
            code = {Unavailable: "unavailable", Corrupt: "wrong_digest"}.get(type(fault), "refused")
            log.warning("not_served", who=who, code=code, words=str(fault))
            return BlobAt(body.token, 0, code, str(fault))

    def _get(self, body: BlobGet, who: str) -> Message:
        grant = self._grants.of(body.token, who, self._clock.monotonic_s())
        if grant is None or grant.put:
            return _no_grant(body.token)
        data = self._folder.read(grant.sha256, body.offset, PART_MAX)
        return BlobPart(body.token, body.offset, self._folder.size_of(grant.sha256) or 0, data)

    def _put(self, body: BlobPut, who: str) -> Message:
        grant = self._grants.of(body.token, who, self._clock.monotonic_s())
        if grant is None or not grant.put:
            return _no_grant(body.token)
        if self._folder.size_of(grant.sha256) is not None:
            return BlobAt(body.token, grant.size_bytes, "done")
        if body.offset + len(body.data) > grant.size_bytes:
            words = f"more than the {grant.size_bytes} bytes that were told"
            return BlobAt(body.token, 0, "too_large", words)
        have = self._folder.append(grant.sha256, body.offset, body.data, own=grant.own)
        if have < grant.size_bytes:
            return BlobAt(body.token, have)
        self._folder.finish(grant.sha256, own=grant.own)
        log.info("kept", sha256=grant.sha256, size_bytes=have, who=who)
        return BlobAt(body.token, have, "done")


def _no_grant(token: str) -> BlobAt:
    return BlobAt(
        token, 0, "no_grant", "this was not granted to this key, or too long ago; ask the center again"
    )
