"""What a client tells its listener."""

from __future__ import annotations

from dataclasses import dataclass

from backend.wire.blobs import BlobWant
from backend.wire.cameras import Duty
from backend.wire.messages import Snapshot, Tail, Welcome


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The center welcomed us. Its clock is ours plus `offset_ms`, within `error_ms`."""

    welcome: Welcome
    offset_ms: int
    error_ms: int


@dataclass(frozen=True, slots=True)
class LinkDown:
    """There is no link; the next attempt is in `retry_in_s`. Told once per failed attempt.

    Codes: those of `backend.net.dialer.LinkFault`, `silent` (connected, but nothing comes), `failed`
    (a fault of this program, logged), or the code of a BYE.
    """

    code: str
    words: str
    retry_in_s: float


ClientEvent = LinkUp | LinkDown | Snapshot | Tail | Duty | BlobWant
"""A Snapshot is always whole and replaces everything known of its topic; a Tail follows it without gaps.
A Duty is whole, too: every camera that is not in it is not ours any more. A BlobWant asks an analyst for
bytes of evidence: `backend.blobs.carrier` hands them in."""
