"""Evidence of an alarm: masked pictures, masked clips and the rule's trace, each named by its own digest."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from backend.domain.evidence import EvidenceRef

SUFFIXES = {"image/jpeg": ".jpg", "application/json": ".json", "video/mp4": ".mp4"}


class EvidenceFolder:
    """Keeps bytes as `<sha256>.<suffix>`; the same bytes are kept once. Nothing here is ever changed.

    `site` says who holds them; an analyst leaves it empty, its center writes down who told of them.
    """

    def __init__(self, folder: Path, site: str = "") -> None:
        self._folder = folder
        self._site = site
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, data: bytes, mime: str, taken_ms: int) -> EvidenceRef:
        """Write the bytes, on disk when this returns, and say how to name them.

        Raises:
            OSError: the disk does not take them; nothing half-written is left under the final name.
        """
        digest = hashlib.sha256(data).hexdigest()
        path = self._folder / f"{digest}{SUFFIXES[mime]}"
        if not path.is_file():
            write_whole(path, data)
        return self._ref(digest, mime, len(data), taken_ms)

    def adopt(self, draft: Path, mime: str, taken_ms: int) -> EvidenceRef:
        """Take over a file that was written whole on the same disk; the draft is gone afterwards.

        Raises:
            OSError: the draft cannot be read or renamed.
        """
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = draft.stat().st_size
        draft.replace(self._folder / f"{digest}{SUFFIXES[mime]}")
        return self._ref(digest, mime, size, taken_ms)

    def _ref(self, digest: str, mime: str, size: int, taken_ms: int) -> EvidenceRef:
        return EvidenceRef(digest, mime, masked=True, size_bytes=size, taken_ms=taken_ms, site=self._site)


def kept(folder: Path, sha256: str) -> Path | None:
    """Where the bytes of a digest are kept, whatever they are; None when they are not here."""
    paths = (folder / f"{sha256}{suffix}" for suffix in SUFFIXES.values())
    return next((path for path in paths if path.is_file()), None)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, even when the power fails."""
    draft = path.with_name(path.name + ".part")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
