"""The cameras of a center in memory, and the writes that bring the disk to the same state.

Part of the ledger: if a commit fails, both are read again from disk. Logins and rules are not kept in
memory; they are read when somebody may have them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from backend.center.camera_ports import (
    CameraReader,
    CameraWrite,
    DropCamera,
    PutCamera,
    PutLife,
    PutLogin,
    PutRules,
)
from backend.domain.camera import Camera, Life, Watch, watch_of


class CameraBook:
    """Every camera of one center. `news` is for the screens, `touched` for the assignment: they empty it."""

    def __init__(
        self,
        loaded: Iterable[tuple[Camera, Life]],
        reader: CameraReader,
        write: Callable[[CameraWrite], None],
    ) -> None:
        self._reader = reader
        self._write = write
        self.cameras: dict[str, Camera] = {}
        self.lives: dict[str, Life] = {}
        self.armed: dict[str, None] = {}
        self.unwatched: dict[str, None] = {}  # armed, and nobody has it
        self.of_analyst: dict[str, dict[str, None]] = {}
        self.news: dict[str, None] = {}
        self.touched: dict[str, None] = {}
        self._logins: dict[str, bytes] = {}  # of this batch: not on disk yet
        self._rules: dict[str, str] = {}
        for camera, life in loaded:
            self._remember(camera, life)
            self.touched[camera.id] = None

    def put(self, camera: Camera) -> None:
        """Write what is known of a camera, new or changed."""
        self._remember(camera, self.lives.get(camera.id, Life()))
        self.news[camera.id] = None
        self.touched[camera.id] = None
        self._write(PutCamera(camera))

    def put_life(self, camera: str, life: Life) -> None:
        """Write what happens to a camera; nothing when that is what is known already."""
        if life != self.lives[camera]:
            self._remember(self.cameras[camera], life)
            self.news[camera] = None
            self._write(PutLife(camera, life))

    def put_login(self, camera: str, sealed: bytes) -> None:
        """Write a sealed login; empty takes it away."""
        self._logins[camera] = sealed
        self.touched[camera] = None
        self._write(PutLogin(camera, sealed))

    def put_rules(self, camera: str, text: str) -> None:
        """Write the text of a camera's rules; empty takes them away."""
        self._rules[camera] = text
        self.touched[camera] = None
        self._write(PutRules(camera, text))

    def drop(self, camera: str) -> None:
        """Take a camera out."""
        self._place(camera, self.lives[camera].analyst, "")
        del self.cameras[camera], self.lives[camera]
        self.armed.pop(camera, None)
        self.unwatched.pop(camera, None)
        self._logins[camera], self._rules[camera] = b"", ""
        self.news[camera] = None
        self.touched[camera] = None
        for write in (
            DropCamera(camera),
            PutLife(camera, Life()),
            PutLogin(camera, b""),
            PutRules(camera, ""),
        ):
            self._write(write)

    def login(self, camera: str) -> bytes:
        """The sealed login of a camera, whether it is on disk yet or not; empty when it has none."""
        return self._logins[camera] if camera in self._logins else self._reader.login_of(camera)

    def rules(self, camera: str) -> str:
        """The text of a camera's rules, whether it is on disk yet or not; empty when it has none."""
        return self._rules[camera] if camera in self._rules else self._reader.rules_of(camera)

    def saved(self) -> None:
        """Everything written so far is on its way to the disk; nothing may be read before it is there."""
        self._logins.clear()
        self._rules.clear()

    def _remember(self, camera: Camera, life: Life) -> None:
        before = self.lives.get(camera.id)
        self._place(camera.id, before.analyst if before else "", life.analyst)
        self.cameras[camera.id], self.lives[camera.id] = camera, life
        watch = watch_of(camera, life)
        for held, belongs in ((self.armed, camera.armed), (self.unwatched, watch is Watch.UNWATCHED)):
            if belongs:
                held[camera.id] = None
            else:
                held.pop(camera.id, None)

    def _place(self, camera: str, old: str, new: str) -> None:
        if old and old != new:
            self.of_analyst[old].pop(camera, None)
        if new:
            self.of_analyst.setdefault(new, {})[camera] = None


def digest_of(rules: str) -> str:
    """Hex SHA-256 of the text of rules; empty for none."""
    return hashlib.sha256(rules.encode()).hexdigest() if rules else ""
