"""What of a ticket's log a view shows: private values and who reported it are taken out for the others.

The log itself stays whole at this center. What is taken out leaves HIDDEN in its place, so that the log
still replays to the same states. Source: docs/design/access.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from backend.center.forms import FIELD
from backend.domain.access import View, handles, sees
from backend.domain.log import Event, Ticket
from backend.domain.modules import Catalogue
from backend.domain.org import Organisation
from backend.domain.roles import Role

HIDDEN = "***"
"""Stands for a value that is kept from whoever reads this."""

CONTACT = "reporter"
"""The argument that says who reported a matter and is to be called back."""


class Privacy:
    """The views of one center."""

    def __init__(self, catalogue: Catalogue, organisation: Organisation) -> None:
        classes = catalogue.categories.values()
        self._fields = frozenset(FIELD + one.key for c in classes for one in c.fields if one.private)
        self._organisation = organisation

    def shown(self, ticket: Ticket, view: View) -> tuple[Event, ...] | None:
        """The log as this view sees it; None when it does not see the ticket at all."""
        if not sees(view, ticket, self._organisation):
            return None
        if handles(view, ticket):
            return ticket.events
        return masked(ticket.events, self._fields | {CONTACT})


def masked(events: Iterable[Event], hidden: frozenset[str]) -> tuple[Event, ...]:
    """A log without these arguments, and without the names of reporters who wrote themselves."""
    return tuple(_masked(event, hidden) for event in events)


def _masked(event: Event, hidden: frozenset[str]) -> Event:
    told = {name for name in hidden & event.args.keys() if event.args[name]}
    if told:
        args = {name: HIDDEN if name in told else text for name, text in event.args.items()}
        event = replace(event, args=args)
    if event.role == Role.REPORTER:
        event = replace(event, actor=HIDDEN)
    return event
