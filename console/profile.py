"""Profiles of consoles: how a kind of workplace looks and how much it shows, as data. Knows no Qt."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from backend.domain.errors import Refused

DENSITIES = ("operator", "town")
THEMES = ("dark", "light")
PROFILES = ("district", "town", "community")
"""Names of the profiles that come with the program (resources/consoles)."""


@dataclass(frozen=True, slots=True)
class ConsoleProfile:
    """What a workplace is: sizes, theme, and how many cameras its wall takes."""

    density: str
    theme: str
    tiles_max: int


def load_profile(name: str) -> ConsoleProfile:
    """Read a profile by name or from a TOML file.

    Raises:
        Refused: `bad_profile`, with one line that says what is wrong.
    """
    try:
        if name in PROFILES:
            text = (files("resources.consoles") / f"{name}.toml").read_text("utf-8")
        else:
            text = Path(name).read_text("utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Refused(
            "bad_profile", f"{name}: {fault}; profiles: {', '.join(PROFILES)}, or a TOML file"
        ) from fault
    if set(table) != {"density", "theme", "tiles_max"}:
        raise Refused("bad_profile", f"{name}: holds density, theme and tiles_max, nothing else")
    density, theme, tiles_max = table["density"], table["theme"], table["tiles_max"]
    if density not in DENSITIES:
        raise Refused("bad_profile", f"{name}: density is one of: {', '.join(DENSITIES)}")
    if theme not in THEMES:
        raise Refused("bad_profile", f"{name}: theme is one of: {', '.join(THEMES)}")
    if not isinstance(tiles_max, int) or not 0 <= tiles_max <= 64:
        raise Refused("bad_profile", f"{name}: tiles_max is a whole number from 0 to 64")
    return ConsoleProfile(density, theme, tiles_max)
