"""Finds the bytes of a piece of evidence on this site and checks that they are the ones meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from backend.domain.evidence import EvidenceRef

PICTURE_BYTES_MAX = 8 * 1024 * 1024
"""A larger file is not read: a masked snapshot has some hundred KiB."""


class Found(StrEnum):
    """What looking for the bytes came to; the screen words each."""

    OK = "ok"
    ABSENT = "absent"  # kept at another site
    CHANGED = "changed"  # bytes do not match their name
    UNMASKED = "unmasked"  # faces are not masked in it: never shown here
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Picture:
    """The outcome of a look-up; `data` is empty unless it is OK."""

    found: Found
    data: bytes = b""


SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}


def pictures(refs: Iterable[EvidenceRef]) -> tuple[EvidenceRef, ...]:
    """Those pieces that can be looked at; a rule's trace is evidence too."""
    return tuple(ref for ref in refs if ref.mime.startswith("image/"))


def first_picture(refs: Iterable[EvidenceRef]) -> EvidenceRef | None:
    """The first piece that can be looked at."""
    return next(iter(pictures(refs)), None)


def picture(folder: Path | None, ref: EvidenceRef) -> Picture:
    """Read `folder/<sha256>.jpg` and compare its digest.

    Only masked pictures are handed out; an original needs a case and two people, elsewhere.

    Raises:
        OSError: the file is there but cannot be read.
    """
    if not ref.masked:
        return Picture(Found.UNMASKED)
    path = folder / f"{ref.sha256}{SUFFIXES.get(ref.mime, '.bin')}" if folder else None
    if path is None or not path.is_file():
        return Picture(Found.ABSENT)
    if path.stat().st_size > PICTURE_BYTES_MAX:
        return Picture(Found.TOO_LARGE)
    data = path.read_bytes()
    return Picture(Found.OK, data) if sha256(data).hexdigest() == ref.sha256 else Picture(Found.CHANGED)
