"""What only a server does: one writer among machines, connections that break, passwords, odd texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from backend.center import journal
from backend.center.ports import PutJournal, PutMeta, PutResult
from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.store import postgres as door
from backend.store.postgres import parse_url
from backend.store.unit import SqlStore
from backend.wire.messages import Result
from tests.fakes.postgres import Cluster


@pytest.fixture
def url(postgres: Cluster) -> str:
    return postgres.new_database()


@pytest.fixture
def store(tmp_path: Path, url: str) -> Iterator[SqlStore]:
    with closing(SqlStore(tmp_path, url)) as made:
        yield made


def _other(folder: Path) -> Path:
    other = folder / "other"
    other.mkdir()
    return other


def test_that_a_second_center_is_kept_out_also_from_another_machine(
    store: SqlStore, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "LOCK_WAIT", "50ms")
    with pytest.raises(Unavailable, match="another center writes"):
        SqlStore(_other(tmp_path), url)
    store.close()
    SqlStore(tmp_path / "other", url).close()


def test_that_a_lost_connection_takes_nothing_and_is_opened_again(store: SqlStore, postgres: Cluster) -> None:
    store.commit([PutMeta("a", "1")])
    postgres.cut()
    with pytest.raises(Unavailable, match="nothing was saved"):
        store.commit([PutMeta("a", "2")])
    assert store.load(0).meta == {"a": "1"}
    store.commit([PutMeta("a", "3")])
    assert store.load(0).meta == {"a": "3"}


def test_that_a_lost_connection_is_also_noticed_by_reading(store: SqlStore, postgres: Cluster) -> None:
    postgres.cut()
    with pytest.raises(Unavailable):
        store.log_of("x")
    assert store.log_of("x") == ()


def test_that_nothing_is_written_when_another_center_took_over_meanwhile(
    store: SqlStore, postgres: Cluster, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "LOCK_WAIT", "50ms")
    postgres.cut()
    with psycopg.connect(url) as thief:
        thief.execute("SELECT pg_advisory_lock(%s)", (door.LOCK_ID,))
        for _ in range(2):
            with pytest.raises(Unavailable):
                store.commit([PutMeta("a", "2")])
        with pytest.raises(Unavailable, match="another center writes"):
            store.commit([PutMeta("a", "2")])
    assert store.load(0).meta == {}


def test_that_texts_no_server_can_keep_are_kept(store: SqlStore) -> None:
    odd = "nul\0 \ue000 \ue0000 \ue0001 箱子"
    entry = journal.next_entry(
        0, journal.GENESIS, 5, actor="li", act="refuse", subject=odd, outcome="ok", detail=odd * 9
    )
    store.commit([PutMeta(odd, odd), PutJournal(entry), PutResult(odd, Result(odd, ok=True), 1)])
    assert store.load(0).meta == {odd: odd}
    assert store.journal(0, 1) == (entry,)
    assert store.result_of(odd, odd) == Result(odd, ok=True)


def test_that_names_longer_than_declared_are_kept(store: SqlStore) -> None:
    store.commit([PutMeta("k" * 900, "v")])
    assert store.load(0).meta == {"k" * 900: "v"}


@pytest.mark.parametrize(
    "text", ["mysql://u:geheim@h/d", "postgresql://u:geheim@h", "geheim", "postgresql://u:geheim@h:x/d"]
)
def test_that_a_bad_url_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(Refused, match="postgresql://user@host/name") as told:
        parse_url(text)
    assert "geheim" not in f"{told.value}{told.value.__cause__}"


def test_that_a_password_is_in_no_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as told:
        SqlStore(tmp_path, "postgresql://u:geheim@127.0.0.1:1/d")
    assert "geheim" not in str(told.value)
    assert "127.0.0.1" in str(told.value)


@pytest.mark.parametrize(
    ("setting", "words"), [("fsync", "fsync=off"), ("server_encoding", "UTF8")], ids=["fsync", "encoding"]
)
def test_that_a_server_that_would_lose_something_is_refused(
    tmp_path: Path, url: str, setting: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[[psycopg.Connection[object], str], str] = door._setting
    monkeypatch.setattr(door, "_setting", lambda c, name: "off" if name == setting else real(c, name))
    with pytest.raises(Unavailable, match=words):
        SqlStore(tmp_path, url)


def test_that_acknowledged_means_on_the_disk_of_the_server(store: SqlStore) -> None:
    assert store._read("SELECT current_setting('synchronous_commit')") == [("on",)]


def test_that_damage_stops_the_center(store: SqlStore, postgres: Cluster, url: str) -> None:
    postgres.sql(
        "DROP TABLE meta", database=url.rsplit("/", 1)[0].rsplit("@/", 1)[-1].split("?", maxsplit=1)[0]
    )
    with pytest.raises(Corrupt, match="restore a backup"):
        store.load(0)
