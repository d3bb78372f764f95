"""A display for the demo: the user's own, else Xvfb, else Qt's offscreen platform; always said in words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def has_display() -> bool:
    """Whether windows can be shown to a person here."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def display(size: str = "3840x2160") -> Iterator[str]:
    """Make sure that Qt has a platform; yields words that say which. Xvfb is stopped at the end."""
    if has_display():
        yield "the display of this session"
        return
    program = shutil.which("Xvfb")
    if program is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield "Qt offscreen (no display, and no Xvfb: apt-get install xvfb)"
        return
    server = subprocess.Popen(
        [program, "-displayfd", "1", "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-terminate"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        number = server.stdout.readline().strip() if server.stdout else ""
        if not number:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            yield "Qt offscreen (Xvfb did not start)"
            return
        os.environ["DISPLAY"] = f":{number}"
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        yield f"Xvfb :{number}"
    finally:
        server.terminate()
        server.wait(10)
        if server.stdout:
            server.stdout.close()
