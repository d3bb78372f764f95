"""The last minutes of a camera as it sent them, encrypted, in a bounded ring on disk.

Bounds: bytes and seconds. When the disk is full the oldest segments go; when even that makes no room,
what is newest is lost and said to be: alarms never wait for the ring. Originals leave it only through a
clip, which is masked. The process that decodes a camera writes its ring; another one cuts from it, and
both share nothing but the folder. A writer that is killed leaves whole segments only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from videowall.evidence.sealed import Seal
from videowall.evidence.segments import Segment, found, write
from videowall.feeds.stamps import Packet

SECONDS_MAX = 120.0


@dataclass(frozen=True, slots=True)
class RingLimits:
    """How much of one camera is kept, and how finely it is cut."""

    bytes_max: int = 64_000_000
    seconds_max: float = SECONDS_MAX
    segment_s: float = 1.0  # a key picture ends a segment that is at least so long
    part_s: float = 2.0  # a longer one is written in parts, so that little is lost by a kill
    part_bytes: int = 4_000_000


class PacketRing:
    """Writes the ring of one camera, in the process that reads the camera. `push` never raises for the disk.

    Every method may be called by any thread. `note(words)` is told once when the disk begins to refuse,
    and once when it takes again.
    """

    def __init__(
        self,
        folder: Path,
        camera: str,
        key: bytes,
        limits: RingLimits | None = None,
        note: Callable[[str], None] = lambda _words: None,
    ) -> None:
        self.camera = camera
        self._folder = ring_folder(folder, camera)
        self._folder.mkdir(parents=True, exist_ok=True)
        for draft in self._folder.glob("*.part"):
            draft.unlink(missing_ok=True)
        self._limits = limits or RingLimits()
        self._note = note
        self._seal = Seal(key)
        self._lock = threading.Lock()
        self._kept = found(self._folder)
        self._next = self._kept[-1].number + 1 if self._kept else 0
        self._gathered: list[Packet] = []
        self._gathered_bytes = 0
        self._refusing = False
        self.lost = 0
        """Packets that the disk did not take."""

    @property
    def size_bytes(self) -> int:
        """Bytes on disk."""
        with self._lock:
            return sum(segment.size_bytes for segment in self._kept)

    def push(self, packet: Packet) -> None:
        """Take the next packet of the stream. A Tap."""
        with self._lock:
            if self._gathered and self._must_end(packet):
                self._write()
            if not self._gathered and not packet.key and not self._kept:
                return  # joined in the middle: nothing to decode it from
            self._gathered.append(packet)
            self._gathered_bytes += len(packet.data)

    def _must_end(self, packet: Packet) -> bool:
        first = self._gathered[0]
        span_s = abs(packet.at_ms - first.at_ms) / 1000
        limits = self._limits
        if packet.head != first.head or span_s >= limits.part_s or self._gathered_bytes >= limits.part_bytes:
            return True
        return packet.key and span_s >= limits.segment_s

    def flush(self) -> None:
        """Put on disk what is gathered, so that it can be cut or outlives the process."""
        with self._lock:
            if self._gathered:
                self._write()

    def _write(self) -> None:
        packets, self._gathered, self._gathered_bytes = self._gathered, [], 0
        for last_try in (False, True):
            try:
                segment = write(self._folder, self.camera, self._next, packets, self._seal)
            except OSError as error:
                if not last_try and self._drop_oldest():
                    continue
                self.lost += len(packets)
                if not self._refusing:
                    self._note(f"the disk does not take recordings ({error.strerror or error})")
                self._refusing = True
                return
            break
        if self._refusing:
            self._note(f"the disk takes recordings again; {self.lost} packets were lost")
        self._refusing = False
        self._next += 1
        self._kept.append(segment)
        self._bound(segment.last_ms)

    def _bound(self, now_ms: int) -> None:
        while len(self._kept) > 1 and sum(s.size_bytes for s in self._kept) > self._limits.bytes_max:
            self._drop_oldest()
        horizon_ms = now_ms - round(self._limits.seconds_max * 1000)
        while self._kept:
            run = self._oldest_run()
            if max(s.last_ms for s in run) >= horizon_ms:
                return
            self._drop_oldest()

    def _oldest_run(self) -> list[Segment]:
        """The oldest segment and those that cannot be decoded without it."""
        run = self._kept[:1]
        for segment in self._kept[1:]:
            if segment.key:
                break
            run.append(segment)
        return run

    def _drop_oldest(self) -> bool:
        run = self._oldest_run()
        for segment in run:
            segment.path.unlink(missing_ok=True)
        del self._kept[: len(run)]
        return bool(run)


def ring_folder(folder: Path, camera: str) -> Path:
    """Where the ring of a camera is below `folder`: ids may hold characters that a file system refuses."""
    return folder / hashlib.sha256(camera.encode()).hexdigest()[:16]


def reach_ms(folder: Path, camera: str) -> int:
    """Up to which moment (UTC) the ring of a camera is on disk; 0 where there is none."""
    place = ring_folder(folder, camera)
    return max((segment.last_ms for segment in found(place)), default=0) if place.is_dir() else 0


def cut(folder: Path, camera: str, first_ms: int, last_ms: int, into: Path) -> tuple[Path, ...]:
    """Link what is needed to decode this span (UTC) into a folder of its own, where it does not expire.

    Any process may cut while another writes the ring. Empty where nothing of the span is kept.

    Raises:
        OSError: the folder cannot be made or written.
    """
    place = ring_folder(folder, camera)
    wanted = [s for s in found(place) if s.first_ms <= last_ms] if place.is_dir() else []
    start = 0
    for index, segment in enumerate(wanted):
        if segment.key and segment.first_ms <= first_ms:
            start = index
    while start < len(wanted) and not wanted[start].key:
        start += 1
    wanted = wanted[start:]
    if not wanted or max(s.last_ms for s in wanted) < first_ms:
        return ()
    into.mkdir(parents=True)
    return tuple(path for s in wanted if (path := _linked(s.path, into / s.path.name)) is not None)


def _linked(path: Path, target: Path) -> Path | None:
    try:
        os.link(path, target)
    except FileNotFoundError:
        return None  # it expired this very moment
    except OSError:
        shutil.copyfile(path, target)  # a file system without hard links
    return target


def sweep(folder: Path, now_ms: int, seconds_max: float = SECONDS_MAX) -> int:
    """Remove expired segments of every camera below `folder`, of cameras that are gone too; how many went.

    Call it now and then: a ring only bounds itself while its camera is read.
    """
    gone = 0
    horizon_ms = now_ms - round(seconds_max * 1000)
    for camera in folder.iterdir() if folder.is_dir() else ():
        if not camera.is_dir():
            continue
        for segment in found(camera):
            if segment.last_ms < horizon_ms:
                segment.path.unlink(missing_ok=True)
                gone += 1
    return gone
