"""One piece of a ring on disk: packets that belong together, sealed, in a file whose name says which time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from backend.domain.errors import Corrupt
from videowall.evidence.sealed import Seal, opened
from videowall.feeds.stamps import Packet, StreamHead

_NAME = re.compile(r"(\d{10})-(\d{1,15})-(\d{1,15})-([kc])\.seg")


class _Body(msgspec.Struct, array_like=True, frozen=True):
    """What is inside, as MessagePack."""

    codec: str
    extradata: bytes
    size: tuple[int, int]
    packets: list[tuple[int, bool, bytes]]  # at_ms, key, data


@dataclass(frozen=True, slots=True)
class Segment:
    """A whole segment on disk. The file's name is authenticated with its content."""

    path: Path
    number: int
    first_ms: int  # UTC
    last_ms: int
    key: bool  # begins with a key picture; otherwise it goes on from the segment before it
    size_bytes: int


def found(folder: Path) -> list[Segment]:
    """The segments of a folder in the order in which they were written; other files are not looked at."""
    segments = []
    for path in folder.iterdir():
        fits = _NAME.fullmatch(path.name)
        if fits is None:
            continue
        with suppress(FileNotFoundError):  # it expired this very moment
            number, first_ms, last_ms = (int(part) for part in fits.groups()[:3])
            size = path.stat().st_size
            segments.append(Segment(path, number, first_ms, last_ms, fits[4] == "k", size))
    return sorted(segments, key=lambda segment: segment.number)


def write(folder: Path, camera: str, number: int, packets: list[Packet], seal: Seal) -> Segment:
    """Put packets of one head on disk: whole or not at all when the process is killed.

    It is not forced through to the platter: after a power failure a broken last segment does not open
    and is passed over, which is worth less than a flush every two seconds for every camera.

    Raises:
        OSError: the disk does not take it; nothing is left of it.
    """
    head = packets[0].head
    first_ms, last_ms = min(p.at_ms for p in packets), max(p.at_ms for p in packets)
    kind = "k" if packets[0].key else "c"
    name = f"{number:010d}-{max(0, first_ms)}-{max(0, last_ms)}-{kind}.seg"
    body = _Body(head.codec, head.extradata, head.size, [(p.at_ms, p.key, p.data) for p in packets])
    data = seal.close(msgspec.msgpack.encode(body), _belongs(camera, name))
    path = folder / name
    draft = folder / (name + ".part")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return Segment(path, number, first_ms, last_ms, packets[0].key, len(data))


def read(key: bytes, camera: str, path: Path) -> list[Packet]:
    """The packets of one segment.

    Raises:
        Corrupt: the file does not open with this key, for this camera and name.
        OSError: it cannot be read; it may have expired meanwhile.
    """
    plain = opened(key, path.read_bytes(), _belongs(camera, path.name))
    try:
        body = msgspec.msgpack.decode(plain, type=_Body)
    except msgspec.MsgspecError as error:
        raise Corrupt(f"{path.name}: not a segment of packets ({error})") from error
    head = StreamHead(body.codec, body.extradata, body.size)
    return [Packet(head, at_ms, is_key, data) for at_ms, is_key, data in body.packets]


def packets_of(key: bytes, camera: str, paths: Iterable[Path], lost: list[str]) -> Iterator[Packet]:
    """Packets of segments in order; what cannot be read is passed over and its words go to `lost`.

    After a gap, and at the start, packets are left out until the next key picture.
    """
    whole = False
    for path in paths:
        try:
            packets = read(key, camera, path)
        except (Corrupt, OSError) as fault:
            lost.append(str(fault))
            whole = False
            continue
        for packet in packets:
            whole = whole or packet.key
            if whole:
                yield packet


def _belongs(camera: str, name: str) -> str:
    return f"{camera}/{name}"
