"""What is old leaves the tables that are worked on: ended tickets go into the archive, old answers away.

An archived ticket is one row: the columns of `ticket`, and its whole log in one compressed piece, byte for
byte, so that the journal's digests still fit. It is read by id as before. If something is done with it, its
row comes back to `ticket` and the new events to `event`; the old part of the log stays until it ends again.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from backend.domain.errors import Corrupt
from backend.store.look import Look
from backend.store.session import Session

Log = list[tuple[int, bytes]]
"""Revisions and bodies of events, oldest first."""

ARCHIVE_SINCE: Final = "0004"

STEP_MS: Final = 25
"""A step is meant to take this long; with a slow sync at its end it still is below 50 ms."""

STEP_MAX: Final = 200
DAY_MS: Final = 86_400_000
RESULTS_DAYS_MIN: Final = 30

COLUMNS: Final = "ticket, state, holder, transit_to, epoch, rev, live, updated_ms, via, source, source_key"

_OLD: Final = (
    f"SELECT {COLUMNS} FROM ticket WHERE live = FALSE AND updated_ms < ? ORDER BY updated_ms LIMIT ?"  # noqa: S608
)
_MOVE: Final = (
    f"INSERT INTO archive ({COLUMNS}, log) VALUES ({', '.join('?' * 12)}) ON CONFLICT (ticket) DO UPDATE SET "  # noqa: S608
    + ", ".join(f"{name} = excluded.{name}" for name in (*COLUMNS.split(", ")[1:], "log"))
)
_OLD_RESULTS: Final = (
    "DELETE FROM command WHERE (caller, client_id) IN "
    "(SELECT caller, client_id FROM command WHERE at_ms < ? ORDER BY at_ms LIMIT ?)"
)


REPORTS: Final = (
    "SELECT ticket FROM archive WHERE source_key = ? AND source = ? ORDER BY ticket LIMIT 1",
    (
        "SELECT ticket FROM ticket WHERE source_key = ? AND source = ? ORDER BY "
        "(SELECT min(at_ms) FROM event WHERE event.ticket = ticket.ticket AND rev = 1), ticket LIMIT 1"
    ),
)
"""The ticket that a report made; older ones are asked for first."""

_NEAR: Final = f"SELECT {COLUMNS} FROM ticket WHERE ticket > ? ORDER BY ticket LIMIT ?"  # noqa: S608
_FAR: Final = (
    f"SELECT {COLUMNS} FROM archive WHERE ticket > ? AND NOT EXISTS "  # noqa: S608
    "(SELECT 1 FROM ticket WHERE ticket.ticket = archive.ticket) ORDER BY ticket LIMIT ?"
)
CUSTODY_PAGE: Final = (
    f"SELECT {COLUMNS} FROM (SELECT * FROM ({_NEAR}) AS near UNION ALL SELECT * FROM ({_FAR}) AS far) "  # noqa: S608
    "AS page ORDER BY ticket LIMIT ?"
)
"""Rows of tickets above an id, archived ones too; asked with (id, limit, id, limit, limit)."""


@dataclass(frozen=True, slots=True)
class Retention:
    """For how long things stay. Zero days of tickets: for ever."""

    ticket_days: int = 0
    result_days: int = RESULTS_DAYS_MIN


def packed(log: Log) -> bytes:
    """A log as one piece."""
    return zlib.compress(msgspec.msgpack.encode(log), 6)


def unpacked(raw: bytes, where: str) -> Log:
    """The log in a piece.

    Raises:
        Corrupt: it is not one.
    """
    try:
        return msgspec.msgpack.decode(zlib.decompress(raw), type=Log)
    except (zlib.error, msgspec.MsgspecError) as fault:
        raise Corrupt(f"{where}: an archived log cannot be read ({fault})") from fault


def has_archive(look_at: Look) -> bool:
    """Whether the database is new enough to have one."""
    (revision,) = next(look_at.rows("SELECT version_num FROM alembic_version"))
    return str(revision) >= ARCHIVE_SINCE


class Tidying:
    """Moves and removes what is old, a little at a time, over the connection that writes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._size = 8

    def step(self, now_ms: int, retention: Retention) -> int:
        """Do a little; how many rows it took. Zero: there is nothing old.

        Raises:
            Unavailable: the disk takes nothing now. Corrupt: the database is damaged.
        """
        begun_s = time.monotonic()
        count = self._tickets(now_ms, retention.ticket_days) or self._results(now_ms, retention.result_days)
        took_ms = (time.monotonic() - begun_s) * 1000
        if took_ms > STEP_MS:
            self._size = max(1, self._size // 2)
        elif count >= self._size:
            self._size = min(STEP_MAX, self._size * 2)
        return count

    def _tickets(self, now_ms: int, days: int) -> int:
        rows = self._read(_OLD, (now_ms - days * DAY_MS, self._size)) if days else []
        if rows:
            names = [row[0] for row in rows]
            logs = read_logs(self._session, names)
            held = [(*row[:6], bool(row[6]), *row[7:], packed(logs[row[0]])) for row in rows]
            gone = [(name,) for name in names]
            self._write(
                (_MOVE, held),
                ("DELETE FROM event WHERE ticket = ?", gone),
                ("DELETE FROM ticket WHERE ticket = ?", gone),
            )
        return len(rows)

    def _results(self, now_ms: int, days: int) -> int:
        before_ms = now_ms - max(RESULTS_DAYS_MIN, days) * DAY_MS
        old = self._read("SELECT count(*) FROM (SELECT 1 FROM command WHERE at_ms < ? LIMIT ?) AS old",
                         (before_ms, self._size))[0][0]  # fmt: skip
        if old:
            self._write((_OLD_RESULTS, [(before_ms, self._size)]))
        return int(old)

    def _read(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._session.read(self._session.door.spoken(sql), values)

    def _write(self, *work: tuple[str, Sequence[Any]]) -> None:
        self._session.write([(self._session.door.spoken(sql), rows) for sql, rows in work])


def read_logs(session: Session, tickets: Iterable[str]) -> dict[str, Log]:
    """Whole logs, from the archive and from the table of events, oldest first."""
    logs: dict[str, Log] = {name: [] for name in tickets}
    spoken = session.door.spoken
    for name, log in logs.items():
        for (raw,) in session.read(spoken("SELECT log FROM archive WHERE ticket = ?"), (name,)):
            log.extend(unpacked(raw, session.door.where))
        sql = spoken("SELECT rev, body FROM event WHERE ticket = ? ORDER BY rev")
        log.extend((rev, bytes(body)) for rev, body in session.read(sql, (name,)))
    return logs
