"""A real RTSP camera made of one H.264 clip: GStreamer's gst-rtsp-server, looped at the clip's true rate.

Runs under the Python that owns Debian's `gi` (usually /usr/bin/python3), so it imports nothing of
onegrid and nothing outside the standard library and gi; console/demo/rtsp.py starts it. Like a camera it
has one picture at a time: every client sees the same moment, and the picture goes on when nobody looks.
The clip is a raw H.264 byte stream with access unit delimiters (NAL type 9), no B frames.

Says one JSON line on stdout when it serves: {"ready": true, "url": …}. Ends on SIGTERM or when stdin closes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstApp, GstRtspServer  # noqa: E402 - versions come first

ACCESS_UNIT = (b"\x00\x00\x00\x01\x09", b"\x00\x00\x01\x09")
LAUNCH = (
    "( appsrc name=clip is-live=true format=time block=false max-bytes=4000000"
    " caps=video/x-h264,stream-format=byte-stream,alignment=au,framerate={num}/{den}"
    " ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=1 )"
)


def access_units(stream: bytes) -> list[bytes]:
    """Cut a byte stream at its access unit delimiters.

    Raises:
        ValueError: there is no delimiter, so pictures cannot be told apart.
    """
    long, short = ACCESS_UNIT
    starts: list[int] = []
    at = stream.find(short)
    while at >= 0:
        starts.append(at - 1 if stream[at - 1 : at + 4] == long else at)
        at = stream.find(short, at + 4)
    if not starts:
        raise ValueError("the clip has no access unit delimiters; encode it with aud=1")
    return [stream[a:b] for a, b in zip(starts, [*starts[1:], len(stream)], strict=True)]


def is_key(unit: bytes) -> bool:
    """True when decoding can start here: a sequence parameter set (NAL 7) comes with the picture."""
    head = unit[:64]
    return b"\x00\x00\x01\x67" in head or b"\x00\x00\x01\x27" in head


class Camera:
    """Where the endless picture is now, and the one pipeline that is being fed, if any."""

    def __init__(self, units: list[bytes], fps: float) -> None:
        self._units = units
        self._fps = fps
        self._started_s = time.monotonic()
        self._next = 0
        self._first = 0
        self._feed: Any = None
        self._waits_for_key = True

    def attach(self, feed: GstApp.AppSrc) -> None:
        """Feed this pipeline from the next key picture on; its time starts at zero."""
        self._feed = feed
        self._waits_for_key = True

    def detach(self) -> None:
        """Nobody watches: the picture goes on unseen."""
        self._feed = None

    def tick(self) -> bool:
        """Push every picture that is due; called a few times per picture. Always goes on."""
        due = int((time.monotonic() - self._started_s) * self._fps)
        while self._next <= due:
            self._push(self._next)
            self._next += 1
        return True

    def _push(self, number: int) -> None:
        unit = self._units[number % len(self._units)]
        if self._feed is None or (self._waits_for_key and not is_key(unit)):
            return
        if self._waits_for_key:
            self._waits_for_key, self._first = False, number
        picture = Gst.Buffer.new_wrapped(unit)
        picture.pts = picture.dts = int((number - self._first) / self._fps * Gst.SECOND)
        picture.duration = int(Gst.SECOND / self._fps)
        if self._feed.push_buffer(picture) != Gst.FlowReturn.OK:
            self._feed = None  # the pipeline is going; the next client makes a new one


def serve(camera: Camera, fps: float, host: str, port: int, mount: str) -> None:
    """Serve until the main loop is stopped by a closed stdin (or the process by a signal)."""
    server = GstRtspServer.RTSPServer()
    server.set_address(host)
    server.set_service(str(port))
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_shared(True)
    factory.set_launch(LAUNCH.format(num=round(fps * 1000), den=1000))

    def configure(_factory: Any, media: Any) -> None:
        camera.attach(media.get_element().get_by_name_recurse_up("clip"))
        media.connect("unprepared", lambda _media: camera.detach())

    factory.connect("media-configure", configure)
    server.get_mount_points().add_factory(mount, factory)
    if not server.attach(None):
        raise OSError(f"port {port} of {host} cannot be had")
    loop = GLib.MainLoop()
    GLib.timeout_add(max(2, int(250 / fps)), camera.tick)
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_HUP | GLib.IO_IN, lambda *_: loop.quit())
    url = f"rtsp://{host}:{server.get_bound_port()}{mount}"
    sys.stdout.write(json.dumps({"ready": True, "url": url}) + "\n")
    sys.stdout.flush()
    loop.run()


def main() -> int:
    """Read the command line and serve; 2 with one line on stderr when the clip cannot be served."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("clip", type=Path, help="raw H.264 byte stream with access unit delimiters")
    parser.add_argument("--fps", type=float, required=True, help="the clip's true rate")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--mount", default="/camera")
    options = parser.parse_args()
    Gst.init(None)
    try:
        units = access_units(options.clip.read_bytes())
        serve(Camera(units, options.fps), options.fps, options.host, options.port, options.mount)
    except (OSError, ValueError) as fault:
        sys.stderr.write(f"cannot serve {options.clip}: {fault}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
