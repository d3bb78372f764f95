"""PyAV behind one door: opening a container safely and turning packets into pictures.

Limits are set before anything is decoded: which demuxers may look at a file (so that a text file is
not "decoded" as a terminal recording, and a playlist cannot name other files), and how large a
picture may be. A codec can still crash on hostile data, which is why `onegrid analyse` and the wall
decode in processes of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import av
import av.error
import av.logging
import numpy as np

from videowall.feeds.counts import Counts, Rendering
from videowall.feeds.errors import SourceLost, SourceRefused
from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2
from videowall.feeds.stamps import Packet, PacketClock, StreamHead, Tap

av.logging.set_level(None)

MAX_SIDE_PX = 8192
MAX_PIXELS = 34_000_000
"""A little above 8K UHD (7680 × 4320)."""
MAX_BAD_PACKETS = 250
"""Undecodable packets in a row after which a source is given up."""

FILE_FORMATS = (
    "avi,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mpegts,mpeg,mpegvideo,h264,hevc,flv,asf,ogg,ivf,m4v,nut,dv"
)
FILE_OPTIONS = {"format_whitelist": FILE_FORMATS, "protocol_whitelist": "file"}
CAMERA_OPTIONS = {
    "rtsp_transport": "tcp",
    "fflags": "nobuffer",
    "max_delay": "500000",
    # FFmpeg's own defaults watch a 7 fps camera for 2 to 4 s before the first picture.
    "analyzeduration": "500000",
    "fpsprobesize": "0",
}


def check_size(width: int, height: int, name: str) -> None:
    """Refuse pictures without area or beyond 8192 pixels a side or 34 megapixels."""
    if width < 16 or height < 16:
        raise SourceRefused(f"{name}: the picture is {width}×{height} pixels, too small to see anything")
    if max(width, height) > MAX_SIDE_PX or width * height > MAX_PIXELS:
        raise SourceRefused(
            f"{name}: the picture is {width}×{height} pixels; the limit is {MAX_SIDE_PX} a side"
        )


def fitted(width: int, height: int, max_width: int) -> tuple[int, int]:
    """The size scaled down to `max_width` (0: never), sides even."""
    if not max_width or width <= max_width:
        return width, height
    return max_width // 2 * 2, max(2, round(height * max_width / width / 2) * 2)


class Decoder:
    """One open container and the decoder of its first video stream.

    Every picture has the same size, that of the container's header scaled to `max_width`.
    """

    def __init__(
        self,
        address: str,
        name: str,
        *,
        live: bool,
        max_width: int,
        timeout_s: tuple[float, float],
        transport: str = "tcp",
    ) -> None:
        self.name = name
        self._live = live
        options = {**CAMERA_OPTIONS, "rtsp_transport": transport} if live else FILE_OPTIONS
        try:
            self._container: Any = av.open(
                address, options=dict(options), metadata_errors="ignore", timeout=timeout_s if live else None
            )
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise self._fault(f"{name}: {_words(error)}") from error
        try:
            self._stream = self._open_stream()
        except BaseException:
            self._container.close()
            raise
        self.size = fitted(self._stream.codec_context.width, self._stream.codec_context.height, max_width)
        self._rendering = Rendering()
        self._tap: Tap | None = None
        self._clock: PacketClock | None = None

    def tap(self, tap: Tap | None, clock: PacketClock) -> None:
        """From now on hand every packet of the stream to `tap` before it is decoded."""
        self._tap, self._clock = tap, clock

    def _fault(self, words: str) -> SourceLost | SourceRefused:
        return SourceLost(words) if self._live else SourceRefused(words)

    def _open_stream(self) -> Any:
        if not self._container.streams.video:
            raise SourceRefused(f"{self.name}: there is no video in it")
        stream = self._container.streams.video[0]
        context = stream.codec_context
        if context is None:
            raise SourceRefused(f"{self.name}: its video codec is not known here")
        check_size(context.width, context.height, self.name)
        context.thread_count = 1
        context.options = {"max_pixels": str(MAX_PIXELS)}
        return stream

    @property
    def rate(self) -> float:
        """Frames per second by the header; 25 when it says nothing believable."""
        claimed = self._stream.average_rate or self._stream.guessed_rate
        rate = float(claimed) if claimed else 0.0
        return rate if math.isfinite(rate) and 0.2 <= rate <= 240 else 25.0

    @property
    def length_s(self) -> float:
        """How long the container says it is, in seconds; 0 when it does not tell."""
        told = self._container.duration
        return max(0.0, told / av.time_base) if told else 0.0

    def frames(self) -> Iterator[tuple[Any, float | None]]:
        """Decoded frames with the container's time in seconds (None where it has none), to the end.

        Undecodable packets are passed over; too many in a row, or an error of the transport, raise.
        """
        bad = 0
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
                self._hand_on(packet)
                decoded = [] if packet is None else packet.decode()
            except av.error.InvalidDataError as error:
                bad += 1
                if bad > MAX_BAD_PACKETS:
                    raise self._fault(f"{self.name}: nothing in it can be decoded") from error
                continue
            except (av.error.FFmpegError, OSError, ValueError) as error:
                raise self._fault(f"{self.name}: {_words(error)}") from error
            if packet is None:
                return
            for frame in decoded:
                bad = 0
                yield frame, frame.time

    def _hand_on(self, packet: Any) -> None:
        if self._tap is None or self._clock is None or packet is None or not packet.size:
            return
        context = self._stream.codec_context
        head = StreamHead(context.name, bytes(context.extradata or b""), (context.width, context.height))
        stamp = packet.dts if packet.pts is None else packet.pts
        stamp_s = None if stamp is None else float(stamp * packet.time_base)
        self._tap(Packet(head, self._clock.date(stamp_s), bool(packet.is_keyframe), bytes(packet)))

    def picture(self, frame: Any) -> Picture:
        """The frame as BGR at `size`."""
        check_size(frame.width, frame.height, self.name)
        counts = self.counts(frame)
        if counts is not None:
            image: Picture = self._rendering.picture(counts)
            return _resized(image, self.size)
        try:
            image = frame.reformat(width=self.size[0], height=self.size[1], format="bgr24").to_ndarray()
        except (av.error.FFmpegError, OSError, ValueError, MemoryError) as error:
            raise self._fault(f"{self.name}: a frame is of no use: {_words(error)}") from error
        return image

    def counts(self, frame: Any) -> Counts | None:
        """The frame's values when it is grey of 16 bits, as thermal cameras record; None otherwise."""
        if frame.format.name not in {"gray16le", "gray16be"}:
            return None
        try:
            found: Counts = frame.reformat(format="gray16le").to_ndarray()
        except (av.error.FFmpegError, OSError, ValueError, MemoryError) as error:
            raise self._fault(f"{self.name}: a frame is of no use: {_words(error)}") from error
        return found

    def rewind(self) -> None:
        """Go back to the first frame; refuses where the container cannot seek."""
        try:
            self._container.seek(0, stream=self._stream, any_frame=False, backward=True)
            self._stream.codec_context.flush_buffers()
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise SourceRefused(
                f"{self.name}: playing it again from its start fails: {_words(error)}"
            ) from error

    def close(self) -> None:
        """Close the container."""
        self._container.close()


def _resized(image: Picture, size: tuple[int, int]) -> Picture:
    if image.shape[1::-1] == size:
        return image
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _words(error: BaseException) -> str:
    if isinstance(error, av.error.FileNotFoundError | FileNotFoundError):
        return "there is no such file"
    if isinstance(error, av.error.InvalidDataError):
        return "this is not a video that can be read"
    if isinstance(error, av.error.ConnectionRefusedError):
        return "nothing answers there"
    if isinstance(error, av.error.ExitError | av.error.TimeoutError):
        return "no answer in time"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"it cannot be decoded ({text.splitlines()[0][:160]})"
