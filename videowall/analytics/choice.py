"""Which detector a camera gets: the network where its model is at hand, else movement alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from backend.domain.errors import Unavailable
from videowall.analytics.sessions import load_session
from videowall.analytics.yolox import YoloxDetector

YOLOX_MODELS = ("yolox-nano", "yolox-tiny", "yolox-s")
"""Networks that may be used, by their names in resources/models.toml; the first that is here is taken."""

Finder = Callable[[str], Path | None]
"""The file of a model by its name, its digest checked, or None: videowall.models.find."""


class DetectorKind(StrEnum):
    """What may be asked for."""

    MOTION = "motion"
    YOLOX = "yolox"
    AUTO = "auto"  # yolox when a model is at hand, else motion


@dataclass(frozen=True, slots=True)
class Choice:
    """What is at work, and in which words that is told."""

    detector: YoloxDetector | None  # None: movement alone
    name: str  # "motion", or the name of the network
    provider: str  # execution provider of the network, empty for motion

    @property
    def words(self) -> str:
        """As people read it: `motion`, or `yolox-nano on CPU`."""
        return f"{self.name} on {self.provider}" if self.provider else self.name


MOTION = Choice(None, "motion", "")


def choose(kind: DetectorKind, find: Finder, *, threads: int = 1) -> Choice:
    """The detector for one or many cameras, loaded, with so many threads within one look.

    Raises:
        Unavailable: YOLOX was asked for by name and no model is at hand, or a model that is cannot be loaded.
    """
    if kind is DetectorKind.MOTION:
        return MOTION
    for name in YOLOX_MODELS:
        path = find(name)
        if path is not None:
            detector = YoloxDetector(load_session(path, threads=threads))
            return Choice(detector, name, detector.provider)
    if kind is DetectorKind.AUTO:
        return MOTION
    raise Unavailable(
        "no YOLOX model is here; fetch one with `onegrid models fetch yolox-nano`, or take --detector motion"
    )
