"""The theme in force: palette, style sheet, font, notification, icons, focus ring."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.fakes.widgets_pixels import pixels, share_of, shot
from widgets import icons, theme
from widgets.focus_ring import FocusRing
from widgets.rows import RowTable
from widgets.stylesheet import palette, stylesheet


def test_that_applying_a_theme_reaches_palette_font_and_listeners(qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.notifier().changed):
        chosen = theme.apply(qapp, "light", density="town")
    assert theme.current() is chosen
    assert qapp.palette().color(QPalette.ColorRole.Window) == chosen.color("ground")
    assert qapp.font().pixelSize() == chosen.font_px("body") == 15
    assert chosen.hex("lineStrong") in qapp.styleSheet()


def test_that_what_is_not_said_stays_as_it_was(qapp: QApplication) -> None:
    theme.apply(qapp, "dark", density="wall", lang="en", reduced_motion=True)
    after = theme.apply(qapp, "light")
    assert (after.density, after.lang, after.reduced_motion) == ("wall", "en", True)


def test_that_the_style_sheet_has_no_colour_of_its_own() -> None:
    for name in theme.THEMES:
        look = theme.load(name)
        known = {look.hex(role).lower() for role in look.roles}
        used = {word.strip(";,").lower() for word in stylesheet(look).split() if word.startswith("#")}
        assert used <= known


def test_that_unavailable_text_is_dimmed_in_the_palette() -> None:
    look = theme.load("dark")
    made = palette(look)
    assert made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == look.color("textOff")


def test_that_a_font_has_the_tokens_size_and_a_chinese_family(look: theme.Theme) -> None:
    font = look.font("title", bold=True)
    assert font.pixelSize() == 16
    assert font.bold()
    font.setPixelSize(99)
    assert look.font("title", bold=True).pixelSize() == 16
    if families := look.families():
        assert font.family() == families[0]


def test_that_every_icon_role_paints_something_inside_its_box() -> None:
    for role in icons.roles():
        image = QImage(32, 32, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.black)
        painter = QPainter(image)
        icons.paint_icon(painter, role, QRect(0, 0, 32, 32))
        painter.end()
        painted = pixels(image).max(axis=-1) > 0.2
        assert painted.mean() > 0.01, role
        assert not painted[0].any(), role
        assert not painted[-1].any(), role


def test_that_an_icon_follows_the_theme_without_being_made_again(qapp: QApplication) -> None:
    made = icons.icon("ok", "text1")
    dark = pixels(made.pixmap(QSize(16, 16)))
    theme.apply(qapp, "light")
    light = pixels(made.pixmap(QSize(16, 16)))
    assert dark.max() > 0.6
    assert light.max() < 0.6


def test_that_an_unavailable_icon_is_dimmer() -> None:
    made = icons.icon("ok", "text1")
    off = pixels(made.pixmap(QSize(16, 16), QIcon.Mode.Disabled))
    assert off.max() < pixels(made.pixmap(QSize(16, 16))).max()


def test_that_an_unknown_icon_role_fails_at_once() -> None:
    with pytest.raises(KeyError):
        icons.icon("camera.funny")


def _window(qtbot: QtBot, *controls: QWidget, margin: int = 12) -> QWidget:
    window = QWidget()
    outer = QVBoxLayout(window)
    outer.setContentsMargins(margin, margin, margin, margin)
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    for control in controls:
        line.addWidget(control)
    outer.addWidget(row)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def _rings(window: QWidget) -> list[FocusRing]:
    return [ring for ring in window.findChildren(FocusRing) if ring.isVisible()]


def test_that_the_focused_control_has_a_ring_with_a_gap(qtbot: QtBot, look: theme.Theme) -> None:
    button, field = QPushButton("a"), QLineEdit()
    window = _window(qtbot, button, field)
    button.setFocus()
    (ring,) = _rings(window)
    around = QRect(button.mapTo(window, QPoint(0, 0)), button.size()).adjusted(-3, -3, 3, 3)
    assert QRect(ring.mapTo(window, QPoint(0, 0)), ring.size()) == around
    assert share_of(shot(ring), look.color("focus")) > 0
    field.setFocus()
    (ring,) = _rings(window)
    assert ring.width() == field.width() + 6


def test_that_the_ring_follows_its_control_and_goes_with_it(qtbot: QtBot) -> None:
    button = QPushButton("a")
    window = _window(qtbot, button)
    button.setFocus()
    window.resize(500, 300)
    (ring,) = _rings(window)
    assert ring.width() == button.width() + 6
    button.hide()
    assert _rings(window) == []


def test_that_the_ring_is_not_clipped_by_a_tight_row_but_by_a_scrolled_pane(qtbot: QtBot) -> None:
    button, inside = QPushButton("a"), QPushButton("b")
    scrolled = QScrollArea()
    scrolled.setWidget(inside)
    window = _window(qtbot, button, scrolled)
    button.setFocus()
    assert _rings(window)[0].parentWidget() is window
    inside.setFocus()
    assert _rings(window)[0].parentWidget() is scrolled.viewport()


def test_that_views_and_widgets_with_their_own_focus_get_no_ring(qtbot: QtBot) -> None:
    table, own = RowTable(), QPushButton("own")
    own.setProperty("ownFocus", True)  # noqa: FBT003 - Qt's signature
    window = _window(qtbot, table, own)
    table.setFocus()
    assert _rings(window) == []
    own.setFocus()
    assert _rings(window) == []


def test_that_a_window_may_close_with_the_focus_in_it(qtbot: QtBot) -> None:
    button = QPushButton("a")
    window = _window(qtbot, button)
    button.setFocus()
    window.close()
    other = QPushButton("b")
    window = _window(qtbot, other)
    other.setFocus()
    assert len(_rings(window)) == 1
