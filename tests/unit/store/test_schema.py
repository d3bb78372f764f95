"""The migrations: from nothing and from every earlier version, on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from backend.domain.ticket import replay
from backend.store import database, schema, tables
from backend.store.postgres import make_engine, parse_url
from backend.store.unit import SqlStore

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "store"
EARLIER = sorted(GOLDEN.glob("v*.sql"))

STATES = {
    "v0001": {
        "tl-bc-lc/1/2": ("in_progress", "tl-bc-lc", ""),
        "tl-bc-lc/1/3": ("closed", "tl-bc-lc", ""),
        "tl-bc-lc/1/5": ("filed", "tl-bc", ""),
    },
    "v0002": {
        "tl-bc-lc/1/2": ("in_progress", "tl-bc-lc", ""),
        "tl-bc-lc/1/3": ("closed", "tl-bc-lc", ""),
        "tl-bc-lc/1/4": ("reported", "tl-bc-lc", ""),
        "tl-bc-lc/1/5": ("filed", "tl-bc", ""),
        "tl-bc-lc/1/7": ("merged", "tl-bc-lc", ""),
        "tl-bc-lc/1/8": ("filed", "tl-bc-lc", "tl-bc"),
    },
}

Put = Callable[[Path], SqlStore]


@pytest.fixture(params=["sqlite", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Put]:
    """Opens a store; on what a golden file holds, if one is given."""
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    made: list[SqlStore] = []

    def put(golden: Path | None = None) -> SqlStore:
        if golden is not None:
            with closing(sqlite3.connect(tmp_path / database.FILE_NAME)) as connection:
                connection.executescript(golden.read_text("utf-8"))
                if url:
                    _copy(connection, url)
        made.append(SqlStore(tmp_path, url))
        return made[-1]

    yield put
    for store in made:
        store.close()


def _copy(source: sqlite3.Connection, url: str) -> None:
    """The same rows in PostgreSQL, in the schema of the same revision."""
    (revision,) = source.execute("SELECT version_num FROM alembic_version").fetchone()
    engine = make_engine(parse_url(url))
    with engine.connect() as connection, connection.begin():
        schema.migrate(connection, revision)
        for name in ("meta", "ticket", "event", "alarm", "edge", "outbox", "parked", "command", "journal"):
            rows = source.execute(f'SELECT * FROM "{name}"')  # noqa: S608 (our own names)
            for row in rows.fetchall():
                held = dict(zip([d[0] for d in rows.description], row, strict=True))
                for flag in {"live", "open"} & set(held):
                    held[flag] = bool(held[flag])
                names = ", ".join(f'"{column}"' for column in held)
                marks = ", ".join(["%s"] * len(held))
                sql = f'INSERT INTO "{name}" ({names}) VALUES ({marks})'  # noqa: S608 (our own names)
                connection.exec_driver_sql(sql, tuple(held.values()))
    engine.dispose()


def test_that_the_migrations_build_exactly_the_tables(opened: Callable[[], SqlStore]) -> None:
    connection = opened()._session.connection()
    with connection.begin():
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        assert schema.revision_of(connection) == schema.head()


@pytest.mark.parametrize("golden", EARLIER, ids=lambda path: path.stem)
def test_that_a_database_of_every_earlier_version_is_kept(opened: Put, golden: Path) -> None:
    store = opened(golden)
    loaded = store.load(100)
    states = {name: replay(log) for name, log in loaded.logs.items()}
    found = {n: (t.state.value, t.custody.holder, t.custody.transit_to) for n, t in states.items()}
    assert {name: found[name] for name in STATES[golden.stem]} == STATES[golden.stem]
    assert loaded.meta["center"] == "tl-bc-lc"
    (edge,) = loaded.edges
    assert (edge.peer, edge.next_seq, edge.applied_seq) == ("tl-bc", 23, 1)
    if golden.stem >= "v0002":
        assert store.report_of("hotline", "12345-0001") == "tl-bc-lc/1/4"
        assert [seq for seq, _ in store.outbox("tl-bc", 0, 10)] == [20, 21, 22]
