"""The look of the whole program: which theme is on, and how to change it.

    theme.apply(app, "dark", density="operator", lang="zh_CN")   # once, before any window
    look = theme.current()                                        # in every paintEvent
    look.color("text1"); look.light("red").fill; look.alarm("high"); look.font("strong", bold=True)
    theme.notifier().changed.connect(drop_my_caches)

`apply` sets Fusion, a QPalette, one QSS string and the application's font, all from the token file.
Widgets repaint by themselves (Qt sends style and palette changes); only caches of pixmaps or laid-out
text need `notifier().changed`.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from widgets.focus_ring import follow_focus
from widgets.stylesheet import palette, stylesheet
from widgets.tokens import DENSITIES, THEMES, LightColors, Theme

__all__ = ["DENSITIES", "THEMES", "LightColors", "Notifier", "Theme", "apply", "current", "load", "notifier"]


class Notifier(QObject):
    """Says that the look has changed; `changed` is emitted after the new theme is in force."""

    changed = Signal()


class _Now:
    """The look in force. One per process because QApplication is: a palette cannot be per window."""

    theme: Theme = Theme("dark", "operator", "zh_CN")
    notifier: Notifier | None = None


def load(name: str, *, density: str = "operator", lang: str = "zh_CN", reduced_motion: bool = False) -> Theme:
    """Read a theme without putting it in force. ValueError when there is no such theme or density."""
    return Theme(name, density, lang, reduced_motion=reduced_motion)


def current() -> Theme:
    """The theme in force; dark, operator, zh_CN until the first `apply`."""
    return _Now.theme


def notifier() -> Notifier:
    """The object whose `changed` signal follows every `apply`."""
    if _Now.notifier is None:
        _Now.notifier = Notifier()
    return _Now.notifier


def apply(
    app: QApplication,
    name: str,
    *,
    density: str | None = None,
    lang: str | None = None,
    reduced_motion: bool | None = None,
) -> Theme:
    """Put a theme in force for the whole program and return it; what is None stays as it was."""
    before = _Now.theme
    theme = Theme(
        name,
        density or before.density,
        lang or before.lang,
        reduced_motion=before.reduced_motion if reduced_motion is None else reduced_motion,
    )
    _Now.theme = theme
    app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setFont(theme.font("body"))
    app.setStyleSheet(stylesheet(theme))
    follow_focus(app)
    notifier().changed.emit()
    return theme
