"""A decoding child: takes streams on and off as it is told, until the analyst at the other end is gone.

A codec may crash on what a camera sends. Then this process dies, and the analyst starts its streams anew.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from multiprocessing.connection import Connection

import psutil
import structlog

from resources.logs import log_to_stderr
from videowall.node.job import Leave, News, StreamJob

NICE = 5
"""How far decoding steps back behind the analyst; clips step back further."""


def decode(channel: Connection, bell: socket.socket) -> None:
    """Serve the analyst until its end of the channel closes. First function of the spawned process."""
    from backend.clock import SystemClock  # noqa: PLC0415 - loaded in the child only, as the codecs are
    from videowall.evidence.spec import Rings  # noqa: PLC0415
    from videowall.feeds.reader import open_source  # noqa: PLC0415 - av belongs to the child
    from videowall.feeds.source import FrameSource, SourceSpec, Wanted  # noqa: PLC0415
    from videowall.node.belt import attach_belt  # noqa: PLC0415
    from videowall.node.stream import Stream  # noqa: PLC0415

    _step_back()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl C is for the analyst, which then closes the channel
    bell.settimeout(0)
    clock = SystemClock()
    telling = threading.Lock()

    def ring() -> None:
        try:
            bell.send(b"\1")
        except OSError:
            return  # full: it has bells to answer already; closed: the main thread sees it, too

    def tell(news: News) -> None:
        rings.flush(news.camera)  # when a stream ends, nothing more comes for a while
        with telling:
            try:
                channel.send(news)
            except OSError:
                return  # the analyst is gone; the main thread ends this process

    def opener(spec: SourceSpec, *, camera: str, wanted: Wanted) -> FrameSource:
        return open_source(spec, camera=camera, now_ms=clock.now_ms, tap=rings.tap(camera), wanted=wanted)

    log_to_stderr()
    log = structlog.get_logger("videowall.node")
    rings = Rings(lambda camera, words: log.warning("recording", camera=camera, words=words))
    streams: dict[str, Stream] = {}
    while True:
        try:
            order = channel.recv()
        except (EOFError, OSError):
            rings.flush()
            os._exit(0)  # threads may sit in a codec for seconds; nothing here needs to be unwound
        if isinstance(order, StreamJob):
            rings.add(order.record, order.camera)
            streams[order.camera] = Stream(order, attach_belt(order.belt), opener, ring, tell)
            streams[order.camera].start()
        elif isinstance(order, Leave):
            streams.pop(order.camera).stop()
            rings.remove(order.camera)


def _step_back() -> None:
    """Let the analyst go first: with one thread for each camera, decoding would take the core from it."""
    process = psutil.Process()
    process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if os.name == "nt" else NICE)
