"""A real center process for tests of the links."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class CenterProcess:
    """A running community center; `die` ends it as a power cut would."""

    process: subprocess.Popen[bytes]
    endpoint: str
    public_key: str

    def die(self) -> None:
        """End it without any warning."""
        self.process.kill()
        self.process.wait(20)


@contextmanager
def center_process(folder: Path, listen: str = "tcp://127.0.0.1:0") -> Iterator[CenterProcess]:
    """Start a center on the data in `folder`, wait until it is ready, and stop it as a service would be.

    Raises:
        AssertionError: it did not become ready, or did not stop cleanly; with the end of its log.
    """
    command = [sys.executable, "-m", "backend", "center", "--profile", "community", "--id", "tl-bc-lc"]
    where = ["--data", str(folder / "data"), "--listen", listen]
    log = folder / "center.log"
    with log.open("ab") as errors:
        process = subprocess.Popen([*command, *where], stdout=subprocess.PIPE, stderr=errors)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, f"the center did not start: {_end_of(log)}"
        ready = json.loads(line)
        yield CenterProcess(process, ready["endpoint"], ready["public_key"])
        if process.poll() is None:
            process.terminate()
            assert process.wait(20) == 0, f"the center did not stop cleanly: {_end_of(log)}"
    finally:
        process.kill()
        process.wait(20)
        process.stdout.close()


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-800:]
