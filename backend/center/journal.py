"""The audit journal: who did what, chained by hashes so that no line can be changed or taken out unseen.

Each ticket event is covered too: its line carries the digest of the bytes that are stored. Whoever can
write the file could rebuild the whole chain; the copies of the logs at the neighbours are what tells
then. Source: design 3-federation.md, rule 9 and invariant I12.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping

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
    """The hash of a line: over the previous hash, its number, and its fields in order."""
    return digest(
        json.dumps([previous, n, *fields], ensure_ascii=True, separators=(",", ":")).encode("ascii")
    )


def next_entry(
    n: int, previous: str, at_ms: int, *, actor: str, act: str, subject: str, outcome: str, detail: str
) -> JournalEntry:
    """The line after line `n`, whose hash is `previous`."""
    if act != EVENTS:
        detail = detail[:WORDS_MAX]
    actor, act, subject, outcome = actor[:128], act[:64], subject[:200], outcome[:64]
    made = hash_of(previous, n + 1, (at_ms, actor, act, subject, outcome, detail))
    return JournalEntry(n + 1, at_ms, actor, act, subject, outcome, detail, made)


def faults(entries: Iterable[JournalEntry]) -> Iterator[str]:
    """Walk the journal from its first line and say everything that is wrong with the chain."""
    n, previous = 0, GENESIS
    for e in entries:
        if e.n != n + 1:
            yield f"line {e.n} follows line {n}"
        fields = (e.at_ms, e.actor, e.act, e.subject, e.outcome, e.detail)
        if e.hash != hash_of(previous, e.n, fields):
            yield f"line {e.n} does not match its hash"
        n, previous = e.n, e.hash


def covered(entries: Iterable[JournalEntry]) -> dict[tuple[str, int], str]:
    """The digest that the journal holds for each (ticket, rev)."""
    found: dict[tuple[str, int], str] = {}
    for entry in entries:
        if entry.act == EVENTS:
            for item in entry.detail.split():
                rev, _, value = item.partition(":")
                found[entry.subject, int(rev)] = value
    return found


def log_faults(
    held: Mapping[tuple[str, int], str], bodies: Iterable[tuple[str, int, bytes]]
) -> Iterator[str]:
    """Compare stored (ticket, rev, bytes) with what the journal holds of them."""
    left = dict(held)
    for ticket, rev, body in bodies:
        expected = left.pop((ticket, rev), None)
        if expected is None:
            yield f"event {rev} of {ticket} is in no line of the journal"
        elif expected != digest(body):
            yield f"event {rev} of {ticket} is not what the journal covers"
    for ticket, rev in left:
        yield f"event {rev} of {ticket} is gone"
