"""A real node with several cameras: one stream may kill its decoder, the others go on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.fakes.center_process import ROOT, CenterProcess
from tests.fakes.waiting import until

pytestmark = pytest.mark.e2e
RULES = {
    "fps": 12,
    "size": [640, 360],
    "rules": [{"id": "yard", "type": "zone", "polygon": [[120, 120], [600, 120], [600, 350], [120, 350]]}],
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
    """`onegrid watch --cameras`, and the lines that it prints."""

    def __init__(self, center: CenterProcess, folder: Path, **urls: str) -> None:
        center.key_for("cam")
        (folder / "rules.json").write_text(json.dumps({"any": RULES}), "utf-8")
        tables = [
            f'[[camera]]\nid = "{name}"\nname = "{name}"\nurl = "{url}"\nloop = true\nrules = "rules.json"\n'
            for name, url in urls.items()
        ]
        (folder / "cameras.toml").write_text("\n".join(tables), "utf-8")
        self.log = folder / "node.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable, "-m", "console.cli", "watch", "--cameras", str(folder / "cameras.toml"),
                    "--center", center.endpoint, "--server-key", center.public_key,
                    "--key", str(center.data / "keys" / "cam.json"), "--evidence", str(folder / "kept"),
                    "--detector", "motion", "--json",
                ],
                stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT,
            )  # fmt: skip
        self.ready = self.line()

    def line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        text = self.process.stdout.readline()
        assert text, self.log.read_text()
        found: dict[str, Any] = json.loads(text)
        return found

    def figures(self) -> dict[str, dict[str, Any]]:
        """The next figures, by camera."""
        return {camera["camera"]: camera for camera in self.line()["cameras"]}

    def decoders(self) -> list[psutil.Process]:
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if any("spawn_main" in part for part in child.cmdline())]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(WAIT_S)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


def test_that_many_cameras_share_one_node_and_a_killed_decoder_comes_back(
    center: CenterProcess, tmp_path: Path
) -> None:
    node = Node(center, tmp_path, one="scene:yard", two="scene:yard", none="missing.mp4")
    try:
        assert node.ready["cameras"] == ["one", "two", "none"]
        assert node.ready["detector"] == "motion"
        figures = node.figures()
        while figures["one"]["state"] != "live" or figures["two"]["state"] != "live":
            figures = node.figures()
        assert figures["none"]["state"] == "refused"
        assert "no such file" in figures["none"]["words"]
        for child in node.decoders():
            child.kill()
        before = figures["one"]["looked"]
        until(lambda: node.figures()["one"]["looked"] > before + 20, WAIT_S, saying="pictures again")
        assert node.line()["decoder_deaths"] >= 1
        with center.session("viewer") as session:
            until(lambda: session.snapshot("alarm").alarms, WAIT_S, saying="an alarm")
            found = session.snapshot("alarm").alarms
        assert {alarm.camera for alarm in found} <= {"one", "two"}
        (alarm, picture) = found[0], found[0].evidence[0]
        assert picture.site == "cam", "the node as the center knows it"
        until(
            lambda: center.blob("watch", alarm.id, picture.sha256).code == "ok", WAIT_S, saying="the picture"
        )
    finally:
        code = node.stop()
    assert code == 0, node.log.read_text()[-2000:]
    assert "Traceback" not in node.log.read_text()


def test_that_a_node_that_is_killed_leaves_no_decoder_behind(center: CenterProcess, tmp_path: Path) -> None:
    node = Node(center, tmp_path, one="scene:yard")
    try:
        while node.figures()["one"]["state"] != "live":
            continue
        children = node.decoders()
        assert children
        node.process.kill()
        until(lambda: not any(child.is_running() for child in children), WAIT_S, saying="no decoder")
    finally:
        node.stop()
