"""The door for whoever works in a center's data folder: where it listens, and its own key to come in with.

Who may read that folder has the center's secret key and its database, and so is its master already.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from backend.domain.access import Principal
from backend.domain.errors import Refused, Unavailable
from backend.domain.roles import Role
from backend.net.keys import KeyPair, load_keys
from backend.net.private_file import replace_private
from backend.net.session import Session, open_session
from resources.words import _

KEY_FILE: Final = "center.key"
ADDRESS_FILE: Final = "center.json"

_ANYWHERE: Final = re.compile(r"//(\*|0\.0\.0\.0|\[::\]):")


class Address(msgspec.Struct, frozen=True):
    """Where a center can be reached that runs on this folder."""

    center: str
    endpoint: str
    public_key: str


def local_principal(center: str) -> Principal:
    """Whom the center's own key stands for. Nobody can be authorised under such a name."""
    return Principal("operator", f"{center}/local", frozenset({Role.CENTER_LEADER}))


@contextlib.contextmanager
def told_where(data: Path, center: str, endpoint: str, keys: KeyPair) -> Iterator[None]:
    """Keep the address in the folder for as long as the center runs."""
    file = data / ADDRESS_FILE
    replace_private(file, msgspec.json.encode(Address(center, endpoint, keys.public)).decode() + "\n")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


@contextlib.contextmanager
def local_session(data: Path, timeout_s: float) -> Iterator[Session]:
    """Talk to the center that runs on this folder.

    Raises:
        Unavailable: it does not answer, or does not say where it listens.
        Refused: its key file is open to others, or it does not take the key.
    """
    try:
        address = msgspec.json.decode((data / ADDRESS_FILE).read_bytes(), type=Address)
    except (OSError, msgspec.MsgspecError) as fault:
        words = _("a center runs on this folder, but does not say where it listens; try again in a moment")
        raise Unavailable(f"{data}: {words}") from fault
    keys = load_keys(data / KEY_FILE)
    if keys.public != address.public_key:
        words = _("this is not the key of the center that runs here")
        raise Refused("wrong_key", f"{data / KEY_FILE}: {words}")
    endpoint = _ANYWHERE.sub("//127.0.0.1:", address.endpoint)
    with open_session(endpoint, keys.public, keys, timeout_s) as session:
        yield session
