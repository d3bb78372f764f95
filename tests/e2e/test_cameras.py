"""A real center, a thousand cameras from a file, two real analysts, one of which is killed."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from backend.domain.alarm import AlarmState
from backend.net.keys import Keyring, new_keys, parse_grant
from backend.wire.messages import Command
from tests.fakes.center_process import ROOT, CenterProcess

pytestmark = pytest.mark.e2e

ROWS = 1_000
ARMED = 40
PASSWORD = "Qx-7-secret"  # noqa: S105 (looked for afterwards)


@dataclass
class AnalystProcess:
    """A real process that holds a lease; what it prints is queued."""

    name: str
    process: subprocess.Popen[str]
    duties: queue.SimpleQueue[dict[str, Any]] = field(default_factory=queue.SimpleQueue)
    results: queue.SimpleQueue[dict[str, Any]] = field(default_factory=queue.SimpleQueue)

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said = json.loads(line)
            (self.duties if "epochs" in said else self.results).put(said)

    def duty(self, count: int) -> dict[str, int]:
        """The first duty of so many cameras."""
        while True:
            said = self.duties.get(timeout=30)
            if len(said["epochs"]) == count:
                assert said["logins"] == count
                found: dict[str, int] = said["epochs"]
                return found

    def tell(self, camera: str, epoch: int, since_ms: int, at_ms: int) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(f"raise {camera} fence {epoch} {since_ms} {at_ms}\n")
        self.process.stdin.flush()
        result = self.results.get(timeout=30)
        assert result["ok"], result
        target: str = result["target"]
        return target


@contextmanager
def analyst(center: CenterProcess, name: str, capacity: int) -> Iterator[AnalystProcess]:
    path = center.data / "keys" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    Keyring(center.data).authorise(new_keys(path).public, parse_grant(f"analyst:{name}"))
    line = [sys.executable, "-m", "tests.fakes.camera_analyst", name, center.endpoint, center.public_key]
    process = subprocess.Popen(
        [*line, str(path), str(capacity)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    found = AnalystProcess(name, process)
    reader = threading.Thread(target=found.read)
    reader.start()
    try:
        yield found
    finally:
        process.kill()
        process.wait(30)
        reader.join()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()


def onegrid(center: CenterProcess, who: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line, as a user types it."""
    center.key_for(who)
    key = str(center.data / "keys" / f"{who}.json")
    where = ["--center", center.endpoint, "--server-key", center.public_key, "--key", key, "--json"]
    line = [sys.executable, "-m", "console.cli", "cameras", words[0], *where, *words[1:]]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)


def write_rows(path: Path) -> None:
    rows = ["id,name,unit,main,user,password,armed,key_area"]
    rows += [
        f"cam-{n:04},Camera {n},tl-bc-lc-01,rtsp://10.1.{n // 250}.{n % 250}/main,admin,{PASSWORD},"
        f"{'yes' if n < ARMED else 'no'},{'yes' if n == 0 else 'no'}"
        for n in range(ROWS)
    ]
    path.write_text("\n".join(rows), encoding="utf-8-sig")


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CenterProcess]:
    folder = tmp_path_factory.mktemp("cameras")
    found = CenterProcess("tl-bc-lc", folder / "center")
    found.start()
    write_rows(folder / "cameras.csv")
    try:
        done = onegrid(found, "duty", "import", str(folder / "cameras.csv"))
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["new"] == ROWS
        yield found
    finally:
        if found.process is not None:
            found.kill()


def test_that_the_same_file_again_changes_nothing(center: CenterProcess) -> None:
    done = onegrid(center, "duty", "import", str(center.data.parent / "cameras.csv"))
    said = json.loads(done.stdout)
    assert (done.returncode, said["new"], said["changed"], said["unchanged"]) == (0, 0, 0, ROWS)


def test_that_an_export_holds_no_login_and_can_be_taken_back(center: CenterProcess) -> None:
    out = center.data.parent / "out.csv"
    assert onegrid(center, "duty", "export", "--out", str(out)).returncode == 0
    assert PASSWORD not in out.read_text("utf-8-sig")
    said = json.loads(onegrid(center, "duty", "import", str(out)).stdout)
    assert (said["new"], said["changed"], said["unchanged"]) == (0, 0, ROWS)


def test_that_cameras_of_a_killed_analyst_move_and_an_alarm_on_both_sides_is_one(
    center: CenterProcess,
) -> None:
    with contextlib.ExitStack() as closing:
        first = closing.enter_context(analyst(center, "n1", ARMED // 2))
        here = first.duty(ARMED // 2)
        second = closing.enter_context(analyst(center, "n2", ARMED))
        there = second.duty(ARMED // 2)
        assert set(here) | set(there) == {f"cam-{n:04}" for n in range(ARMED)}
        camera = min(here)
        with center.session("duty") as session:
            now_ms = session.welcome.now_ms
        told = first.tell(camera, here[camera], now_ms - 3_000, now_ms - 2_500)
        with center.session("watch") as session:
            assert session.do(Command("d1", "dismiss", told, {"reason": "a cat"})).ok

        first.process.kill()
        moved = second.duty(ARMED)

        assert all(moved[name] == epoch + 1 for name, epoch in here.items())
        assert all(moved[name] == epoch for name, epoch in there.items())
        again = second.tell(camera, moved[camera], now_ms + 7_000, now_ms + 7_500)
        late = second.tell(camera, here[camera], now_ms - 600_000, now_ms - 599_000)
    assert again == told
    assert late != told
    with center.session("watch") as session:
        alarms = {alarm.id: alarm for alarm in session.snapshot("alarm").alarms}
    assert (alarms[told].state, alarms[told].count) == (AlarmState.DISMISSED, 2)


def test_that_no_password_is_anywhere_but_sealed(center: CenterProcess) -> None:
    listed = onegrid(center, "watch", "list").stdout
    assert len(json.loads(listed)) == ROWS
    assert PASSWORD not in listed
    for path in center.data.iterdir():
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path
    assert (center.data / "cameras.key").stat().st_mode & 0o077 == 0
    assert center.audit()["passed"]


def test_that_only_who_may_open_cameras_is_told_how(center: CenterProcess) -> None:
    with center.session("watch") as session:
        answer = session.streams(["cam-0001", "nobody"])
    (stream,) = answer.streams
    assert stream.login is not None
    assert stream.login.password == PASSWORD
    assert [fault.code for fault in answer.faults] == ["no_camera"]
    with center.session("viewer") as session:
        refused = session.streams(["cam-0001"])
    assert (refused.streams, [fault.code for fault in refused.faults]) == ((), ["role"])
