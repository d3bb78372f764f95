"""Fills a center's database with tickets in the true format, row by row as a center writes them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Table

from backend.center import journal
from backend.center.ports import TicketRow
from backend.clock import SystemClock
from backend.domain.acts import Act
from backend.domain.ticket import Event, Ticket, apply
from backend.domain.workflow import decide
from backend.limits import load_limits
from backend.store import tables
from backend.store.archive import COLUMNS
from backend.store.database import SqliteDoor
from backend.store.session import Session
from tests.fakes.domain_cast import BEFORE, PHOTO, T0, context

STORY: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("intake", "report", {"title": "路灯不亮", "category": "city.lamp", "description": "gate open " * 8}),
    ("intake", "file", {}),
    ("dispatcher", "dispatch", {"lead": "cg"}),
    ("zhang", "sign", {}),
    ("zhang", "feedback", {"note": "mended, lamp replaced"}),
    ("checker", "check", {"ok": "yes"}),
)
OPEN_ACTS = 4
BATCH = 5_000
MINUTE_MS = 60_000

_ENCODE = msgspec.msgpack.Encoder(order="deterministic").encode


def log_of(acts: int, begun_ms: int = T0) -> tuple[Ticket, tuple[Event, ...]]:
    """The log of a ticket on which so many acts of the story were done, a minute apart."""
    ticket: Ticket | None = None
    limits = load_limits("standard")
    for n, (who, verb, args) in enumerate(STORY[:acts]):
        act = Act(verb, args, (BEFORE, PHOTO) if verb == "feedback" else (), "X")
        for event in decide(ticket, act, context(who, "lc", begun_ms + n * MINUTE_MS, limits)):
            ticket = apply(ticket, event)
    assert ticket is not None
    return ticket, ticket.events


def _insert(of: Table) -> str:
    return f"INSERT INTO {of.name} VALUES ({', '.join('?' * len(of.columns))})"  # noqa: S608 (our own names)


def fill(folder: Path, center: str, opened: int, ended: int) -> float:
    """Write `ended` closed tickets and then `opened` ones in progress; seconds it took."""
    began_s = time.monotonic()
    session = Session(SqliteDoor(folder, durable=False))
    try:
        counter = str(opened + ended)
        facts = {"center": center, "incarnation": "1", "recovered": "1", "counter": counter}
        session.write([(_insert(tables.meta), list(facts.items()))])
        head = (0, journal.GENESIS)
        for rows in _batches(center, opened, ended, head):
            session.write(
                [(_insert(of), rows[of.name]) for of in (tables.ticket, tables.event, tables.journal)]
            )
    finally:
        session.close()
    return time.monotonic() - began_s


def _batches(center: str, opened: int, ended: int, head: tuple[int, str]) -> Iterator[dict[str, list[Any]]]:
    # The open ones are young, so that nothing falls due while we measure.
    begun_ms = SystemClock().now_ms() - len(STORY) * MINUTE_MS
    closed, going = log_of(len(STORY), begun_ms), log_of(OPEN_ACTS, begun_ms)
    rows: dict[str, list[Any]] = {"ticket": [], "event": [], "journal": []}
    for n in range(opened + ended):
        ticket, events = closed if n < ended else going
        name, later_ms = f"{center}/1/{n + 1}", min(0, n - ended) * 100
        first = replace(events[0], args={**events[0].args, "ticket": name})
        digests = []
        for event in (first, *events[1:]):
            moved = replace(event, at_ms=event.at_ms + later_ms, center=center)
            body = _ENCODE(moved)
            rows["event"].append((name, moved.rev, moved.kind, moved.at_ms, moved.actor, center, body))
            digests.append(f"{moved.rev}:{journal.digest(body)}")
        row = TicketRow(
            name, ticket.state.value, center, "", 1, ticket.rev, n >= ended, events[-1].at_ms + later_ms, "",
            "hotline", f"k{n}",
        )  # fmt: skip
        rows["ticket"].append(tuple(getattr(row, column) for column in COLUMNS.split(", ")))
        entry = journal.next_entry(
            *head,
            begun_ms + later_ms,
            actor="li",
            act=journal.EVENTS,
            subject=name,
            outcome="ok",
            detail=" ".join(digests),
        )
        head = (entry.n, entry.hash)
        rows["journal"].append(tuple(getattr(entry, field) for field in entry.__slots__))
        if len(rows["ticket"]) == BATCH:
            yield rows
            rows = {name: [] for name in rows}
    if rows["ticket"]:
        yield rows
