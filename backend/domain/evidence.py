"""A reference to stored bytes. Pixels themselves never travel in messages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """Names bytes that stay at the site that owns them (content-addressed)."""

    sha256: str  # 64 lower-case hex digits
    mime: str  # for example image/jpeg
    masked: bool  # faces are masked in these bytes
    size_bytes: int
    phase: str = "alarm"  # alarm, before, during, after
    taken_ms: int = 0  # UTC, ms
    site: str = ""  # who holds the bytes: an analyst's or operator's name
