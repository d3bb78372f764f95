"""Carries bytes between a center and the one above it, one at a time, beside the loop."""

from __future__ import annotations

import queue
import threading
from typing import Final

import structlog

from backend.blobs.folder import BlobFolder
from backend.blobs.grants import Grant, Grants
from backend.blobs.service import BlobService
from backend.blobs.transfer import Site, get, put
from backend.clock import Clock
from backend.domain.errors import OnegridError
from backend.domain.evidence import EvidenceRef
from backend.net.keys import KeyPair
from backend.net.subscriber import feed_address
from backend.wire.blobs import BlobAnswer, BlobWant

JOBS_MAX: Final = 64
"""Transfers that wait; further ones are left out, because whoever wants the bytes asks again."""

JOIN_S: Final = 20.0

log = structlog.get_logger("onegrid.blobs")


class BlobDepot:
    """What the core sees of folder, channel and carrier (`backend.center.blobs.Blobs`).

    `parent` and `parent_key` are how the center above is dialled; without them nothing is carried up.
    """

    def __init__(
        self,
        center: str,
        folder: BlobFolder,
        service: BlobService,
        grants: Grants,
        keys: KeyPair,
        clock: Clock,
        parent: str = "",
        parent_key: str = "",
    ) -> None:
        self.endpoint = service.endpoint
        self._center, self._folder, self._service, self._grants = center, folder, service, grants
        self._keys, self._clock, self._parent, self._parent_key = keys, clock, parent, parent_key
        self._jobs: queue.Queue[BlobWant | BlobAnswer | None] = queue.Queue(JOBS_MAX)
        self._under_way: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="onegrid-blob-carrier", daemon=True)

    def start(self) -> None:
        """Serve the channel and begin to carry. Once only."""
        self._service.start()
        self._thread.start()

    def close(self) -> None:
        """End both; a transfer under way is given up and goes on where it stopped another time."""
        self._service.close()
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join(JOIN_S)

    def size_of(self, sha256: str) -> int | None:
        """How many bytes; None if they are not here, whole."""
        return self._folder.size_of(sha256)

    def grant(self, who: str, ref: EvidenceRef, *, put: bool, own: bool = False) -> str:
        """A token with which `who` may get these bytes or hand them in."""
        grant = Grant(who, ref.sha256, ref.size_bytes, put, own)
        return self._grants.give(grant, self._clock.monotonic_s())

    def push(self, want: BlobWant) -> None:
        """Hand bytes in at the center above, soon."""
        self._add(want)

    def pull(self, answer: BlobAnswer) -> None:
        """Fetch bytes from the center above, soon."""
        self._add(answer)

    def _add(self, job: BlobWant | BlobAnswer) -> None:
        if job.sha256 in self._under_way or not self._parent:
            return
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            log.warning("carrier_busy", sha256=job.sha256)
        else:
            self._under_way.add(job.sha256)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._carry(job)
            except OnegridError as fault:
                log.warning("not_carried", sha256=job.sha256, words=str(fault))
            finally:
                self._under_way.discard(job.sha256)

    def _carry(self, job: BlobWant | BlobAnswer) -> None:
        where = feed_address(self._parent, job.endpoint)
        site = Site(where, self._parent_key, self._keys, self._center)
        if isinstance(job, BlobAnswer):
            get(site, job.token, job.sha256, self._folder, clock=self._clock)
        elif (path := self._folder.path_of(job.sha256)) is not None:
            put(site, job.token, path, clock=self._clock)
        log.info("carried", sha256=job.sha256)
