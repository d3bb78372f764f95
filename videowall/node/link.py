"""A node's link to its center: the client, and what answers it – duties, and wishes for evidence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import structlog

from backend.blobs.carrier import Carrier
from backend.blobs.transfer import Site
from backend.clock import Clock
from backend.net.client import Client
from backend.net.events import ClientEvent, LinkDown, LinkUp
from backend.wire.blobs import BlobWant
from backend.wire.cameras import Duty
from videowall.evidence.folder import kept

_log = structlog.get_logger("videowall.node")


class NodeLink:
    """Keeps the link, hands in evidence that the center wants, and passes duties to `on_duty`.

    Raises:
        Refused: the key or the address of the center cannot be such.
    """

    def __init__(self, site: Site, evidence: Path, clock: Clock) -> None:
        self.client = Client(
            site.endpoint, site.server_key, site.keypair, topics=(), listener=self._hear, clock=clock
        )
        self._carrier = Carrier(site, partial(kept, evidence), clock=clock)
        self.on_duty: Callable[[Duty], None] | None = None
        """Called on the client's thread; to be set before `start`. Without it duties are passed over."""

    def start(self) -> None:
        """Begin to dial. Once only."""
        self._carrier.start()
        self.client.start()

    def close(self) -> None:
        """Take leave and end. Repeatable."""
        self.client.close()
        self._carrier.close()

    def _hear(self, event: ClientEvent) -> None:
        if isinstance(event, LinkUp):
            _log.info("link_up", center=event.welcome.center, name=event.welcome.name)
        elif isinstance(event, LinkDown):
            _log.warning("link_down", code=event.code, retry_in_s=event.retry_in_s)
        elif isinstance(event, BlobWant):
            self._carrier.add(event)
        elif isinstance(event, Duty) and self.on_duty is not None:
            self.on_duty(event)
