"""The wall against a real RTSP server that is frozen, killed and started again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.demo.rtsp import RtspCamera, find_python, start_camera
from videowall.feeds.source import SourceSpec
from videowall.wall.spec import TileSpec
from videowall.wall.truth import TileState
from videowall.wall.wall import VideoWall
from widgets import theme

pytestmark = [pytest.mark.e2e, pytest.mark.gui]
START_MS = 40_000
OVERLAY_MS = 1200
FPS = 12.0


@pytest.fixture
def camera(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RtspCamera]:
    python, why_not = find_python()
    if not python:
        pytest.skip(why_not)
    served = start_camera("scene:yard", FPS, tmp_path_factory.getbasetemp())
    yield served
    served.stop()


@pytest.fixture
def wall(qtbot: QtBot, camera: RtspCamera) -> Iterator[VideoWall]:
    theme.apply(cast("QApplication", QApplication.instance()), "dark", lang="en")
    tiles = [
        TileSpec("c1", "Street camera", SourceSpec(camera.url, live=True)),
        TileSpec("c2", "Road", SourceSpec("scene:road", loop=True, live=True)),
    ]
    made = VideoWall(tiles, workers=1)
    qtbot.addWidget(made)
    made.resize(800, 230)
    made.show()
    made.start()
    yield made
    made.stop()


def stale_after(wall: VideoWall, qtbot: QtBot) -> int:
    """Wait until the camera's tile is not live and say how old its picture was then, ms."""
    qtbot.waitUntil(lambda: not wall.truth(0).trusted, timeout=5000)
    age_ms = wall.truth(0).age_ms
    assert age_ms is not None
    return age_ms


def test_that_a_frozen_or_killed_camera_is_told_in_time_and_comes_back(
    camera: RtspCamera, wall: VideoWall, qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory
) -> None:
    qtbot.waitUntil(lambda: wall.truth(0).trusted and wall.truth(1).trusted, timeout=START_MS)
    assert wall.truth(0).age_ms is not None

    if hasattr(signal, "SIGSTOP"):
        os.kill(camera.process.pid, signal.SIGSTOP)
        try:
            assert stale_after(wall, qtbot) <= OVERLAY_MS
            assert wall.truth(0).reason in {"no_packet", "source_lost"}
            assert wall.truth(1).trusted, "the other tile goes on"
        finally:
            os.kill(camera.process.pid, signal.SIGCONT)
        qtbot.waitUntil(lambda: wall.truth(0).trusted, timeout=15_000)

    port = int(camera.url.rpartition(":")[2].partition("/")[0])
    camera.process.kill()
    assert stale_after(wall, qtbot) <= OVERLAY_MS
    qtbot.waitUntil(lambda: wall.truth(0).state is TileState.LOST, timeout=10_000)
    assert wall.truth(0).reason == "source_lost"
    assert wall.truth(0).next_try_ms is not None
    assert wall.truth(1).trusted

    back = start_camera("scene:yard", FPS, tmp_path_factory.getbasetemp(), port=port)
    try:
        qtbot.waitUntil(lambda: wall.truth(0).trusted, timeout=15_000)
        assert wall.truth(0).attempt == 0
    finally:
        wall.stop()
        back.stop()
