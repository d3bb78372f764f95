"""The one door to icons: role name in, glyph out. Roles are mapped to glyphs in the token file.

Glyphs come from the fonts QtAwesome carries: Phosphor (line icons of even stroke) and, for the few it
lacks, Remix and Material Design. Each font is loaded when the first of its icons is painted, so
importing this module costs nothing and a program without icons loads none.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from widgets.theme import Theme, current
from widgets.tokens import token_file

_FONTS = {
    "ph": ("phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json"),
    "ri": ("remixicon-2.5.0.ttf", "remixicon-charmap-2.5.0.json"),
    "mdi6": ("materialdesignicons6-webfont-6.9.96.ttf", "materialdesignicons6-webfont-charmap-6.9.96.json"),
}


def roles() -> tuple[str, ...]:
    """Every icon role: `screen.watch`, `camera`, `claim`, `hand.up` and so on."""
    return tuple(token_file()["icons"])


def paint_icon(
    painter: QPainter,
    role: str,
    rect: QRect | QRectF,
    color: QColor | None = None,
    theme: Theme | None = None,
) -> None:
    """Draw an icon centred in `rect`, as large as its shorter side; `text2` when no colour is given.

    Raises KeyError for an unknown role.
    """
    prefix, _, name = str(token_file()["icons"][role]).partition(".")
    font = _fonts(prefix)
    glyph: str = font.charmap[prefix][name]
    painter.save()
    painter.setFont(font.font(prefix, round(min(rect.width(), rect.height()))))
    painter.setPen(color or (theme or current()).color("text2"))
    painter.drawText(QRectF(rect), Qt.AlignmentFlag.AlignCenter, glyph)
    painter.restore()


def icon(role: str, color_role: str = "text2") -> QIcon:
    """A QIcon for actions and tool buttons; it follows the theme in force whenever it is painted."""
    _ = token_file()["icons"][role]  # an unknown role fails here, not later inside Qt's painting
    return QIcon(_RoleEngine(role, color_role))


class _RoleEngine(QIconEngine):
    """Paints a role's glyph in the colour the theme has now, so a change of theme needs no new icons."""

    def __init__(self, role: str, color_role: str) -> None:
        super().__init__()
        self._role, self._color_role = role, color_role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Paint for Qt; an unavailable action gets the unavailable colour."""
        off = mode == QIcon.Mode.Disabled
        paint_icon(painter, self._role, rect, current().color("textOff" if off else self._color_role))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon on a transparent pixmap of `size` device px."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        """A copy for Qt's implicit sharing."""
        return _RoleEngine(self._role, self._color_role)


def _fonts(prefix: str) -> Any:  # the library has no types
    """The loaded icon fonts of this application, with the one asked for among them."""
    app = QApplication.instance()
    if app is None:
        raise RuntimeError("icons need a running QApplication: their font is loaded into it")
    if _Loaded.owner is not app:
        from qtawesome.iconic_font import IconicFont  # noqa: PLC0415 - 40 ms that only painting needs

        _Loaded.owner, _Loaded.fonts = app, IconicFont()
    if prefix not in _Loaded.fonts.charmap:
        _Loaded.fonts.load_font(prefix, *_FONTS[prefix])
    return _Loaded.fonts


class _Loaded:
    """Fonts belong to the QApplication that loaded them; another application loads its own."""

    owner: object | None = None
    fonts: Any = None
