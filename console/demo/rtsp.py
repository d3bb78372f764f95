"""Starts the RTSP camera of the demo: a clip, served by GStreamer under the Python that has `gi`."""

from __future__ import annotations

import hashlib
import json
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import IO

from backend.domain.errors import Unavailable
from videowall.feeds.errors import SourceRefused
from videowall.feeds.transcode import to_h264

SCRIPT = Path(__file__).with_name("rtsp_server.py")
PYTHONS = ("/usr/bin/python3", "python3", "python")
"""Debian's own Python first: `gi` is a system package and cannot be installed by pip alone."""
PROBE = (
    "import gi\n"
    "for name in ('Gst', 'GstApp', 'GstRtspServer'): gi.require_version(name, '1.0')\n"
    "from gi.repository import Gst, GstApp, GstRtspServer\n"
    "Gst.init(None)\n"
    "missing = [n for n in ('appsrc', 'h264parse', 'rtph264pay') if not Gst.ElementFactory.find(n)]\n"
    "if missing: raise SystemExit('no GStreamer element ' + ' '.join(missing))\n"
)
PROBE_TIMEOUT_S = 30.0
READY_TIMEOUT_S = 20.0
STOP_TIMEOUT_S = 5.0


class RtspCamera:
    """A running camera. `url` is where it is; `stop` ends it; it also ends with this process."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        self.url = url

    def stop(self) -> None:
        """End the server and wait for it; safe to call twice."""
        if self.process.stdin is not None:
            self.process.stdin.close()  # the server leaves when its stdin closes
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def find_python() -> tuple[str, str]:
    """A Python that can run the server, or an empty string and the reason in words for a person."""
    reasons: list[str] = []
    for name in PYTHONS:
        path = shutil.which(name)
        if path is None:
            continue
        try:
            probe = subprocess.run(
                [path, "-c", PROBE], capture_output=True, text=True, timeout=PROBE_TIMEOUT_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            reasons.append(f"{path}: {fault}")
            continue
        if probe.returncode == 0:
            return path, ""
        lines = probe.stderr.strip().splitlines()
        reasons.append(f"{path}: {lines[-1] if lines else 'failed'}")
    packages = "python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base -good -bad"
    return "", f"no RTSP server here ({'; '.join(reasons) or 'no Python found'}); Debian has it in {packages}"


def clip_as_h264(clip: str, fps: float, cache: Path) -> Path:
    """The clip as H.264 at this rate, made once and kept in `cache`.

    Raises:
        Unavailable: it cannot be read or encoded.
    """
    path = Path(clip)
    state = path.stat() if path.is_file() else None
    facts = f"{path.resolve()}|{state.st_size}|{state.st_mtime_ns}" if state else clip
    key = hashlib.sha256(f"{facts}|{fps:.4f}".encode()).hexdigest()
    target = cache / f"{path.stem.replace(':', '-')}-{key[:16]}.h264"
    if not target.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        try:
            to_h264(clip, target, fps=fps)
        except SourceRefused as refusal:
            raise Unavailable(refusal.words) from refusal
    return target


def start_camera(
    clip: Path | str, fps: float, cache: Path, *, port: int = 0, mount: str = "/camera"
) -> RtspCamera:
    """Serve the clip as a live RTSP camera, looped at `fps`. Transcodes it first when that was not done yet.

    Args:
        clip: a recording, or `scene:NAME`.
        fps: its true rate.
        cache: folder for the H.264 form.
        port: of 127.0.0.1; 0 takes any free one.
        mount: path of the URL.

    Raises:
        Unavailable: GStreamer's RTSP server is not here, or did not come up; the words say what to do.
    """
    python, why_not = find_python()
    if not python:
        raise Unavailable(why_not)
    stream = clip_as_h264(str(clip), fps, cache)
    command = [python, str(SCRIPT), str(stream), "--fps", f"{fps:.4f}", "--port", str(port), "--mount", mount]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    camera = RtspCamera(process, "")
    line = _first_line(process.stdout, READY_TIMEOUT_S)
    try:
        camera.url = json.loads(line)["url"]
    except (ValueError, KeyError, TypeError) as fault:
        camera.stop()
        raise Unavailable(f"the RTSP server did not come up (it said {line!r})") from fault
    return camera


def _first_line(stream: IO[str] | None, timeout_s: float) -> str:
    """The first line, or an empty text when none comes in time; never blocks longer."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    if stream is None:
        return ""
    threading.Thread(target=lambda: lines.put(stream.readline()), daemon=True).start()
    try:
        return lines.get(timeout=timeout_s)
    except queue.Empty:
        return ""
