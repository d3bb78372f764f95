"""Every kind of message said in every wrong way to a real center, and what came of it.

Run `python -m tests.golden.access_table` to write the table in docs/design/access.md anew; a test compares.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import msgspec
import zmq

from backend.domain.access import MESSAGES
from backend.net.curve import Socket
from backend.net.keys import new_pair
from backend.wire.codec import SIZE_MAX_BYTES, encode
from backend.wire.messages import (
    Bye,
    Command,
    Envelope,
    Hello,
    Message,
    Ping,
    Result,
    Snap,
    Welcome,
)
from tests.fakes.access_stage import Stage
from tests.fakes.net_messages import ENVELOPES
from tests.fakes.waiting import until

PAGE = Path(__file__).resolve().parents[2] / "docs" / "design" / "access.md"
BEGIN, END = "<!-- table: python -m tests.golden.access_table -->", "<!-- end of the table -->"

KINDS = tuple(kind.__name__ for kind in get_args(Message))
COLUMNS = (
    "no key", "unknown key", "wrong role", "wrong topic", "wrong center id", "replayed", "oversized",
    "malformed",
)  # fmt: skip
GRANTS = {
    "operator": "operator:li:intake+duty_leader",
    "analyst": "analyst:cam-node",
    "center": "center:lc-x",
}
NAMES = {"operator": "li", "analyst": "cam-node", "center": "lc-x"}


@dataclass(frozen=True)
class Cell:
    """What came of one attempt: the code it was refused with, or why there is nothing to refuse."""

    code: str = ""
    why: str = ""
    unchanged: bool = True
    journalled: bool = True

    @property
    def text(self) -> str:
        """As printed: a code, or – with the number of a note."""
        wrong = "" if self.unchanged and (self.journalled or self.why) else " **BROKEN**"
        return (f"`{self.code}`" if self.code else NOTES[self.why]) + wrong


NOTES = {
    "no topic": "–¹",
    "everybody": "–²",
    "no name": "–³",
    "same": "=⁴",
}
"""Marks of the cells in which nothing is refused."""

FEET = """
¹ carries no topic. ² every key may say this. ³ a subscription carries no name: it is judged by its key.
⁴ said twice by a key that may say it: the second time changes nothing on disk. A command gets its first
result again, a durable message is applied once by its sequence, everything else is transient. (Nothing of
another connection can be replayed: CURVE numbers every frame with keys made for that connection.)

Everything on disk before and after was compared, but for the journal and the results of commands, where a
refusal is kept under its `client_id` like every other result.
"""


def body_of(kind: str) -> Message:
    """A sample of a kind."""
    return next(e.body for name, e in ENVELOPES.items() if name.partition(".")[0] == kind)


def speaker(kind: str) -> str:
    """A kind of key that may send this kind of message; an operator where nobody may."""
    return next((who for who in ("operator", "analyst", "center") if kind in MESSAGES[who]), "operator")


def stranger(kind: str) -> str:
    """A kind of key that may not send it; empty when all may."""
    return next((who for who in ("analyst", "operator", "center") if kind not in MESSAGES[who]), "")


class Attempt:
    """One wrong message at a center of its own, whose disk is compared before and after."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.stage = Stage(folder)
        self.kind, self.body = kind, Ping(1) if kind == SUBSCRIBE else body_of(kind)

    def close(self) -> None:
        self.stage.close()

    def greeted(self, who: str, grant: str = "") -> Socket:
        """A link of a key of this kind that has said HELLO."""
        stage = self.stage
        socket = stage.dial(stage.let_in(grant or GRANTS[who]))
        name = (grant or GRANTS[who]).split(":")[1]
        assert isinstance(stage.ask(socket, Hello(1, 1, name), name).body, Welcome)
        return socket

    def judged(self, do: Callable[[], str]) -> Cell:
        """Do it, and see what is on disk and in the journal."""
        before, lines = self.stage.state(), len(self.stage.outcomes())
        code = do()
        told = [outcome for _, _, outcome in self.stage.outcomes()[lines:]]
        return Cell(code, unchanged=self.stage.state() == before, journalled=code in told)

    def refused(self, socket: Socket, raw: bytes | Message, src: str, seq: int = 0) -> Cell:
        """Send one message that must be answered with a refusal."""

        def do() -> str:
            self.stage.send(socket, raw, src, seq=seq)
            while True:
                body = self.stage.answer(socket).body
                if isinstance(body, Bye):
                    return body.code
                if isinstance(body, Result) and not body.ok:
                    return body.code

        return self.judged(do)


def no_key(a: Attempt) -> Cell:
    """Without CURVE nothing gets past the handshake, whatever it is."""

    def do() -> str:
        a.stage.send(a.stage.dial(None), a.body)
        a.stage.journalled("handshake_failed")
        return "handshake_failed"

    return a.judged(do)


def unknown_key(a: Attempt) -> Cell:
    """A key that nobody authorised ends at the ZAP door."""

    def do() -> str:
        a.stage.send(a.stage.dial(new_pair()), a.body)
        a.stage.journalled("unknown_key")
        return "unknown_key"

    return a.judged(do)


def wrong_role(a: Attempt) -> Cell:
    """A known key of the wrong kind; for commands, of the wrong role; for signing in, of a person already."""
    if a.kind == "Command":
        socket = a.greeted("operator", "operator:wu:viewer")
        return a.refused(socket, Command("c1", "report", args={"title": "t"}), "")
    if a.kind in {"SignIn", "SignOut"}:
        return a.refused(a.greeted("operator"), a.body, "")
    who = stranger(a.kind)
    return a.refused(a.greeted(who), a.body, NAMES[who]) if who else Cell(why="everybody")


def wrong_topic(a: Attempt) -> Cell:
    """SNAP of a topic that the key may not watch."""
    if a.kind != "Snap":
        return Cell(why="no topic")
    return a.refused(a.greeted("operator", "operator:zhang:department@cg"), Snap("alarm"), "")


def wrong_center(a: Attempt) -> Cell:
    """The message names another sender than the key does."""
    return a.refused(a.greeted(speaker(a.kind)), a.body, "tl-other")


def replayed(a: Attempt) -> Cell:
    """The same message twice."""
    who = speaker(a.kind)
    socket = a.greeted(who)
    if a.kind not in MESSAGES[who]:
        return a.refused(socket, a.body, NAMES[who])
    body = Command("c1", "report", args={"title": "t"}) if a.kind == "Command" else a.body
    seen = []
    for _ in range(2):
        a.stage.send(socket, body, NAMES[who], seq=1)
        _settle(a.stage, socket, NAMES[who])
        seen.append(a.stage.state())
    return Cell(why="same", unchanged=seen[0] == seen[1])


def _settle(stage: Stage, socket: Socket, name: str) -> None:
    """Let everything that was sent be heard: a PING after it is answered, or refused where the link ended."""
    stage.send(socket, Ping(7), name)
    while True:
        body = stage.answer(socket).body
        if body == Ping(body.sent_ms, 7) if isinstance(body, Ping) else _ended(body):
            return


def _ended(body: Message) -> bool:
    return isinstance(body, Bye) and body.code == "hello_first"


def oversized(a: Attempt) -> Cell:
    """More than a message may have."""
    raw = encode(Envelope(1, "", 1, 1, 0, 0, a.body))
    return a.refused(a.greeted(speaker(a.kind)), raw + b"\xc0" * SIZE_MAX_BYTES, "")


def malformed(a: Attempt) -> Cell:
    """The right kind with a body that is none; kinds without fields come with a number that is none."""
    who = speaker(a.kind)
    empty = not type(a.body).__struct_fields__
    body = [a.kind] if empty else [a.kind, {"no": "body"}, -1, b"x"]
    raw = msgspec.msgpack.encode([1, NAMES[who], 1, 1, -5 if empty else 0, 0, body])
    return a.refused(a.greeted(who), raw, "")


WAYS: dict[str, Callable[[Attempt], Cell]] = dict(
    zip(
        COLUMNS,
        (no_key, unknown_key, wrong_role, wrong_topic, wrong_center, replayed, oversized, malformed),
        strict=True,
    )
)

_FEED: dict[str, tuple[str, bytes]] = {
    "wrong role": ("analyst:cam-node", b"ticket"),
    "wrong topic": ("operator:zhang:department@cg", b"alarm"),
    "replayed": ("operator:li:intake", b"alarm"),
    "oversized": ("operator:li:intake", b"alarm" * 200),
    "malformed": ("operator:li:intake", b"\xff\x00"),
}
SUBSCRIBE = "(subscription)"


def subscribed(a: Attempt, column: str) -> Cell:
    """The same for a subscription to the feed."""
    if column == "wrong center id":
        return Cell(why="no name")
    if column in {"no key", "unknown key"}:
        return WAYS[column](a)
    grant, topic = _FEED[column]
    socket = a.stage.dial(a.stage.let_in(grant), zmq.SUB)
    socket.setsockopt(zmq.SUBSCRIBE, topic)
    if column == "replayed":
        before = a.stage.state()
        until(lambda: a.stage.turn() and socket.poll(0), saying="a heartbeat")
        return Cell(why="same", unchanged=a.stage.state() == before)

    def do() -> str:
        a.stage.journalled("topic_refused")
        return "topic_refused"

    return a.judged(do)


def cell(folder: Path, kind: str, column: str) -> Cell:
    """One cell, at a center of its own."""
    attempt = Attempt(folder, kind)
    try:
        return subscribed(attempt, column) if kind == SUBSCRIBE else WAYS[column](attempt)
    finally:
        attempt.close()


def row(folder: Path, kind: str) -> dict[str, Cell]:
    """All cells of one kind of message."""
    found = {}
    for n, column in enumerate(COLUMNS):
        place = folder / f"{kind}-{n}"
        place.mkdir()
        found[column] = cell(place, kind, column)
    return found


def line(kind: str, cells: dict[str, Cell]) -> str:
    """One row as printed."""
    may = ", ".join(who for who, kinds in MESSAGES.items() if kind in kinds) or "nobody"
    may = "operator" if kind == SUBSCRIBE else may
    return f"| {kind} | {may} | " + " | ".join(found.text for found in cells.values()) + " |"


def table() -> str:
    """The whole table."""
    lines = ["| message | may be sent by | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 2) + "|"]
    with tempfile.TemporaryDirectory() as folder:
        lines += [line(kind, row(Path(folder), kind)) for kind in (*KINDS, SUBSCRIBE)]
    return "\n".join(lines) + "\n" + FEET


def printed() -> dict[str, str]:
    """The rows that the document holds, by kind."""
    text = PAGE.read_text("utf-8")
    rows = text.partition(BEGIN)[2].partition(END)[0].splitlines()
    return {one.split("|")[1].strip(): one for one in rows if one.startswith("| ")}


if __name__ == "__main__":
    page = PAGE.read_text("utf-8")
    head, tail = page.partition(BEGIN)[0], page.partition(END)[2]
    PAGE.write_text(f"{head}{BEGIN}\n\n{table()}\n{END}{tail}", "utf-8")
