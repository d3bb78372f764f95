"""A database in figures, for `onegrid center status`: of a running center and of one that is stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from backend.store.look import Look

Ask = Callable[[str], Iterable[Any]]

_SIZE_OF_FILE: Final = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
_SIZE_ON_SERVER: Final = "SELECT pg_database_size(current_database())"
_QUEUED: Final = (
    "SELECT edge.peer, "
    "(SELECT count(*) FROM outbox WHERE outbox.peer = edge.peer AND outbox.seq > edge.acked_seq), "
    "(SELECT count(*) FROM outbox WHERE outbox.peer = edge.peer AND outbox.seq <= edge.acked_seq) FROM edge"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What can be counted quickly; `queued` is (neighbour, not acknowledged, kept although acknowledged)."""

    size_bytes: int
    journal_n: int
    journal_head: str
    parked: int
    open_tickets: int
    queued: tuple[tuple[str, int, int], ...] = ()


def figures(ask: Ask, *, is_file: bool) -> Figures:
    """Count. `ask` runs one SELECT."""

    def one(sql: str) -> Any:
        return next(iter(ask(sql)), (0, ""))

    line = one("SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1")
    return Figures(
        size_bytes=int(one(_SIZE_OF_FILE if is_file else _SIZE_ON_SERVER)[0]),
        journal_n=int(line[0]),
        journal_head=str(line[1]),
        parked=int(one("SELECT count(*) FROM parked")[0]),
        open_tickets=int(one("SELECT count(*) FROM ticket WHERE live = TRUE")[0]),
        queued=tuple((peer, int(new), int(old)) for peer, new, old in ask(_QUEUED)),
    )


def figures_of(look_at: Look) -> tuple[Figures, dict[str, str]]:
    """The figures and the facts of a database that is being looked at."""
    found = figures(look_at.rows, is_file=look_at.file is not None)
    return found, dict(look_at.rows("SELECT key, value FROM meta"))
