"""What the demo's cameras see: the real clip where it can be had, else drawn scenes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

PETS_FPS = 7.0
"""True rate of PETS09-S2L1 (vtest.avi); its header claims 10."""


@dataclass(frozen=True, slots=True)
class Footage:
    """The main camera's picture: a file or scene, its true rate, and its fences."""

    url: str
    fps: float | None
    words: str
    rules: str  # key in the demo's rules file

    @property
    def is_file(self) -> bool:
        """Whether an RTSP server can play it."""
        return not self.url.startswith("scene:")


def cached_clip() -> Path:
    """Where `./dev demo` keeps Debian's clip."""
    return Path(platformdirs.user_cache_dir("onegrid", appauthor=False)) / "vtest.avi"


def choose(video: Path | None) -> Footage:
    """The given file, else the cached clip, else a drawn scene."""
    clip = video or cached_clip()
    if clip.is_file() and clip.stat().st_size > 0:
        is_pets = clip.name == "vtest.avi"
        words = "PETS09-S2L1 (vtest.avi), real" if is_pets else clip.name
        return Footage(str(clip), PETS_FPS if is_pets else None, words, "pets" if is_pets else "file")
    return Footage(
        "scene:yard", None, "drawn scene `yard` with known truth (no video was given or cached)", "yard"
    )
