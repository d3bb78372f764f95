"""A console that is killed leaves no worker behind, and no memory beyond the next start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.fakes.waiting import until
from videowall.workers.orphans import PREFIX, SHOWN_AS_FILES, remove_orphans

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not SHOWN_AS_FILES.is_dir(), reason="shared memory is not shown as files here"),
]
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from videowall.feeds.source import SourceSpec
from videowall.workers.job import Job
from videowall.workers.pool import WorkerPool
if __name__ == "__main__":
    pool = WorkerPool([Job("c1", SourceSpec("scene:yard", loop=True, live=True), mask=False)], workers=1)
    pool.start()
    print(pool.channels()[0].process.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def console(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    script = tmp_path / "console.py"
    script.write_text(PROGRAM, "utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield process
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def names(pid: int) -> list[str]:
    return [path.name for path in SHOWN_AS_FILES.glob(f"{PREFIX}-{pid:x}-*")]


def worker_of(console: subprocess.Popen[str]) -> psutil.Process:
    assert console.stdout is not None
    return psutil.Process(int(console.stdout.readline()))


def gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_that_workers_leave_and_memory_is_freed_when_the_console_is_killed(
    console: subprocess.Popen[str],
) -> None:
    worker = worker_of(console)
    assert names(console.pid)
    console.kill()
    console.wait()
    until(lambda: gone(worker), 20, saying="the worker to leave")
    until(lambda: not names(console.pid), 20, saying="the memory to be freed")


def test_that_the_next_start_removes_what_even_the_resource_tracker_could_not(
    console: subprocess.Popen[str],
) -> None:
    worker = worker_of(console)
    family = psutil.Process(console.pid).children()
    left = names(console.pid)
    assert left
    assert not set(left) & set(remove_orphans()), "the owner lives"
    for process in family:
        process.kill()  # the worker and Python's resource tracker
    console.kill()
    console.wait()
    until(lambda: gone(worker), 20)
    assert names(console.pid) == left
    assert set(left) <= set(remove_orphans())
    assert names(console.pid) == []
