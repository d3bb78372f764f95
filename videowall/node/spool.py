"""Alarms on disk until their center has them: one file for each command, oldest first.

A file is written before anything is sent and removed when the center has answered. The client id in it
makes sending twice harmless, so a node that is killed at any moment loses nothing and doubles nothing.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from backend.domain.errors import Unavailable
from backend.wire.messages import Command, Result
from videowall.evidence.folder import write_whole

SPOOL_MAX = 4096
"""More alarms than this wait for no center: something is wrong with the rules. New ones are refused."""
_FORM = "{:012d}-{}.json"


class Spool:
    """A folder of commands. Used by one thread; one node per folder."""

    def __init__(self, folder: Path, limit: int = SPOOL_MAX) -> None:
        self._folder = folder
        self._refused = folder / "refused"
        self._limit = limit
        self._refused.mkdir(parents=True, exist_ok=True)
        self._files = {path.stem.partition("-")[2]: path for path in sorted(folder.glob("*-*.json"))}
        self._next = 1 + max((int(path.stem.partition("-")[0]) for path in self._files.values()), default=0)

    def __len__(self) -> int:
        """How many commands wait."""
        return len(self._files)

    def __contains__(self, client_id: str) -> bool:
        """Whether this command still waits."""
        return client_id in self._files

    def put(self, command: Command) -> None:
        """Keep a command; it is on disk when this returns.

        Raises:
            Unavailable: the spool is full.
            OSError: the disk does not take it.
        """
        if len(self._files) >= self._limit:
            raise Unavailable(f"{self._limit} alarms wait for their center already")
        path = self._folder / _FORM.format(self._next, command.client_id)
        write_whole(path, msgspec.json.encode(command))
        self._files[command.client_id] = path
        self._next += 1

    def waiting(self) -> list[str]:
        """Client ids of what waits, oldest first."""
        return list(self._files)

    def read(self, client_id: str) -> Command | None:
        """One command; None when its file cannot be read, which is then set aside and not tried again."""
        path = self._files[client_id]
        try:
            return msgspec.json.decode(path.read_bytes(), type=Command)
        except (OSError, msgspec.MsgspecError):
            self._set_aside(client_id, b"")
            return None

    def done(self, client_id: str) -> None:
        """The center has it."""
        self._files.pop(client_id).unlink(missing_ok=True)

    def refuse(self, client_id: str, result: Result) -> None:
        """The center will never take it: set aside with its answer, for a person to look at."""
        self._set_aside(client_id, msgspec.json.encode(result))

    def _set_aside(self, client_id: str, answer: bytes) -> None:
        path = self._files.pop(client_id)
        if path.is_file():
            path.replace(self._refused / path.name)
        if answer:
            write_whole(self._refused / f"{path.stem}.answer.json", answer)
