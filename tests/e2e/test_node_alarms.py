"""A real analyst process and a real center: alarms arrive once, whoever is killed in between."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from backend.domain.alarm import Alarm
from backend.net.client import Client, ClientEvent
from backend.wire.messages import Tail, TrackFrame
from tests.fakes.center_process import ROOT, CenterProcess
from tests.fakes.waiting import until
from videowall.node.spool import Spool

pytestmark = pytest.mark.e2e
RULES = {
    "fps": 12,
    "size": [640, 360],
    "rules": [
        {"id": "yard", "type": "zone", "polygon": [[120, 120], [600, 120], [600, 350], [120, 350]]},
        {"id": "aisle", "type": "line", "a": [330, 40], "b": [330, 350]},
    ],
}
WAIT_S = 60.0


@pytest.fixture
def center(tmp_path: Path) -> Iterator[CenterProcess]:
    made = CenterProcess("tl-bc-lc", tmp_path / "center")
    made.start()
    yield made
    if made.process is not None:
        made.stop()


class Node:
    """An analyst process on the drawn yard."""

    def __init__(self, center: CenterProcess, folder: Path) -> None:
        self.evidence = folder / "evidence"
        rules = folder / "rules.json"
        rules.write_text(json.dumps({"yard": RULES}), "utf-8")
        center.key_for("cam")
        link = ["--center", center.endpoint, "--server-key", center.public_key]
        post = ["--camera", "c1", "--place", "化工库", "--source", "scene:yard", "--rules", str(rules)]
        keep = ["--key", str(center.data / "keys" / "cam.json"), "--evidence", str(self.evidence)]
        more = ["--priority", "zone_entry=emergency", "--detector", "motion"]
        self.command = [sys.executable, "-m", "videowall.node", *post, *link, *keep, *more]
        self.log = folder / "node.log"
        self.process: subprocess.Popen[str] | None = None

    def start(self, *more: str) -> dict[str, object]:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*self.command, *more], stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.log.read_text()
        ready: dict[str, object] = json.loads(line)
        return ready

    def end(self, number: int) -> int:
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.send_signal(number)
        code = self.process.wait(WAIT_S)
        self.process.stdout.close()
        self.process = None
        return code

    @property
    def spooled(self) -> int:
        return len(list((self.evidence / "spool").glob("*.json")))

    @property
    def told(self) -> int:
        """Every event leaves one trace file, alarm or repeat."""
        return len(list(self.evidence.glob("*.json")))


def alarms(center: CenterProcess) -> tuple[Alarm, ...]:
    with center.session("viewer") as session:
        return session.snapshot("alarm").alarms


def test_that_no_alarm_is_lost_or_doubled_when_the_center_and_the_node_are_killed(
    center: CenterProcess, tmp_path: Path
) -> None:
    node = Node(center, tmp_path)
    assert node.start("--loop") == {
        "ready": True,
        "camera": "c1",
        "waiting": 0,
        "detector": "motion",
    }
    try:
        until(lambda: alarms(center), WAIT_S, saying="an alarm at the center")
        center.kill()
        until(lambda: node.spooled >= 1, WAIT_S, saying="an alarm on the node's disk")
        node.end(signal.SIGKILL)
        center.start()
        ready = node.start("--loop")
        assert ready["waiting"] == node.spooled or node.spooled == 0
        until(lambda: node.spooled == 0, WAIT_S, saying="every alarm acknowledged")
        assert node.end(signal.SIGTERM) == 0
    finally:
        if node.process is not None:
            node.end(signal.SIGKILL)
    found = alarms(center)
    counted = sum(alarm.count for alarm in found)
    left = len(Spool(node.evidence / "spool"))
    assert node.told - left <= counted <= node.told, "each event counts exactly once"
    entry = next(alarm for alarm in found if alarm.rule == "yard")
    assert (entry.camera, entry.kind, entry.priority.value) == ("c1", "zone_entry", "emergency")
    assert json.loads(entry.trace)["rule"] == "yard"
    picture = node.evidence / f"{entry.evidence[0].sha256}.jpg"
    assert picture.read_bytes()[:3] == b"\xff\xd8\xff"
    assert entry.evidence[0].masked


def test_that_consoles_get_an_analyst_s_tracks_at_a_bounded_rate(
    center: CenterProcess, tmp_path: Path
) -> None:
    frames: queue.SimpleQueue[TrackFrame] = queue.SimpleQueue()

    def hear(event: ClientEvent) -> None:
        if isinstance(event, Tail) and event.track is not None:
            frames.put(event.track)

    node = Node(center, tmp_path)
    keys = center.key_for("viewer")
    client = Client(center.endpoint, center.public_key, keys, topics=("track/c1",), listener=hear)
    client.start()
    try:
        node.start("--loop")
        until(lambda: frames.qsize() >= 12, WAIT_S, saying="tracks")
        assert node.end(signal.SIGTERM) == 0
    finally:
        client.close()
        if node.process is not None:
            node.end(signal.SIGKILL)
    heard = [frames.get() for _ in range(frames.qsize())]
    assert {frame.camera for frame in heard} == {"c1"}
    assert [f.at_ms for f in heard] == sorted({f.at_ms for f in heard})
    gaps = [b.at_ms - a.at_ms for a, b in pairwise(heard)]
    assert sum(gaps) / len(gaps) >= 1000 / 8 - 20
    assert any(box.w > 0 and 0 <= box.x <= 1 for frame in heard for box in frame.boxes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("--rules", "absent.json"), "absent.json"),
        (("--source", "http://x/y"), "cannot open http"),
        (("--center", "nowhere"), "nowhere"),
        (("--key", "absent.key"), "absent.key"),
        (("--priority", "zone_entry=urgent"), "urgent"),
    ],
)
def test_that_bad_input_ends_with_2_and_one_line(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps({"yard": RULES}), "utf-8")
    subprocess.run(
        [sys.executable, "-m", "backend", "keys", "new", str(tmp_path / "own.key")],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    given = {
        "--camera": "c1", "--source": "scene:yard", "--rules": str(rules), "--center": "tcp://127.0.0.1:9",
        "--server-key": "x" * 40, "--key": str(tmp_path / "own.key"), "--evidence": str(tmp_path / "e"),
    }  # fmt: skip
    given[change[0]] = change[1]
    done = subprocess.run(
        [sys.executable, "-m", "videowall.node", *(part for pair in given.items() for part in pair)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=WAIT_S,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
