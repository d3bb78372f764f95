"""CURVE key pairs and the files that hold them. Who a key belongs to is in backend.net.keyring.

Key file: JSON {"public": Z85, "secret": Z85}, mode 0600. Source: design 3-federation.md rule 9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec
import zmq

from backend.domain.errors import Corrupt, Refused
from backend.net.keyring import Keyring, Principal, parse_grant
from backend.net.private_file import check_private, create_private

__all__ = [
    "KeyPair",
    "Keyring",
    "Principal",
    "check_public",
    "load_keys",
    "new_keys",
    "new_pair",
    "parse_grant",
]

_Z85: Final = re.compile(r"[0-9A-Za-z.\-:+=^!/*?&<>()\[\]{}@%$#]{40}")


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A CURVE key pair, each half 40 characters of Z85. The secret never shows in repr or logs."""

    public: str
    secret: str = field(repr=False)


class _KeyFile(msgspec.Struct, forbid_unknown_fields=True):
    """What a key file holds."""

    public: str
    secret: str


def new_pair() -> KeyPair:
    """A fresh random key pair that is in no file."""
    public, secret = zmq.curve_keypair()
    return KeyPair(public.decode("ascii"), secret.decode("ascii"))


def new_keys(path: Path) -> KeyPair:
    """Make a key pair and write it to the new file `path`.

    Raises:
        Refused: `file_exists`; a key is never overwritten.
    """
    pair = new_pair()
    create_private(path, msgspec.json.encode(_KeyFile(pair.public, pair.secret)).decode() + "\n")
    return pair


def load_keys(path: Path) -> KeyPair:
    """Read a key file.

    Raises:
        Refused: `no_key_file`, or `key_file_open` when others on this machine may read it.
        Corrupt: it holds no key pair, or halves that do not belong together.
    """
    if not path.is_file():
        raise Refused("no_key_file", f"there is no key file {path}; make one with: onegrid keys new {path}")
    check_private(path)
    try:
        held = msgspec.json.decode(path.read_bytes(), type=_KeyFile)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise Corrupt(f"{path} is no key file of onegrid") from fault
    if not (_Z85.fullmatch(held.public) and _Z85.fullmatch(held.secret)):
        raise Corrupt(f"{path} holds something that is no CURVE key")
    if zmq.curve_public(held.secret.encode("ascii")) != held.public.encode("ascii"):
        raise Corrupt(f"the two halves in {path} do not belong together")
    return KeyPair(held.public, held.secret)


def check_public(text: str) -> str:
    """The public key in `text`, or a refusal.

    Raises:
        Refused: `bad_key`; it is not 40 characters of Z85.
    """
    if not _Z85.fullmatch(text):
        raise Refused(
            "bad_key", f"{text!r} is no public key: 40 characters, as `onegrid keys show` prints them"
        )
    return text
