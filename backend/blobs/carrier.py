"""Carries bytes to and from the center that was dialled, one transfer at a time, on a thread of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import structlog

from backend.blobs.folder import BlobFolder
from backend.blobs.transfer import Site, get, put
from backend.clock import Clock, SystemClock
from backend.domain.errors import OnegridError, Unavailable
from backend.net.subscriber import feed_address
from backend.wire.blobs import BlobAnswer, BlobWant

JOBS_MAX: Final = 64
"""Transfers that wait; further ones are left out, because whoever wants the bytes asks again."""

JOIN_S: Final = 20.0

Find = Callable[[str], Path | None]
"""Where the bytes of a digest are; None if they are not here."""

log = structlog.get_logger("onegrid.blobs")


class Carrier:
    """Answers BLOBWANT by handing bytes in, and a granted BLOBASK by fetching them into `folder`.

    `site` is the center as it was dialled. What fails is logged and given up: it is asked for again.
    """

    def __init__(
        self, site: Site, find: Find, folder: BlobFolder | None = None, clock: Clock | None = None
    ) -> None:
        self._site, self._find, self._folder = site, find, folder
        self._clock = clock or SystemClock()
        self._jobs: queue.Queue[BlobWant | BlobAnswer | None] = queue.Queue(JOBS_MAX)
        self._under_way: set[str] = set()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="onegrid-blob-carrier", daemon=True)

    def start(self) -> None:
        """Begin to carry. Once only."""
        self._thread.start()

    def close(self) -> None:
        """End; a transfer under way is finished or given up, those that wait are left. Repeatable."""
        self._closing.set()
        if self._thread.is_alive():
            try:
                self._jobs.put_nowait(None)
            except queue.Full:
                log.info("leaving_jobs", jobs=self._jobs.qsize())
            self._thread.join(JOIN_S)

    def add(self, job: BlobWant | BlobAnswer) -> None:
        """Do it soon; nothing waits, and the same bytes are carried once at a time."""
        if job.sha256 in self._under_way:
            return
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            log.warning("carrier_busy", sha256=job.sha256)
        else:
            self._under_way.add(job.sha256)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None and not self._closing.is_set():
            try:
                self._carry(job)
            except (OnegridError, OSError) as fault:
                log.warning("not_carried", sha256=job.sha256, words=str(fault))
            else:
                log.info("carried", sha256=job.sha256)
            finally:
                self._under_way.discard(job.sha256)

    def _carry(self, job: BlobWant | BlobAnswer) -> None:
        site = replace(self._site, endpoint=feed_address(self._site.endpoint, job.endpoint))
        if isinstance(job, BlobAnswer):
            if self._folder is None:
                raise Unavailable("bytes were granted to a program that keeps no folder")
            get(site, job.token, job.sha256, self._folder, clock=self._clock)
            return
        path = self._find(job.sha256)
        if path is None:
            raise Unavailable("these bytes are not here (any more)")
        put(site, job.token, path, clock=self._clock)
