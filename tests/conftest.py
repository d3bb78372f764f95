"""Fixtures for every test: nothing may be left behind, no Qt message may pass unseen."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from pathlib import Path

import psutil
import pytest

from tests.fakes.postgres import Cluster, NoPostgres, running

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
SHM_DIR = Path("/dev/shm")  # noqa: S108 (where Linux shows shared memory; only listed)
GRACE_S = 5.0


def _threads() -> set[str]:
    main = threading.main_thread()
    return {f"{t.name}#{t.ident}" for t in threading.enumerate() if t.is_alive() and t is not main}


def _children() -> set[str]:
    kept = {getattr(resource_tracker._resource_tracker, "_pid", None)}
    found = set()
    for child in psutil.Process().children(recursive=True):
        try:
            if child.pid not in kept and child.status() != psutil.STATUS_ZOMBIE:
                found.add(f"{child.pid} {' '.join(child.cmdline())[:120]}")
        except psutil.NoSuchProcess:
            continue
    return found


def _shared_memory() -> set[str]:
    mine = f"onegrid-{os.getpid():x}-"  # names carry their owner, so tests beside us do not count
    return {p.name for p in SHM_DIR.iterdir() if p.name.startswith(mine)} if SHM_DIR.is_dir() else set()


def _sockets() -> set[str]:
    return {
        f"{c.laddr}->{c.raddr} {c.status}"
        for c in psutil.Process().net_connections("inet")
        if c.status in {psutil.CONN_LISTEN, psutil.CONN_ESTABLISHED, psutil.CONN_NONE}
    }


def _widgets() -> set[str]:
    qt = sys.modules.get("PySide6.QtWidgets")
    core = sys.modules.get("PySide6.QtCore")
    if qt is None or core is None or qt.QApplication.instance() is None:
        return set()
    application = qt.QApplication.instance()
    application.sendPostedEvents(None, int(core.QEvent.Type.DeferredDelete.value))
    windows = qt.QApplication.topLevelWidgets()
    timers = [t for t in application.findChildren(core.QTimer) if t.isActive()]
    return {f"{type(q).__name__} {q.objectName()} {id(q):x}" for q in (*windows, *timers)}


LEAKS: dict[str, Callable[[], set[str]]] = {
    "threads": _threads,
    "processes": _children,
    "shared memory": _shared_memory,
    "sockets": _sockets,
    "widgets and timers": _widgets,
}


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, process, socket, shared memory block, window or timer."""
    # qtbot closes its windows in its own teardown, which must come before our look.
    if "qtbot" in request.fixturenames:
        request.getfixturevalue("qapp")
    # The cluster stands for the whole session.
    called = getattr(request.node, "callspec", None)
    if "postgres" in {*request.fixturenames, *(map(str, called.params.values()) if called else ())}:
        request.getfixturevalue("postgres")
    before = {name: look() for name, look in LEAKS.items()}
    yield
    deadline_s = time.monotonic() + GRACE_S
    while True:
        left = {name: found for name, look in LEAKS.items() if (found := look() - before[name])}
        if not left:
            return
        if time.monotonic() > deadline_s:
            break
        gc.collect()
        threading.Event().wait(0.02)
    pytest.fail("left behind: " + "; ".join(f"{name}: {sorted(found)}" for name, found in left.items()))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of reference data that is not part of the project; tests that need it are skipped without."""
    folder = Path(os.environ.get("ONEGRID_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder} (set ONEGRID_SHARED)")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL cluster of our own; where there is none, its tests are skipped with the reason."""
    with contextlib.ExitStack() as closing:
        try:
            cluster = closing.enter_context(running())
        except NoPostgres as why:
            pytest.skip(str(why))
        yield cluster
