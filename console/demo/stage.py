"""Sets the demo's stage: centers, people with keys, camera, analyst, consoles; and takes it down again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from backend.domain.errors import Unavailable
from console.app import ConsoleWindow
from console.config import ConsoleConfig
from console.demo import street
from console.demo.footage import Footage, cached_clip
from console.demo.hands import Person
from console.demo.places import District
from console.demo.rtsp import start_camera
from console.demo.story import Cast
from console.demo.wish import Wish
from videowall.wall.shapes import load_shapes

NODE = "node-01"
WINDOW_PX = (1920, 1080)
WITH_WALL = "community"
"""The seat with cameras; the others start on their tickets."""
SEATS = (
    (WITH_WALL, "community", "lc-01", "operator+intake+dispatcher+duty_leader"),
    ("town", "town", "bc-01", "intake+dispatcher+duty_leader+checker"),
    ("department", "town", "cg-01", "department@cg"),
    ("district", "district", "tl-01", "operator+dispatcher+duty_leader"),
)
"""Who sits where: name, center, person, what the key is authorised as."""


@dataclass(slots=True)
class Stage:
    """Everything that runs while the story is played."""

    cast: Cast
    centers: District
    camera_words: str
    detector: str


@contextmanager
def camera(footage: Footage) -> Iterator[tuple[str, str]]:
    """The address of the main camera and words on how it comes: RTSP, or straight from the file or scene."""
    clip = Path(footage.url) if footage.is_file else footage.url
    try:
        served = start_camera(clip, footage.fps, cached_clip().parent)
    except Unavailable as reason:
        yield footage.url, f"without RTSP: {reason}"
        return
    try:
        yield served.url, f"RTSP (H.264) from {served.url}"
    finally:
        served.stop()


@contextmanager
def stage(wish: Wish, footage: Footage) -> Iterator[Stage]:
    """Start everything, hand it over, and leave no process behind whatever happens."""
    folder = wish.out
    with ExitStack() as stack:
        centers = District(folder / "data")
        stack.callback(centers.close)
        grants = [
            (name, center, person, centers.key_for(center, person, f"operator:{person}:{roles}"))
            for name, center, person, roles in SEATS
        ]
        centers.key_for("community", NODE, f"analyst:{NODE}")
        centers.start()
        url, words = stack.enter_context(camera(footage))
        evidence = folder / "data" / "evidence"
        all_rules = files("resources.demo").joinpath("rules.json").read_text("utf-8")
        rules = street.rules_file(footage, folder, all_rules)
        home = centers["community"]
        key_file = home.data / "keys" / f"{NODE}.json"
        watched = (home.endpoint, home.public_key)
        detector = stack.enter_context(street.analyst(footage, url, watched, key_file, evidence, rules))
        seats = {}
        for name, center, person, keys in grants:
            has_wall = name is WITH_WALL  # the seat, not a level
            config = ConsoleConfig(
                endpoint=centers[center].endpoint,
                server_key=centers[center].public_key,
                keypair=keys,
                operator=person,
                tiles=street.tiles(footage, url, zh=wish.lang.startswith("zh")) if has_wall else (),
                rules={street.MAIN_CAMERA: load_shapes(rules, street.MAIN_CAMERA)} if has_wall else {},
                evidence_dir=evidence if has_wall else None,
                lang=wish.lang,
                theme=wish.theme,
            )
            window = ConsoleWindow(config)
            stack.callback(window.close)
            window.resize(*WINDOW_PX)
            window.open()
            window.show()
            seats[name] = Person(name, window)
        yield Stage(Cast(**seats), centers, words, detector)
