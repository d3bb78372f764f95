"""What a worker is asked to do: a value that is pickled into the spawned process."""

from __future__ import annotations

from dataclasses import dataclass

from videowall.feeds.source import SourceSpec


@dataclass(frozen=True, slots=True)
class Job:
    """One stream to show: where its pictures come from and which ring they go to."""

    camera: str
    source: SourceSpec
    mask: bool
    models: str = ""  # folder of model files; empty: the one the environment names, if any
    ring: str = ""  # name of the shared memory; the pool fills it in
