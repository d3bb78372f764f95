"""Consoles on a fake center for GUI tests and pictures: windows of every language and theme, real keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from backend.net.keys import KeyPair
from console.app import make_application
from console.config import ConsoleConfig
from console.language import remove
from console.screens.window import ConsoleWindow
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import FakeCenter
from videowall.feeds.source import SourceSpec
from videowall.wall.spec import RuleShape, RuleShapes, TileSpec

START_MS = 1_795_315_338_000  # 2026-11-22 10:42:18 in the district
TILES = tuple(
    TileSpec(f"cam-{n}", name, SourceSpec("scene:yard", loop=True, live=True))
    for n, name in enumerate(("化工库西围栏", "龙城天街东门", "中兴路口", "人民公园西道"), 1)
)
SHAPES = RuleShapes((RuleShape("depot yard", True, ((0.3, 0.4), (0.7, 0.35), (0.8, 0.8), (0.35, 0.85))),))  # noqa: FBT003 - in the order of the value


@contextmanager
def console(
    center: FakeCenter,
    *,
    lang: str = "zh_CN",
    theme: str = "dark",
    density: str = "operator",
    tiles: tuple[TileSpec, ...] = TILES,
    size: tuple[int, int] = (1920, 1080),
    evidence: Path | None = None,
    linked: bool = True,
) -> Iterator[ConsoleWindow]:
    """An open console of `center`; closed, with its translators taken out, at the end.

    The pictures are not started: a wall without `start` shows tiles that wait.
    """
    config = ConsoleConfig(
        "tcp://127.0.0.1:1",
        "k" * 40,
        KeyPair("k" * 40, "s" * 40),
        center.operator,
        tiles=tiles,
        rules={"cam-1": SHAPES},
        evidence_dir=evidence,
        lang=lang,
        theme=theme,
        density=density,
        clock=center.clock,
        make_client=center.make_client,
    )
    app = make_application(config)
    window = ConsoleWindow(config)
    window.resize(*size)
    try:
        window.desk.link.open(config.client)
        window.show()
        window.activateWindow()
        if linked:
            center.link_up()
        settle()
        yield window
    finally:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, 0)
        settle()
        remove(app)


def settle() -> None:
    """Let Qt take everything that waits."""
    for _ in range(5):
        QApplication.processEvents()


def press(window: ConsoleWindow, *keys: Qt.Key | str) -> None:
    """Press keys one after another at whatever has the focus; text is typed letter by letter."""
    for key in keys:
        target = QApplication.focusWidget() or window
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        else:
            QTest.keyClick(target, key)
        settle()


def pass_time(window: ConsoleWindow, clock: ManualClock, seconds: float) -> None:
    """Let time pass and the window's second tick once."""
    clock.advance(round(seconds * 1000))
    window.tick()
    settle()


Make = Callable[..., FakeCenter]
