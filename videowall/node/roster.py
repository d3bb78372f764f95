"""Which cameras a node watches when nobody assigns them: a TOML file.

    [[camera]]
    id = "tl-bc-lc-01"          # as the center knows it
    name = "West gate"          # where it looks, in words for people
    url = "rtsp://…"            # or a file, or scene:NAME
    fps = 7.0                   # optional: overrides what a file claims
    loop = true                 # optional, for files and scenes
    rules = "rules.json"        # relative to the TOML file
    seq = "west gate"           # optional: its name in that file; without it the id
    priority = ["zone_entry=emergency"]   # optional

It is the file that a console draws its tiles from (there `rules` may be absent, and `mask` is read).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backend.calendars import load_calendars
from backend.datafile import Row, read_data, refusing
from backend.domain.alarm import Priority
from backend.domain.errors import Refused
from videowall.analytics.rules import RuleSet, load_rules
from videowall.feeds.errors import SourceRefused
from videowall.feeds.source import SourceKind, SourceSpec
from videowall.node.alarms import PRIORITIES

CAMERAS_MAX = 1024
CODE = "bad_cameras"
_KEYS = ("id", "name", "url", "fps", "loop", "mask", "rules", "seq", "priority")
CALENDAR = "office"
"""The working calendar by which schedules of rules tell workdays from holidays."""
PICTURE_WIDTH = 1280
"""Wider pictures are scaled down on decoding: nothing that looks at them uses more."""


@dataclass(frozen=True, slots=True)
class Post:
    """One camera to watch, with its rules and what its events are worth."""

    camera: str
    place: str
    source: SourceSpec
    rules: RuleSet
    priorities: Mapping[str, Priority] = field(default_factory=lambda: PRIORITIES)
    epoch: int = 0  # which assignment of this camera this is; 0: nobody assigned it


def load_roster(path: Path) -> dict[str, Post]:
    """Read a cameras file.

    Raises:
        Refused: one line that says what is wrong, where, and what to do.
    """
    with refusing(CODE, path):
        top = read_data(path)
        top.only("camera")
        rows = top.rows("camera")
        if not 0 < len(rows) <= CAMERAS_MAX:
            raise top.fault(
                "camera", f"there are {len(rows)} cameras", f"write 1 to {CAMERAS_MAX} [[camera]]"
            )
        posts: dict[str, Post] = {}
        for row in rows:
            post = _post(row, path.parent)
            if post.camera in posts:
                raise row.fault("id", f"{post.camera} is named twice", "take one out")
            posts[post.camera] = post
    return posts


def _post(row: Row, folder: Path) -> Post:
    row.only(*_KEYS)
    camera = row.text("id")
    rules = rules_of(folder / row.text("rules"), row.text("seq", camera))
    try:
        priorities = priorities_of(row.texts("priority"))
    except Refused as refusal:
        raise row.fault("priority", refusal.words, "write KIND=PRIORITY") from refusal
    return Post(camera, row.text("name"), _source(row, folder), rules, priorities)


def _source(row: Row, folder: Path) -> SourceSpec:
    fps = row.values.get("fps")
    if fps is not None and type(fps) not in (int, float):
        raise row.fault("fps", f"fps = {fps!r} is not a number", "write pictures per second, such as 7.0")
    try:
        source = source_of(row.text("url"), fps, loop=row.flag("loop", default=False))
        if source.kind is SourceKind.FILE and not Path(source.url).is_absolute():
            source = source_of(str(folder / source.url), fps, loop=source.loop)
    except SourceRefused as refusal:
        raise row.fault("url", refusal.words, "correct it") from refusal
    return source


def rules_of(path: Path, camera: str) -> RuleSet:
    """The rules of one camera; a file with a single entry serves whatever camera is asked for.

    Raises:
        Refused: the file is bad (code `rules`), or has no entry for the camera.
    """
    table = load_rules(path, load_calendars()[CALENDAR])
    if camera in table:
        return table[camera]
    if len(table) == 1:
        return next(iter(table.values()))
    raise Refused("rules", f"{path}: no rules for {camera!r}; there are {', '.join(sorted(table))}")


def priorities_of(pairs: tuple[str, ...]) -> Mapping[str, Priority]:
    """Read `KIND=PRIORITY` pairs over the usual ones.

    Raises:
        Refused: code `priority`; not of that form, or not a priority.
    """
    chosen = dict(PRIORITIES)
    for pair in pairs:
        kind, equals, name = pair.partition("=")
        if not equals or kind not in PRIORITIES or name not in set(Priority):
            known = f"{'|'.join(PRIORITIES)}={'|'.join(Priority)}"
            raise Refused("priority", f"{pair!r} is not of the form {known}")
        chosen[kind] = Priority(name)
    return chosen


def source_of(
    url: str, fps: float | None, *, loop: bool, transport: str = "tcp", shown: str = ""
) -> SourceSpec:
    """The source, played live whatever it is; raises videowall.feeds.errors.SourceRefused."""
    spec = SourceSpec(
        url, fps, loop=loop, live=True, max_width=PICTURE_WIDTH, transport=transport, shown=shown
    )
    _ = spec.kind  # an address of a kind that nobody can open is refused here
    return spec
