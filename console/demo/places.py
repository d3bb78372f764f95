"""The district of the demo: three center processes with their own folders, keys and databases."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from backend.net.keys import KeyPair, Keyring, load_keys, new_keys, parse_grant
from console.launch import python_command
from resources import leash

READY_TIMEOUT_S = 40.0
STOP_TIMEOUT_S = 15.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a center stands in the tree, and under which profile it runs."""

    name: str  # the folder and the word of --kill: district, town, community
    org: str
    parent: str = ""


PLACES = (
    Place("district", "tl"),
    Place("town", "tl-bc", "district"),
    Place("community", "tl-bc-lc", "town"),
)


@dataclass(slots=True)
class Center:
    """One running center process, started again on the same endpoint after a kill."""

    place: Place
    data: Path
    listen: str = "tcp://127.0.0.1:0"
    endpoint: str = ""
    public_key: str = ""
    process: subprocess.Popen[str] | None = None
    starts: int = 0


class CenterFailedError(Exception):
    """A center did not come up; the message holds its last words."""


@dataclass(slots=True)
class District:
    """Three centers in one folder. `start` brings them up parents first; `close` leaves none behind."""

    folder: Path
    limits: str = "demo"
    centers: dict[str, Center] = field(default_factory=dict)
    exit_codes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place in PLACES:
            self.centers[place.name] = Center(place, self.folder / place.name)

    def __getitem__(self, name: str) -> Center:
        return self.centers[name]

    def key_for(self, name: str, person: str, grant: str) -> KeyPair:
        """Make a key file for someone at a center, once, and let the center know whose it is."""
        path = self.centers[name].data / "keys" / f"{person}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = load_keys(path) if path.exists() else new_keys(path)
        Keyring(self.centers[name].data).authorise(keys.public, parse_grant(grant))
        return keys

    def start(self) -> None:
        """Start every center; a child is made known to its parent before it dials."""
        for place in PLACES:
            self.start_one(place.name)

    def start_one(self, name: str) -> None:
        """Start one center and wait for its ready line.

        Raises:
            CenterFailedError: it ended, or said nothing within the time limit.
        """
        center = self.centers[name]
        command = [
            *python_command("backend", ["center"]),
            "--profile", name, "--id", center.place.org, "--data", str(center.data),
            "--listen", center.endpoint or center.listen, "--limits", self.limits,
        ]  # fmt: skip
        if center.place.parent:
            parent = self.centers[center.place.parent]
            command += ["--parent", parent.endpoint, "--parent-key", parent.public_key]
            own = self._own_key(center)
            Keyring(parent.data).authorise(own.public, parse_grant(f"center:{center.place.org}"))
        center.data.mkdir(parents=True, exist_ok=True)
        log = (center.data / "center.log").open("a", encoding="utf-8")
        with log:
            center.process = on_leash(command, log)
        ready = self._ready_line(center)
        center.endpoint, center.public_key = str(ready["endpoint"]), str(ready["public_key"])
        center.starts += 1

    def kill(self, name: str) -> None:
        """End a center without a word (SIGKILL; TerminateProcess on Windows)."""
        process = self.centers[name].process
        if process is not None:
            process.kill()
            process.wait(STOP_TIMEOUT_S)
            let_go(process)

    def close(self) -> None:
        """Stop every center politely, children first; how each ended is in `exit_codes`."""
        codes = self.exit_codes
        for name in reversed(self.centers):
            process = self.centers[name].process
            if process is None:
                continue
            process.terminate()
            try:
                codes[name] = process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                codes[name] = process.wait(STOP_TIMEOUT_S)
            let_go(process)

    def _own_key(self, center: Center) -> KeyPair:
        path = center.data / "center.key"
        center.data.mkdir(parents=True, exist_ok=True)
        return load_keys(path) if path.exists() else new_keys(path)

    def _ready_line(self, center: Center) -> dict[str, object]:
        process = center.process
        if process is None or process.stdout is None:
            raise CenterFailedError(f"{center.place.name}: not started")
        line = process.stdout.readline()
        if not line:
            process.wait(READY_TIMEOUT_S)
            words = (center.data / "center.log").read_text("utf-8")[-400:]
            raise CenterFailedError(f"{center.place.name}: ended with {process.returncode}: {words}")
        ready: dict[str, object] = json.loads(line)
        return ready


def on_leash(command: Sequence[str], log: IO[str]) -> subprocess.Popen[str]:
    """Start a process that ends with this one, whatever becomes of us; its words go to `log`."""
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        env={**os.environ, leash.NAME: "1"},
    )  # fmt: skip


def let_go(process: subprocess.Popen[str]) -> None:
    """Close our ends of the pipes of a process that has ended."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
