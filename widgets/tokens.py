"""The token file read once: colours, sizes and fonts of one theme at one density in one language.

Facts come from `resources/themes/tokens.json`; no colour, size or font name is written in code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from PySide6.QtGui import QColor, QFont, QFontDatabase

THEMES = ("dark", "light")
DENSITIES = ("operator", "town", "wall")


@dataclass(frozen=True, slots=True)
class LightColors:
    """Colours of one light: its shape, the shape's edge, and the glyph inside it."""

    fill: QColor
    edge: QColor
    glyph: QColor


@cache
def token_file() -> Mapping[str, Any]:
    """The whole token file as parsed JSON; read it, never write to it."""
    text = (files("resources.themes") / "tokens.json").read_text("utf-8")
    return cast("Mapping[str, Any]", json.loads(text))


class Theme:
    """One theme at one density in one language: the only place a painter takes looks from.

    A `Theme` never changes; a new choice makes a new one (`widgets.theme.apply`). Painters ask for
    colours while painting and keep none, so that the next paint is right after a change of theme.
    Unknown names raise `KeyError`: a misspelt role must not silently look black.
    """

    def __init__(self, name: str, density: str, lang: str, *, reduced_motion: bool = False) -> None:
        tokens = token_file()
        if name not in tokens["themes"] or density not in tokens["densities"]:
            choices = f"{', '.join(THEMES)} and {', '.join(DENSITIES)}"
            raise ValueError(f"no theme {name!r} at density {density!r}; there are {choices}")
        self.name = name
        self.density = density
        self.lang = lang
        self.reduced_motion = reduced_motion
        self._looks: Mapping[str, Any] = tokens["themes"][name]
        self._measures: Mapping[str, Any] = tokens["densities"][density]
        self._fonts: dict[tuple[str, bool], QFont] = {}

    @property
    def key(self) -> str:
        """Name of this look for caches: two themes with the same key paint the same pixels."""
        return f"{self.name}/{self.density}/{self.lang}"

    @property
    def roles(self) -> tuple[str, ...]:
        """Every colour role there is."""
        return tuple(self._looks["colors"])

    def color(self, role: str) -> QColor:
        """Colour of a role (`ground`, `panel`, `text1`, …; the list is in the token file)."""
        return QColor(self._looks["colors"][role])

    def hex(self, role: str) -> str:
        """Colour of a role as `#RRGGBB`."""
        return str(self._looks["colors"][role])

    def light(self, name: str) -> LightColors:
        """Colours of a light: green, yellow, red, grey (paused) or blue (waiting on a center)."""
        colors = self._looks["lights"][name]
        return LightColors(QColor(colors["fill"]), QColor(colors["edge"]), QColor(colors["glyph"]))

    def alarm(self, priority: str) -> tuple[QColor, QColor]:
        """(plate, text) colours of an alarm priority: emergency, high or normal."""
        colors = self._looks["alarms"][priority]
        return QColor(colors["fill"]), QColor(colors["text"])

    def tint(self, name: str) -> QColor:
        """Quiet ground in a state's hue: red, yellow, blue or violet."""
        return QColor(self._looks["tints"][name])

    def families(self) -> list[str]:
        """Installed font families for this language, best first; empty: let Qt choose."""
        wanted = token_file()["families"]
        names = wanted.get(self.lang) or wanted["zh_CN" if self.lang.startswith("zh") else "en"]
        return [name for name in names if QFontDatabase.hasFamily(name)]

    def font(self, kind: str = "body", bold: bool = False) -> QFont:  # noqa: FBT001, FBT002 - reads as font("body", True) in painters
        """Font by use: caption, body, strong, title, page, number or hero. Sized in logical px.

        Needs a running application. Digits are tabular in both families, regular and bold differ.
        """
        found = self._fonts.get((kind, bold))
        if found is None:
            found = QFont()
            if families := self.families():
                found.setFamilies(families)
            found.setPixelSize(int(self._measures["type"][kind]))
            found.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
            found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[kind, bold] = found
        return QFont(found)

    def font_px(self, kind: str = "body") -> int:
        """Pixel size of a font kind."""
        return int(self._measures["type"][kind])

    def size(self, key: str) -> int:
        """A measure of this density in logical px.

        row treeRow alarmRow control hit lamp topBar statusBar toolBar margin gap chipGap sectionHead
        chip icon alarmBar timelineRow clockRow stage.
        """
        return int(self._measures["size"][key])

    def radius(self, key: str) -> int:
        """Corner radius in px: tile, panel, control, chip or float."""
        return int(token_file()["radius"][key])

    def motion_ms(self, key: str) -> int:
        """Duration of a movement: blink, panel, toast or countdown; 0 for all but countdown when reduced."""
        if self.reduced_motion and key != "countdown":
            return 0
        return int(token_file()["motion"][f"{key}_ms"])

    def tile(self, key: str) -> float:
        """A measure of a picture tile: gap, title (px), stale_after_ms, stale_brightness, plate_alpha."""
        return float(token_file()["tile"][key])

    @property
    def ring(self) -> tuple[int, int]:
        """(width, gap) of the focus ring in px."""
        ring = token_file()["focusRing"]
        return int(ring["width"]), int(ring["gap"])
