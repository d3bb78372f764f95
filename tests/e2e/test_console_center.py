"""A real console against a real center process: kept over a kill, and as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend.domain.log import State
from backend.net.keys import KeyPair, Keyring, new_keys, parse_grant
from console.app import make_application
from console.config import ConsoleConfig
from console.language import remove
from console.mirror import LinkPhase
from console.screens.window import ConsoleWindow
from tests.fakes.net_process import CenterProcess, center_process
from tests.fakes.waiting import until

pytestmark = [pytest.mark.e2e, pytest.mark.gui]
ENTER = Qt.Key.Key_Return
SLOW_MS = 30_000


def key_for(folder: Path, name: str, roles: str) -> KeyPair:
    keys = new_keys(folder / f"{name}.json")
    Keyring(folder / "data").authorise(keys.public, parse_grant(f"operator:{name}:{roles}"))
    return keys


@pytest.fixture
def window_of(qapp: QApplication) -> Iterator[Callable[[CenterProcess, KeyPair], ConsoleWindow]]:
    opened: list[ConsoleWindow] = []

    def make(center: CenterProcess, keys: KeyPair) -> ConsoleWindow:
        config = ConsoleConfig(center.endpoint, center.public_key, keys, "lee", lang="en")
        make_application(config)
        window = ConsoleWindow(config)
        opened.append(window)
        window.open()
        window.show()
        window.activateWindow()
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()
    remove(qapp)


def press(*keys: Qt.Key | str) -> None:
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        else:
            QTest.keyClick(target, key)
        QApplication.processEvents()


def test_that_what_was_done_while_the_center_was_dead_is_done_once(
    tmp_path: Path, qtbot: QtBot, window_of: Callable[[CenterProcess, KeyPair], ConsoleWindow]
) -> None:
    (tmp_path / "data").mkdir()
    keys = key_for(tmp_path, "lee", "operator+intake+dispatcher")
    with center_process(tmp_path) as center:
        window = window_of(center, keys)
        mirror = window.mirror
        qtbot.waitUntil(lambda: "ticket" in mirror.loaded, timeout=SLOW_MS)
        press("n", "blocked drain", Qt.Key.Key_Tab, "West street", Qt.Key.Key_Tab, Qt.Key.Key_Down, ENTER)
        qtbot.waitUntil(lambda: len(mirror.tickets) == 1, timeout=SLOW_MS)
        (ticket,) = mirror.tickets
        qtbot.waitUntil(lambda: window.tickets.panel.ticket == ticket, timeout=SLOW_MS)
        center.die()
        qtbot.waitUntil(lambda: mirror.link.phase is LinkPhase.DOWN, timeout=SLOW_MS)
        press("b", "the guard has a key", ENTER, ENTER, ENTER)
        assert "Waiting to be sent: 2." in window.banner.words
    with center_process(tmp_path, center.endpoint):
        qtbot.waitUntil(lambda: mirror.link.phase is LinkPhase.UP, timeout=SLOW_MS)

        def filed() -> bool:
            return mirror.tickets[ticket].ticket.state is State.FILED

        qtbot.waitUntil(filed, timeout=SLOW_MS)
        kinds = [event.kind for event in mirror.tickets[ticket].ticket.events]
        assert kinds == ["reported", "noted", "filed"]
        assert window.banner.words == ""
        assert len(window.desk.intents) == 0
        window.close()


def test_that_a_console_process_ends_cleanly_when_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    key_for(tmp_path, "lee", "operator")
    with center_process(tmp_path) as center:
        port = int(center.endpoint.rpartition(":")[2])
        command = [
            sys.executable, "-m", "console", "--center", center.endpoint,
            "--server-key", center.public_key, "--key", str(tmp_path / "lee.json"),
        ]  # fmt: skip
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        console = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        try:
            process = psutil.Process(console.pid)

            def linked() -> bool:
                return any(c.raddr and c.raddr.port == port for c in process.net_connections("tcp"))

            until(linked, 30, saying="the console dials its center")
            console.terminate()
            _out, errors = console.communicate(timeout=30)
        finally:
            console.kill()
        assert (console.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--center", "nowhere", "nowhere"),
        ("--server-key", "short", "public key"),
        ("--key", "missing.json", "missing.json"),
        ("--cameras", "missing.toml", "missing.toml"),
        ("--profile", "village", "profiles: district, town, community"),
    ],
)
def test_that_bad_input_ends_with_one_line_that_says_what_to_do(
    tmp_path: Path, option: str, value: str, says: str
) -> None:
    keys = new_keys(tmp_path / "me.json")
    given = {
        "--center": "tcp://127.0.0.1:7100",
        "--server-key": keys.public,
        "--key": str(tmp_path / "me.json"),
    }
    given[option] = value
    command = [sys.executable, "-m", "console", *(part for pair in given.items() for part in pair)]
    environment = {**os.environ, "ONEGRID_LANG": "en"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert says in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert ended.stdout == ""
