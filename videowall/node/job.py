"""What a decoding child is told, and what it tells: values that are pickled between processes."""

from __future__ import annotations

from dataclasses import dataclass

from videowall.evidence.spec import RecordSpec
from videowall.feeds.source import SourceSpec
from videowall.workers.facts import StreamState


@dataclass(frozen=True, slots=True)
class StreamJob:
    """One stream to decode, and the belt its pictures go to."""

    camera: str
    source: SourceSpec
    belt: str = ""  # name of the shared memory; the crew fills it in
    record: RecordSpec | None = None  # where its packets are kept for clips; None: nowhere


@dataclass(frozen=True, slots=True)
class Leave:
    """Stop decoding a camera and let go of its belt."""

    camera: str


@dataclass(frozen=True, slots=True)
class News:
    """A stream is in another state than before."""

    camera: str
    state: StreamState
    words: str = ""  # why, in English, without credentials
    retry_in_s: float = 0.0
    fps: float = 0.0  # what the source promises, once it is live
