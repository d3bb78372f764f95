"""Making and changing the one big value of the domain: a ticket is copied several times by every event."""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING

from backend.domain.log import Ticket

__all__ = ["altered", "new_ticket"]

if TYPE_CHECKING:
    # The type checker knows these and checks every name and value given to them.
    from dataclasses import replace as altered

    new_ticket = Ticket
else:
    # A frozen dataclass is filled by one call per field. Its twin has the same slots and is filled by plain
    # assignment; Python lets an object of equal slots change its class, so it is frozen when it is complete.
    _Thawed = dataclasses.make_dataclass(
        "_Thawed",
        [(one.name, object, dataclasses.field(default=one.default)) for one in dataclasses.fields(Ticket)],
        slots=True,
    )
    _read_all = attrgetter(*(one.name for one in dataclasses.fields(Ticket)))

    def new_ticket(**values: object) -> Ticket:
        """Do what `Ticket(…)` does, at a tenth of the cost."""
        made = _Thawed(**values)
        made.__class__ = Ticket
        return made

    def altered(ticket: Ticket, /, **changes: object) -> Ticket:
        """Do what `dataclasses.replace` does, at a tenth of the cost: replaying a log is mostly this."""
        made = _Thawed(*_read_all(ticket))
        for name, value in changes.items():
            setattr(made, name, value)
        made.__class__ = Ticket
        return made
