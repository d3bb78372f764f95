"""A real analyst and a real center: the masked clip follows its alarm, the originals stay encrypted."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from backend.domain.alarm import Alarm
from tests.fakes.center_process import ROOT, CenterProcess
from tests.fakes.waiting import until

pytestmark = pytest.mark.e2e
FIELD = [[120, 120], [600, 120], [600, 350], [120, 350]]
RULES = {"fps": 12, "size": [640, 360], "rules": [{"id": "yard", "type": "zone", "polygon": FIELD}]}
WAIT_S = 90.0


@pytest.fixture
def center(tmp_path: Path) -> Iterator[CenterProcess]:
    made = CenterProcess("tl-bc-lc", tmp_path / "center")
    made.start()
    yield made
    if made.process is not None:
        made.stop()


def test_that_the_clip_of_an_alarm_is_attached_to_it(center: CenterProcess, tmp_path: Path) -> None:
    evidence, rules = tmp_path / "evidence", tmp_path / "rules.json"
    rules.write_text(json.dumps({"yard": RULES}), "utf-8")
    center.key_for("cam")
    command = [sys.executable, "-m", "videowall.node", "--camera", "c1", "--source", "scene:yard", "--loop"]
    command += ["--rules", str(rules), "--center", center.endpoint, "--server-key", center.public_key]
    command += ["--key", str(center.data / "keys" / "cam.json"), "--evidence", str(evidence)]
    log = tmp_path / "node.log"
    with log.open("w") as errors:
        node = subprocess.Popen(
            [*command, "--detector", "motion", "--clip", "2"], stdout=subprocess.PIPE, stderr=errors, cwd=ROOT
        )
    try:

        def with_clip() -> Alarm | None:
            with center.session("viewer") as session:
                found = session.snapshot("alarm").alarms
            return next((a for a in found if any(ref.mime == "video/mp4" for ref in a.evidence)), None)

        until(with_clip, WAIT_S, saying="an alarm with its clip")
        alarm = with_clip()
        assert alarm is not None
    finally:
        node.send_signal(signal.SIGTERM)
        assert node.wait(30) == 0, log.read_text()
        assert node.stdout is not None
        node.stdout.close()
    (clip, *_more) = [ref for ref in alarm.evidence if ref.mime == "video/mp4"]
    assert (clip.masked, clip.site) == (True, "cam")
    with av.open(str(evidence / f"{clip.sha256}.mp4")) as file:
        pictures = [frame.time for frame in file.decode(video=0)]
    assert len(pictures) > 10
    segments = list((evidence / "ring").glob("*/*.seg"))
    assert segments
    assert all(segment.read_bytes()[:4] == b"OGR1" for segment in segments)
