"""Folder, channel and carrier of one center, as its core sees them (`backend.center.blobs.Blobs`)."""

from __future__ import annotations

from pathlib import Path

from backend.blobs.carrier import Carrier
from backend.blobs.folder import BlobFolder
from backend.blobs.grants import Grant, Grants
from backend.blobs.service import BlobService
from backend.blobs.transfer import Site
from backend.clock import Clock
from backend.domain.evidence import EvidenceRef
from backend.net.keyring import Keyring
from backend.net.sockets import Listener
from backend.wire.blobs import BlobAnswer, BlobWant

FOLDER = "blobs"


class Depot:
    """The evidence of a center: kept in `data`, served at `listen`, carried to and from the center above.

    `above` names that center, its server key and our own keys; its endpoint is empty at the root, and
    nothing is carried then.

    Raises:
        Unavailable: the folder cannot be made, or the port is taken. Refused: `bad_endpoint`.
    """

    def __init__(self, data: Path, listen: str, above: Site, clock: Clock) -> None:
        self._folder, self._grants, self._clock = BlobFolder(data / FOLDER), Grants(), clock
        listener = Listener(listen, above.keypair, Keyring(data), clock=clock)
        self._service = BlobService(above.name, listener, self._folder, self._grants, clock)
        self._carrier = Carrier(above, self._folder.path_of, self._folder, clock)
        self._has_above = bool(above.endpoint)
        self.endpoint = listener.endpoint

    def start(self) -> None:
        """Serve and begin to carry. Once only."""
        self._service.start()
        self._carrier.start()

    def close(self) -> None:
        """End both; a transfer under way goes on where it stopped another time. Repeatable."""
        self._service.close()
        self._carrier.close()

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
        if self._has_above:
            self._carrier.add(job)


def beside(endpoint: str) -> str:
    """A free port at the same address."""
    return f"{endpoint.rpartition(':')[0]}:*"
