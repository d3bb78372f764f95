"""The store of a center: one unit of work per group commit, over the one connection that writes."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import Dialect, Table, select

from backend.center.ports import EdgeRow, JournalEntry, Loaded, Park, Payload, TicketRow, Write
from backend.domain.alarm import Alarm
from backend.domain.camera import Life
from backend.domain.errors import Corrupt, Refused
from backend.domain.ticket import Event
from backend.store import tables
from backend.store.archive import CUSTODY_PAGE, REPORTS, Retention, Tidying, read_logs, unpacked
from backend.store.camera_rows import CAMERA, CAMERA_TABLES, CAMERAS, LIFE, LOGIN, RULES
from backend.store.database import SqliteDoor
from backend.store.door import Door
from backend.store.figures import Figures, figures
from backend.store.lean import decode_event
from backend.store.rows import ALARM, PAYLOAD, RESULT, Row, rows_of
from backend.store.session import Session
from backend.wire.messages import Result

T = TypeVar("T")

# Parents before children: the log's rows point at their ticket.
TABLES: Final = ("meta", "ticket", "event", "alarm", "edge", "outbox", "parked", "command", "journal")
ORDER: Final = (*TABLES, *CAMERA_TABLES, "drop", "unpark")
REPLACED: Final = frozenset({"meta", "ticket", "alarm", "edge", *CAMERA_TABLES})
"""Tables whose rows may be written again; in every other table a second row of a key is a fault."""


def statement(table: Table, dialect: Dialect) -> str:
    """INSERT with ? for every column in order, replacing the row of the same key where that is meant."""
    quote = dialect.identifier_preparer.quote
    names = [quote(column.name) for column in table.columns]
    marks = ", ".join("?" * len(names))
    text = f"INSERT INTO {quote(table.name)} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 (our own names)
    if table.name not in REPLACED:
        return text
    keys = ", ".join(quote(column.name) for column in table.primary_key)
    rest = ", ".join(
        f"{quote(c.name)} = excluded.{quote(c.name)}" for c in table.columns if not c.primary_key
    )
    return f"{text} ON CONFLICT ({keys}) DO UPDATE SET {rest}"


class SqlStore:
    """A center's database (`backend.center.ports.Store`). Not thread-safe: one loop owns it."""

    def __init__(self, folder: Path, url: str = "", *, durable: bool = True) -> None:
        """Lock the folder, open the database (SQLite in the folder, or the PostgreSQL one at `url`).

        Its schema is brought up to date. Not `durable`: for simulations; a power cut may take commits.

        Raises:
            Refused: `bad_database`, the URL is none.
            Unavailable: the folder or the database cannot be written, or another center runs on it.
            Corrupt: it is no database of ours, it is damaged, or a newer version made it.
        """
        door = _server(folder, url, durable=durable) if url else SqliteDoor(folder, durable=durable)
        self.where = door.where
        self._session = Session(door)
        self._tidying = Tidying(self._session)
        self._insert = {
            name: door.spoken(statement(table, door.engine.dialect))
            for name, table in tables.metadata.tables.items()
        }
        self._insert["drop"] = door.spoken("DELETE FROM outbox WHERE peer = ? AND seq <= ?")
        self._insert["unpark"] = door.spoken("DELETE FROM parked WHERE peer = ? AND seq = ?")

    def close(self) -> None:
        """Checkpoint, close and unlock; safe to call twice."""
        self._session.close()

    def commit(self, writes: Sequence[Write]) -> None:
        """Put all writes on disk in one transaction, or none of them (see `Store.commit`)."""
        grouped: dict[str, list[Row]] = defaultdict(list)
        for write in writes:
            name, rows = rows_of(write)
            grouped[name] += rows
        self._session.write((self._insert[name], grouped[name]) for name in ORDER if name in grouped)

    def tidy(self, now_ms: int, retention: Retention) -> int:
        """Archive or remove a little of what is old, within some 25 ms; how many rows. Zero: nothing is old.

        Raises:
            Unavailable: the disk takes nothing now.
            Corrupt: the database is damaged.
        """
        return self._tidying.step(now_ms, retention)

    def figures(self) -> Figures:
        """The database in figures, quickly counted."""
        return figures(self._read, is_file=self._session.door.folder is not None)

    def free_bytes(self) -> int:
        """Room on the disk of the database; -1 where that is a server's."""
        folder = self._session.door.folder
        return shutil.disk_usage(folder).free if folder is not None else -1

    def copy_to(self, file: Path) -> None:
        """The whole SQLite database as one new file, at once and unchecked: for simulations, not a backup.

        Raises:
            Refused: `no_file`, the database is on a server.
        """
        driver = self._session.driver()
        if not isinstance(driver, sqlite3.Connection):
            raise Refused("no_file", f"{self.where} is no file")
        with contextlib.closing(sqlite3.connect(file)) as copy:
            copy.execute("PRAGMA synchronous=OFF")
            driver.backup(copy)

    def _read(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Rows of one SELECT, written with ? for the values."""
        return self._session.read(self._session.door.spoken(sql), values)

    def load(self, ended_max: int) -> Loaded:
        """Everything a core starts from (see `Store.load`)."""
        chosen = (
            "SELECT ticket, via, live FROM ticket WHERE live = TRUE UNION ALL SELECT * FROM (SELECT ticket, "
            "via, live FROM ticket WHERE live = FALSE ORDER BY updated_ms DESC LIMIT ?) AS ended"
        )
        logs: dict[str, list[Event]] = defaultdict(list)
        bodies = (
            f"SELECT event.ticket, body FROM event JOIN ({chosen}) AS chosen "  # noqa: S608 (no value in it)
            "ON event.ticket = chosen.ticket ORDER BY event.ticket, rev"
        )
        # A ticket that came back from the archive has the old part of its log there.
        archived = f"SELECT archive.ticket, log FROM archive JOIN ({chosen}) AS chosen USING (ticket)"  # noqa: S608
        for ticket, log in self._read(archived, (ended_max,)):
            logs[ticket] += (_event(body, self.where) for _, body in unpacked(log, self.where))
        for ticket, body in self._session.stream(self._session.door.spoken(bodies), (ended_max,)):
            logs[ticket].append(_event(body, self.where))
        alarms = self._read(
            'SELECT body FROM alarm WHERE "open" = TRUE UNION ALL SELECT body FROM '
            '(SELECT body FROM alarm WHERE "open" = FALSE ORDER BY raised_ms DESC LIMIT ?) AS decided',
            (ended_max,),
        )
        held = self._read(chosen, (ended_max,))
        head = self._read("SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1")
        return Loaded(
            meta=dict(self._read("SELECT key, value FROM meta")),
            logs={ticket: tuple(events) for ticket, events in logs.items()},
            via={ticket: sys.intern(via) for ticket, via, _ in held},
            alarms=tuple(_decode(ALARM, body, self.where) for (body,) in alarms),
            edges=tuple(EdgeRow(*row) for row in self._read(EDGES)),
            journal_n=head[0][0] if head else 0,
            journal_hash=head[0][1] if head else "",
            sealed=tuple(
                Park(peer, seq, _decode(PAYLOAD, body, self.where), reason, at_ms)
                for peer, seq, reason, at_ms, body in self._read(SEALED)
            ),
            cameras=tuple(
                (_decode(CAMERA, body, self.where), _decode(LIFE, life, self.where) if life else Life())
                for body, life in self._read(CAMERAS)
            ),
            ended=frozenset(ticket for ticket, _, live in held if not live),
        )

    def result_of(self, caller: str, client_id: str) -> Result | None:
        """The stored result of a command, if this caller sent it before."""
        return self.results_of(caller, (client_id,)).get(client_id)

    def results_of(self, caller: str, client_ids: Sequence[str]) -> dict[str, Result]:
        """The stored results of commands that this caller sent before, by client id."""
        marks = ", ".join("?" * len(client_ids))
        sql = f"SELECT client_id, body FROM command WHERE caller = ? AND client_id IN ({marks})"  # noqa: S608 (no value in it)
        rows = self._read(sql, (caller, *client_ids))
        return {name: _decode(RESULT, body, self.where) for name, body in rows}

    def log_of(self, ticket: str) -> tuple[Event, ...]:
        """The whole log of a ticket; empty when there is no such ticket."""
        log = read_logs(self._session, (ticket,))[ticket]
        return tuple(_event(body, self.where) for _, body in log)

    def via_of(self, ticket: str) -> str:
        """The neighbour that tells us about a ticket; empty when it is ours or unknown."""
        for table in ("ticket", "archive"):
            rows = self._read(f"SELECT via FROM {table} WHERE ticket = ?", (ticket,))  # noqa: S608 (our own names)
            if rows:
                return str(rows[0][0])
        return ""

    def report_of(self, source: str, key: str) -> str:
        """The first ticket that a source's own key made; empty when there is none."""
        for sql in REPORTS if key else ():
            rows = self._read(sql, (key, source))
            if rows:
                return str(rows[0][0])
        return ""

    def alarm_of(self, alarm: str) -> Alarm | None:
        """One alarm."""
        rows = self._read("SELECT body FROM alarm WHERE alarm = ?", (alarm,))
        return _decode(ALARM, rows[0][0], self.where) if rows else None

    def login_of(self, camera: str) -> bytes:
        """The sealed login of a camera; empty when it has none."""
        rows = self._read(LOGIN, (camera,))
        return bytes(rows[0][0]) if rows else b""

    def rules_of(self, camera: str) -> str:
        """The text of a camera's rules; empty when it has none."""
        rows = self._read(RULES, (camera,))
        return str(rows[0][0]) if rows else ""

    def outbox(self, peer: str, after_seq: int, limit: int) -> tuple[tuple[int, Payload], ...]:
        """Durable messages for `peer` above `after_seq`, in order, at most `limit`."""
        rows = self._read(
            "SELECT seq, body FROM outbox WHERE peer = ? AND seq > ? ORDER BY seq LIMIT ?",
            (peer, after_seq, limit),
        )
        return tuple((seq, _decode(PAYLOAD, body, self.where)) for seq, body in rows)

    def custody_page(self, after: str, limit: int) -> tuple[TicketRow, ...]:
        """Rows of tickets with an id above `after`, ordered by id, at most `limit`."""
        rows = self._read(CUSTODY_PAGE, (after, limit, after, limit, limit))
        return tuple(TicketRow(*(*row[:6], bool(row[6]), *row[7:])) for row in rows)

    def journal(self, after_n: int, limit: int) -> tuple[JournalEntry, ...]:
        """Lines of the audit journal above `after_n`, in order, at most `limit`."""
        return tuple(_entries(self._read(JOURNAL_PAGE, (after_n, limit))))


EDGES: Final = str(select(tables.edge))
SEALED: Final = "SELECT peer, seq, reason, at_ms, body FROM parked WHERE sealed <> '' ORDER BY peer, seq"
JOURNAL_PAGE: Final = (
    "SELECT n, at_ms, actor, act, subject, outcome, detail, hash FROM journal WHERE n > ? ORDER BY n LIMIT ?"
)


def _entries(rows: Iterable[Row]) -> Iterable[JournalEntry]:
    return (JournalEntry(*row) for row in rows)


def _server(folder: Path, url: str, *, durable: bool) -> Door:
    # The driver takes ten MB, which a center with a file need not have.
    from backend.store.postgres import PostgresDoor  # noqa: PLC0415

    return PostgresDoor(folder, url, durable=durable)


def _event(body: bytes, where: str) -> Event:
    try:
        return decode_event(body)
    except msgspec.MsgspecError as fault:
        raise Corrupt(f"{where}: a stored event does not decode ({fault})") from fault


def _decode(decoder: msgspec.msgpack.Decoder[T], body: bytes, where: str) -> T:
    """One stored body; a body that does not decode stops the center instead of being skipped."""
    try:
        return decoder.decode(body)
    except msgspec.MsgspecError as fault:
        raise Corrupt(f"{where}: a stored body does not decode ({fault})") from fault
