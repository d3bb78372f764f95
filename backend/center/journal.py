"""The audit journal: who did what, chained by hashes so that no line can be changed or taken out unseen.

Each ticket event is covered too: its line carries the digest of the bytes that are stored. Whoever can
write the file could rebuild the whole chain; the copies of the logs at the neighbours are what tells
then. Source: design 3-federation.md, rule 9 and invariant I12.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from json.encoder import encode_basestring_ascii

from backend.center.ports import JournalEntry

GENESIS = "0" * 64
"""What stands in place of a hash before the first line."""

EVENTS = "events"
"""The act of a line that covers new lines of a ticket's log; its detail is `rev:digest rev:digest …`."""

WORDS_MAX = 500
"""Longer words of a refusal are cut: they may repeat what a stranger sent."""


def digest(body: bytes) -> str:
    """Hex SHA-256 of stored bytes."""
    return hashlib.sha256(body).hexdigest()


def hash_of(previous: str, n: int, fields: tuple[int | str, ...]) -> str:
    """The hash of a line: over the previous hash, its number, and its fields in order, as a JSON array.

    The bytes are those of `json.dumps` in ASCII without spaces.
    """
    items = (previous, n, *fields)
    line = ",".join([encode_basestring_ascii(i) if isinstance(i, str) else f"{i}" for i in items])
    return digest(f"[{line}]".encode("ascii"))


def next_entry(
    n: int, previous: str, at_ms: int, *, actor: str, act: str, subject: str, outcome: str, detail: str
) -> JournalEntry:
    """The line after line `n`, whose hash is `previous`."""
    if act != EVENTS:
        detail = detail[:WORDS_MAX]
    actor, act, subject, outcome = actor[:128], act[:64], subject[:200], outcome[:64]
    made = hash_of(previous, n + 1, (at_ms, actor, act, subject, outcome, detail))
    return JournalEntry(n + 1, at_ms, actor, act, subject, outcome, detail, made)


class Walk:
    """A check of the whole journal, line by line from the first, and then of the events it covers."""

    def __init__(self) -> None:
        self.n = 0
        self.head = GENESIS
        self._covered: dict[tuple[str, int], str] = {}

    def line(self, e: JournalEntry) -> Iterator[str]:
        """Take the next line; says what is wrong with it."""
        if e.n != self.n + 1:
            yield f"line {e.n} follows line {self.n}"
        fields = (e.at_ms, e.actor, e.act, e.subject, e.outcome, e.detail)
        if e.hash != hash_of(self.head, e.n, fields):
            yield f"line {e.n} does not match its hash"
        self.n, self.head = e.n, e.hash
        if e.act == EVENTS:
            for item in e.detail.split():
                rev, _, value = item.partition(":")
                if rev.isdecimal():
                    self._covered[e.subject, int(rev)] = value

    def event(self, ticket: str, rev: int, body: bytes) -> Iterator[str]:
        """Compare a stored event with what the journal holds of it; after all lines."""
        expected = self._covered.pop((ticket, rev), None)
        if expected is None:
            yield f"event {rev} of {ticket} is in no line of the journal"
        elif expected != digest(body):
            yield f"event {rev} of {ticket} is not what the journal covers"

    def gone(self) -> Iterator[str]:
        """Events that the journal covers and nobody showed; after all events."""
        for ticket, rev in self._covered:
            yield f"event {rev} of {ticket} is gone"
