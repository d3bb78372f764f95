"""What the registry of cameras needs from outside, and what it hands out to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from backend.domain.camera import Camera, Life
from backend.wire.cameras import Login


@dataclass(frozen=True, slots=True)
class PutCamera:
    """What is written down about a camera, new or changed."""

    camera: Camera


@dataclass(frozen=True, slots=True)
class DropCamera:
    """A camera is taken out, with its login, its rules and all that happened to it."""

    camera: str


@dataclass(frozen=True, slots=True)
class PutLife:
    """What happens to a camera: its analyst and epoch, what was found, how it fares."""

    camera: str
    life: Life


@dataclass(frozen=True, slots=True)
class PutLogin:
    """The sealed login of a camera; empty takes it away. The bytes open only with the center's own key."""

    camera: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PutRules:
    """The text of a camera's rules; empty takes them away."""

    camera: str
    text: str


CameraWrite = PutCamera | DropCamera | PutLife | PutLogin | PutRules
"""What a registry asks to be put on disk."""


class CameraReader(Protocol):
    """Look-ups of what is committed about cameras. Raises Unavailable or Corrupt."""

    def login_of(self, camera: str) -> bytes:
        """The sealed login of a camera; empty when it has none."""
        ...

    def rules_of(self, camera: str) -> str:
        """The text of a camera's rules; empty when it has none."""
        ...


class Vault(Protocol):
    """Seals logins with a key that never leaves this machine (`backend.vault.FileVault`)."""

    def seal(self, camera: str, login: Login) -> bytes:
        """Bytes that only this center can open, and only as this camera's login."""
        ...

    def open(self, camera: str, sealed: bytes) -> Login | None:
        """The login; None when these bytes were sealed with another key or for another camera."""
        ...
