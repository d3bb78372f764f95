"""Passwords of people: hashed with argon2id, never stored or shown. The only door to argon2.

Parameters: 32 MiB, 3 passes, 1 lane, 16 bytes of salt, 32 of hash: above the minimum that OWASP names
(19 MiB, 2 passes), below what would hurt a small center. Source: RFC 9106; design 3-federation.md rule 9.
"""

from __future__ import annotations

from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from backend.domain.errors import Refused

MEMORY_KIB: Final = 32 << 10
PASSES: Final = 3
LANES: Final = 1
LENGTH: Final = (10, 256)
"""Characters of a password, at least and at most."""

_HASHER: Final = PasswordHasher(PASSES, MEMORY_KIB, LANES, 32, 16, type=Type.ID)
NOBODY: Final = _HASHER.hash("nobody has this password")
"""What an unknown name is checked against, so that it takes as long as a known one."""


def hashed(password: str) -> str:
    """The hash of a new password, with its salt and parameters.

    Raises:
        Refused: `weak_password`; it is too short or too long.
    """
    least, most = LENGTH
    if not least <= len(password) <= most:
        raise Refused("weak_password", f"a password has {least} to {most} characters; a short sentence does")
    return _HASHER.hash(password)


def fits(stored: str, password: str) -> bool:
    """Whether this is the password behind a hash. Takes about a tenth of a second, by intention."""
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def is_hash(text: str) -> bool:
    """Whether this is a hash of ours, with parameters no weaker."""
    parts = text.split("$")
    return len(parts) == 6 and parts[1] == "argon2id" and all(parts[2:])
