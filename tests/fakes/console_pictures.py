"""Pictures kept as an analyst keeps them: named by their digest."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from PySide6.QtGui import QImage

from backend.domain.evidence import EvidenceRef


def keep_picture(folder: Path, image: QImage, taken_ms: int = 0) -> EvidenceRef:
    """Write `image` as `<sha256>.jpg` and name it."""
    draft = folder / "draft.jpg"
    if not image.save(str(draft)):
        raise OSError(f"could not write {draft}")
    data = draft.read_bytes()
    digest = sha256(data).hexdigest()
    draft.rename(folder / f"{digest}.jpg")
    return EvidenceRef(digest, "image/jpeg", masked=True, size_bytes=len(data), taken_ms=taken_ms)
