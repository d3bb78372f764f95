"""What a console is started with: which center, as whom, which cameras, which look.

Cameras come from a TOML file:

    [[camera]]
    id = "tl-bc-lc-01"          # as the analyst calls it
    name = "West gate"
    url = "rtsp://…"            # or a file, or scene:NAME
    fps = 7.0                   # optional: overrides what a file claims
    loop = true                 # optional, for files and scenes
    mask = true                 # optional: faces are masked (default)
    rules = "rules.json"        # optional: drawn over the picture; relative to the TOML file
    seq = "west gate"           # optional: its name in that file; without it the id
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.clock import Clock, SystemClock
from backend.domain.errors import Refused
from backend.net.client import Client, ClientEvent
from backend.net.keys import KeyPair
from backend.wire.messages import SignIn
from console.catalogue import Catalogue, load_catalogue
from console.link import ClientPort
from videowall.feeds.errors import SourceRefused
from videowall.feeds.source import SourceKind, SourceSpec
from videowall.wall.shapes import load_shapes
from videowall.wall.spec import RuleShapes, TileSpec

LANGS = ("zh_CN", "en")
CAMERA_KEYS = frozenset({"id", "name", "url", "fps", "loop", "mask", "rules", "seq"})
TOPICS = ("ticket", "alarm", "center")

Listener = Callable[[ClientEvent], None]


@dataclass(frozen=True, slots=True)
class ConsoleConfig:
    """Everything a ConsoleWindow needs. `make_client` is replaced in tests by a fake center."""

    endpoint: str
    server_key: str
    keypair: KeyPair
    operator: str
    tiles: tuple[TileSpec, ...] = ()
    rules: Mapping[str, RuleShapes] = field(default_factory=dict)
    evidence_dir: Path | None = None
    lang: str = "zh_CN"
    theme: str = "dark"
    density: str = "operator"
    clock: Clock = field(default_factory=SystemClock)
    catalogue: Catalogue = field(default_factory=load_catalogue)
    person: SignIn | None = None  # who signs in, where the key is a workstation's
    make_client: Callable[[ConsoleConfig, Listener], ClientPort] | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics of the feed this console needs: the three of every console, and tracks of its cameras."""
        return (*TOPICS, *(f"track/{tile.camera}" for tile in self.tiles))

    def client(self, listener: Listener) -> ClientPort:
        """The client of this console: the real one, or the one a test put in its place."""
        if self.make_client is not None:
            return self.make_client(self, listener)
        return Client(
            self.endpoint,
            self.server_key,
            self.keypair,
            topics=self.topics,
            listener=listener,
            clock=self.clock,
            person=self.person,
        )


@dataclass(frozen=True, slots=True)
class Cameras:
    """What a cameras file says: the tiles in order, and the shapes drawn over them."""

    tiles: tuple[TileSpec, ...] = ()
    rules: Mapping[str, RuleShapes] = field(default_factory=dict)


def load_cameras(path: Path) -> Cameras:
    """Read a cameras file.

    Raises:
        Refused: `bad_cameras`, with one line that says what is wrong and where.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Refused("bad_cameras", f"{path}: {fault}") from fault
    entries = table.get("camera")
    if not isinstance(entries, list) or set(table) != {"camera"}:
        raise Refused("bad_cameras", f"{path}: holds nothing but [[camera]] tables")
    tiles, rules = [], {}
    for number, entry in enumerate(entries, 1):
        try:
            tile = _tile(entry, path.parent)
            if "rules" in entry:
                rules[tile.camera] = load_shapes(
                    path.parent / str(entry["rules"]), str(entry.get("seq", tile.camera))
                )
        except (KeyError, TypeError, ValueError, SourceRefused) as fault:
            raise Refused("bad_cameras", f"{path}: camera {number}: {fault}") from fault
        tiles.append(tile)
    twice = {tile.camera for tile in tiles if sum(t.camera == tile.camera for t in tiles) > 1}
    if twice:
        raise Refused("bad_cameras", f"{path}: named twice: {', '.join(sorted(twice))}")
    return Cameras(tuple(tiles), rules)


def _tile(entry: dict[str, Any], folder: Path) -> TileSpec:
    unknown = set(entry) - CAMERA_KEYS
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(sorted(CAMERA_KEYS))}")
    missing = {"id", "name", "url"} - set(entry)
    if missing:
        raise ValueError(f"missing: {', '.join(sorted(missing))}")
    fps = float(entry["fps"]) if "fps" in entry else None
    source = SourceSpec(str(entry["url"]), fps, loop=bool(entry.get("loop", False)), live=True)
    if source.kind is SourceKind.FILE and not Path(source.url).is_absolute():
        source = SourceSpec(str(folder / source.url), fps, loop=source.loop, live=True)
    return TileSpec(str(entry["id"]), str(entry["name"]), source, mask=bool(entry.get("mask", True)))
