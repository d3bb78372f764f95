"""What the demo's cameras see: the real clip where it can be had, else drawn scenes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

from videowall.feeds.reader import open_source
from videowall.feeds.source import SourceSpec

SCENE_FPS = 12.0
PETS_NAME = "vtest.avi"
PETS_FPS = 7.0
"""True rate of PETS09-S2L1 (vtest.avi); its header claims 10."""

DRAWN_WORDS = "drawn scene `yard` with known truth (no video was given or cached)"


@dataclass(frozen=True, slots=True)
class Footage:
    """The main camera's picture: a file or scene, its true rate, and its fences."""

    url: str
    fps: float
    words: str
    rules: str  # key in the demo's rules file

    @property
    def is_file(self) -> bool:
        """Whether an RTSP server can play it."""
        return not self.url.startswith("scene:")


def cached_clip() -> Path:
    """Where `./dev demo` keeps Debian's clip."""
    return Path(platformdirs.user_cache_dir("onegrid", appauthor=False)) / PETS_NAME


def choose(video: Path | None) -> Footage:
    """The given file, else the cached clip, else a drawn scene.

    Raises:
        SourceRefused: the file is no video that can be read.
    """
    clip = video or cached_clip()
    if not clip.is_file() or clip.stat().st_size == 0:
        return drawn()
    if clip.name == PETS_NAME:
        return Footage(str(clip), PETS_FPS, "PETS09-S2L1 (vtest.avi), real", "pets")
    opened = open_source(SourceSpec(str(clip)))
    try:
        return Footage(str(clip), opened.fps, clip.name, "file")
    finally:
        opened.close()


def drawn() -> Footage:
    """The drawn yard: what is shown when no clip is here, and in every picture that is published."""
    return Footage("scene:yard", SCENE_FPS, DRAWN_WORDS, "yard")
