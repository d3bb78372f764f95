"""Packets of drawn scenes and hand-made ones, for tests of rings and clips."""

from __future__ import annotations

from videowall.feeds.reader import open_source
from videowall.feeds.source import SourceSpec
from videowall.feeds.stamps import Packet, StreamHead

T0 = 1_700_000_000_000
HEAD = StreamHead("h264", b"", (640, 360))


def packet(at_ms: int, *, key: bool = False, size: int = 100, head: StreamHead = HEAD) -> Packet:
    """A packet of so many bytes that no decoder would like."""
    return Packet(head, T0 + at_ms, key, bytes([at_ms % 251]) * size)


def stream(seconds: float, *, gop_s: float = 1.0, fps: int = 10, size: int = 100) -> list[Packet]:
    """Packets at `fps`, with a key picture every `gop_s`."""
    every = max(1, round(gop_s * fps))
    return [packet(n * 1000 // fps, key=n % every == 0, size=size) for n in range(int(seconds * fps))]


def scene_packets(name: str, seconds: float, fps: float = 8.0) -> list[Packet]:
    """What a drawn scene's camera would send, from T0 on."""
    taken: list[Packet] = []
    now_ms = [T0]
    source = open_source(
        SourceSpec(f"scene:{name}", fps=fps), camera="c1", now_ms=lambda: now_ms[0], tap=taken.append
    )
    for index in range(int(seconds * fps)):
        now_ms[0] = T0 + round(index * 1000 / fps)
        source.read()
    source.close()
    return taken
