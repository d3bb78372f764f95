"""A whole center on real sockets whose every message is spoken raw: what comes back, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import zmq

from backend.center.core import Core
from backend.center.place import Place
from backend.clock import SystemClock
from backend.domain.quota import Quota
from backend.net.curve import Socket, dial_curve, prepare
from backend.net.keyring import Keyring
from backend.net.keys import KeyPair, new_pair, parse_grant
from backend.net.sockets import Listener, wait_any
from backend.net.users import Users
from backend.serve.loop import Loop
from backend.wire.codec import decode, encode
from backend.wire.messages import Bye, Envelope, Message
from tests.fakes.center_store import MemoryStore
from tests.fakes.domain_cast import CALENDARS, DEPARTMENTS, table
from tests.fakes.waiting import until

SERVER = new_pair()


class Stage:
    """One center, its loop turned by hand. `quota` and the key file are as given; nobody is in at first."""

    def __init__(self, folder: Path, quota: Quota | None = None, center: str = "lc") -> None:
        self.folder = folder
        self.ring, self.users = Keyring(folder), Users(folder)
        self.store = MemoryStore()
        clock = SystemClock()
        self.listener = Listener(
            "tcp://127.0.0.1:*", SERVER, self.ring, users=self.users, quota=quota, clock=clock
        )
        place = Place(
            center, "community", clock.now_ms(), table(), CALENDARS, "bc", departments=DEPARTMENTS,
            feed_endpoint=self.listener.feed_endpoint,
        )  # fmt: skip
        self.core = Core(place, self.store)
        self.loop = Loop(self.core, self.store, self.listener, None, clock)
        self.context: zmq.Context[Socket] = zmq.Context()
        self.dialled: list[Socket] = []
        self.loop.turn()

    def let_in(self, grant: str, *, sign_in: bool = False) -> KeyPair:
        """A fresh key, authorised."""
        pair = new_pair()
        self.ring.authorise(pair.public, parse_grant(grant, sign_in=sign_in))
        return pair

    def dial(self, pair: KeyPair | None, kind: int = zmq.DEALER, *, reads: int = 1000) -> Socket:
        """A socket that obeys no rule of ours; `reads`: messages it takes before it stops reading."""
        socket = self.context.socket(kind)
        self.dialled.append(socket)
        prepare(socket, 1_000)
        socket.setsockopt(zmq.RCVHWM, reads)
        if pair is not None:
            dial_curve(socket, pair, SERVER.public)
        socket.connect(self.listener.endpoint if kind == zmq.DEALER else self.listener.feed_endpoint)
        return socket

    def turn(self) -> bool:
        """Let the center hear and speak once."""
        wait_any([self.listener], min(0.02, self.listener.due_s()))
        self.loop.turn()
        return True

    def ask(self, socket: Socket, raw: bytes | Message, src: str = "", *, seq: int = 0) -> Envelope:
        """Send one message and wait for the next answer."""
        self.send(socket, raw, src, seq=seq)
        return self.answer(socket)

    def send(self, socket: Socket, raw: bytes | Message, src: str = "", *, seq: int = 0) -> None:
        """Send one message."""
        sent = raw if isinstance(raw, bytes) else encode(Envelope(1, src, 1, 1, seq, 0, raw))
        socket.send(sent, zmq.NOBLOCK)

    def answer(self, socket: Socket) -> Envelope:
        """The next answer."""
        until(lambda: socket.poll(0) or (self.turn() and socket.poll(0)), saying="an answer")
        return decode(socket.recv_multipart()[-1])

    def bye(self, socket: Socket) -> str:
        """The code of the BYE that is to come; what comes before it is passed over."""
        while True:
            body = self.answer(socket).body
            if isinstance(body, Bye):
                return body.code

    def cut_off(self, socket: Socket) -> bool:
        """Watch a socket until the center has cut its connection."""
        monitor = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        try:
            until(lambda: self.turn() and monitor.poll(0), saying="being cut off")
        finally:
            socket.disable_monitor()
            monitor.close(0)
        return True

    def outcomes(self) -> list[tuple[str, str, str]]:
        """(actor, act, outcome) of every line of the journal."""
        return [(e.actor, e.act, e.outcome) for e in self.store.journal(0, 10_000)]

    def journalled(self, code: str) -> bool:
        """Wait for a line with this outcome."""
        until(lambda: self.turn() and code in [o for _, _, o in self.outcomes()], saying=f"a line {code}")
        return True

    def state(self) -> dict[str, object]:
        """Everything on disk but the journal and the results of commands, a refused one's included."""
        tables = vars(self.store.tables).items()
        return {name: dict(rows) for name, rows in tables if name not in {"journal", "results"}}

    def close(self) -> None:
        """Close every socket."""
        self.context.destroy(0)
        self.listener.close()


@contextmanager
def staged(folder: Path, quota: Quota | None = None) -> Iterator[Stage]:
    """A stage that is closed afterwards."""
    with closing(Stage(folder, quota)) as stage:
        yield stage
