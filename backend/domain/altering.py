"""Changing the one big value of the domain: a ticket is copied several times by every event."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from backend.domain.log import Ticket

__all__ = ["altered"]

if TYPE_CHECKING:
    # The type checker knows dataclasses.replace and checks every name and value given to it.
    from dataclasses import replace as altered
else:
    _FIELDS = tuple(Ticket.__dataclass_fields__)
    _read_all = attrgetter(*_FIELDS)
    _SETTERS = tuple(getattr(Ticket, name).__set__ for name in _FIELDS)

    def altered(ticket: Ticket, /, **changes: object) -> Ticket:
        """Do what `dataclasses.replace` does, at a third of the cost: replaying a log is mostly this."""
        made = object.__new__(Ticket)
        for setter, value in zip(_SETTERS, _read_all(ticket), strict=True):
            setter(made, value)
        for name, value in changes.items():
            object.__setattr__(made, name, value)
        return made
