"""Evidence named on a command line: the file stays where it is, its digest goes into the ticket's log."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path
from typing import Final

from backend.domain.evidence import EvidenceRef
from resources.commandline import BadInput
from resources.words import _

PHASES: Final = ("before", "during", "after")

_FIXED: Final = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
"""Told alike on every system; the rest is what the system knows."""


def evidence_of(phase: str, file: Path, *, masked: bool, taken_ms: int) -> EvidenceRef:
    """The reference to one file; `masked` is what the caller says of all pictures.

    Raises:
        BadInput: the phase is none, or the file cannot be read.
    """
    if phase not in PHASES:
        known = ", ".join(PHASES)
        raise BadInput(_("{phase!r} is no phase; there are {known}").format(phase=phase, known=known))
    try:
        body = file.read_bytes()
    except OSError as fault:
        raise BadInput(_("{file} cannot be read: {cause}").format(file=file, cause=fault.strerror)) from fault
    suffix = file.suffix.lower()
    mime = _FIXED.get(suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    digest = hashlib.sha256(body).hexdigest()
    return EvidenceRef(digest, mime, masked, len(body), phase, taken_ms)
