"""The main job as a newcomer runs it, and what outside checks do with what it leaves behind."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

pytestmark = pytest.mark.e2e
CENTERS = {"district": ("tl", "tl-01"), "town": ("tl-bc", "bc-01"), "community": ("tl-bc-lc", "lc-01")}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run of the demo with the town killed on the way; the folder it wrote."""
    out = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "console.cli", "demo", "--out", str(out), "--kill", "town"],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="module")
def summary(played: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((played / "summary.json").read_text("utf-8"))
    return found


@contextmanager
def running(data: Path, profile: str, org: str) -> Iterator[dict[str, str]]:
    """A center on a kept folder, alone: no parent, no children."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "console.cli", "center", "--profile", profile, "--id", org,
            "--data", str(data), "--listen", "tcp://127.0.0.1:0",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        ready = json.loads(process.stdout.readline())
        assert ready["ready"] is True
        yield ready
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(20)
        process.stdout.close()
    assert code == 0


def onegrid(*arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "console.cli", *arguments, "--json"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_that_every_claim_of_the_demo_held(summary: dict[str, Any]) -> None:
    claims = {check["name"] for check in summary["checks"]}
    assert all(check["passed"] for check in summary["checks"])
    assert {"video_live", "video_masked", "fence_alarm", "two_keys_to_ticket", "handed_up"} <= claims
    assert {"lights_turned", "rungs_once", "loss_is_said", "nothing_lost", "same_log_everywhere"} <= claims


def test_that_the_summary_tells_the_whole_story(summary: dict[str, Any]) -> None:
    (ticket,) = summary["tickets"]
    assert [row["event"] for row in ticket["transitions"]][-1] == "closed"
    assert {row["center"] for row in ticket["transitions"]} == {"tl-bc-lc", "tl-bc"}
    dispose = [row["light"] for row in ticket["lights"] if row["clock"] == "dispose"]
    assert dispose == ["green", "yellow", "red"]
    assert summary["frames"] > 100
    assert [kill["center"] for kill in summary["kills"]] == ["town"]


def test_that_pictures_show_windows(played: Path) -> None:
    pictures = sorted(played.glob("*.png"))
    assert len(pictures) >= 10
    for picture in pictures:
        image = QImage(str(picture))
        assert (image.width(), image.height()) == (1920, 1080)
        assert len({image.pixel(x, y) for x in range(0, 1920, 48) for y in range(0, 1080, 27)}) > 8


def test_that_kept_centers_show_the_same_ticket(played: Path, summary: dict[str, Any]) -> None:
    (ticket,) = summary["tickets"]
    shown = []
    for profile, (org, person) in CENTERS.items():
        data = played / "data" / profile
        with running(data, profile, org) as ready:
            shown.append(
                onegrid(
                    "ticket", "show", ticket["id"], "--center", ready["endpoint"],
                    "--server-key", ready["public_key"], "--key", str(data / "keys" / f"{person}.json"),
                )
            )  # fmt: skip
    assert shown[0] == shown[1] == shown[2]
    assert shown[0]["state"] == "closed"
    assert shown[0]["custodian"] == "tl-bc"


def test_that_a_new_key_can_be_let_in_to_a_kept_center(played: Path, tmp_path: Path) -> None:
    key = tmp_path / "guest.json"
    made = onegrid("keys", "new", str(key))
    data = played / "data" / "district"
    onegrid(
        "keys", "authorise", "--data", str(data), "--key", made["public"], "--as", "operator:guest:viewer"
    )
    with running(data, "district", "tl") as ready:
        address = ("--center", ready["endpoint"], "--server-key", ready["public_key"], "--key", str(key))
        assert len(onegrid("ticket", "list", *address)) == 1


@pytest.mark.parametrize("profile", CENTERS)
def test_that_the_journal_of_each_center_verifies(played: Path, profile: str) -> None:
    assert onegrid("audit", "verify", "--data", str(played / "data" / profile))["passed"] is True
