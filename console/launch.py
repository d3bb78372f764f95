"""Starts the other roots of the program (`python -m …`). The one module with a POSIX-only call."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NoReturn


def python_command(module: str, arguments: Sequence[str] = ()) -> list[str]:
    """Command line that runs a root of this installation, warnings and all."""
    return [sys.executable, "-m", module, *arguments]


def become(module: str, arguments: Sequence[str]) -> NoReturn:
    """Turn this process into another root and never come back.

    POSIX replaces the process, so that a signal sent to `onegrid center` reaches the center itself.
    Windows has no such call: there the root runs as a child whose exit code is passed on.
    """
    command = python_command(module, arguments)
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(command[0], command)  # noqa: S606 (our own interpreter, no shell wanted)
    sys.exit(subprocess.run(command, check=False).returncode)
