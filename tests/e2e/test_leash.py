"""Processes of the demo end with it, even when it is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from resources import leash

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("leashed", [True, False])
def test_that_a_center_ends_with_whoever_started_it(tmp_path: Path, *, leashed: bool) -> None:
    command = [
        sys.executable, "-m", "backend", "center", "--profile", "community", "--id", "c-x",
        "--data", str(tmp_path), "--listen", "tcp://127.0.0.1:0",
    ]  # fmt: skip
    environment = {**os.environ, leash.NAME: "1" if leashed else "0"}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert b"ready" in process.stdout.readline()
        process.stdin.close()
        if leashed:
            assert process.wait(20) == 0
        else:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(1.0)
    finally:
        process.kill()
        process.wait(20)
        process.stdout.close()
