"""Compressed packets beside the pictures: made where a source has none, and decoded again.

A source that is given a tap hands every packet of its video stream to it before decoding it, so that
what the camera sent can be kept without a second connection and without encoding anything. Drawn
scenes have no packets; theirs are made small (`PacketMaker`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import av.codec
import av.error
import numpy as np

from videowall.feeds.decoding import MAX_BAD_PACKETS, MAX_PIXELS, check_size, fitted
from videowall.feeds.errors import SourceRefused
from videowall.feeds.frame import Picture
from videowall.feeds.stamps import Packet, StreamHead

MILLISECOND = Fraction(1, 1000)
MADE_WIDTH_PX = 640
KEY_EVERY_S = 2.0


@dataclass(frozen=True, slots=True)
class Moment:
    """One decoded picture and when it was taken."""

    at_ms: int  # UTC
    image: Picture


def encoder() -> tuple[str, dict[str, str]]:
    """The video encoder to use and its options: H.264 where PyAV has it, else MPEG-4.

    Raises:
        SourceRefused: there is neither.
    """
    for name, options in (
        ("libx264", {"preset": "ultrafast", "tune": "zerolatency", "crf": "26"}),
        ("mpeg4", {"qmin": "4", "qmax": "12"}),
    ):
        try:
            av.codec.Codec(name, "w")
        except av.codec.codec.UnknownCodecError:
            continue
        return name, options
    raise SourceRefused("this installation of PyAV has neither an H.264 nor an MPEG-4 encoder")


def decoded(packets: Iterable[Packet], *, max_width: int = 0) -> Iterator[Moment]:
    """The pictures of packets in their order, each with the time its packet carried; sides are even.

    A packet without its key picture, or a damaged one, is passed over. A stream that changes its head
    (another codec or size) goes on with a new decoder, scaled to the first size.

    Raises:
        SourceRefused: the codec is not known here, the picture is too large, or nothing decodes.
    """
    head: StreamHead | None = None
    context: Any = None
    size: tuple[int, int] | None = None
    bad = 0
    for packet in packets:
        if packet.head != head:
            yield from _pictures(_flushed(context), size)
            head, context = packet.head, _decoder(packet.head)
            size = size or _even(fitted(*head.size, max_width))
        one: Any = av.Packet(packet.data)
        one.pts = one.dts = packet.at_ms
        one.time_base = MILLISECOND
        try:
            frames = context.decode(one)
        except (av.error.FFmpegError, OSError, ValueError) as error:
            bad += 1
            if bad > MAX_BAD_PACKETS:
                raise SourceRefused(f"nothing of the {head.codec} packets can be decoded") from error
            continue
        bad = 0 if frames else bad
        yield from _pictures(frames, size)
    yield from _pictures(_flushed(context), size)


def _decoder(head: StreamHead) -> Any:
    check_size(*head.size, head.codec)
    try:
        context: Any = av.codec.CodecContext.create(head.codec, "r")
    except av.codec.codec.UnknownCodecError as error:
        raise SourceRefused(f"the codec {head.codec} is not known here") from error
    context.width, context.height = head.size
    if head.extradata:
        context.extradata = head.extradata
    context.thread_count = 1
    context.options = {"max_pixels": str(MAX_PIXELS)}
    return context


def _flushed(context: Any) -> list[Any]:
    if context is None:
        return []
    try:
        return list(context.decode(None))
    except (av.error.FFmpegError, OSError, ValueError):
        return []  # the end of a broken stream: what could be shown was shown


def _pictures(frames: Iterable[Any], size: tuple[int, int] | None) -> Iterator[Moment]:
    if size is None:
        return
    for frame in frames:
        check_size(frame.width, frame.height, "a packet")
        if frame.pts is None:
            continue
        image = frame.reformat(width=size[0], height=size[1], format="bgr24").to_ndarray()
        yield Moment(int(frame.pts), image)


def _even(size: tuple[int, int]) -> tuple[int, int]:
    return size[0] // 2 * 2, size[1] // 2 * 2


class PacketMaker:
    """Encodes the pictures of a source that has no packets of its own, at most MADE_WIDTH_PX wide."""

    def __init__(self, size: tuple[int, int], fps: float, tap: Callable[[Packet], None]) -> None:
        self._size = _even(fitted(*size, MADE_WIDTH_PX))
        name, options = encoder()
        context: Any = av.codec.CodecContext.create(name, "w")
        context.width, context.height = self._size
        context.pix_fmt = "yuv420p"
        context.time_base = MILLISECOND
        context.framerate = Fraction(fps).limit_denominator(1001)
        context.thread_count = 1
        context.options = {**options, "g": str(max(1, round(fps * KEY_EVERY_S))), "bf": "0"}
        self._context = context
        self._codec = {"libx264": "h264"}.get(name, name)
        self._tap = tap
        self._last_ms = -1

    def add(self, image: Picture, at_ms: int) -> None:
        """Encode one picture and hand its packet on; a picture not later than the last is left out."""
        if at_ms <= self._last_ms:
            return
        self._last_ms = at_ms
        frame: Any = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
        frame = frame.reformat(width=self._size[0], height=self._size[1], format="yuv420p")
        frame.pts, frame.time_base = at_ms, MILLISECOND
        for packet in self._context.encode(frame):
            head = StreamHead(self._codec, bytes(self._context.extradata or b""), self._size)
            self._tap(Packet(head, int(packet.pts), bool(packet.is_keyframe), bytes(packet)))
