"""Logins of cameras at rest: AES-256-GCM under a key in a file of its own. Here is cryptography's door.

The key is made at the first start, mode 0600, and goes into no backup: whoever has a copy of the database
alone has no login. A center restored without it asks for the logins again. Source: docs/design/cameras.md.
"""

from __future__ import annotations

import base64
import secrets
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.domain.errors import Corrupt
from backend.net.private_file import check_private, create_private
from backend.wire.cameras import Login

KEY_FILE: Final = "cameras.key"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12

_DECODER: Final = msgspec.msgpack.Decoder(Login)


class _KeyFile(msgspec.Struct, forbid_unknown_fields=True):
    """What the key file holds: the key in base64."""

    aes256gcm: str


class FileVault:
    """Implements `backend.center.camera_ports.Vault` with the key of one center's data folder.

    Raises:
        Refused: `key_file_open`; others on this machine may read the key.
        Corrupt: the file holds no key.
    """

    def __init__(self, data: Path) -> None:
        path = data / KEY_FILE
        if not path.exists():
            fresh = _KeyFile(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii"))
            create_private(path, msgspec.json.encode(fresh).decode("ascii") + "\n")
        check_private(path)
        self._cipher = AESGCM(_read(path))

    def seal(self, camera: str, login: Login) -> bytes:
        """A fresh nonce, then the login sealed together with the camera's id."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, msgspec.msgpack.encode(login), camera.encode())

    def open(self, camera: str, sealed: bytes) -> Login | None:
        """The login; None when these bytes were sealed with another key or for another camera."""
        try:
            raw = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], camera.encode())
            return _DECODER.decode(raw)
        except (InvalidTag, ValueError, msgspec.MsgspecError):
            return None


def _read(path: Path) -> bytes:
    try:
        key = base64.b64decode(msgspec.json.decode(path.read_bytes(), type=_KeyFile).aes256gcm, validate=True)
    except (msgspec.MsgspecError, ValueError, OSError) as fault:
        raise Corrupt(
            f"{path} holds no key; put the right file back, or delete it and set the logins again"
        ) from fault
    if len(key) != KEY_BYTES:
        raise Corrupt(f"{path} holds a key of {len(key)} bytes, not of {KEY_BYTES}")
    return key
