"""The wall widget on real workers and drawn scenes, and by hand without any."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend.wire.messages import TrackBox
from videowall.feeds.source import SourceSpec
from videowall.wall.spec import RuleShape, RuleShapes, TileSpec
from videowall.wall.truth import TileState
from videowall.wall.wall import VideoWall
from videowall.workers.facts import MaskMode
from widgets import theme

pytestmark = pytest.mark.gui
START_MS = 40_000
SCENE = SourceSpec("scene:yard", loop=True, live=True)
ZONE = RuleShapes((RuleShape("yard", is_zone=True, points=((0.3, 0.3), (0.7, 0.3), (0.7, 0.8), (0.3, 0.8))),))


@pytest.fixture
def wall(qtbot: QtBot) -> Iterator[VideoWall]:
    theme.apply(cast("QApplication", QApplication.instance()), "dark", lang="en")
    tiles = [
        TileSpec("c1", "Yard", SCENE),
        TileSpec("c2", "Road", SourceSpec("scene:road", loop=True, live=True), mask=False),
        TileSpec("c3", "Gone", SourceSpec("absent.avi", live=True)),
    ]
    made = VideoWall(tiles, workers=1, now_ms=lambda: 1_700_000_000_000)
    qtbot.addWidget(made)
    made.resize(800, 460)
    made.show()
    yield made
    made.stop()


def colors(image: QImage, x: int, y: int, width: int, height: int) -> set[int]:
    return {image.pixel(px, py) for px in range(x, x + width, 3) for py in range(y, y + height, 3)}


def reds(image: QImage) -> int:
    """Pixels of the alarm's red in the first tile."""
    plate, _ = theme.current().alarm("emergency")
    return sum(
        QColor(image.pixel(x, y)).rgb() == plate.rgb() for x in range(0, 398, 2) for y in range(0, 228, 2)
    )


def test_that_the_wall_is_live_says_so_and_ages_when_its_worker_freezes(
    wall: VideoWall, qtbot: QtBot
) -> None:
    assert wall.truth(0).state is TileState.WAITING
    wall.start()
    qtbot.waitUntil(lambda: wall.truth(0).trusted and wall.truth(1).trusted, timeout=START_MS)
    qtbot.waitUntil(lambda: wall.truth(0).masked is MaskMode.MOVING, timeout=10_000)
    qtbot.waitUntil(lambda: wall.truth(2).state is TileState.REFUSED, timeout=10_000)
    assert wall.truth(2).detail == "absent.avi: there is no such file"
    assert wall.truth(1).masked is MaskMode.OFF
    qtbot.waitUntil(lambda: wall.truth(0).fps > 5, timeout=10_000)
    age_ms = wall.truth(0).age_ms
    assert age_ms is not None
    assert age_ms < 1000
    live = wall.grab().toImage()
    assert len(colors(live, 20, 60, 300, 100)) > 200, "a picture is painted"
    assert len(colors(live, 20, 262, 300, 20)) < 30, "a tile without a picture is not"

    if not hasattr(signal, "SIGSTOP"):
        return
    pid = wall.pool.channels()[0].process.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        qtbot.waitUntil(lambda: wall.truth(0).state is TileState.STALE, timeout=3000)
        stale_ms = wall.truth(0).age_ms
        assert stale_ms is not None
        assert stale_ms <= 1200
        grey = wall.grab().toImage()
        assert all(QColor(pixel).saturation() < 40 for pixel in colors(grey, 20, 60, 120, 40))
    finally:
        os.kill(pid, signal.SIGCONT)
    qtbot.waitUntil(lambda: wall.truth(0).trusted, timeout=10_000)


def test_that_an_alarm_turns_its_fence_red_and_goes_again(wall: VideoWall, qtbot: QtBot) -> None:
    wall.set_rules("c1", ZONE)
    wall.start()
    qtbot.waitUntil(lambda: wall.truth(0).trusted, timeout=START_MS)
    assert reds(wall.grab().toImage()) == 0
    wall.set_alarm("c1", "Zone entry", priority="emergency", rule="yard")
    assert reds(wall.grab().toImage()) > 50
    wall.set_alarm("c1", None)
    assert reds(wall.grab().toImage()) == 0
    wall.set_alarm("nowhere", "ignored")
    wall.set_tracks("nowhere", [], 0)
    before = wall.grab().toImage()
    wall.set_tracks("c1", [TrackBox(1, 0.05, 0.3, 0.2, 0.4)], 1)
    assert wall.grab().toImage() != before


def test_that_keys_move_the_selection_enlarge_and_activate(wall: VideoWall) -> None:
    selected: list[int] = []
    activated: list[int] = []
    wall.tile_selected.connect(selected.append)
    wall.tile_activated.connect(activated.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_3):
        QTest.keyClick(wall, key)
    assert selected == [1, 0, 2]
    QTest.keyClick(wall, Qt.Key.Key_9)
    assert wall.selected == 2
    QTest.keyClick(wall, Qt.Key.Key_Return)
    assert activated == [2]
    QTest.keyClick(wall, Qt.Key.Key_Space)
    assert wall.alone
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert not wall.alone


def test_that_the_mouse_selects_and_activates_the_tile_under_it(wall: VideoWall) -> None:
    activated: list[int] = []
    wall.tile_activated.connect(activated.append)
    QTest.mouseClick(wall, Qt.MouseButton.LeftButton, pos=QPoint(600, 100))
    assert wall.selected == 1
    QTest.mouseDClick(wall, Qt.MouseButton.LeftButton, pos=QPoint(100, 300))
    assert activated == [2]
    QTest.mouseClick(wall, Qt.MouseButton.LeftButton, pos=QPoint(600, 400))
    assert wall.selected == 2, "an empty place cannot be selected"


def test_that_the_wall_says_itself_to_a_screen_reader(wall: VideoWall) -> None:
    wall.set_alarm("c2", "Line crossed")
    wall.select(1)
    assert wall.accessibleName() == "Video wall"
    assert "Road" in wall.accessibleDescription()
    assert "Line crossed" in wall.accessibleDescription()


def test_that_stopping_twice_and_never_starting_are_both_fine(wall: VideoWall) -> None:
    wall.stop()
    wall.stop()
    assert wall.truth(0).state is TileState.WAITING
    assert not wall.grab().isNull()
