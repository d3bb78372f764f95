"""How a seed ends: an invariant that did not hold, and what was seen on the way there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

TRACE_SHOWN = 400
"""Lines of a failing seed's trace that are told; the digest covers all of them."""


class Broken(Exception):  # noqa: N818 (what is said of a history, not of this program)
    """An invariant does not hold. `tickets` are those it is about; none when it is about no ticket."""

    def __init__(self, invariant: str, words: str, tickets: tuple[str, ...] = ()) -> None:
        super().__init__(invariant, words, tickets)
        self.invariant = invariant
        self.words = words
        self.tickets = tickets

    def __str__(self) -> str:
        """For people."""
        return f"{self.invariant}: {self.words}"


Line = tuple[int, str, str, str]
"""One line of a trace: true ms since the start, where, what, with what."""


@dataclass(slots=True)
class Trace:
    """Everything that happened in a seed, in order."""

    lines: list[Line] = field(default_factory=list)

    def add(self, at_ms: int, where: str, what: str, detail: str = "") -> None:
        """One more line."""
        self.lines.append((at_ms, where, what, detail))

    def digest(self) -> str:
        """The same history always has the same one."""
        whole = hashlib.sha256()
        for line in self.lines:
            whole.update(repr(line).encode())
        return whole.hexdigest()

    def told(self) -> tuple[str, ...]:
        """The last lines, for people."""
        return tuple(
            f"{at_ms / 1000:9.3f} {where:<4} {what} {detail}".rstrip()
            for at_ms, where, what, detail in self.lines[-TRACE_SHOWN:]
        )
