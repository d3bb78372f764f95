"""The disk of one center: the real store, a mirror of what was committed, backups, and the disk's faults."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.center.ports import Write
from backend.center.recovery import restored
from backend.domain.errors import Unavailable
from backend.simulate.mirror import Mirror
from backend.store.database import FILE_NAME
from backend.store.unit import SqlStore

BACKUPS_KEPT = 4


@functools.cache
def template() -> bytes:
    """An empty database with every migration; made once a process, since migrating costs more than a seed."""
    with tempfile.TemporaryDirectory() as folder:
        SqlStore(Path(folder), durable=False).close()
        return (Path(folder) / FILE_NAME).read_bytes()


@dataclass(frozen=True, slots=True)
class Backup:
    """The whole database at one moment, and what was on it."""

    number: int
    image: bytes
    mirror: Mirror

    @property
    def safe(self) -> Mapping[str, int]:
        """Per neighbour the last of its messages that this backup covers."""
        return {peer: row.applied_seq for peer, row in self.mirror.edges.items()}


class Disk:
    """`store` is what the core reads; `commit` is how the node writes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        (folder / FILE_NAME).write_bytes(template())
        self.store = SqlStore(folder, durable=False)
        self.mirror = Mirror()
        self.backups: list[Backup] = []
        self.incarnation_max = 1  # as noted beside the backups, which outlive the disk
        self._made = 0
        self.failing = 0
        self.lies = False  # a failing commit has written after all

    def commit(self, writes: Sequence[Write]) -> dict[str, None]:
        """Put writes on disk; returns the tickets they touch.

        Raises:
            Unavailable: the disk refuses, for as long as `failing` counts.
        """
        if self.failing and not self.lies:
            self.failing -= 1
            raise Unavailable("no space left on the simulated disk")
        self.store.commit(writes)
        touched = self.mirror.apply(writes)
        if self.failing:
            self.failing -= 1
            raise Unavailable("the simulated disk failed after writing")
        return touched

    def back_up(self) -> Backup:
        """Keep what is on disk now."""
        self._made += 1
        file = self.folder / "backup.db"
        self.store.copy_to(file)
        backup = Backup(self._made, file.read_bytes(), self.mirror.copied())
        file.unlink()
        self.backups = [*self.backups, backup][-BACKUPS_KEPT:]
        return backup

    def restore(self, backup: Backup, now_ms: int) -> None:
        """The disk was lost; a backup is put back as `onegrid center restore` does it."""
        self.store.close()
        for file in self.folder.iterdir():
            file.unlink()
        (self.folder / FILE_NAME).write_bytes(backup.image)
        self.store = SqlStore(self.folder, durable=False)
        self.mirror = backup.mirror.copied()
        self.incarnation_max += 1
        writes = restored(self.store.load(0), now_ms, self.incarnation_max)
        self.store.commit(writes)
        self.mirror.apply(writes)

    def close(self) -> None:
        """Let everything go."""
        self.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)
