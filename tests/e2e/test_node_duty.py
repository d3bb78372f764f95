"""A real center assigns cameras to two real nodes; one is killed, and what goes on there is told once."""

from __future__ import annotations

import hashlib
import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from backend.domain.alarm import Alarm, AlarmState
from backend.domain.camera import CameraState
from backend.net.keys import Keyring, new_keys, parse_grant
from backend.wire.cameras import CameraRecord
from backend.wire.messages import Command
from tests.fakes.center_process import ROOT, CenterProcess
from tests.fakes.waiting import until

pytestmark = pytest.mark.e2e
YARD = {
    "size": [640, 360],
    "rules": [{"id": "yard", "type": "zone", "polygon": [[2, 60], [638, 60], [638, 358], [2, 358]]}],
}
WAIT_S = 60.0
CAMERAS = ("north", "south")
NOBODY = "rtsp://127.0.0.1:1/main?user={user}&pw={password}"
PASSWORD = "Qx-7-secret"  # noqa: S105 (looked for afterwards)


class Node:
    """`onegrid watch` whose cameras the center assigns."""

    def __init__(self, center: CenterProcess, name: str) -> None:
        folder = center.data.parent / name
        folder.mkdir()
        self.name, self.evidence, self.log = name, folder / "kept", folder / "node.log"
        Keyring(center.data).authorise(new_keys(folder / "key.json").public, parse_grant(f"analyst:{name}"))
        line = [
            sys.executable, "-m", "console.cli", "watch", "--center", center.endpoint,
            "--server-key", center.public_key, "--key", str(folder / "key.json"),
            "--evidence", str(self.evidence), "--detector", "motion", "--capacity", "4", "--clip", "0",
        ]  # fmt: skip
        with self.log.open("w") as log:
            self.process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT)
        self._said: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._said.put(line)

    def ready(self) -> dict[str, Any]:
        """What it says first."""
        found: dict[str, Any] = json.loads(self._said.get(timeout=WAIT_S))
        return found

    @property
    def told(self) -> int:
        """Every event leaves one trace file."""
        return len(list(self.evidence.glob("*.json")))

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        code = self.process.wait(WAIT_S)
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@contextmanager
def node(center: CenterProcess, name: str) -> Iterator[Node]:
    made = Node(center, name)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.end(signal.SIGKILL)


@pytest.fixture
def center(tmp_path: Path) -> Iterator[CenterProcess]:
    made = CenterProcess("tl-bc-lc", tmp_path / "center")
    made.start()
    yield made
    if made.process is not None:
        made.stop()


def onegrid(center: CenterProcess, who: str, *words: str) -> Any:
    """The command line, as a user types it; what it prints with --json."""
    center.key_for(who)
    key = str(center.data / "keys" / f"{who}.json")
    where = ["--center", center.endpoint, "--server-key", center.public_key, "--key", key, "--json"]
    line = [sys.executable, "-m", "console.cli", *words[:2], *where, *words[2:]]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def import_cameras(center: CenterProcess) -> None:
    """Two cameras with rules, one without, and one that does not answer and has a login."""
    folder = center.data.parent
    (folder / "rules.json").write_text(json.dumps({"any": YARD}), "utf-8")
    rows = ["id,name,unit,main,armed,rules,user,password"]
    rows += [f"{name},The {name} yard,tl-bc-lc-01,scene:yard,yes,rules.json,," for name in CAMERAS]
    rows += ["bare,No rules,tl-bc-lc-01,scene:yard,yes,,,"]
    rows += [f"gate,The gate,tl-bc-lc-01,{NOBODY},yes,rules.json,admin,{PASSWORD}"]
    (folder / "cameras.csv").write_text("\n".join(rows), "utf-8")
    assert onegrid(center, "duty", "cameras", "import", str(folder / "cameras.csv"))["new"] == 4


def cameras(center: CenterProcess) -> dict[str, CameraRecord]:
    with center.session("duty") as session:
        return {one.camera.id: one for one in session.snapshot("camera").cameras}


def alarms(center: CenterProcess, camera: str) -> list[Alarm]:
    with center.session("viewer") as session:
        return [alarm for alarm in session.snapshot("alarm").alarms if alarm.camera == camera]


def dismiss(center: CenterProcess, alarm: Alarm) -> None:
    with center.session("watch") as session:
        assert session.do(Command(f"d-{alarm.id}", "dismiss", alarm.id, {"reason": "the foreman"})).ok


def test_that_cameras_of_a_killed_node_move_and_their_alarms_are_told_once(center: CenterProcess) -> None:
    with ExitStack() as closing:
        nodes = {name: closing.enter_context(node(center, name)) for name in ("n1", "n2")}
        assert [made.ready()["cameras"] for made in nodes.values()] == [[], []]
        import_cameras(center)
        until(lambda: all(one.life.analyst for one in cameras(center).values()), WAIT_S, saying="a duty")
        first = cameras(center)
        assert {first[name].life.analyst for name in CAMERAS} == set(nodes), "one each"
        until(lambda: alarms(center, "north"), WAIT_S, saying="an alarm of the north yard")
        (told,) = alarms(center, "north")
        fetched_from_its_site(center, told, nodes)

        dead = nodes[first["north"].life.analyst]
        (living,) = set(nodes.values()) - {dead}
        dead.end(signal.SIGKILL)
        dismiss(center, told)
        until(lambda: cameras(center)["north"].life.analyst == living.name, WAIT_S, saying="the move")
        until(lambda: alarms(center, "north")[0].count > told.count, WAIT_S, saying="the second telling")

        now = cameras(center)
        assert now["north"].life.epoch == first["north"].life.epoch + 1
        assert now["south"].life.epoch == first["south"].life.epoch, "it stayed where it was"
        assert [(one.id, one.state) for one in alarms(center, "north")] == [(told.id, AlarmState.DISMISSED)]
        health = now["bare"].life.health
        assert (health.state, health.code) == (CameraState.FAULT, "rules")
        assert now["south"].life.health.state is CameraState.LIVE
        assert now["gate"].life.health.state is CameraState.LOST
        assert NOBODY in now["gate"].life.health.words, "the address as it was written down"
        assert PASSWORD not in json.dumps(onegrid(center, "duty", "cameras", "list"))
        assert living.end(signal.SIGTERM) == 0
        until(lambda: not cameras(center)["south"].life.analyst, WAIT_S, saying="its leave")
    log = living.log.read_text("utf-8")
    assert "source_lost" in log
    assert PASSWORD not in log
    assert "Traceback" not in log


def fetched_from_its_site(center: CenterProcess, alarm: Alarm, nodes: dict[str, Node]) -> None:
    """The evidence comes from the folder of the node that told of the alarm, through the center."""
    out = center.data.parent / "out"
    rows = onegrid(center, "watch", "evidence", "get", alarm.id, "--out", str(out))
    assert {ref.site for ref in alarm.evidence} == {alarm.analyst}
    assert len(rows) == len(alarm.evidence) == 2
    for row in rows:
        data = Path(row["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["sha256"]
        kept = nodes[alarm.analyst].evidence / Path(row["file"]).name
        assert kept.read_bytes() == data
