"""How much one key, and all keys together, may ask of a center: plain numbers, set in its profile.

Whoever asks for more is refused in words and, where that does not help, loses the connection. The defaults
leave a person, a wall of cameras and a busy neighbour alone and stop a program that runs wild.
Source: design 3-federation.md rules 7 and 9; docs/design/access.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

PEOPLE, MACHINES, CENTERS = "operator", "analyst", "center"
"""Kinds of keys, as backend.net.keyring names them."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in a second for as long as one likes, and `burst` at once."""

    per_s: float
    burst: int


UNLIMITED = Rate(math.inf, 1)

_MESSAGES: Mapping[str, Rate] = {
    PEOPLE: Rate(500, 2_000),
    MACHINES: Rate(1_000, 4_000),
    CENTERS: Rate(10_000, 20_000),
}
# A client sends its 256 waiting commands at once when the link comes back: that must pass.
_COMMANDS: Mapping[str, Rate] = {PEOPLE: Rate(250, 1_000), MACHINES: Rate(250, 1_000)}


@dataclass(frozen=True, slots=True)
class Quota:
    """The limits of one center's links. `messages` and `commands` are per key, by its kind."""

    messages: Mapping[str, Rate] = field(default_factory=lambda: _MESSAGES)
    commands: Mapping[str, Rate] = field(default_factory=lambda: _COMMANDS)
    snapshots: Rate = Rate(20, 200)  # asked for by one key: each may be tens of megabytes
    connections_per_key: int = 16  # command links and feeds together: a console has one of each
    connections: int = 2_048  # of all keys
    subscriptions: int = 128  # topics of one feed connection
    pending_bytes: int = 128 << 20  # waiting for one connection that does not read
    hello_s: float = 10.0  # a connection that says nothing for so long after its handshake is cut
    session_s: float = 12 * 3600.0  # a person signs in again after this

    def message_rate(self, kind: str) -> Rate:
        """Messages of a key of this kind."""
        return self.messages.get(kind, UNLIMITED)

    def command_rate(self, kind: str) -> Rate:
        """Commands of a key of this kind."""
        return self.commands.get(kind, UNLIMITED)

    @classmethod
    def unlimited(cls) -> Quota:
        """Everything goes; for measuring what the rest of a center can do."""
        return cls({}, {}, UNLIMITED, 1 << 30, 1 << 30, 1 << 30, 1 << 40, math.inf, math.inf)


class Bucket:
    """Counts one key against one rate. Time is given in seconds of a clock that never runs back."""

    __slots__ = ("_at_s", "_left", "_rate")

    @property
    def per_s(self) -> float:
        """So many in a second."""
        return self._rate.per_s

    def __init__(self, rate: Rate, now_s: float) -> None:
        self._rate, self._left, self._at_s = rate, float(rate.burst), now_s

    def take(self, now_s: float) -> bool:
        """Whether one more may pass now; if so it is counted."""
        rate = self._rate
        if rate.per_s == math.inf:
            return True
        self._left = min(rate.burst, self._left + (now_s - self._at_s) * rate.per_s)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True
