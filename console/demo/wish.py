"""What was asked of the demo on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wish:
    """The flags of `onegrid demo`. `seconds` is the least duration; the story takes as long as it takes."""

    out: Path
    seconds: int = 0
    video: Path | None = None
    kill: str = "community"
    interactive: bool = False
    lang: str = "zh_CN"
    theme: str = "dark"
