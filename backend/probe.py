"""Looks at what a center needs: database, keys, clock, ports, calendars. `onegrid doctor` runs it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from backend.calendars import load_calendars
from backend.clock import SystemClock
from backend.net.keyring import Keyring
from backend.net.keys import new_pair
from backend.net.sockets import Listener
from backend.store.database import describe
from resources.finding import look, report
from resources.words import _

OLDEST_SANE_MS = 1_760_000_000_000  # October 2025: a clock behind this was never set


def _keys() -> str:
    pair = new_pair()
    return f"CURVE, {len(pair.public)} characters"


def _clock() -> str:
    now_ms = SystemClock().now_ms()
    if now_ms < OLDEST_SANE_MS:
        raise ValueError(f"{now_ms} ms")
    return f"{now_ms} ms UTC"


def _port() -> str:
    with tempfile.TemporaryDirectory() as folder:
        listener = Listener("tcp://127.0.0.1:0", new_pair(), Keyring(Path(folder)))
        try:
            return listener.endpoint
        finally:
            listener.close()


def main() -> None:
    """Print the findings as JSON."""
    report(
        [
            look("database", _("install the locked packages again: ./dev setup"), describe),
            look("keys", _("this libzmq has no CURVE: install the locked packages"), _keys),
            look("clock", _("set the clock of this machine (NTP)"), _clock),
            look("ports", _("let this program listen on 127.0.0.1"), _port),
            look("calendars", _("install the locked packages again"), lambda: ", ".join(load_calendars())),
        ]
    )


if __name__ == "__main__":
    main()
