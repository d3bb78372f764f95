"""Lists of tickets, page by page, from the rows that are kept for searching: no log is read for them."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backend.center.ports import TicketRow
from backend.domain.ticket import State
from backend.store.archive import COLUMNS

Ask = Callable[[str, Sequence[Any]], Iterable[Any]]

PAGE_MAX: Final = 1_000


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tickets; empty: any. `before`: those last changed earlier than this row of the page before."""

    state: str = ""
    holder: str = ""
    archived: bool = False
    before: tuple[int, str] | None = None


def page(ask: Ask, wanted: Filter, limit: int) -> list[TicketRow]:
    """At most `limit` rows, the last changed first. `ask` runs one SELECT written with ? for the values.

    Every state is asked for by itself, so that an index gives its rows in order however rare they are.
    """
    limit = min(limit, PAGE_MAX)
    tests, values = ["state = ?"], list[Any]()
    if wanted.holder:
        tests.append("holder = ?")
        values.append(wanted.holder)
    if wanted.before is not None:
        tests.append("(updated_ms, ticket) < (?, ?)")
        values += wanted.before
    table = "archive" if wanted.archived else "ticket"
    sql = (
        f"SELECT {COLUMNS} FROM {table} WHERE {' AND '.join(tests)} "  # noqa: S608 (names of ours, values apart)
        "ORDER BY updated_ms DESC, ticket DESC LIMIT ?"
    )
    states = (wanted.state,) if wanted.state else tuple(state.value for state in State)
    found = (row for state in states for row in ask(sql, (state, *values, limit)))
    rows = (TicketRow(*(*row[:6], bool(row[6]), *row[7:])) for row in found)
    return heapq.nlargest(limit, rows, key=lambda row: (row.updated_ms, row.ticket))
