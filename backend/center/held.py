"""Tickets in memory, each read from its log when it is first asked for: a center with many starts at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping

from backend.domain.ticket import Event, Ticket, replay


class HeldTickets(MutableMapping[str, Ticket]):
    """Tickets by id, in the order in which they came. A log that cannot be read is told when asked for."""

    def __init__(self, logs: Mapping[str, tuple[Event, ...]]) -> None:
        self._held: dict[str, Ticket | tuple[Event, ...]] = dict(logs)

    def __getitem__(self, ticket: str) -> Ticket:
        """The ticket; KeyError when there is none.

        Raises:
            Corrupt: its log cannot be read.
        """
        found = self._held[ticket]
        if isinstance(found, tuple):
            found = replay(found)
            self._held[ticket] = found
        return found

    def __setitem__(self, ticket: str, value: Ticket) -> None:
        """Hold a ticket, new or changed."""
        self._held[ticket] = value

    def __delitem__(self, ticket: str) -> None:
        """Let go of one."""
        del self._held[ticket]

    def __contains__(self, ticket: object) -> bool:
        """Whether it is held; nothing is read for that."""
        return ticket in self._held

    def __iter__(self) -> Iterator[str]:
        """Their ids."""
        return iter(self._held)

    def __len__(self) -> int:
        """How many."""
        return len(self._held)
