"""`./dev bench feed [--quick] [--json FILE]`: one center, hundreds of consoles, each on one of 28 topics.

Every console has a CURVE link for its snapshot and a CURVE feed, as a real one has; another process sends
commands at a fixed rate, spread over the 28 towns. Counted: from the moment a center wrote an event to the
moment a console has it (coalescing, 50 ms at most, included), and every number of every topic that a
console missed without noticing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil
import zmq

from backend.clock import SystemClock
from backend.net.curve import dial_curve, prepare, receive
from backend.net.dialer import Dialer
from backend.net.keyring import Keyring
from backend.net.keys import KeyPair, load_keys, new_pair, parse_grant
from backend.profile import load_org
from backend.wire.codec import decode, encode
from backend.wire.messages import (
    PROTOCOL_VERSION,
    Command,
    Envelope,
    Hello,
    Message,
    Snap,
    Snapshot,
    Tail,
    Welcome,
)
from bench.wire import Row, center_and_load
from bench.wire_load import Load, percentile
from tests.fakes.center_process import CenterProcess

COALESCED_MS = 50.0
BAR_MS = 50.0
"""From the center's publishing to the console, p99."""

SETTLE_S = 60.0
Zmq = zmq.Context[zmq.Socket[bytes]]


@dataclass
class Watcher:
    """One console: its link, its feed, what it has of its topic."""

    topic: str
    link: zmq.Socket[bytes]
    feed: zmq.Socket[bytes] | None = None
    seq: int = -1
    behind: int = 0  # gaps it saw
    tickets: set[str] = field(default_factory=set)
    early: list[Tail] = field(default_factory=list)


class Hall:
    """All consoles, in one process, one poller."""

    def __init__(self, endpoint: str, server_key: str, keys: list[KeyPair], towns: list[str]) -> None:
        self._context: Zmq = zmq.Context()
        self._poller = zmq.Poller()
        self._server_key, self._keys = server_key, keys
        self.by_socket: dict[zmq.Socket[bytes], Watcher] = {}
        self.watchers: list[Watcher] = []
        self.latencies_ms: list[float] = []
        self.delivered = 0
        self._clock = SystemClock()
        for number, pair in enumerate(keys):
            link = self._open(zmq.DEALER, pair, endpoint)
            watcher = Watcher(f"ticket/grid/{towns[number % len(towns)]}", link)
            self.watchers.append(watcher)
            self.by_socket[link] = watcher
            self._send(link, Hello(PROTOCOL_VERSION, PROTOCOL_VERSION, ""))

    def _open(self, kind: int, pair: KeyPair, endpoint: str, topic: str = "") -> zmq.Socket[bytes]:
        socket = self._context.socket(kind)
        prepare(socket, 4_000)
        dial_curve(socket, pair, self._server_key)
        if topic:
            socket.setsockopt(zmq.SUBSCRIBE, topic.encode())
        socket.connect(endpoint)
        self._poller.register(socket, zmq.POLLIN)
        return socket

    def _send(self, socket: zmq.Socket[bytes], body: Message) -> None:
        socket.send(encode(Envelope(PROTOCOL_VERSION, "", 0, 0, 0, 0, body)))

    def turn(self, wait_s: float) -> None:
        """Take everything that came, waiting at most `wait_s` for it."""
        for socket, _ in self._poller.poll(int(wait_s * 1000)):
            watcher = self.by_socket[socket]
            while (frames := receive(socket)) is not None:
                self._take(watcher, decode(frames[-1].bytes).body)

    def _take(self, watcher: Watcher, body: Message) -> None:
        if isinstance(body, Welcome):
            pair = self._keys[self.watchers.index(watcher)]
            watcher.feed = self._open(zmq.SUB, pair, body.feed_endpoint, watcher.topic)
            self.by_socket[watcher.feed] = watcher
        elif isinstance(body, Snapshot):
            watcher.tickets.update(record.ticket for record in body.tickets)
            if body.last:
                watcher.seq = body.seq
                early, watcher.early = watcher.early, []
                for tail in early:
                    self._follow(watcher, tail)
        elif isinstance(body, Tail):
            self._follow(watcher, body)

    def _follow(self, watcher: Watcher, tail: Tail) -> None:
        if watcher.seq < 0:
            watcher.early.append(tail)
            return
        if tail.seq > watcher.seq + bool(tail.tickets):
            watcher.behind += 1  # seen: a console takes a new snapshot then
            watcher.seq = -1
            self._send(watcher.link, Snap(watcher.topic))
            return
        watcher.seq = max(watcher.seq, tail.seq)
        now_ms = self._clock.now_ms()
        for record in tail.tickets:
            watcher.tickets.add(record.ticket)
            self.delivered += 1
            self.latencies_ms.append(now_ms - record.events[-1].at_ms)

    def ask(self) -> None:
        """Every console asks for the snapshot of its topic."""
        for watcher in self.watchers:
            self._send(watcher.link, Snap(watcher.topic))

    def close(self) -> None:
        """Hang up."""
        self._context.destroy(linger=0)


def in_town(prefix: str, number: int, towns: list[str]) -> Command:
    """A report from one town after the other."""
    key = f"{prefix}-{number}"
    return Command(key, "report", "", {"title": key, "place": towns[number % len(towns)]})


@dataclass(frozen=True)
class Order:
    """What the other process is to send, and where."""

    endpoint: str
    server_key: str
    key: Path
    per_s: float
    seconds: float
    towns: list[str]


def send_load(order: Order) -> None:
    """The other process: commands at a fixed rate."""
    dialer = Dialer(order.endpoint, order.server_key, load_keys(order.key))
    try:
        Load(dialer).open().at_rate(order.per_s, order.seconds, lambda n: in_town("f", n, order.towns))
    finally:
        dialer.close()


def measure(folder: Path, consoles: int, per_s: float, seconds: float) -> list[Row]:
    """Open the hall, let the load run, count."""
    towns = [unit.id for unit in load_org("sample") if unit.kind == "town"]
    with center_and_load(folder) as (center, _load):
        ring, keys = Keyring(center.data), [new_pair() for _ in range(consoles)]
        for number, pair in enumerate(keys):
            grant = f"operator:c{number}:grid_officer@{towns[number % len(towns)]}"
            ring.authorise(pair.public, parse_grant(grant))
        hall = Hall(center.endpoint, center.public_key, keys, towns)
        try:
            _until(hall, lambda: all(w.feed is not None for w in hall.watchers), "every console is welcome")
            hall.turn(1.0)  # subscriptions come into force
            hall.ask()
            _until(hall, lambda: all(w.seq >= 0 for w in hall.watchers), "every console has its snapshot")
            spent_s = _cpu_s(center)
            key = center.data / "keys" / "intake.json"
            order = Order(center.endpoint, center.public_key, key, per_s, seconds, towns)
            sender = multiprocessing.get_context("spawn").Process(target=send_load, args=(order,))
            sender.start()
            while sender.is_alive():
                hall.turn(0.05)
            quiet_s = time.monotonic() + 3.0
            while time.monotonic() < quiet_s:
                hall.turn(0.05)
            cores = (_cpu_s(center) - spent_s) / seconds
        finally:
            hall.close()
    return _rows(hall, towns, per_s, seconds, cores)


def _cpu_s(center: CenterProcess) -> float:
    times = psutil.Process(center.ps().pid).cpu_times()
    return float(times.user + times.system)


def _rows(hall: Hall, towns: list[str], per_s: float, seconds: float, cores: float) -> list[Row]:
    sent = Counter(towns[n % len(towns)] for n in range(int(per_s * seconds)))
    lost = sum(max(0, sent[w.topic.rpartition("/")[2]] - len(w.tickets)) for w in hall.watchers)
    p99 = percentile(hall.latencies_ms, 0.99)
    name = f"{len(hall.watchers)} CURVE consoles on {len(towns)} topics, {per_s:g} commands/s"
    return [
        Row(f"{name}: event to console p99 ms (coalescing of {COALESCED_MS:g} ms included)", p99, None, None,
            BAR_MS + COALESCED_MS, p99 <= BAR_MS + COALESCED_MS),
        Row(f"{name}: event to console p50 ms", percentile(hall.latencies_ms, 0.5)),
        Row(f"{name}: tickets that a console lacks in the end", lost, None, None, 0, lost == 0),
        Row(f"{name}: gaps that consoles saw and mended", sum(w.behind for w in hall.watchers)),
        Row(f"{name}: tickets delivered per second", round(hall.delivered / seconds)),
        Row(f"{name}: cores of the center", round(cores, 2)),
    ]  # fmt: skip


def _until(hall: Hall, done: object, saying: str) -> None:
    assert callable(done)
    deadline_s = time.monotonic() + SETTLE_S
    while not done():
        if time.monotonic() > deadline_s:
            sys.exit(f"not within {SETTLE_S:g} s: {saying}")
        hall.turn(0.1)


def main() -> int:
    """Print the rows; 0 if every bar is met."""
    parser = argparse.ArgumentParser(prog="./dev bench feed", description=(__doc__ or "").split(":", 1)[1])
    parser.add_argument("--quick", action="store_true", help="100 consoles, 3 seconds")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    consoles, seconds = (100, 3.0) if given.quick else (500, 20.0)
    with tempfile.TemporaryDirectory(prefix="onegrid-feed-") as folder:
        rows = measure(Path(folder), consoles, 1_000.0, seconds)
    text = json.dumps({"rows": [asdict(row) for row in rows]}, ensure_ascii=False, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text, "utf-8")
    return 0 if all(row.met is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
