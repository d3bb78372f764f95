from __future__ import annotations

import subprocess
import sys

from console.launch import python_command


def test_that_a_root_is_started_by_this_interpreter() -> None:
    command = python_command("backend", ["keys", "--help"])
    assert command == [sys.executable, "-m", "backend", "keys", "--help"]


def test_that_becoming_another_root_keeps_its_exit_code() -> None:
    code = "from console.launch import become; become('this_module_does_not_exist', [])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "this_module_does_not_exist" in done.stderr
