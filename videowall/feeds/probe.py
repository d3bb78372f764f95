"""Why a stream cannot be opened, or what is in it: one step after the other, each with a code of its own.

A hostile stream may kill the codec, so this runs in a process of its own (`videowall.probing`). Addresses
hold logins here: nothing that is returned repeats them.
"""

from __future__ import annotations

import math
import socket
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import av
import av.error

from videowall.feeds.decoding import CAMERA_OPTIONS, FILE_OPTIONS, MAX_PIXELS, check_size
from videowall.feeds.errors import SourceRefused
from videowall.feeds.recorded import file_path

PORTS: Final = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
CONNECT_S: Final = 3.0
MEASURED: Final = 12
"""Pictures looked at to measure the rate, where the stream does not tell it."""


@dataclass(frozen=True, slots=True)
class StreamFound:
    """What a probe came to. `code` is empty when a picture was decoded; else why not, in words too."""

    code: str = ""
    words: str = ""
    codec: str = ""
    width: int = 0
    height: int = 0
    fps: float = 0.0


class _Failed(Exception):  # noqa: N818 (a finding)
    """A step did not succeed."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.found = StreamFound(code, words)


def probe_stream(
    url: str, transport: str = "tcp", *, open_s: float = 5.0, keyframe_s: float = 10.0
) -> StreamFound:
    """Open one stream as far as a decoded picture.

    Args:
        url: address with the login in it, or a file.
        transport: `tcp` or `udp`, for RTSP.
        open_s: patience until the stream is described; libavformat may take twice that.
        keyframe_s: patience for the first picture that can be decoded.
    """
    try:
        live = _reach(url, open_s)
        return _look(url, transport, open_s, keyframe_s, live=live)
    except _Failed as failed:
        return failed.found
    except SourceRefused as fault:
        return StreamFound("no_video", fault.words.partition(": ")[2] or "it has no usable picture")


def _reach(url: str, open_s: float) -> bool:
    """Whether it is a stream over the network; its name resolves and its port answers then."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as fault:
        raise _Failed("bad_url", "the address cannot be read") from fault
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        if len(scheme) > 1 and scheme != "file":
            raise _Failed("bad_url", f"addresses of the kind {scheme[:20]} cannot be probed")
        if not file_path(url).is_file():
            raise _Failed("no_path", "there is no such file")
        return False
    if not host:
        raise _Failed("bad_url", "the address names no host")
    _connect(host, port or PORTS[scheme], min(CONNECT_S, open_s))
    return True


def _connect(host: str, port: int, patience_s: float) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise _Failed("name_not_found", "the name of the host is not known") from fault
    try:
        socket.create_connection((str(found[0][4][0]), port), patience_s).close()
    except ConnectionRefusedError as fault:
        raise _Failed("refused", f"nothing listens at port {port}") from fault
    except TimeoutError as fault:
        raise _Failed("timeout", f"the host does not answer at port {port}") from fault
    except OSError as fault:
        raise _Failed("unreachable", f"the host cannot be reached ({fault.strerror})") from fault


def _look(url: str, transport: str, open_s: float, keyframe_s: float, *, live: bool) -> StreamFound:
    options = {**CAMERA_OPTIONS, "rtsp_transport": transport} if live else dict(FILE_OPTIONS)
    address = url if live else f"file:{file_path(url)}"
    begun_s = time.monotonic()
    try:
        container: Any = av.open(
            address, options=options, metadata_errors="ignore", timeout=(open_s, open_s) if live else None
        )
    except (av.error.FFmpegError, OSError, ValueError) as fault:
        if live and time.monotonic() - begun_s >= open_s:
            # libavformat calls a broken-off conversation invalid data.
            raise _Failed("timeout", "the camera does not answer in time") from fault
        raise _judged(fault) from fault
    try:
        return _first_picture(container, keyframe_s)
    finally:
        container.close()


_MEANINGS: Final[tuple[tuple[tuple[type[BaseException], ...], str, str], ...]] = (
    (
        (av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError),
        "wrong_login",
        "the camera does not accept this name and password",
    ),
    ((av.error.HTTPNotFoundError,), "no_path", "the camera has no stream of that path"),
    (
        (av.error.TimeoutError, av.error.ExitError, TimeoutError),
        "timeout",
        "the camera does not answer in time",
    ),
    (
        (av.error.ConnectionRefusedError, ConnectionRefusedError),
        "refused",
        "the camera refused the connection",
    ),
    ((av.error.DecoderNotFoundError,), "codec", "its video codec is not known here"),
    (
        (av.error.InvalidDataError, av.error.EOFError, av.error.ProtocolNotFoundError),
        "no_video",
        "what comes is no video that can be read",
    ),
)


def _judged(fault: Exception) -> _Failed:
    """What a failed opening means; words of libraries may repeat the address, so they are not passed on."""
    for kinds, code, words in _MEANINGS:
        if isinstance(fault, kinds):
            return _Failed(code, words)
    return _Failed("other", f"it cannot be opened ({type(fault).__name__})")


def _first_picture(container: Any, keyframe_s: float) -> StreamFound:
    streams = container.streams.video
    if not streams:
        raise _Failed("no_video", "there is no video in it")
    stream = streams[0]
    context = stream.codec_context
    if context is None:
        raise _Failed("codec", "its video codec is not known here")
    context.thread_count = 1
    context.options = {"max_pixels": str(MAX_PIXELS)}
    if context.width and context.height:
        check_size(context.width, context.height, "stream")
    told = stream.average_rate or stream.guessed_rate
    stamps = _pictures(container, stream, keyframe_s)
    check_size(context.width, context.height, "stream")
    rate = float(told) if told and 0.2 <= float(told) <= 240 else _measured(stamps)
    return StreamFound("", "", context.name, context.width, context.height, round(rate, 2))


def _pictures(container: Any, stream: Any, keyframe_s: float) -> list[float]:
    """Times of the first pictures; at least one."""
    until_s = time.monotonic() + keyframe_s
    stamps: list[float] = []
    packets, keys = 0, 0
    try:
        for packet in container.demux(stream):
            packets += 1
            keys += bool(packet.is_keyframe)
            try:
                decoded = packet.decode()
            except av.error.InvalidDataError:
                decoded = []
            stamps += [frame.time if frame.time is not None else math.nan for frame in decoded]
            late = time.monotonic() > until_s
            if len(stamps) >= MEASURED or (stamps and late):
                return stamps
            if late:
                break
    except (av.error.FFmpegError, OSError, ValueError) as fault:
        if not stamps:
            raise _judged(fault) from fault
    if stamps:
        return stamps
    if not packets:
        raise _Failed("timeout", "the camera describes a stream and then sends nothing")
    if keys:
        raise _Failed("codec", f"{packets} packets came and no picture could be decoded")
    raise _Failed("no_keyframe", f"no key picture came within {keyframe_s:g} s, nor in {packets} packets")


def _measured(stamps: list[float]) -> float:
    good = [stamp for stamp in stamps if math.isfinite(stamp)]
    spread_s = good[-1] - good[0] if len(good) > 1 else 0.0
    rate = (len(good) - 1) / spread_s if spread_s > 0 else 0.0
    return rate if 0.2 <= rate <= 240 else 0.0
