"""Bytes in, messages out: what hypothesis and atheris feed to the codec and to a whole core.

Everything is drawn from the bytes themselves, so that an input that broke something is its own record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import msgspec

from backend.center import journal
from backend.center.core import Core
from backend.center.place import Place
from backend.center.ports import AppendEvents, Caller, Moment, Write
from backend.domain.access import MESSAGES, ROLES
from backend.domain.evidence import EvidenceRef
from backend.domain.roles import Role
from backend.domain.ticket import replay
from backend.wire.codec import Malformed, decode, encode
from backend.wire.messages import Bye, Command, Envelope, Message
from tests.fakes.center_store import MemoryStore, _apply
from tests.fakes.domain_cast import CALENDARS, DEPARTMENTS, PEOPLE, T0, table
from tests.fakes.net_messages import ENVELOPES

SEEDS: Final = tuple(encode(envelope) for envelope in ENVELOPES.values())
"""Golden bytes of every kind of message."""

Item = TypeVar("Item")

_VERBS: Final = (*ROLES, "nonsense", "")
_ARGS: Final = (
    "title", "place", "category", "urgency", "reporter", "description", "lead", "assists", "reason", "note",
    "to", "into", "ok", "satisfied", "rating", "officer", "officers", "minutes", "days", "review_ms",
    "condition", "clause", "ruling", "request", "department", "origin", "camera", "rule", "kind", "priority",
    "at_ms", "question", "finding", "flag", "key", "source", "focus", "link", "field.wish", "child",
)  # fmt: skip
_VALUES: Final = (
    "", "t", "cg", "yj", "yes", "no", "normal", "emergency", "city.waste", "lc/1/1", "lc/1/2", "Li", "bc",
    "tl", "1", "5", "-1", "99999999999999999999", str(T0), "uphold", "reject", "joint", "high", "cam-1",
    "gate", "\ud7ff\x00", "…" * 50, "x" * 4_001,
)  # fmt: skip


class Choices:
    """Draws from bytes; when they are used up, always the first of everything."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0

    @property
    def left(self) -> int:
        """Bytes not used yet."""
        return len(self._raw) - self._at

    def number(self, below: int) -> int:
        """A number from 0."""
        size = 1 if below <= 256 else 2
        piece = self._raw[self._at : self._at + size]
        self._at += size
        return int.from_bytes(piece, "big") % below

    def one_of(self, items: Sequence[Item]) -> Item:
        """One of these."""
        return items[self.number(len(items))]

    def bytes(self, at_most: int) -> bytes:
        """Some raw bytes."""
        size = self.number(at_most + 1)
        piece = self._raw[self._at : self._at + size]
        self._at += size
        return piece


def mutated(pick: Choices) -> bytes:
    """A golden message with a few bytes changed, dropped or put in."""
    raw = bytearray(pick.one_of(SEEDS))
    for _ in range(pick.number(4)):
        place = pick.number(len(raw))
        how = pick.number(3)
        if how == 0:
            raw[place] = pick.number(256)
        elif how == 1 and len(raw) > 1:
            del raw[place]
        else:
            raw[place:place] = pick.bytes(9)
    return bytes(raw)


def try_codec(raw: bytes) -> bool:
    """Whether bytes are a message; then it must come back the same. Anything but Malformed is a crash."""
    try:
        found = decode(raw)
    except Malformed as fault:
        code = fault.code
    else:
        again = encode(found)
        assert encode(decode(again)) == again
        return True
    assert code in {"oversized", "version", "unknown_kind", "malformed"}
    return False


def people() -> dict[str, Caller]:
    """One principal of every sort: the cast, officers of a grid, machines, neighbours, a desk, a stranger."""
    cast = {
        name: Caller("operator", name, frozenset({role}), unit)
        for name, (role, unit) in PEOPLE.items()
        if name != "center"
    }
    others = (
        Caller("analyst", "cam-node", frozenset({Role.ANALYST})),
        Caller("center", "bc", frozenset({Role.CENTER})),
        Caller("center", "lc-1", frozenset({Role.CENTER})),
        Caller("operator", "ge", frozenset({Role.GRID_OFFICER}), grid="g1"),
        Caller("operator", "desk", frozenset({Role.INTAKE}), sign_in=True),
        Caller("stranger", "x"),
    )
    return {**cast, **{one.name: one for one in others}}


class QuickStore(MemoryStore):
    """The same without the copy that makes a failed commit harmless: none fails here."""

    def commit(self, writes: Sequence[Write]) -> None:
        """Apply every write in place."""
        for write in sorted(writes, key=lambda w: isinstance(w, AppendEvents)):
            _apply(self.tables, write)
        self.commits += 1


class Arena:
    """One center that takes whatever comes. `check` looks at everything that must always hold."""

    def __init__(self) -> None:
        self.store = QuickStore()
        place = Place("lc", "community", T0, table(), CALENDARS, "bc", departments=DEPARTMENTS)
        self.core = Core(place, self.store)
        self.people = people()
        self.names = tuple(self.people)
        self.ms = T0
        self.refused = self.taken = 0
        self._journal: tuple[int, str] = (0, journal.GENESIS)
        self._turn(lambda _now: ())
        for name in ("lc-1",):
            hello = msgspec.structs.replace(ENVELOPES["Hello"].body, node=name)
            self.say(self.people[name], Envelope(1, name, 1, 1, 0, 0, hello))

    def feed(self, raw: bytes) -> None:
        """Everything that one input says: messages of several principals, and time."""
        pick = Choices(raw)
        while pick.left > 0:
            caller = self.people[pick.one_of(self.names)]
            how = pick.number(4)
            if how == 3:
                self.ms += pick.number(60_000)
                self._turn(lambda _now: ())
                continue
            if how == 0:
                self._said(caller, mutated(pick), pick)
            elif how == 1:
                self.say(caller, _plain(caller, pick))
            else:
                self.say(caller, Envelope(1, caller.name, 1, 1, 0, 0, _command(pick)))

    def _said(self, caller: Caller, raw: bytes, pick: Choices) -> None:
        """What the links do: bytes to message, in the name of the key or not."""
        try:
            envelope = decode(raw)
        except Malformed as fault:
            code, words = fault.code, fault.words
            self._turn(lambda now: self.core.fault(b"r", caller.name, code, words, now))
            return
        if pick.number(4):
            envelope = msgspec.structs.replace(envelope, src=caller.name)
        self.say(caller, envelope)

    def say(self, caller: Caller, envelope: Envelope) -> None:
        """One message of one principal, in a batch of its own."""
        before = len(self.store.tables.logs) if caller.kind == "stranger" else -1
        sent = self._turn(lambda now: self.core.handle(caller.name.encode(), caller, envelope, now))
        refused = any(isinstance(send.envelope.body, Bye) for send in sent)
        allowed = (
            type(envelope.body).__name__ in MESSAGES.get(caller.kind, ()) and envelope.src == caller.name
        )
        assert allowed or refused, f"{type(envelope.body).__name__} of {caller.name} was not refused"
        assert before in {-1, len(self.store.tables.logs)}
        self.refused += refused
        self.taken += not refused

    def _turn(self, first: Callable[[Moment], Sequence]) -> list:  # type: ignore[type-arg]  # Sends of the core
        now = Moment(self.ms, self.ms - T0 + 1_000)
        sends = [*first(now), *self.core.tick(now)]
        if writes := self.core.take():
            self.store.commit(writes)
        for out in (*sends, *self.core.flush(now)):
            envelope = getattr(out, "envelope", None)
            if envelope is not None:
                encode(envelope)
        return sends

    def check(self) -> None:
        """Logs replay and belong to their ids; rows say what logs say; the journal is one chain."""
        tables = self.store.tables
        for name, events in tables.logs.items():
            ticket = replay(events)
            assert ticket.id == name
            assert tables.tickets[name].rev == ticket.rev
        walk = journal.Walk()
        faults = [fault for n in sorted(tables.journal) for fault in walk.line(tables.journal[n])]
        assert faults == []


def _plain(caller: Caller, pick: Choices) -> Envelope:
    """A golden message as it is, in the caller's name."""
    envelope = pick.one_of(tuple(ENVELOPES.values()))
    body: Message = envelope.body
    return msgspec.structs.replace(
        envelope, src=caller.name, body=body, seq=pick.number(4), ack=pick.number(4)
    )


def _command(pick: Choices) -> Command:
    """Any act on anything."""
    args = {pick.one_of(_ARGS): pick.one_of(_VALUES) for _ in range(pick.number(6))}
    shown = tuple(
        EvidenceRef("ab" * 32, "image/jpeg", masked=pick.number(2) == 0, size_bytes=1, phase="after")
        for _ in range(pick.number(3))
    )
    target = pick.one_of(("", "lc/1/1", "lc/1/2", "lc/1/3", "lc/1/9", "bc/1/1", "nonsense"))
    rev = pick.one_of((-1, -1, 1, 2, 7))
    return Command(f"c{pick.number(60_000)}", pick.one_of(_VERBS), target, args, shown, rev)
