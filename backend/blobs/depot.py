"""Puts folder, channel and carrier of one center together."""

from __future__ import annotations

from pathlib import Path

from backend.blobs.folder import BlobFolder
from backend.blobs.grants import Grants
from backend.blobs.runner import BlobDepot
from backend.blobs.service import BlobService
from backend.clock import Clock
from backend.net.keyring import Keyring
from backend.net.keys import KeyPair
from backend.net.sockets import Listener

FOLDER = "blobs"


def open_depot(
    center: str,
    data: Path,
    listen: str,
    keys: KeyPair,
    clock: Clock,
    *,
    parent: str = "",
    parent_key: str = "",
) -> BlobDepot:
    """Open the evidence of a center in `data` and listen for it at `listen`; to be started and closed.

    Raises:
        Unavailable: the folder cannot be made, or the port is taken. Refused: `bad_endpoint`.
    """
    folder, grants = BlobFolder(data / FOLDER), Grants()
    listener = Listener(listen, keys, Keyring(data), clock=clock)
    service = BlobService(center, listener, folder, grants, clock)
    return BlobDepot(center, folder, service, grants, keys, clock, parent, parent_key)


def beside(endpoint: str) -> str:
    """A free port at the same address."""
    return f"{endpoint.rpartition(':')[0]}:*"
