"""What a decoding process must know to record a camera: plain values that travel to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backend.domain.errors import Corrupt
from videowall.evidence.ring import SECONDS_MAX, PacketRing, RingLimits
from videowall.evidence.sealed import node_key
from videowall.feeds.stamps import Tap

BYTES_MAX = 64_000_000


@dataclass(frozen=True, slots=True)
class RecordSpec:
    """Where rings are kept and how much of each camera. The key is read from the folder, never sent."""

    folder: Path
    bytes_max: int = BYTES_MAX
    seconds_max: float = SECONDS_MAX


class Rings:
    """The rings that one decoding process writes. `note(camera, words)` is told what goes wrong."""

    def __init__(self, note: Callable[[str, str], None]) -> None:
        self._note = note
        self._rings: dict[str, PacketRing] = {}

    def add(self, spec: RecordSpec | None, camera: str) -> None:
        """Begin to record a camera, where that is wanted and possible."""
        ring = None if spec is None else open_ring(spec, camera, lambda words: self._note(camera, words))
        if ring is not None:
            self._rings[camera] = ring

    def tap(self, camera: str) -> Tap | None:
        """What takes the packets of a camera; None when it is not recorded."""
        ring = self._rings.get(camera)
        return None if ring is None else ring.push

    def flush(self, camera: str = "") -> None:
        """Put what is gathered of a camera (of all, without a name) on disk: nothing comes for a while."""
        for name, ring in list(self._rings.items()):
            if name == camera or not camera:
                ring.flush()

    def remove(self, camera: str) -> None:
        """Stop recording a camera; what is kept stays until it expires."""
        self.flush(camera)
        self._rings.pop(camera, None)


def open_ring(spec: RecordSpec, camera: str, note: Callable[[str], None]) -> PacketRing | None:
    """The ring to write a camera to; None, with words for `note`, where the disk or key does not allow it."""
    limits = RingLimits(bytes_max=spec.bytes_max, seconds_max=spec.seconds_max)
    try:
        return PacketRing(spec.folder, camera, node_key(spec.folder), limits, note)
    except (OSError, Corrupt) as fault:
        note(f"nothing is recorded ({fault})")
        return None
