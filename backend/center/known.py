"""Tickets and reports of a ledger as mappings, for rules that ask of other tickets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backend.center.ledger import Ledger
from backend.domain.errors import Refused
from backend.domain.ticket import Ticket


class KnownTickets(Mapping[str, Ticket]):
    """Every ticket of a ledger by id, from disk if need be; counting and listing see memory alone."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getitem__(self, ticket: str) -> Ticket:
        """The ticket; KeyError when there is none."""
        found = self._ledger.ticket(ticket)
        if found is None:
            raise KeyError(ticket)
        return found

    def __iter__(self) -> Iterator[str]:
        """The tickets in memory."""
        return iter(self._ledger.tickets)

    def __len__(self) -> int:
        """How many are in memory."""
        return len(self._ledger.tickets)


class KnownReports(Mapping[tuple[str, str], str]):
    """Tickets of a ledger by (source, the source's own key); it is looked things up in, not listed."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getitem__(self, report: tuple[str, str]) -> str:
        """The ticket's id; KeyError when the source has not reported that.

        Raises:
            Refused: `recovering`, we were put back and a neighbour may know of it.
        """
        found = self._ledger.report(*report)
        if not found and self._ledger.recovering:
            words = "whether this was reported before is known once every neighbour has answered; try again"
            raise Refused("recovering", words, rule="report")
        if not found:
            raise KeyError(report)
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Those of tickets in memory."""
        return ((t.source, t.key) for t in self._ledger.tickets.values() if t.key)

    def __len__(self) -> int:
        """How many of them there are."""
        return sum(1 for _ in self)
