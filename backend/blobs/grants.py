"""Who may get or hand in which bytes, for how long. Given out by the center's core, asked by the channel.

A grant is bound to the name of the key that asked, so its token is no secret.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Final

GRANT_S: Final = 600.0
GRANTS_MAX: Final = 2_000
"""More than this at once: the oldest ends, and whoever had it asks again."""


@dataclass(frozen=True, slots=True)
class Grant:
    """`who` may get these bytes or, with `put`, hand them in; `own` says that they are this site's."""

    who: str
    sha256: str
    size_bytes: int
    put: bool = False
    own: bool = False
    until_s: float = 0.0


class Grants:
    """Thread-safe. Times are of a steady clock, in seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[tuple[str, str, bool], str] = {}
        self._grants: dict[str, Grant] = {}
        self._count = 0

    def give(self, grant: Grant, now_s: float) -> str:
        """Its token; the same one again, with a new end, if it was given already."""
        key = (grant.who, grant.sha256, grant.put)
        with self._lock:
            token = self._tokens.get(key)
            if token is None:
                self._count += 1
                token = self._tokens[key] = f"g{self._count}"
            self._grants.pop(token, None)
            self._grants[token] = replace(grant, until_s=now_s + GRANT_S)
            while len(self._grants) > GRANTS_MAX:
                self._end(next(iter(self._grants)))
            return token

    def of(self, token: str, who: str, now_s: float) -> Grant | None:
        """What this one may do with this token now, if anything."""
        with self._lock:
            grant = self._grants.get(token)
            if grant is None or grant.who != who:
                return None
            if now_s >= grant.until_s:
                self._end(token)
                return None
            return grant

    def _end(self, token: str) -> None:
        grant = self._grants.pop(token)
        self._tokens.pop((grant.who, grant.sha256, grant.put), None)
