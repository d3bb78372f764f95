"""Passwords that are checked in no time: what is tested then is everything around the hash."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from backend.net import passwords, sessions


def cheapen(patch: pytest.MonkeyPatch) -> None:
    """Hash with the least that argon2 knows."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    patch.setattr(passwords, "_HASHER", hasher)
    patch.setattr(sessions, "NOBODY", hasher.hash("nobody"))
