"""Backups by command and by the clock, and the status: a real core and database, turns by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.center.core import Core
from backend.center.ports import Caller, Moment, Send
from backend.domain.errors import Unavailable
from backend.domain.roles import Role
from backend.serve.backups import SETTLE_MS, Backups, Failed, Plan
from backend.serve.local import local_principal
from backend.serve.upkeep import Upkeep
from backend.store.archive import Retention
from backend.store.backup import Backup, backups_in, verify_backup
from backend.store.unit import SqlStore
from backend.wire.messages import Bye, Command, Message, Result, Snap, Snapshot
from tests.fakes.center_cluster import Cluster, person
from tests.fakes.waiting import until

DAY = Retention(ticket_days=1)
LEADER = Caller("operator", "leader", frozenset({Role.CENTER_LEADER}))
LOCAL = local_principal("lc")


class Stage:
    """A community with its neighbours, its database in a folder, and its upkeep."""

    def __init__(self, folder: Path, every_s: int = 0, kept: int = 2) -> None:
        data = folder / "lc"
        data.mkdir()
        self.out = folder / "backups"
        self.cluster = Cluster(lambda name: SqlStore(_made(folder / name)))
        node = self.cluster.nodes["lc"]
        assert isinstance(node.store, SqlStore)
        self.store, self.core = node.store, node.core
        self.backups = Backups("lc", data, "", Plan(self.out, every_s, kept))
        self.upkeep = Upkeep(self.core, self.store, self.backups, DAY, level="community", boot_ms=7)

    @property
    def now(self) -> Moment:
        return self.cluster.now

    def hear(self, who: Caller, body: Message) -> list[Message]:
        assert self.upkeep.takes(body)
        return [send.envelope.body for send in self.upkeep.hear(b"r", who, body, self.now)]

    def step(self) -> list[Message]:
        """One turn's part, with its commit."""
        sends: list[Send] = list(self.upkeep.step(self.now))
        self.store.commit(self.core.take())
        return [send.envelope.body for send in sends]

    def finish(self) -> list[Message]:
        """Turns until the backup is over."""
        said: list[Message] = []

        def over() -> bool:
            said.extend(self.step())
            return not self.backups.running

        until(over, 20, saying="the backup is over")
        return said


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.upkeep.close()
    for node in made.cluster.nodes.values():
        node.store.close()


def _status(stage: Stage) -> Snapshot:
    (snapshot,) = stage.hear(person("viewer"), Snap("status"))
    assert isinstance(snapshot, Snapshot)
    return snapshot


def test_that_a_leader_asks_for_a_backup_and_the_neighbours_hear_what_it_covers(stage: Stage) -> None:
    ticket = stage.cluster.done("lc", "intake", "report", title="t")
    stage.cluster.settle()
    assert stage.hear(LEADER, Command("c1", "backup")) == []
    assert stage.hear(LOCAL, Command("c2", "backup")) == []
    results = stage.finish()
    assert [(r.client_id, r.ok) for r in results if isinstance(r, Result)] == [("c1", True), ("c2", True)]
    (file,) = backups_in(stage.out, "lc")
    made = verify_backup(file)
    edges = {row.peer: row for row in stage.store.load(0).edges}
    assert {peer: row.covered_seq for peer, row in edges.items()} == dict(made.applied)
    assert stage.store.journal(made.journal_n, 10)[-1].act == "backup"
    assert ticket in stage.store.load(0).logs


@pytest.mark.parametrize(
    ("who", "code"),
    [(person("viewer"), "role"), (person("intake"), "role"), (Caller("analyst", "cam"), "role")],
    ids=["viewer", "intake", "analyst"],
)
def test_that_nobody_else_may_ask_for_one_and_it_is_journalled(stage: Stage, who: Caller, code: str) -> None:
    (result,) = stage.hear(who, Command("c1", "backup"))
    assert isinstance(result, Result)
    assert (result.ok, result.code) == (False, code)
    stage.step()
    assert stage.store.journal(0, 1_000)[-1].outcome == code
    assert not stage.backups.running


def test_that_only_whoever_works_in_the_folder_says_where_it_goes(stage: Stage, tmp_path: Path) -> None:
    args = {"out": str(tmp_path / "mine")}
    (result,) = stage.hear(LEADER, Command("c1", "backup", args=args))
    assert isinstance(result, Result)
    assert (result.ok, "works in the data folder" in result.words) == (False, True)
    assert stage.hear(LOCAL, Command("c2", "backup", args=args)) == []
    stage.finish()
    assert verify_backup(tmp_path / "mine").center == "lc"


def test_that_a_backup_that_fails_is_told_and_shown(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    stage.hear(LOCAL, Command("c1", "backup", args={"out": str(tmp_path / "mine")}))
    (result,) = stage.finish()
    assert isinstance(result, Result)
    assert (result.ok, result.code) == (False, "file_exists")
    status = _status(stage).status
    assert status is not None
    assert "exists already" in status.backup.words


def test_that_the_clock_asks_for_backups_and_only_some_are_kept(tmp_path: Path) -> None:
    stage = Stage(tmp_path, every_s=3_600, kept=2)
    try:
        began = []
        for _ in range(5):
            stage.step()
            began.append(stage.backups.running)  # a center works in peace first
            stage.cluster.clock.advance(max(SETTLE_MS, 3_600_000))
            stage.step()
            began.append(stage.backups.running)
            stage.finish()
        assert began == [False, True] * 5
        assert len(backups_in(stage.out, "lc")) == 2
    finally:
        stage.upkeep.close()
        for node in stage.cluster.nodes.values():
            node.store.close()


def test_that_a_backup_follows_recovery_at_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Core, "backup_due", property(lambda _core: not backups_in(stage.out)))
    stage.step()
    assert stage.finish() == []  # nobody asked for it
    stage.step()
    assert (stage.backups.running, len(backups_in(stage.out))) == (False, 1)


def test_that_the_status_says_how_the_center_is(stage: Stage) -> None:
    stage.cluster.done("lc", "intake", "report", title="t")
    stage.upkeep.committed(stage.now)
    status = _status(stage).status
    assert status is not None
    assert (status.center, status.level, status.incarnation, status.started_ms) == ("lc", "community", 1, 7)
    assert (status.open_tickets, status.parked, status.commits_per_s) == (1, 0, 0.1)
    assert (status.journal_n, status.journal_head) == (
        stage.store.load(0).journal_n,
        stage.store.load(0).journal_hash,
    )
    assert [(link.center, link.up) for link in status.links] == [("bc", True)]
    assert status.disk.size_bytes > 10_000
    assert status.disk.free_bytes > 10_000
    stage.upkeep.failed("disk full")
    failing = _status(stage).status
    assert failing is not None
    assert failing.disk.words == "disk full"


def test_that_a_status_is_not_for_everybody(stage: Stage) -> None:
    (bye,) = stage.hear(person("Li"), Snap("status"))
    assert isinstance(bye, Bye)
    assert bye.code == "topic_refused"


def test_that_old_tickets_are_archived_between_turns(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    left = [30, 0, 0]

    def tidy(now_ms: int, _retention: Retention) -> int:
        asked.append(now_ms)
        return left.pop(0)

    monkeypatch.setattr(stage.store, "tidy", tidy)
    for _ in range(4):
        stage.upkeep.rest(stage.now)
        stage.cluster.clock.advance(500)
    assert len(asked) == 2  # once a second while there is something, then rarely
    stage.cluster.clock.advance(599_000)
    stage.upkeep.rest(stage.now)
    assert len(asked) == 3


def test_that_a_disk_that_takes_nothing_is_not_tidied(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def tidy(_now_ms: int, _retention: Retention) -> int:
        raise Unavailable("disk full")

    monkeypatch.setattr(stage.store, "tidy", tidy)
    stage.upkeep.rest(stage.now)
    stage.upkeep.failed("disk full")
    stage.cluster.clock.advance(10_000_000)
    monkeypatch.setattr(stage.store, "tidy", None)
    stage.upkeep.rest(stage.now)


def test_that_a_backup_under_way_is_broken_off_when_the_center_stops(stage: Stage) -> None:
    stage.backups.begin(stage.now.utc_ms)
    stage.upkeep.close()
    outcome = stage.backups.finished(stage.now.utc_ms)
    assert isinstance(outcome, Backup | Failed)
    assert [file.name for file in stage.out.iterdir() if file.name.endswith(".part")] == []
