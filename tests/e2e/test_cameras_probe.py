"""`onegrid cameras probe` against a real RTSP server with Digest, and the center that is told of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.wire.cameras import CameraForm, Login
from backend.wire.messages import Command
from console.demo.rtsp import find_python
from tests.e2e.test_cameras import onegrid
from tests.fakes.center_process import ROOT, CenterProcess

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    python, why_not = find_python()
    if not python:
        pytest.skip(why_not)
    line = [python, str(ROOT / "tests" / "fakes" / "rtsp_login.py")]
    server = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    yield int(server.stdout.readline())
    server.kill()
    server.wait()
    server.stdout.close()


def test_that_a_probe_says_what_each_camera_sends_or_why_not(port: int, tmp_path: Path) -> None:
    center = CenterProcess("tl-bc-lc", tmp_path / "center")
    center.start()
    base = f"rtsp://127.0.0.1:{port}"
    right, wrong = Login("admin", "pa:ss"), Login("admin", "Wr0ng-pw")
    forms = (
        CameraForm("good", "Good", "tl-bc-lc", f"{base}/main", f"{base}/main", login=right),
        CameraForm("login", "Login", "tl-bc-lc", f"{base}/main", login=wrong),
        CameraForm("path", "Path", "tl-bc-lc", f"{base}/other", login=right),
    )
    try:
        with center.session("duty") as session:
            assert session.do(Command("s", "camera_set", cameras=forms)).ok
        done = onegrid(center, "watch", "probe", "--report", "good", "login", "path", "nobody")
        assert done.returncode == 1, done.stderr
        assert "Wr0ng-pw" not in done.stdout + done.stderr
        found = {one["camera"]: one for one in json.loads(done.stdout)}
        assert {name: one["code"] for name, one in found.items()} == {
            "good": "", "login": "wrong_login", "path": "no_path", "nobody": "no_camera",
        }  # fmt: skip
        assert (found["good"]["codec"], found["good"]["width"], found["good"]["fps"]) == ("h264", 320, 10.0)
        assert found["good"]["sub"]["height"] == 240
        listed = json.loads(onegrid(center, "watch", "list").stdout)
        told = {one["id"]: (one["health"]["state"], one["health"]["code"]) for one in listed}
        assert told == {"good": ("live", ""), "login": ("fault", "wrong_login"), "path": ("fault", "no_path")}
        assert next(one for one in listed if one["id"] == "good")["streams"]["main"]["codec"] == "h264"
    finally:
        center.kill()
