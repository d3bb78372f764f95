"""What the operator asked for and has no answer to yet. Builds commands; knows no Qt and no socket.

A command keeps its client id for life, so sending it again after a lost line cannot act twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from backend.domain.errors import Refused
from backend.domain.evidence import EvidenceRef
from backend.wire.messages import Command, Result

PENDING_MAX = 256
"""As many as the client keeps for sending again; one more is refused instead of forgotten."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A command without an answer, and since when (UTC ms, this computer's clock)."""

    command: Command
    since_ms: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a command: the center's answer beside what was asked."""

    command: Command
    result: Result


def _fresh_id() -> str:
    return uuid4().hex


class Intents:
    """The acts under way from this console; `new_id` is replaced in tests."""

    def __init__(self, new_id: Callable[[], str] = _fresh_id) -> None:
        self._new_id = new_id
        self._pending: dict[str, Pending] = {}

    def __len__(self) -> int:
        return len(self._pending)

    def ask(
        self,
        verb: str,
        target: str,
        args: Mapping[str, str],
        now_ms: int,
        *,
        evidence: tuple[EvidenceRef, ...] = (),
        expected_rev: int = -1,
    ) -> Command:
        """Make the command of one act and keep it until it is settled.

        Raises:
            Refused: `under_way` when the same act on the same target has no answer yet (a key pressed
                twice), `too_many` when `PENDING_MAX` wait.
        """
        if target and any(p.command.verb == verb for p in self.pending(target)):
            raise Refused("under_way", f"{verb} on {target} has been sent and has no answer yet")
        if len(self._pending) >= PENDING_MAX:
            raise Refused("too_many", f"{PENDING_MAX} acts wait for the center already")
        command = Command(self._new_id(), verb, target, dict(args), evidence, expected_rev)
        self._pending[command.client_id] = Pending(command, now_ms)
        return command

    def settle(self, result: Result) -> Outcome | None:
        """Take an answer; `None` when it belongs to nothing we wait for (a repeated answer)."""
        pending = self._pending.pop(result.client_id, None)
        return Outcome(pending.command, result) if pending else None

    def pending(self, target: str) -> tuple[Pending, ...]:
        """What waits for an answer about one ticket or alarm, oldest first."""
        return tuple(p for p in self._pending.values() if p.command.target == target)
