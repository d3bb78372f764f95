"""`./dev shots`: pictures of every screen in both themes, both languages and two sizes, into build/shots.

Everything in them is real: centers, an analyst, drawn cameras, tickets made by commands. Only drawn scenes
are used, so any of the pictures may be published.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from backend.net.session import open_session
from console.config import ConsoleConfig
from console.demo import street
from console.demo.display import display
from console.demo.footage import drawn
from console.demo.hands import Person
from console.demo.matters import bring_about
from console.demo.places import District
from console.demo.pump import for_seconds, until
from console.demo.stage import camera
from console.demo.story import MASKED
from console.language import install, remove
from console.screens.window import ConsoleWindow
from videowall.wall.shapes import load_shapes
from widgets import theme

SIZES = {"1080p": (1920, 1080), "4k": (3840, 2160)}
LANGS = {"zh": "zh_CN", "en": "en"}
THEMES = ("dark", "light")
SETTLE_S = 1.2
"""Long enough for every tile to have a picture of its new size and for one tick of the clocks."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One kind of picture: its name, the keys that lead there, and the density of the workplace."""

    name: str
    keys: tuple[Qt.Key, ...]
    density: str = "operator"


SCREENS = (
    Screen("watch", (Qt.Key.Key_F1,)),
    Screen("tickets", (Qt.Key.Key_F2, Qt.Key.Key_J, Qt.Key.Key_J)),
    Screen("town", (Qt.Key.Key_F1,), "town"),
)


@contextmanager
def world(folder: Path) -> Iterator[ConsoleConfig]:
    """Centers, an analyst on a drawn yard, and tickets at every stage; yields how to sit down there."""
    with ExitStack() as stack:
        limits = stack.enter_context(as_file(files("resources.demo").joinpath("shots.toml")))
        centers = District(folder / "data", limits=str(limits))
        stack.callback(centers.close)
        person = "zx-03"
        keys = centers.key_for("town", person, f"operator:{person}:operator+intake+dispatcher+duty_leader")
        centers.key_for("town", "node-01", "analyst:node-01")
        centers.start()
        town = centers["town"]
        footage = drawn()
        all_rules = files("resources.demo").joinpath("rules.json").read_text("utf-8")
        rules = street.rules_file(footage, folder, all_rules)
        evidence = folder / "evidence"
        address = (town.endpoint, town.public_key)
        key_file = town.data / "keys" / "node-01.json"
        url, _words = stack.enter_context(camera(footage))
        stack.enter_context(street.analyst(footage, url, address, key_file, evidence, rules))
        with open_session(*address, keys, timeout_s=20) as session:
            bring_about(session)
        yield ConsoleConfig(
            *address,
            keys,
            person,
            tiles=street.tiles(footage, url, zh=True),
            rules={street.MAIN_CAMERA: load_shapes(rules, street.MAIN_CAMERA)},
            evidence_dir=evidence,
        )


def shoot(config: ConsoleConfig, screen: Screen, out: Path, look: str, lang: str) -> None:
    """Open a window, wait until it is whole, and save it at every size."""
    window = ConsoleWindow(config)
    person = Person(config.operator, window)
    window.resize(*SIZES["1080p"])
    window.open()
    window.show()
    try:
        person.wait_linked()
        wall = window.watch.wall
        tiles = range(len(config.tiles))
        until("all pictures live", lambda: all(wall.truth(i).trusted for i in tiles), 40)
        until("the masks know what moves", lambda: all(wall.truth(i).masked in MASKED for i in tiles), 40)
        until("an alarm waits", lambda: window.watch.queue.alarm is not None, 60)
        for size, (width, height) in SIZES.items():
            window.resize(width, height)
            person.press(*screen.keys)
            for_seconds(SETTLE_S)
            person.picture(out / f"{screen.name}-{look}-{lang}-{size}.png")
    finally:
        window.close()


def main() -> int:
    """Take every picture; prints each name. Exit 0 only when all were taken."""
    out = Path("build/shots")
    out.mkdir(parents=True, exist_ok=True)
    with display(), tempfile.TemporaryDirectory(prefix="onegrid-shots-") as folder:
        application = QApplication([])
        with world(Path(folder)) as config:
            for short, lang in LANGS.items():
                install(application, lang)
                tiles = street.tiles(drawn(), config.tiles[0].source.url, zh=short == "zh")
                for look in THEMES:
                    for screen in SCREENS:
                        theme.apply(application, look, density=screen.density, lang=lang)
                        seat = replace(config, tiles=tiles, lang=lang, theme=look, density=screen.density)
                        shoot(seat, screen, out, look, short)
                        sys.stdout.write(f"{screen.name}-{look}-{short}\n")
                        sys.stdout.flush()
                remove(application)
    return 0


if __name__ == "__main__":
    sys.exit(main())
