"""Lamps differ by shape, in any colour vision; bars show the share that is used."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from tests.fakes.widgets_pixels import DEFICIENCIES, Pixels, lightness, on_ground, pixels, share_of, shot
from widgets import theme
from widgets.countdown import ClockLine, ClockList, CountdownBar, paint_countdown
from widgets.lamp import LIGHTS, Lamp, lamp_pixmap, light_words, paint_lamp


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("name", theme.THEMES)
def test_that_any_two_lamps_differ_in_any_colour_vision(name: str, deficiency: str) -> None:
    look = theme.load(name)
    seen = {
        light: lightness(on_ground(lamp_pixmap(light, 14, 1.0, look), look.color("panel")), deficiency)
        for light in LIGHTS
    }
    for one, other in combinations(LIGHTS, 2):
        assert np.sqrt(np.mean((seen[one] - seen[other]) ** 2)) > 15, (one, other)


def test_that_a_lamp_is_sharp_on_a_dense_screen() -> None:
    made = lamp_pixmap("red", 14, 2.0)
    assert (made.width(), made.devicePixelRatio()) == (28, 2.0)


def test_that_a_lamp_is_painted_once_and_kept() -> None:
    assert lamp_pixmap("blue", 17).cacheKey() == lamp_pixmap("blue", 17).cacheKey()


def test_that_themes_do_not_share_kept_lamps() -> None:
    dark, light = (lamp_pixmap("green", 16, 1.0, theme.load(name)) for name in theme.THEMES)
    assert dark.cacheKey() != light.cacheKey()


def test_that_an_unknown_light_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(KeyError):
        Lamp("purple")
    lamp = Lamp("green")
    qtbot.addWidget(lamp)
    with pytest.raises(KeyError):
        lamp.set_light("off")
    assert lamp.light == "green"


def test_that_a_lamp_says_what_it_means(qtbot: QtBot) -> None:
    lamp = Lamp("red")
    qtbot.addWidget(lamp)
    assert lamp.accessibleName() == light_words("red")
    lamp.set_light("yellow", "0:18:42 left")
    assert (lamp.accessibleName(), lamp.toolTip()) == ("0:18:42 left", "0:18:42 left")
    assert lamp.sizeHint().width() == theme.current().size("lamp")


def test_that_a_lamp_is_centred_in_a_wide_cell() -> None:
    image = QImage(60, 20, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_lamp(painter, "red", QRectF(0, 0, 60, 20))
    painter.end()
    columns = np.flatnonzero(pixels(image).max(axis=(0, 2)) > 0.1)
    assert abs((columns[0] + columns[-1]) / 2 - 29.5) <= 0.5


def _bar(light: str, used: float, paused_to: float | None = None) -> Pixels:
    image = QImage(200, 16, QImage.Format.Format_RGB32)
    image.fill(theme.current().color("panel"))
    painter = QPainter(image)
    paint_countdown(painter, QRectF(0, 0, 200, 16), light, used, paused_to=paused_to)
    painter.end()
    return pixels(image)


def _filled(picture: Pixels, light: str) -> float:
    return share_of(picture[8:9], theme.current().light(light).fill)


def test_that_a_bar_is_as_long_as_the_share_used() -> None:
    assert _filled(_bar("red", 0.5), "red") == pytest.approx(0.5, abs=0.01)
    assert _filled(_bar("red", 0.0), "red") == 0


def test_that_an_overrun_or_negative_share_stays_inside_the_bar() -> None:
    assert _filled(_bar("red", 3.0), "red") == pytest.approx(1, abs=0.01)
    assert _filled(_bar("blue", -1.0), "blue") == 0


def test_that_green_is_quiet_and_the_warning_has_its_tick() -> None:
    picture = _bar("green", 0.5)
    assert _filled(picture, "green") == 0
    tick = theme.current().color("text3")
    assert share_of(picture[2:3, 150:151], tick) == 1


def test_that_an_approved_pause_is_hatched() -> None:
    tick = theme.current().color("text3")
    plain, hatched = _bar("grey", 0.3), _bar("grey", 0.3, paused_to=0.7)
    assert share_of(plain[5:11, 62:138], tick) == 0
    assert 0.02 < share_of(hatched[5:11, 62:138], tick, 0.1) < 0.6


def test_that_a_bar_speaks_its_words(qtbot: QtBot) -> None:
    bar = CountdownBar()
    qtbot.addWidget(bar)
    bar.set_reading("yellow", 0.8, "0:18:42 left")
    bar.resize(bar.sizeHint())
    assert bar.accessibleName() == "0:18:42 left"
    assert share_of(shot(bar), theme.current().light("yellow").fill) > 0.1


def test_that_clocks_align_and_speak(qtbot: QtBot) -> None:
    clocks = ClockList()
    qtbot.addWidget(clocks)
    clocks.set_lines(
        [ClockLine("red", "Dispose", 1.2, "+3:41", "2 h"), ClockLine("green", "Total", 0.2, "1 d")]
    )
    clocks.resize(500, clocks.sizeHint().height())
    assert clocks.height() == 2 * theme.current().size("clockRow")
    assert (
        clocks.accessibleName()
        == f"{light_words('red')}: Dispose +3:41 2 h; {light_words('green')}: Total 1 d"
    )
    row, picture = theme.current().size("clockRow"), shot(clocks)
    # The bar of the first row ends where the track of the second does: one column for all.
    red = _columns(picture[row // 2], theme.current().light("red").fill)
    track = _columns(picture[row + row // 2], theme.current().color("track"))
    assert red[-1] == track[-1]
    clocks.set_lines([])
    assert clocks.sizeHint().height() == 0


def _columns(line: Pixels, color: QColor) -> list[int]:
    wanted = np.array([color.redF(), color.greenF(), color.blueF()])
    return [int(x) for x in np.flatnonzero(np.all(np.abs(line - wanted) < 0.02, axis=-1))]
