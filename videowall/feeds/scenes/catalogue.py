"""The scenes by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from videowall.feeds.errors import SourceRefused
from videowall.feeds.scenes.hill import hill
from videowall.feeds.scenes.market import market
from videowall.feeds.scenes.road import road
from videowall.feeds.scenes.scene import Scene
from videowall.feeds.scenes.yard import yard

_MAKERS: dict[str, Callable[[], Scene]] = {"yard": yard, "road": road, "market": market, "hill": hill}
SCENES = tuple(_MAKERS)
"""Every scene there is."""


@cache
def scene_named(name: str) -> Scene:
    """A scene, drawn once per process; refuses a name that does not exist."""
    maker = _MAKERS.get(name)
    if maker is None:
        raise SourceRefused(f"there is no scene {name!r}; there are {', '.join(SCENES)}")
    return maker()
