"""`./dev bench access`: what taking one key away costs a center with 500 consoles, and what a password costs.

Every console is a CURVE connection of its own key that watches one topic. One key is revoked: how long until
its feed and its link are cut, how long a turn of the center took meanwhile, and whether anybody else was cut.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import zmq

from backend.net import passwords
from backend.net.keyring import Keyring
from backend.net.keys import new_pair, parse_grant
from backend.wire.messages import Hello, Welcome
from tests.fakes.access_stage import Stage

CONSOLES = 500


def grant_all(folder: Path, consoles: int) -> list[tuple[str, str]]:
    """Keys for all consoles in one file, written once."""
    pairs = [new_pair() for _ in range(consoles)]
    ring = Keyring(folder)
    held = {pair.public: parse_grant(f"operator:c{n}:viewer") for n, pair in enumerate(pairs)}
    ring._write(held)  # noqa: SLF001 - one write for all, for the bench only
    return [(pair.public, pair.secret) for pair in pairs]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="50 consoles")
    parser.add_argument("--json", type=Path, help="write the figures here")
    asked = parser.parse_args()
    consoles = 50 if asked.quick else CONSOLES
    with tempfile.TemporaryDirectory() as name:
        rows = measure(Path(name), consoles)
    for row in rows:
        print(f"{row['name']}: {row['ours']} (bar {row['bar']})")
    if asked.json:
        asked.json.write_text(json.dumps({"rows": rows}, indent=1) + "\n", "utf-8")
    sys.exit(not all(row["met"] for row in rows))


def measure(folder: Path, consoles: int) -> list[dict[str, object]]:
    """Connect everybody, revoke one, watch."""
    from backend.net.keys import KeyPair  # noqa: PLC0415 - beside its only use

    keys = [KeyPair(*pair) for pair in grant_all(folder, consoles)]
    stage = Stage(folder)
    stage.context.set(zmq.MAX_SOCKETS, 4 * consoles + 64)
    feeds = [stage.dial(pair, zmq.SUB) for pair in keys]
    link = stage.dial(keys[0])
    assert isinstance(stage.ask(link, Hello(1, 1, "")).body, Welcome)
    for feed in feeds:
        feed.setsockopt(zmq.SUBSCRIBE, b"center")
    guard = stage.listener._guard  # noqa: SLF001 - counts connections
    watched: list[int] = []
    began_s = time.monotonic()
    while sum(bool(one.topics) for one in guard.feeds) < consoles:
        stage.turn()
        assert time.monotonic() - began_s < 120, "not everybody got in"
    watched.append(len(guard.feeds))
    Keyring(folder).revoke(keys[0].public)
    began_s, turns = time.monotonic(), []
    while len(guard.feeds) == consoles or len(guard.routers):
        turn_s = time.monotonic()
        stage.loop.turn()
        turns.append(time.monotonic() - turn_s)
        time.sleep(0.002)
        assert time.monotonic() - began_s < 10
    gone_s = time.monotonic() - began_s
    left = len(guard.feeds)
    stage.close()
    hash_s = []
    stored = passwords.hashed("a short sentence")
    for _ in range(5):
        turn_s = time.monotonic()
        assert passwords.fits(stored, "a short sentence")
        hash_s.append(time.monotonic() - turn_s)
    return [
        row(f"revoke.until_cut_s ({consoles} consoles)", round(gone_s, 3), "<= 1.0", met=gone_s <= 1.0),
        row("revoke.longest_turn_ms", round(max(turns) * 1000, 1), "<= 50", met=max(turns) <= 0.05),
        row("revoke.others_cut", consoles - 1 - left, "0", met=left == consoles - 1),
        row("password.check_ms", round(statistics.median(hash_s) * 1000), ">= 20", met=min(hash_s) >= 0.02),
    ]


def row(name: str, ours: float, bar: str, *, met: bool) -> dict[str, object]:
    """One line of --json."""
    return {"name": name, "ours": ours, "peer": None, "ratio": None, "bar": bar, "met": met}


if __name__ == "__main__":
    main()
