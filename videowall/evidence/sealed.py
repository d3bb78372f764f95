"""Encryption of what was recorded: AES-256-GCM under a key of the node, never the same nonce twice.

Every `Seal` draws a salt and derives a key of its own from the node's key (HKDF-SHA256); under that key
its nonces count upwards. So neither a restart nor a second process can repeat a pair of key and nonce,
and no counter has to survive on disk. What a sealed piece belongs to (camera, name) is authenticated
with it: a file that was renamed or moved to another camera does not open.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.domain.errors import Corrupt

KEY_BYTES = 32
MAGIC = b"OGR1"
SALT_BYTES = 16
NONCE_BYTES = 12
KEY_FILE = "ring.key"


def node_key(folder: Path) -> bytes:
    """The node's key for recordings, made when it is missing, in a file that only its owner reads.

    On Windows the file has the rights of its folder.

    Raises:
        Corrupt: the file is not a key.
        OSError: it can neither be read nor made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / KEY_FILE
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise Corrupt(
                f"{path} is not a key of {KEY_BYTES} bytes; remove it and the ring beside it"
            ) from None
        return key
    key = os.urandom(KEY_BYTES)
    with os.fdopen(number, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def _derived(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"onegrid packet ring").derive(key))


class Seal:
    """Seals pieces under one salt. Used by one thread at a time; at most 2^64 pieces."""

    def __init__(self, key: bytes) -> None:
        self._salt = os.urandom(SALT_BYTES)
        self._cipher = _derived(key, self._salt)
        self._count = 0

    def close(self, data: bytes, belongs_to: str) -> bytes:
        """The data, sealed; it opens only with the same `belongs_to`."""
        nonce = self._count.to_bytes(NONCE_BYTES, "big")
        self._count += 1
        return MAGIC + self._salt + nonce + self._cipher.encrypt(nonce, data, belongs_to.encode())


def opened(key: bytes, sealed: bytes, belongs_to: str) -> bytes:
    """What was sealed.

    Raises:
        Corrupt: it is not whole, was changed, or belongs to something else or another key.
    """
    start = len(MAGIC) + SALT_BYTES + NONCE_BYTES
    if len(sealed) <= start or not sealed.startswith(MAGIC):
        raise Corrupt(f"{belongs_to}: not a sealed piece, or cut off")
    salt, nonce = sealed[len(MAGIC) : start - NONCE_BYTES], sealed[start - NONCE_BYTES : start]
    try:
        return _derived(key, salt).decrypt(nonce, sealed[start:], belongs_to.encode())
    except InvalidTag as error:
        raise Corrupt(f"{belongs_to}: changed, or sealed with another key") from error
